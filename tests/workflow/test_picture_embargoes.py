"""An embargo on a picture binds every story that shows it, on every path to air."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from articles.drafting import UsedPicture
from articles.models import Edition, Picture
from tests.people import Newsroom, person
from tests.processes import wait_until
from tests.workflow.test_packages import standing, together
from tests.workflow.test_races import at_once, many_writers, nothing_differs, somebody_waits_for_us
from workflow import actions
from workflow.enums import Role, Status, Verb
from workflow.exceptions import AlreadyOnAir, Embargoed, Missing, NotNow, NotYours
from workflow.models import Embargo, Event, Story

HOUR = timedelta(hours=1)


def bind(newsroom: Newsroom, picture: Picture, until: datetime | None, by: User | None = None, **said: str) -> Event:
    words = {"source": "The palace"} | said
    return actions.bind_picture(
        picture=picture, by=by or newsroom.editor, now=newsroom.now, embargoed_until=until, **words
    )


def shown(picture: Picture) -> dict[str, Any]:
    return {"pictures": (UsedPicture(picture_id=picture.pk, role="LEAD", caption="A gull.", credit_line="R. Test"),)}


@pytest.fixture
def approved(newsroom: Newsroom, picture: Picture) -> Story:
    return newsroom.approved("The wedding", **shown(picture))


PATHS: dict[str, Callable[[Newsroom, Story], object]] = {
    "schedule": lambda newsroom, story: newsroom.act("schedule", story, goes_live_at=newsroom.now + HOUR),
    "publish": lambda newsroom, story: newsroom.act("publish", story),
    "package": lambda newsroom, story: together(
        newsroom, story, newsroom.approved("Beside it"), at=newsroom.now + HOUR
    ),
}


@pytest.mark.parametrize("until", [2 * HOUR, None], ids=["until", "open-ended"])
@pytest.mark.parametrize("path", PATHS)
def test_no_path_to_air_goes_round_it(
    newsroom: Newsroom, approved: Story, picture: Picture, path: str, until: timedelta | None
) -> None:
    bind(newsroom, picture, until and newsroom.now + until)
    with pytest.raises(Embargoed, match=r"gull\.png.*The palace"):
        PATHS[path](newsroom, approved)
    assert standing(approved) == {(Status.APPROVED, None)}


def test_news_does_not_break_it(newsroom: Newsroom, picture: Picture) -> None:
    story = newsroom.filed("The wedding", **shown(picture))
    bind(newsroom, picture, newsroom.now + HOUR)
    with pytest.raises(Embargoed):
        newsroom.act("break_news", story, reason="Everybody knows.")


def test_when_it_is_over_the_story_airs_and_the_edition_carries_its_end(
    newsroom: Newsroom, approved: Story, picture: Picture
) -> None:
    end = newsroom.now + 2 * HOUR
    bind(newsroom, picture, end)
    newsroom.act("schedule", approved, goes_live_at=end)
    assert Edition.objects.get().embargoed_until == end
    with pytest.raises(Embargoed):
        newsroom.act("reschedule", approved, goes_live_at=end - timedelta(seconds=1))
    with pytest.raises(Embargoed):
        newsroom.act("publish", approved)


def test_the_later_end_of_a_storys_and_a_pictures_embargo_binds(
    newsroom: Newsroom, approved: Story, picture: Picture
) -> None:
    newsroom.act("set_embargo", approved, source="The court", embargoed_until=newsroom.now + HOUR)
    bind(newsroom, picture, newsroom.now + 3 * HOUR)
    with pytest.raises(Embargoed, match="The palace"):
        newsroom.act("schedule", approved, goes_live_at=newsroom.now + 2 * HOUR)
    newsroom.act("schedule", approved, goes_live_at=newsroom.now + 3 * HOUR)
    assert Edition.objects.get().embargoed_until == newsroom.now + 3 * HOUR


def test_a_plan_carries_the_last_end_of_what_still_binds_it(
    newsroom: Newsroom, approved: Story, picture: Picture
) -> None:
    """The clock's page shows it."""
    end = newsroom.now + HOUR
    newsroom.act("schedule", approved, goes_live_at=newsroom.now + 9 * HOUR)
    carried = [
        _carried(partial(newsroom.act, "set_embargo", approved, source="The court", embargoed_until=end)),
        _carried(partial(bind, newsroom, picture, end + 2 * HOUR)),
        _carried(partial(newsroom.act, "set_embargo", approved, source="The court", embargoed_until=end + HOUR)),
        _carried(partial(bind, newsroom, picture, end, by=newsroom.publisher, reason="They agreed.")),
        _carried(partial(newsroom.act, "lift_embargo", approved, reason="It ruled.")),
        _carried(
            partial(
                actions.free_picture, picture=picture, by=newsroom.publisher, now=newsroom.now, reason="They agreed."
            )
        ),
    ]
    assert carried == [end, end + 2 * HOUR, end + 2 * HOUR, end + HOUR, end, None]


def _carried(deed: Callable[[], object]) -> datetime | None:
    deed()
    return Edition.objects.get().embargoed_until


def test_set_past_a_plan_it_holds_the_story_and_its_package_in_the_same_breath(
    newsroom: Newsroom, approved: Story, picture: Picture
) -> None:
    beside, later = newsroom.approved("Beside it"), newsroom.approved("Much later", **shown(picture))
    together(newsroom, approved, beside, at=newsroom.now + HOUR)
    newsroom.act("schedule", later, goes_live_at=newsroom.now + 9 * HOUR)
    event = bind(newsroom, picture, newsroom.now + 2 * HOUR)
    assert standing(approved, beside) == {(Status.APPROVED, None)}
    assert "gull.png" in approved.held_reason
    assert standing(later) == {(Status.SCHEDULED, newsroom.now + 9 * HOUR)}
    assert Edition.objects.get().embargoed_until == newsroom.now + 2 * HOUR
    assert (event.verb, event.picture, event.facts["source"]) == (Verb.BIND_PICTURE, picture, "The palace")
    nothing_differs()


@pytest.mark.parametrize("until", [2 * HOUR, None], ids=["until", "open-ended"])
def test_the_database_lets_no_edition_be_written_before_it(
    newsroom: Newsroom, approved: Story, picture: Picture, until: timedelta | None
) -> None:
    """Whoever writes it, and by whatever way."""
    newsroom.act("schedule", approved, goes_live_at=newsroom.now + HOUR)
    plan, beside = Edition.objects.get(), newsroom.scheduled(goes_live_at=newsroom.now + HOUR)
    Embargo.objects.create(
        picture=picture,
        source="The palace",
        embargoed_until=until and newsroom.now + until,
        set_at=newsroom.now,
        set_by=newsroom.editor,
    )
    other = Edition.objects.get(article=beside.article)
    for write in (
        lambda: Edition.objects.filter(pk=plan.pk).update(goes_live_at=newsroom.now + HOUR / 2),
        lambda: Edition.objects.filter(pk=other.pk).update(revision=plan.revision),
        lambda: Edition.objects.bulk_create([_copy_of(plan, newsroom)]),
    ):
        with pytest.raises(IntegrityError, match="edition_is_not_before_its_pictures_embargo"), transaction.atomic():
            write()
    Edition.objects.filter(pk=plan.pk).update(announcement_error="What does not touch the plan is let through.")


def _copy_of(plan: Edition, newsroom: Newsroom) -> Edition:
    article = newsroom.draft("Another").article
    bounds = {"goes_live_at": newsroom.now, "first_published_at": newsroom.now}
    return Edition(article=article, revision=plan.revision, section=plan.section, **bounds)


def test_a_picture_on_air_is_not_bound_any_more(newsroom: Newsroom, approved: Story, picture: Picture) -> None:
    newsroom.act("publish", approved)
    with pytest.raises(NotNow, match="is on air"):
        bind(newsroom, picture, None)
    assert not Embargo.objects.exists()


def test_what_was_published_while_the_pictures_row_was_waited_for_is_on_air(
    newsroom: Newsroom, approved: Story, picture: Picture
) -> None:
    """Whoever binds it read the clock before whoever published."""
    asked_at = newsroom.now
    newsroom.later(milliseconds=20)
    newsroom.act("publish", approved)
    newsroom.now = asked_at
    with pytest.raises(NotNow, match="is on air"):
        bind(newsroom, picture, None)
    assert not Embargo.objects.exists()


def test_l5_the_refusal_names_no_story_of_another_desk(newsroom: Newsroom, approved: Story, picture: Picture) -> None:
    newsroom.act("schedule", approved, goes_live_at=newsroom.now + timedelta(seconds=1))
    stranger = person("Otto", Role.PICTURES, desk=Newsroom.open("Sport").desk)
    with pytest.raises(AlreadyOnAir, match="another desk") as refusal:
        bind(newsroom, picture, None, by=stranger)
    assert "wedding" not in str(refusal.value)


@many_writers
def test_s13_it_holds_a_package_in_the_order_of_every_move(live_newsroom: Newsroom, picture_of: Any) -> None:
    """Else it has the second story and waits for the first, while a move has the first and waits for the second."""
    newsroom, picture = live_newsroom, picture_of(live_newsroom, 1)
    first, second = newsroom.approved("Beside it"), newsroom.approved("The wedding", **shown(picture))
    together(newsroom, first, second)
    outcomes: list[object] = []
    binder = threading.Thread(target=lambda: outcomes.extend(at_once(partial(bind, newsroom, picture, None))))
    with transaction.atomic():
        held = Story.objects.select_for_update(nowait=True).order_by("pk")
        list(held.filter(pk=first.pk))
        binder.start()
        wait_until(somebody_waits_for_us)
        list(held.filter(pk=second.pk))
    binder.join(timeout=60)
    assert [type(one) for one in outcomes] == [Event]
    assert standing(first, second) == {(Status.APPROVED, None)}


def test_seconds_before_air_it_comes_too_late_and_binds_nothing(
    newsroom: Newsroom, approved: Story, picture: Picture
) -> None:
    newsroom.act("schedule", approved, goes_live_at=newsroom.now + timedelta(seconds=1))
    with pytest.raises(AlreadyOnAir, match="The wedding"):
        bind(newsroom, picture, None)
    assert not Embargo.objects.exists()


@pytest.mark.parametrize(
    ("role", "binds", "frees"),
    [(Role.REPORTER, 0, 0), (Role.LEGAL, 0, 0), (Role.PICTURES, 1, 0), (Role.EDITOR, 1, 0), (Role.PUBLISHER, 1, 1)],
)
def test_who_may(newsroom: Newsroom, picture: Picture, role: Role, binds: int, frees: int) -> None:
    somebody = person("Somebody", role, desk=newsroom.desk)
    outcomes = [
        _allowed(partial(bind, newsroom, picture, None, by=somebody)),
        _allowed(partial(bind, newsroom, picture, None)),
        _allowed(partial(actions.free_picture, picture=picture, by=somebody, now=newsroom.now, reason="They agreed.")),
    ]
    assert outcomes == [bool(binds), True, bool(frees)]


def _allowed(deed: Callable[[], Event]) -> bool:
    try:
        return isinstance(deed(), Event)
    except NotYours:
        return False


def test_a_deactivated_account_lifts_nothing(newsroom: Newsroom, picture: Picture) -> None:
    bind(newsroom, picture, None)
    newsroom.publisher.is_active = False
    newsroom.publisher.save()
    with pytest.raises(NotYours):
        actions.free_picture(picture=picture, by=newsroom.publisher, now=newsroom.now, reason="x")


def test_a_lift_takes_a_reason_and_sets_the_story_free(newsroom: Newsroom, approved: Story, picture: Picture) -> None:
    bind(newsroom, picture, None)
    free = partial(actions.free_picture, picture=picture, by=newsroom.publisher, now=newsroom.now)
    with pytest.raises(Missing):
        free(reason=" ")
    event = free(reason="They agreed.")
    assert (event.verb, event.facts) == (Verb.FREE_PICTURE, {"reason": "They agreed."})
    assert Embargo.objects.get().lifted_by == newsroom.publisher
    with pytest.raises(NotNow):
        free(reason="Again.")
    newsroom.act("publish", approved)


def test_an_earlier_end_is_a_lift_in_disguise(newsroom: Newsroom, picture: Picture) -> None:
    bind(newsroom, picture, newsroom.now + 3 * HOUR)
    with pytest.raises(NotYours):
        bind(newsroom, picture, newsroom.now + HOUR)
    with pytest.raises(Missing):
        bind(newsroom, picture, newsroom.now + HOUR, by=newsroom.publisher)
    bind(newsroom, picture, newsroom.now + HOUR, by=newsroom.publisher, reason="They agreed.")
    bind(newsroom, picture, newsroom.now + 5 * HOUR)
    assert Embargo.objects.filter(lifted_at=None).get().embargoed_until == newsroom.now + 5 * HOUR


@pytest.mark.parametrize(("source", "until"), [(" ", HOUR), ("The palace", -HOUR)])
def test_of_nobody_or_over_already_it_is_refused(
    newsroom: Newsroom, picture: Picture, source: str, until: timedelta
) -> None:
    with pytest.raises(Missing):
        bind(newsroom, picture, newsroom.now + until, source=source)


def test_a_plan_and_an_embargo_at_one_moment_never_both_stand(live_newsroom: Newsroom, picture_of: Any) -> None:
    newsroom = live_newsroom
    for round_ in range(8):
        picture = picture_of(newsroom, round_)
        story = newsroom.approved(f"The wedding {round_}", **shown(picture))
        fresh = Story.objects.get(pk=story.pk)
        plan = partial(actions.schedule, story=fresh, version=fresh.version, by=newsroom.publisher, now=newsroom.now)
        outcomes = at_once(
            partial(plan, goes_live_at=newsroom.now + HOUR), partial(bind, newsroom, picture, newsroom.now + 2 * HOUR)
        )
        assert isinstance(outcomes[1], Event), outcomes
        assert isinstance(outcomes[0], Event | Embargoed), outcomes
        assert standing(story) == {(Status.APPROVED, None)}
    nothing_differs()
