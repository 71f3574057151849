"""What changed in a story, as its readers may look it up: from what was on air, and from nothing else."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from articles import change_log, drafting, instant, word_diff
from articles.models import Article
from tests.articles import newsstand
from tests.articles.reader import CANARY, HOUR, text_of
from tests.counting import queries

pytestmark = pytest.mark.django_db


def aired(headline: str = "Ferry crews return", *, since: timedelta = 3 * HOUR, **words: str) -> Article:
    story = newsstand.draft(headline, **words)
    newsstand.air(story, since=since)
    return story


def log_of(client: Client, story: Article, status: int = 200) -> str:
    return text_of(client, f"{story.path}changes/", status)


def words(page: str) -> str:
    """The page as a person reads it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1].split("</main>")[0])).split())


def titles(page: str) -> list[str]:
    return re.findall(r'<li class="change"><h2>(.*?)</h2>', page)


def test_readers_see_each_text_that_was_on_air_with_what_it_changed(client: Client) -> None:
    story = aired(body="The ferry sails at nine.\n\nThe crew is glad.\n")
    newsstand.revised(story, body="The ferry sails at ten.\n\nThe crew is glad.\n")
    newsstand.air(story, since=2 * HOUR)
    note = {"correction_type": "CORRECTION", "correction_note": "The ferry sails at <eleven>."}
    newsstand.revised(story, headline="Ferry is back", body="The ferry sails at eleven.\n\nThe crew is glad.\n", **note)
    newsstand.air(story, since=HOUR)
    page = log_of(client, story)
    assert titles(page) == ["Correction", "Changed", "First published"]
    assert "<del>nine</del><ins>ten</ins>" in page
    assert "<del>ten</del><ins>eleven</ins>" in page
    assert "The ferry sails at &lt;eleven&gt;." in page
    assert words(page).count("until") == 2, "what is on air has no end that anybody may know"


def test_the_log_is_linked_from_a_story_that_changed_and_from_no_other(client: Client) -> None:
    story = aired()
    assert "changes/" not in text_of(client, story.path or "")
    newsstand.updated(story, headline="Ferry is back")
    assert f'href="{story.path}changes/"' in text_of(client, story.path or "")


def test_a_story_that_came_back_says_so_and_a_note_that_was_told_is_not_told_again(client: Client) -> None:
    note = {"correction_type": "CLARIFICATION", "correction_note": "It was the second ferry."}
    story = newsstand.draft("First")
    newsstand.air(story, since=5 * HOUR, ends_in=-4 * HOUR)
    newsstand.air(story, since=3 * HOUR)
    newsstand.revised(story, headline="Second", **note)
    newsstand.air(story, since=2 * HOUR)
    newsstand.revised(story, headline="Third")
    newsstand.air(story, since=HOUR)
    page = log_of(client, story)
    assert titles(page) == ["Changed", "Clarification", "Back on air", "First published"]
    assert page.count("It was the second ferry.") == 1
    assert "Its words are the same as before." in page


def test_what_is_planned_shows_nowhere_in_the_log_not_even_as_an_end(client: Client) -> None:
    story = aired()
    newsstand.updated(story, headline="Ferry is back")
    before = log_of(client, story)
    newsstand.revised(story, headline=CANARY, dek=CANARY, body=CANARY)
    plan = newsstand.air(story, since=-HOUR)
    assert log_of(client, story) == before
    plan.delete()
    newsstand.air(story, since=-HOUR, ends_in=2 * HOUR)
    assert log_of(client, story) == before


def test_a_story_that_is_off_air_answers_as_its_own_address_does(client: Client) -> None:
    draft, killed, expired = newsstand.draft(CANARY), aired(CANARY), newsstand.draft(CANARY)
    newsstand.killed(killed, notice="Withdrawn: <the> source was false.")
    newsstand.air(expired, since=2 * HOUR, ends_in=-HOUR)
    newsstand.air(draft, since=-HOUR)
    assert "Withdrawn: &lt;the&gt; source was false." in log_of(client, killed, 410)
    for story, status in ((killed, 410), (expired, 410), (draft, 404)):
        assert log_of(client, story, status) == text_of(client, story.path or "", status)
        assert CANARY not in log_of(client, story, status)


def test_a_log_at_an_old_address_leads_to_the_story(client: Client) -> None:
    story = aired()
    drafting.remember_addresses(article=story, paths=["/blog/2019/05/04/ferry/"])
    answer = client.get("/blog/2019/05/04/ferry/changes/")
    assert (answer.status_code, answer["Location"]) == (301, story.path)


def test_what_was_withdrawn_stays_withdrawn_when_the_story_is_back(client: Client) -> None:
    words_of_it = {"dek": CANARY, "body": CANARY, "correction_type": "UPDATE", "correction_note": CANARY}
    story = aired(f"{CANARY} one", since=6 * HOUR, **words_of_it)
    newsstand.revised(story, headline=f"{CANARY} two")
    newsstand.air(story, since=5 * HOUR)
    newsstand.killed(story, notice="Withdrawn by the editor.")
    newsstand.revised(story, headline="Clean", dek="", body="Clean.\n", correction_note="We took it back.")
    newsstand.air(story, since=timedelta())
    newsstand.updated(story, headline="Cleaner")
    page = log_of(client, story)
    assert CANARY not in page
    assert titles(page) == ["Changed", "Back on air", "On air", "First published"]
    assert "Withdrawn by the editor." in page
    assert "What it said was withdrawn later." in page


def test_only_what_readers_could_read_is_compared(client: Client) -> None:
    """The source of a text says more than its page: comments, and where pictures come from."""
    story = aired(body=f"One.\n\n<!-- {CANARY} -->\n")
    newsstand.updated(story, body=f"Two.\n\n<!-- {CANARY}, again -->\n")
    assert CANARY not in log_of(client, story)


HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)> & \u2028"


def test_hostile_words_stay_words_in_the_log(client: Client) -> None:
    note = {"correction_type": "UPDATE", "correction_note": HOSTILE}
    story = aired(HOSTILE, dek=HOSTILE, body=HOSTILE)
    newsstand.updated(story, headline=HOSTILE * 2, dek=f"{HOSTILE} {HOSTILE}", body=f"A {HOSTILE}", **note)
    page = log_of(client, story)
    assert "<script>" not in page
    assert "<img" not in page


def test_the_log_costs_one_query_however_many_texts_and_ends_somewhere(client: Client) -> None:
    story = aired(since=100 * HOUR)
    newsstand.updated(story, headline="Second")
    few = queries(client, f"{story.path}changes/")
    for number in range(change_log.MOST_INTERVALS):
        newsstand.updated(story, headline=f"Text {number}")
    page = log_of(client, story)
    assert queries(client, f"{story.path}changes/") == few == 1
    assert len(titles(page)) == change_log.MOST_INTERVALS
    assert "First published" not in titles(page)
    assert "Older texts are not listed." in page


def test_of_a_long_text_the_beginning_is_compared_and_the_page_says_so(client: Client) -> None:
    long = "\n\n".join(f"Paragraph {number} of a long text." for number in range(4_000))
    story = aired(body=long)
    newsstand.updated(story, body=long.replace("Paragraph 3 of", "Paragraph three of") + f"\n\n{CANARY}\n")
    page = log_of(client, story)
    assert "<del>3</del><ins>three</ins>" in page
    assert CANARY not in page
    assert "only its beginning is compared" in page
    assert len(page) < 20_000


def test_a_reader_who_has_the_log_gets_it_again_only_when_it_changed(client: Client) -> None:
    story = aired()
    newsstand.updated(story, headline="Second")
    address = f"{story.path}changes/"
    first = client.get(address)
    assert (first["Cache-Control"], first.cookies) == ("no-cache", {})
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert client.post(address).status_code == 405


def test_lines_that_changed_in_place_are_compared_each_with_its_own() -> None:
    before = "one two\nthree four\nfive six\n"
    after = "one 2\nthree 4\nfive six\n"
    pieces = word_diff.compare_lines(before, after, most_tokens=10)
    assert [piece.text.strip() for piece in pieces if piece.kind == "removed"] == ["two", "four"]
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    longer = word_diff.compare_lines("a b c d e f", "a b c d e g", most_tokens=3)
    assert [piece.kind for piece in longer] == ["removed", "added"]


def test_nothing_is_on_air_at_an_address_nobody_wrote() -> None:
    assert change_log.of(f"/news/{instant.now():%Y/%m/%d}/nobody/") is None
