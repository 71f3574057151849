"""The header of a post as plain values, whichever language it is written in."""

from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
"""Scalars keep their spelling as text (`1984`, `yes`, `2019-01-01`); None is a spelled null or a blank list item."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Values by key, and the line of the file on which each key stands."""

    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def table(self, key: str) -> dict[str, Value]:
        """Give a nested table, or nothing where the key holds something else."""
        value = self.values.get(key)
        return value if isinstance(value, dict) else {}
