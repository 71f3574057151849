"""What the tests of the public site share."""

from collections.abc import Iterator

import pytest

from articles import site


@pytest.fixture(autouse=True)
def _fresh_navigation() -> Iterator[None]:
    """Let no test see the sections that another one left in memory."""
    site.forget_sections()
    yield
    site.forget_sections()
