"""Who a comment calls. Only those who may read the story: whoever else is named is refused, and why is said."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from workflow import mentions
from workflow.exceptions import Missing
from workflow.mentions import Call
from workflow.models import Desk
from workflow.situation import Situation


@dataclass(frozen=True, slots=True)
class Called:
    """The people and the desks that a comment calls, by id."""

    people: frozenset[int] = frozenset()
    desks: frozenset[int] = frozenset()


NOBODY = Called()


def called(
    found: Situation,
    text: str,
    *,
    people: Collection[int] = (),
    desks: Collection[int] = (),
    names: Collection[str] = (),
) -> Called:
    """Return who was chosen and who is named in the text; raise `Missing` for who may not read the story."""
    typed = [*mentions.calls_in(text), *(Call((name,), is_bracketed=True) for name in names)]
    if not (typed or people or desks):
        return NOBODY
    if len(typed) + len(people) + len(desks) > mentions.MOST:
        raise Missing(_("A comment calls %(limit)d people at most: call their desk.") % {"limit": mentions.MOST})
    readers = list(User.objects.filter(memberships__desk=found.story.desk_id, is_active=True).distinct())
    if set(people) - {reader.pk for reader in readers} or set(desks) - {found.story.desk_id}:
        raise _may_not_read(found, _("Somebody whom you chose"))
    known = _Names(found.story.desk, readers)
    keys = [known.whom(found, call) for call in typed]
    named = {key for kind, key in filter(None, keys) if kind is User}
    calls_desk = bool(desks) or any(key[0] is Desk for key in filter(None, keys))
    return Called(frozenset({*people, *named}), frozenset({found.story.desk_id} if calls_desk else ()))


class _Names:
    """The names of those who may read the story, and, once one is not among them, of everybody else."""

    def __init__(self, desk: Desk, readers: Iterable[User]) -> None:
        self.desk_name = {mentions.key(desk.name): desk.pk}
        self.readers: dict[str, int] = {}
        self.twice: set[str] = set()
        for reader in readers:
            for name in _names_of(reader):
                self.twice |= {name} & self.readers.keys()
                self.readers[name] = reader.pk

    def whom(self, found: Situation, call: Call) -> tuple[type[User | Desk], int] | None:
        """Return whom a call means; None for what is no name of anybody here."""
        for written, name in ((name, mentions.key(name)) for name in call.names):
            if name in self.twice:
                raise Missing(_("Two people are called “%(name)s”: choose one from the list.") % {"name": written})
            if name in self.readers:
                return User, self.readers[name]
            if name in self.desk_name:
                return Desk, self.desk_name[name]
        self._refuse_who_may_not_read(found, call)
        return None

    def _refuse_who_may_not_read(self, found: Situation, call: Call) -> None:
        wanted = {mentions.key(name): name for name in call.names}
        others = [name for user in User.objects.only("first_name", "last_name", "email") for name in _names_of(user)]
        others += [mentions.key(name) for name in Desk.objects.values_list("name", flat=True)]
        if known := wanted.keys() & set(others):
            raise _may_not_read(found, f"“{wanted[max(known, key=len)]}”")
        if call.is_bracketed:
            raise Missing(
                _("Nobody on the desk %(desk)s is called “%(name)s”: choose from the list.")
                % {"desk": found.story.desk, "name": call.names[0]}
            )


def _names_of(user: User) -> list[str]:
    return [mentions.key(name) for name in (user.get_full_name(), user.email) if name]


def _may_not_read(found: Situation, who: str) -> Missing:
    return Missing(
        _("%(who)s is not on the desk %(desk)s and may not read this story, so a comment can’t call them.")
        % {"who": who, "desk": found.story.desk}
    )
