"""What the database refuses by itself, whoever asks and by whatever door."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, connection, transaction

from articles import instant
from articles.models import Article, Edition, PictureUse, Revision
from tests import library
from tests.people import Newsroom
from workflow.enums import Verb
from workflow.models import Embargo, Event, Membership, Story

HOUR = timedelta(hours=1)

IMMUTABLE = {
    "events_are_append_only": "workflow_event",
    "revision_is_immutable": "articles_revision",
    "picture_use_is_immutable": "articles_pictureuse",
    "stage_sets_never_change": "workflow_stage",
}
#: Guards that are two triggers on SQLite, by what each is called there.
IN_TWO = {
    "address_is_in_lower_case": ("auth_user", "new", "old"),
    "edition_is_not_before_its_pictures_embargo": ("articles_edition", "at_first", "later"),
}
TRIGGERS = {
    "passed_bounds_never_change": "articles_edition",
    "aired_edition_is_never_deleted": "articles_edition",
    "address_is_fixed_at_first_air": "articles_article",
    **{name: table for name, (table, *_parts) in IN_TWO.items()},
    **IMMUTABLE,
}
CONSTRAINTS = {
    "articles_article": {"published_article_has_an_address"},
    "articles_edition": {
        "edition_ends_no_earlier_than_it_goes_live",
        "edition_expires_after_it_goes_live",
        "edition_ends_no_later_than_it_expires",
        "edition_is_not_before_its_embargo",
    },
    "workflow_event": {"edition_is_announced_once", "expiry_is_announced_once"},
    "workflow_story": {
        "story_has_a_known_status",
        "urgency_is_from_1_to_9",
        "only_a_spiked_story_remembers_where_it_was",
    },
    "workflow_embargo": {
        "story_has_one_embargo_in_force",
        "picture_has_one_embargo_in_force",
        "embargo_binds_a_story_or_a_picture",
    },
    "workflow_alarm": {"danger_has_one_alarm"},
    "workflow_dryrun": {"plan_is_run_dry_once_at_each_mark"},
    "workflow_bulkitem": {"story_is_in_a_bulk_move_once"},
    "workflow_membership": {"person_has_a_role_on_a_desk_once", "membership_has_a_known_role"},
    "workflow_contribution": {"person_contributes_to_a_story_once"},
    "workflow_stage": {"stage_name_is_unique_in_its_set"},
}


def refused(write: Callable[[], object]) -> str:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    return str(refusal.value)


def edition(story: Story, goes_live_at: datetime, ends_at: datetime | None = None, **more: object) -> Edition:
    head = story.article.head
    assert head is not None
    more = {"expires_at": ends_at, "section": head.section, "first_published_at": goes_live_at} | more
    return Edition(article=story.article, revision=head, goes_live_at=goes_live_at, ends_at=ends_at, **more)


def aired(newsroom: Newsroom) -> Edition:
    """An edition that went on air an hour ago by the database's own clock."""
    newsroom.now = instant.now() - HOUR
    return newsroom.on_air().article.editions.get()


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(1, 3), (1, None), (0, 2), (0, 4), (1.5, 1.75), (0, 1.001), (2.999, 5)],
)
def test_two_editions_of_one_article_never_overlap(newsroom: Newsroom, starts: float, ends: float | None) -> None:
    story, now = newsroom.approved(), newsroom.now
    edition(story, now + HOUR, now + 3 * HOUR).save()
    other = edition(story, now + starts * HOUR, now + ends * HOUR if ends else None)
    assert "editions_of_one_article_never_overlap" in refused(other.save)
    later = edition(story, now + 6 * HOUR, now + 8 * HOUR)
    later.save()
    move = {"goes_live_at": other.goes_live_at, "ends_at": other.ends_at, "expires_at": other.ends_at}
    rows = Edition.objects.filter(pk=later.pk)
    assert "editions_of_one_article_never_overlap" in refused(lambda: rows.update(**move))


@pytest.mark.parametrize(("starts", "ends"), [(0, 1), (3, None), (2, 2)])
def test_editions_may_touch_and_an_empty_one_is_in_nobodys_way(
    newsroom: Newsroom, starts: float, ends: float | None
) -> None:
    story, now = newsroom.approved(), newsroom.now
    edition(story, now + HOUR, now + 3 * HOUR).save()
    edition(story, now + starts * HOUR, now + ends * HOUR if ends else None, expires_at=None).save()
    edition(newsroom.approved(), now + HOUR).save()


def test_an_edition_moved_to_another_article_does_not_overlap_there(newsroom: Newsroom) -> None:
    one, other, now = newsroom.approved(), newsroom.approved(), newsroom.now
    first, second = edition(one, now + HOUR), edition(other, now + HOUR)
    first.save()
    second.save()
    rows = Edition.objects.filter(pk=second.pk)
    assert "editions_of_one_article_never_overlap" in refused(lambda: rows.update(article=one.article))


def test_a_start_that_passed_never_changes_nor_does_what_it_aired(newsroom: Newsroom) -> None:
    one = aired(newsroom)
    rows, other = Edition.objects.filter(pk=one.pk), newsroom.draft()
    for change in (
        {"goes_live_at": one.goes_live_at - HOUR},
        {"goes_live_at": one.goes_live_at + 9 * HOUR},
        {"revision": other.article.head},
        {"article": other.article},
    ):
        assert "passed_bounds_never_change" in refused(lambda change=change: rows.update(**change))


def test_an_end_that_passed_never_changes_and_one_to_come_may(newsroom: Newsroom) -> None:
    one = aired(newsroom)
    rows, now = Edition.objects.filter(pk=one.pk), instant.now()
    rows.update(ends_at=now + HOUR)
    rows.update(ends_at=None)
    rows.update(ends_at=now - timedelta(minutes=1))
    for end in (None, now + HOUR, now - timedelta(minutes=2)):
        assert "passed_bounds_never_change" in refused(lambda end=end: rows.update(ends_at=end))


def test_what_aired_is_never_deleted_and_what_is_planned_may_be(newsroom: Newsroom) -> None:
    one = aired(newsroom)
    assert "aired_edition_is_never_deleted" in refused(lambda: raw("DELETE FROM articles_edition"))
    assert "aired_edition_is_never_deleted" in refused(one.delete)
    newsroom.scheduled(goes_live_at=instant.now() + HOUR).article.editions.get().delete()


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"embargoed_until": 2}, "edition_is_not_before_its_embargo"),
        ({"ends_at": 0}, "edition_ends_no_earlier_than_it_goes_live"),
        ({"expires_at": 1, "ends_at": 1}, "edition_expires_after_it_goes_live"),
        ({"expires_at": 3, "ends_at": 4}, "edition_ends_no_later_than_it_expires"),
        ({"expires_at": 3, "ends_at": None}, "edition_ends_no_later_than_it_expires"),
    ],
)
def test_bounds_that_make_no_sense_are_refused(newsroom: Newsroom, change: dict[str, int | None], name: str) -> None:
    story, now = newsroom.approved(), newsroom.now
    edition(story, now + HOUR).save()
    times = {field: None if hours is None else now + hours * HOUR for field, hours in change.items()}
    assert name in refused(lambda: Edition.objects.filter(article=story.article).update(**times))


def test_the_record_is_append_only(newsroom: Newsroom) -> None:
    newsroom.filed()
    assert "events_are_append_only" in refused(lambda: Event.objects.update(by=newsroom.editor))
    assert "events_are_append_only" in refused(lambda: raw("UPDATE workflow_event SET facts = '{}'"))
    assert "events_are_append_only" in refused(lambda: raw("DELETE FROM workflow_event"))
    assert Event.objects.count() == 2


def test_a_text_that_was_saved_is_never_changed_or_deleted(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    newsroom.save(story, headline="Second")
    assert "revision_is_immutable" in refused(lambda: Revision.objects.update(headline="Rewritten"))
    assert "revision_is_immutable" in refused(lambda: raw("UPDATE articles_revision SET body = 'Rewritten'"))
    assert "revision_is_immutable" in refused(lambda: raw("DELETE FROM articles_revision"))
    assert Revision.objects.filter(article=story.article).count() == 2


def test_a_pictures_words_in_a_text_are_never_changed_or_deleted(newsroom: Newsroom) -> None:
    picture = library.bare(0)
    picture.save()
    head = newsroom.draft().article.head
    assert head is not None
    PictureUse.objects.create(revision=head, picture=picture, role="LEAD", caption="The quay")
    assert "picture_use_is_immutable" in refused(lambda: PictureUse.objects.update(caption="Rewritten"))
    assert "picture_use_is_immutable" in refused(lambda: raw("DELETE FROM articles_pictureuse"))
    assert PictureUse.objects.get().caption == "The quay"


def test_an_address_is_fixed_at_first_air_and_free_before(newsroom: Newsroom) -> None:
    planned = newsroom.scheduled(goes_live_at=newsroom.now + HOUR).article
    Article.objects.filter(pk=planned.pk).update(path="/elsewhere/")
    article = newsroom.on_air().article
    rows = Article.objects.filter(pk=article.pk)
    for change in ({"path": "/elsewhere/2/"}, {"path": None}, {"first_published_at": None}):
        assert "address_is_fixed_at_first_air" in refused(lambda change=change: rows.update(**change))
    rows.update(slug="other")


def test_a_published_article_has_an_address(newsroom: Newsroom) -> None:
    rows = Article.objects.filter(pk=newsroom.draft().article_id)
    assert "published_article_has_an_address" in refused(lambda: rows.update(first_published_at=newsroom.now))


def test_one_address_leads_to_one_article(newsroom: Newsroom) -> None:
    path = newsroom.on_air().article.path
    assert "path" in refused(lambda: Article.objects.filter(pk=newsroom.draft().article_id).update(path=path))


def test_an_edition_is_announced_once_and_its_expiry_too(newsroom: Newsroom) -> None:
    story = newsroom.on_air(expires_at=newsroom.now + HOUR)
    newsroom.later(hours=2)
    newsroom.tick()
    key = story.article.editions.get().pk
    for verb in (Verb.AIR, Verb.PUBLISH, Verb.EXPIRE):
        event = Event(story=story, verb=verb, at=newsroom.now, edition_id=key, status_after=story.status)
        refused(event.save)
    assert Event.objects.filter(edition_id=key).count() == 2


@pytest.mark.parametrize("change", [{"status": "LOST"}, {"urgency": 0}, {"urgency": 10}, {"spiked_from": "DRAFT"}])
def test_a_story_is_somewhere_and_has_an_urgency(newsroom: Newsroom, change: dict[str, object]) -> None:
    refused(lambda: Story.objects.filter(pk=newsroom.draft().pk).update(**change))


def test_a_spiked_story_remembers_where_it_was(newsroom: Newsroom) -> None:
    refused(lambda: Story.objects.filter(pk=newsroom.draft().pk).update(status="SPIKED"))


def test_one_embargo_binds_at_a_time(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    for embargo in (Embargo(source="one"), Embargo(source="two")):
        embargo.story, embargo.set_at, embargo.set_by = story, newsroom.now, newsroom.editor
        embargo.save() if embargo.source == "one" else refused(embargo.save)


def test_a_role_is_given_once_and_is_a_known_one(newsroom: Newsroom) -> None:
    common = {"desk": newsroom.desk, "user": newsroom.editor}
    refused(lambda: Membership.objects.create(role="EDITOR", **common))
    refused(lambda: Membership.objects.create(role="OWNER", **common))


def test_people_who_did_something_are_not_deleted(newsroom: Newsroom) -> None:
    newsroom.filed()
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=newsroom.reporter.pk).delete()


@pytest.mark.django_db
def test_every_guard_outlives_all_migrations() -> None:
    """SQLite loses the triggers of a table that a migration makes anew: a new one must put them back."""
    expected = set(TRIGGERS.items())
    if connection.vendor == "sqlite":
        expected = {(f"{name}_{event}", table) for name, table in IMMUTABLE.items() for event in ("UPDATE", "DELETE")}
        expected |= {(f"{name}_{part}", table) for name, (table, *parts) in IN_TWO.items() for part in parts}
        expected |= {(name, TRIGGERS[name]) for name in TRIGGERS.keys() - IMMUTABLE.keys() - IN_TWO.keys()}
        overlap = "editions_of_one_article_never_overlap"
        expected |= {(f"{overlap}_{event}", "articles_edition") for event in ("INSERT", "UPDATE")}
    assert expected <= triggers()
    with connection.cursor() as cursor:
        for table, names in CONSTRAINTS.items():
            assert names <= set(connection.introspection.get_constraints(cursor, table)), table


def triggers() -> set[tuple[str, str]]:
    statement = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor != "sqlite":
        statement = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {(name, table) for name, table in cursor.fetchall()}


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite two triggers do this, tested above by name")
def test_the_exclusion_constraint_outlives_all_migrations() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
        assert cursor.fetchall() == [("editions_of_one_article_never_overlap",)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has INSERT OR REPLACE")
@pytest.mark.parametrize("name", ["events_are_append_only", "revision_is_immutable"])
def test_w17_nothing_is_replaced_under_its_own_number(newsroom: Newsroom, name: str) -> None:
    newsroom.on_air()
    table = IMMUTABLE[name]
    with connection.cursor() as cursor:
        said = refused(lambda: cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))
    assert name in said
