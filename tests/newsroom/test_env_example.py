"""Who copies `.env.example` finds every setting in it, and none that nobody reads."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = [ROOT / "newsroom" / "settings.py", ROOT / "newsroom" / "launcher" / "__main__.py"]


def calls_that_read_a_variable(source: Path) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call) and node.args]
    names = [
        call.args[0].value
        for call in calls
        if isinstance(call.args[0], ast.Constant)
        and (ast.unparse(call.func).startswith("env.") or ast.unparse(call.func) == "_number")
    ]
    return {name for name in names if isinstance(name, str) and name.isupper()}


def variables_in_the_example() -> list[str]:
    return re.findall(r"^#?([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text(), flags=re.M)


def test_every_variable_that_is_read_is_in_the_example_and_the_other_way_round() -> None:
    read = set().union(*(calls_that_read_a_variable(reader) for reader in READERS))
    assert len(read) > 20
    assert sorted(variables_in_the_example()) == sorted(read)


def test_an_example_copied_unchanged_changes_nothing() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []
