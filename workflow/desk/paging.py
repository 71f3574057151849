"""Pages of a long list, counted no further than anybody leafs."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

#: Whoever looks for more than so many narrows the list.
BOUND = 1000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """A COUNT(*) over an archive takes longer than its page, so that counting ends one past the bound."""

    object_list: Any

    @cached_property
    def found(self) -> int:
        """How many there are, or one more than the bound."""
        if isinstance(self.object_list, QuerySet):
            return self.object_list.order_by()[: BOUND + 1].count()
        return len(self.object_list)

    @cached_property
    def count(self) -> int:
        return min(self.found, BOUND)

    @property
    def has_more(self) -> bool:
        """Say whether there are more than can be leafed through."""
        return self.found > BOUND
