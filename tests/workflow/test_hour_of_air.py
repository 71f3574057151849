"""What has to hold at the hour of air: pictures, sections, authors, embargoes and addresses."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from articles import editions, pictures
from articles.drafting import UsedPicture
from articles.models import Article, Author, Picture, Section
from tests.people import Newsroom
from tests.workflow.dry_runs import in_minutes, marks, run, status
from workflow import checking
from workflow.checking import Subject
from workflow.enums import CheckLevel, Status, Verb
from workflow.exceptions import Embargoed
from workflow.models import CheckSetting, Embargo, Story


@pytest.fixture
def fresh(picture: Picture) -> Picture:
    """A picture that came in now, and whose files are not made yet."""
    assert picture.rendered_at is None
    return picture


def with_picture(newsroom: Newsroom, picture: Picture, minutes: float) -> Story:
    return in_minutes(newsroom, minutes, pictures=(UsedPicture(picture_id=picture.pk, role="LEAD"),))


def test_s29_a_picture_that_is_late_holds_the_plan_before_air(newsroom: Newsroom, fresh: Picture) -> None:
    story = with_picture(newsroom, fresh, 90)
    run(newsroom, minutes=30)
    assert status(story) == Status.SCHEDULED
    run(newsroom, minutes=50)
    story.refresh_from_db()
    assert story.status == Status.APPROVED
    assert "gull.png is not ready for readers, and the story airs soon" in story.held_reason


def test_s29_a_picture_that_is_ready_in_time_holds_nothing(newsroom: Newsroom, fresh: Picture) -> None:
    story = with_picture(newsroom, fresh, 90)
    pictures.render(picture=fresh, now=newsroom.now)
    for minutes in (30, 50, 9):
        run(newsroom, minutes=minutes)
    assert status(story) == Status.SCHEDULED
    assert [mark for mark, _failing in marks(story)] == [60, 10, 1]


def test_s29_a_picture_that_failed_stops_every_way_to_air(newsroom: Newsroom, fresh: Picture) -> None:
    story = newsroom.approved(pictures=(UsedPicture(picture_id=fresh.pk, role="LEAD"),))
    Picture.objects.filter(pk=fresh.pk).update(failed_reason="The file is torn.")
    for verb, more in (("publish", {}), ("schedule", {"goes_live_at": newsroom.now + timedelta(hours=1)})):
        with pytest.raises(Exception, match=r"Pictures ready: gull\.png can’t be made ready for readers"):
            newsroom.act(verb, story, **more)


def test_s29_what_is_published_now_shows_a_blank_until_the_files_are_there(newsroom: Newsroom, fresh: Picture) -> None:
    story = newsroom.approved(pictures=(UsedPicture(picture_id=fresh.pk, role="LEAD"),))
    newsroom.later(minutes=5)
    assert newsroom.act("publish", story).status_after == Status.PUBLISHED


def kept(newsroom: Newsroom, **ago: float) -> checking.reads.Kept:
    return checking.reads.Kept(uploaded_at=newsroom.now - timedelta(**ago))


@pytest.mark.parametrize(
    ("ago", "airs_in", "is_late"),
    [
        ({"seconds": 5}, {"minutes": 5}, False),
        ({"minutes": 3}, {"minutes": 5}, True),
        ({"minutes": 3}, {"minutes": 16}, False),
        ({"seconds": 11}, {"seconds": 50}, True),
        ({"seconds": 9}, {"seconds": 50}, False),
        ({"minutes": 3}, {"seconds": 0}, False),
    ],
)
def test_a_picture_gets_time_to_be_made_but_not_beyond_air(
    newsroom: Newsroom, ago: dict[str, float], airs_in: dict[str, float], is_late: bool
) -> None:
    at = newsroom.now + timedelta(**airs_in)
    assert kept(newsroom, **ago).is_late(at=at, now=newsroom.now) is is_late


def test_a_closed_section_and_an_author_who_left_stop_the_schedule_and_the_approval(newsroom: Newsroom) -> None:
    approved, filed = newsroom.approved(), newsroom.filed()
    newsroom.act("sign", filed, stage=newsroom.stage)
    Section.objects.update(is_active=False)
    Author.objects.update(is_active=False)
    for verb, story, more in (
        ("approve", filed, {}),
        ("publish", approved, {}),
        ("schedule", approved, {"goes_live_at": newsroom.now + timedelta(hours=1)}),
    ):
        with pytest.raises(Exception, match=r"Active section: The section “News .*Active authors: Rita Test"):
            newsroom.act(verb, story, **more)


def test_a_desk_may_let_an_author_go_and_air_their_copy(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    Author.objects.update(is_active=False)
    CheckSetting.objects.create(desk=newsroom.desk, check_name="AUTHORS_ACTIVE", level=CheckLevel.OFF)
    assert newsroom.act("publish", story).status_after == Status.PUBLISHED


def bind(story: Story | None, picture: Picture | None, until: datetime | None, by: User) -> Embargo:
    """Put an embargo there past every action, as only a hole in the guards could."""
    return Embargo.objects.create(
        story=story, picture=picture, embargoed_until=until, source="The palace", set_at=by.date_joined, set_by=by
    )


@pytest.mark.parametrize("is_open_ended", [True, False])
@pytest.mark.parametrize("is_of_picture", [True, False])
def test_an_embargo_that_is_not_over_holds_the_plan_in_the_words_of_the_guard(
    newsroom: Newsroom, picture: Picture, is_of_picture: bool, is_open_ended: bool
) -> None:
    pictures.render(picture=picture, now=newsroom.now)
    story, at = with_picture(newsroom, picture, 90), newsroom.now + timedelta(minutes=90)
    until = None if is_open_ended else at + timedelta(minutes=1)
    bind(None if is_of_picture else story, picture if is_of_picture else None, until, newsroom.publisher)
    with pytest.raises(Embargoed) as refusal:
        newsroom.act("reschedule", story, goes_live_at=at)
    run(newsroom, minutes=30)
    story.refresh_from_db()
    assert story.status == Status.APPROVED
    assert story.held_reason == f"A required check fails. Embargoes: {refusal.value}"


def test_an_embargo_that_is_over_by_then_or_lifted_holds_nothing(newsroom: Newsroom, picture: Picture) -> None:
    pictures.render(picture=picture, now=newsroom.now)
    story, at = with_picture(newsroom, picture, 90), newsroom.now + timedelta(minutes=90)
    bind(story, None, at, newsroom.publisher)
    lifted = bind(None, picture, None, newsroom.publisher)
    Embargo.objects.filter(pk=lifted.pk).update(lifted_at=newsroom.now)
    run(newsroom, minutes=30)
    assert status(story) == Status.SCHEDULED


def test_an_embargo_of_another_story_or_an_unused_picture_binds_nobody(newsroom: Newsroom, picture: Picture) -> None:
    story, bound = in_minutes(newsroom, 90), in_minutes(newsroom, 90)
    bind(bound, None, None, newsroom.publisher)
    bind(None, picture, None, newsroom.publisher)
    run(newsroom, minutes=30)
    assert (status(story), status(bound)) == (Status.SCHEDULED, Status.APPROVED)


def test_an_address_that_another_story_took_holds_the_plan_in_the_words_of_the_guard(newsroom: Newsroom) -> None:
    story, other = in_minutes(newsroom, 90), newsroom.draft()
    article = Article.objects.get(pk=story.article_id)
    Article.objects.filter(pk=article.pk).update(path=None)
    Article.objects.filter(pk=other.article_id).update(path=article.path)
    run(newsroom, minutes=30)
    story.refresh_from_db()
    taken = editions.taken_in_words(str(article.path))
    assert story.held_reason == f"A required check fails. Free address: {taken}"


def test_an_address_that_was_lost_holds_the_plan_too(newsroom: Newsroom) -> None:
    story = in_minutes(newsroom, 90)
    Article.objects.filter(pk=story.article_id).update(path=None)
    run(newsroom, minutes=30)
    assert "The story has no address any more: plan it again." in Story.objects.get(pk=story.pk).held_reason


@pytest.mark.parametrize("name", ["EMBARGO", "ADDRESS"])
def test_no_desk_and_no_override_gets_past_what_is_structural(newsroom: Newsroom, name: str) -> None:
    CheckSetting.objects.create(desk=newsroom.desk, check_name=name, level=CheckLevel.OFF)
    story = newsroom.filed(body="TK")
    newsroom.act("override", story, reason="The minister resigned.")
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(minutes=90))
    override = story.events.get(verb=Verb.OVERRIDE)
    assert override.facts["checks_passed_over"] == ["PLACEHOLDERS"]
    override.pk, override.facts = None, {"checks_passed_over": ["PLACEHOLDERS", name]}
    override.save(force_insert=True)  # as no action would write it
    if name == "EMBARGO":
        bind(story, None, None, newsroom.publisher)
    else:
        Article.objects.filter(pk=story.article_id).update(path=None)
    run(newsroom, minutes=30)
    assert status(story) == Status.APPROVED


def test_an_embargoed_story_may_be_approved(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("set_embargo", story, source="The palace", embargoed_until=newsroom.now + timedelta(days=1))
    assert newsroom.approve(story).status == Status.APPROVED
    ran = checking.look_over([Subject(story, newsroom.text(), newsroom.now)], now=newsroom.now)[0]
    assert {"EMBARGO", "ADDRESS"}.isdisjoint(result.check.name for result in ran)
