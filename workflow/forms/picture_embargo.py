"""What somebody says when they put a picture under an embargo, or lift it."""

from collections.abc import Mapping
from typing import Any

from workflow.enums import Verb
from workflow.forms.moves import Asked, MoveForm
from workflow.transitions import Asks

ASKS = {Verb.BIND_PICTURE: (Asks.EMBARGO,), Verb.FREE_PICTURE: (Asks.REASON,)}


class PictureEmbargoForm(MoveForm):
    """The same fields as for an embargo of a story; a picture has no version."""

    version = None  # type: ignore[assignment]

    def __init__(self, data: Mapping[str, Any] | None = None, *, verb: Verb) -> None:
        super().__init__(data, asked=Asked(verb=verb, asks=ASKS[verb]))
