"""What becomes of a story that readers have seen: corrected, updated in vain, killed, reopened, expired."""

import re

import pytest
from django.core.management import call_command

from articles import instant
from tests.journeys.browsers import Browser, Page, at, seconds_ahead
from tests.journeys.roads import Road
from tests.processes import wait_until
from workflow.enums import Status, Verb
from workflow.models import Event, Story

GUID = re.compile(r"<guid[^>]*>([^<]+)</guid>")
HEADLINE = re.compile(r"<title>([^<]+)</title>")


def path_of(story_id: int) -> str:
    path = Story.objects.get(pk=story_id).article.path
    assert path is not None
    return path


def verbs(story_id: int) -> list[str]:
    return list(Event.objects.filter(story=story_id).order_by("pk").values_list("verb", flat=True))


def feed(reader: Browser) -> list[tuple[str, str]]:
    """Return headline and id of each story, in the feed's order."""
    source = reader.open("/feeds/rss.xml").source
    return list(zip(HEADLINE.findall(source)[1:], GUID.findall(source), strict=True))


def headlines(page: Page) -> list[str]:
    return [element.text_content().strip() for element in page.tree.xpath("//article//h2")]


def test_a_correction_changes_the_text_and_says_so_and_moves_nothing_else(road: Road, reader: Browser) -> None:
    first, second = road.publish("Two crews return"), road.publish("Bakers open late")
    address, ids, order = path_of(first), dict(feed(reader)), headlines(reader.open("/"))
    road.update(
        first,
        headline="Three crews return",
        slug="another-slug",
        correction_type="CORRECTION",
        correction_note="We wrote of two crews.\nThere were three.",
    )
    assert "Two crews return" in reader.open(address).words
    road.approve(first)
    assert "Two crews return" in reader.open(address).words
    road.publisher.done(first, "publish")
    page = reader.open(address)
    assert (page.status, page.address) == (200, address)
    (box,) = page.tree.xpath("//aside[@class='correction']")
    assert "Correction" in box.text_content()
    assert "We wrote of two crews." in box.text_content()
    assert "Two crews return" not in page.words
    assert order == ["Bakers open late", "Two crews return"]
    assert headlines(reader.open("/")) == ["Bakers open late", "Three crews return"]
    assert feed(reader) == [
        ("Bakers open late", ids["Bakers open late"]),
        ("Three crews return", ids["Two crews return"]),
    ]
    assert path_of(second) != path_of(first) == address


def test_an_update_that_is_dropped_leaves_the_aired_text_and_keeps_the_other(road: Road, reader: Browser) -> None:
    story = road.publish("The mole holds")
    road.update(story, headline="The mole breaks", body="A rumour.\n")
    page = road.editor.done(story, "drop_update")
    assert 'class="status status-published"' in page.source
    assert "The mole holds" in reader.open(path_of(story)).words
    side = Story.objects.get(pk=story).article.revisions.get(headline="The mole breaks")
    assert f"?revision={side.pk}" in page.source
    assert "side text" in page.words
    assert "A rumour." in road.reporter.open(f"/desk/{story}/preview/?revision={side.pk}").words
    road.reporter.done(story, "revise")
    assert 'value="The mole holds"' in road.reporter.open(f"/desk/{story}/edit/").source


def test_a_spiked_story_is_nowhere_and_comes_back_to_where_it_was(road: Road, reader: Browser) -> None:
    story = road.approve(road.draft("A quiet day"))
    page = road.editor.done(story, "spike")
    assert 'class="status status-spiked"' in page.source
    assert page.moves == ["restore"]
    assert road.publisher.open(f"/desk/{story}/").moves == []
    assert "A quiet day" not in reader.open("/").words
    page = road.editor.done(story, "restore")
    assert 'class="status status-approved"' in page.source
    road.publisher.done(story, "publish")
    assert "A quiet day" in reader.open(path_of(story)).words


def test_a_killed_story_says_why_it_is_gone_and_is_back_at_its_address_after_another_air(
    road: Road, reader: Browser
) -> None:
    story = road.publish("The mayor resigns")
    address, ids = path_of(story), feed(reader)
    page = road.publisher.done(story, "kill", reason="Not true.", notice="We withdrew this story.\nIt was wrong.")
    assert 'class="status status-killed"' in page.source
    gone = reader.open(address)
    assert gone.status == 410
    assert "We withdrew this story. It was wrong." in gone.words
    assert "The mayor resigns" not in gone.words + reader.open("/").words
    assert "Not true." not in gone.source
    assert feed(reader) == []
    road.publisher.done(story, "reopen", reason="It was true after all.")
    assert reader.open(address).status == 410
    road.approve(story)
    assert reader.open(address).status == 410
    road.publisher.done(story, "publish")
    assert "The mayor resigns" in reader.open(address).words
    assert (path_of(story), feed(reader)) == (address, ids)
    assert verbs(story).count(Verb.KILL) == verbs(story).count(Verb.REOPEN) == 1


def test_an_expired_story_is_gone_on_its_second_and_on_record_after_the_tick(road: Road, reader: Browser) -> None:
    story = road.publish("Tides for today")
    address, ends_at = path_of(story), seconds_ahead(1)
    road.publisher.done(story, "set_expiry", **at("expires_at", ends_at))
    assert reader.open(address).status in {200, 410}
    wait_until(lambda: instant.now() >= ends_at)
    gone = reader.open(address)
    assert gone.status == 410
    assert "Tides for today" not in gone.words + reader.open("/").words + reader.open("/feeds/rss.xml").source
    assert Verb.EXPIRE not in verbs(story)
    call_command("publish_due", verbosity=0)
    call_command("publish_due", verbosity=0)
    assert verbs(story).count(Verb.EXPIRE) == 1
    road.update(story, headline="Tides for tomorrow")
    road.approve(story)
    road.publisher.done(story, "publish")
    assert "Tides for tomorrow" in reader.open(address).words


def test_a_story_whose_whole_time_passed_while_nothing_ran_is_on_record_as_missed(
    road: Road, reader: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    story = road.approve(road.draft("Sale ends tonight"))
    goes_live_at, ends_at = seconds_ahead(1), seconds_ahead(2)
    road.publisher.done(story, "schedule", **at("goes_live_at", goes_live_at), **at("expires_at", ends_at))
    address = path_of(story)
    wait_until(lambda: instant.now() >= ends_at)
    call_command("publish_due")
    assert "1 on air" in capsys.readouterr().out
    assert (reader.open(address).status, feed(reader)) == (410, [])
    assert "Sale ends tonight" not in reader.open("/").words
    aired = Event.objects.get(story=story, verb=Verb.AIR)
    assert aired.facts["missed"] is True
    assert Story.objects.get(pk=story).status == Status.PUBLISHED
    page = road.publisher.open(f"/desk/{story}/")
    assert "missed its window" in page.words
    call_command("verify_audit")
