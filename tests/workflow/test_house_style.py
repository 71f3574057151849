"""House style at the desk: a suggestion is taken as a new text, words are let stand once, and both are counted."""

from dataclasses import replace
from functools import partial

import pytest

from articles import drafting
from tests.people import Newsroom, person
from tests.workflow.test_races import at_once
from workflow import actions, checking, situation
from workflow.enums import CheckLevel, Role
from workflow.exceptions import Missing, MovedMeanwhile, NotYours, StaleSave, TextIsFrozen
from workflow.models import CheckSetting, Event, Story, StyleIgnore, StyleRule


@pytest.fixture
def rule(newsroom: Newsroom) -> StyleRule:
    return StyleRule.objects.create(
        desk=newsroom.desk, pattern=r"\bweb site\b", suggestion="website", reason="One word since 2010."
    )


@pytest.fixture
def story(newsroom: Newsroom, rule: StyleRule) -> Story:
    return newsroom.draft(body="The web site of the ferry.\r\n\r\nA web site, again.\r\n")


def marks(newsroom: Newsroom, story: Story) -> list[str]:
    """Return the names of what the rules find in the newest text."""
    found = situation.look(story_id=story.pk, by=None, now=newsroom.now)
    ran = checking.look_over([checking.subject_of(found)], now=newsroom.now)[0]
    style = next(one for one in ran if one.check.name == "HOUSE_STYLE")
    return [finding.mark.name for finding in style.findings if finding.mark]


def counts(rule: StyleRule) -> tuple[int, int]:
    rule.refresh_from_db()
    return rule.taken, rule.ignored


def body(story: Story) -> str:
    return Story.objects.select_related("article__head").get(pk=story.pk).article.head.body  # type: ignore[union-attr]


def test_a_suggestion_that_is_taken_is_a_new_text_by_that_person(
    newsroom: Newsroom, story: Story, rule: StyleRule
) -> None:
    first, second = marks(newsroom, story)
    event = newsroom.act("take", story, newsroom.editor, mark=second)
    assert body(story) == "The web site of the ferry.\r\n\r\nA website, again.\r\n"
    assert (event.verb, event.by, event.facts) == ("SAVE", newsroom.editor, {"parts": ["TEXT"]})
    assert (story.version, story.article.revisions.count(), counts(rule)) == (2, 2, (1, 0))
    assert marks(newsroom, story) == [first]


def test_whoever_takes_a_suggestion_in_review_has_contributed(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("file", story)
    newsroom.act("take", story, newsroom.editor, mark=marks(newsroom, story)[0])
    with pytest.raises(NotYours, match="You contributed"):
        newsroom.act("sign", story, newsroom.editor, stage=newsroom.stage)


def test_a_suggestion_upon_an_old_page_is_refused_and_writes_nothing(
    newsroom: Newsroom, story: Story, rule: StyleRule
) -> None:
    (mark, _other), seen = marks(newsroom, story), story.version
    newsroom.save(story, by=newsroom.editor, dek="Back at last.")
    with pytest.raises(MovedMeanwhile, match="Edith Test moved the story meanwhile"):
        actions.take(story=story, version=seen, by=newsroom.reporter, now=newsroom.now, mark=mark)
    assert (story.article.revisions.count(), counts(rule)) == (2, (0, 0))


def test_a_typed_text_upon_an_old_page_is_kept_with_the_suggestion_in_it(
    newsroom: Newsroom, story: Story, rule: StyleRule
) -> None:
    (mark, _other), seen = marks(newsroom, story), story.version
    typed = replace(drafting.text_of(story.article.head), dek="Typed for an hour.")  # type: ignore[arg-type]
    newsroom.save(story, by=newsroom.editor, dek="Back at last.")
    with pytest.raises(StaleSave) as refusal:
        actions.take(story=story, version=seen, by=newsroom.reporter, now=newsroom.now, mark=mark, text=typed)
    kept = refusal.value.kept
    assert kept is not None
    kept.refresh_from_db()
    assert (kept.dek, kept.body[:12], counts(rule)) == ("Typed for an hour.", "The website ", (0, 0))


def test_two_people_who_take_the_same_suggestion_write_it_once(
    newsroom: Newsroom, story: Story, rule: StyleRule
) -> None:
    (mark, _other), seen = marks(newsroom, story), story.version
    actions.take(story=story, version=seen, by=newsroom.reporter, now=newsroom.now, mark=mark)
    with pytest.raises(MovedMeanwhile):
        actions.take(story=story, version=seen, by=newsroom.editor, now=newsroom.now, mark=mark)
    assert (body(story).count("website"), counts(rule)) == (1, (1, 0))


def test_words_that_stand_are_found_no_more_in_this_story_and_counted_once(
    newsroom: Newsroom, story: Story, rule: StyleRule
) -> None:
    other = newsroom.draft(body="Another web site.")
    mark = marks(newsroom, story)[0]
    for _twice in range(2):
        actions.ignore(story=story, by=newsroom.reporter, now=newsroom.now, mark=mark)
    assert marks(newsroom, story) == []
    assert len(marks(newsroom, other)) == 1
    ignored = StyleIgnore.objects.get()
    assert (ignored.words, ignored.by, counts(rule)) == ("web site", newsroom.reporter, (0, 1))
    story.refresh_from_db()
    assert story.version == 1


def test_letting_words_stand_satisfies_a_desk_that_requires_its_style(newsroom: Newsroom, story: Story) -> None:
    CheckSetting.objects.create(desk=newsroom.desk, check_name="HOUSE_STYLE", level=CheckLevel.REQUIRED)
    newsroom.act("file", story)
    newsroom.act("sign", story, stage=newsroom.stage)
    with pytest.raises(Missing, match="House style: Write “website”, not “web site”"):
        newsroom.act("approve", story)
    actions.ignore(story=story, by=newsroom.editor, now=newsroom.now, mark=marks(newsroom, story)[0])
    assert newsroom.act("approve", story).verb == "APPROVE"


def test_only_who_may_change_the_text_takes_or_ignores(newsroom: Newsroom, story: Story, rule: StyleRule) -> None:
    mark = marks(newsroom, story)[0]
    colleague, stranger = person("Olga", Role.REPORTER, desk=newsroom.desk), person("Otto")
    left = person("Lena", Role.EDITOR, desk=newsroom.desk)
    left.is_active = False
    left.save()
    given = {"story": story, "now": newsroom.now, "mark": mark}
    for user in (colleague, stranger, left, newsroom.publisher):
        with pytest.raises(NotYours):
            actions.take(by=user, version=story.version, **given)
        with pytest.raises(NotYours):
            actions.ignore(by=user, **given)
    newsroom.act("file", story)
    with pytest.raises(NotYours, match="This text is not yours to change while it is in review"):
        actions.ignore(by=newsroom.reporter, **given)
    assert counts(rule) == (0, 0)


def test_a_frozen_text_is_kept_beside_and_takes_no_suggestion(
    newsroom: Newsroom, story: Story, rule: StyleRule
) -> None:
    typed, mark = drafting.text_of(story.article.head), marks(newsroom, story)[0]  # type: ignore[arg-type]
    newsroom.act("file", story)
    newsroom.approve(story)
    given = {"story": story, "version": story.version, "by": newsroom.editor, "now": newsroom.now, "mark": mark}
    with pytest.raises(NotYours, match="while it is approved"):
        actions.take(**given)
    with pytest.raises(TextIsFrozen) as refusal:
        actions.take(text=replace(typed, dek="More."), **given)
    assert refusal.value.kept is not None
    assert (body(story), counts(rule)) == (typed.body, (0, 0))


def test_a_mark_of_another_desk_of_an_inactive_rule_or_of_nothing_is_refused(newsroom: Newsroom, story: Story) -> None:
    mark = marks(newsroom, story)[0]
    other = Newsroom.open("Sport")
    elsewhere = StyleRule.objects.create(desk=other.desk, pattern="web site", suggestion="")
    foreign = f"{elsewhere.pk}-{mark.partition('-')[2]}"
    StyleRule.objects.filter(desk=newsroom.desk).update(is_active=False)
    for written in (mark, foreign, "", "1-body-0-zzzzzzzz", "9" * 18 + mark[-16:]):
        with pytest.raises(Missing, match="These words are no longer there, or the rule is gone"):
            actions.ignore(story=story, by=newsroom.reporter, now=newsroom.now, mark=written)
        with pytest.raises(Missing):
            newsroom.act("take", story, newsroom.reporter, mark=written)


def test_a_rule_that_only_advises_has_nothing_to_take(newsroom: Newsroom, story: Story, rule: StyleRule) -> None:
    StyleRule.objects.update(suggestion="")
    with pytest.raises(Missing, match="This rule only advises"):
        newsroom.act("take", story, newsroom.reporter, mark=marks(newsroom, story)[0])


def test_a_suggestion_that_makes_no_text_is_refused_and_not_counted(newsroom: Newsroom, rule: StyleRule) -> None:
    StyleRule.objects.update(suggestion="x" * 200)
    story = newsroom.draft("web site " * 50)
    with pytest.raises(Missing, match="The headline has"):
        newsroom.act("take", story, newsroom.reporter, mark=marks(newsroom, story)[0])
    assert counts(rule) == (0, 0)


def test_of_people_who_take_the_same_suggestion_at_once_one_writes_it(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    rule = StyleRule.objects.create(desk=newsroom.desk, pattern="web site", suggestion="website")
    for _time in range(5):
        story = newsroom.draft(body="A web site.")
        mark = marks(newsroom, story)[0]
        given = {"story": story, "version": story.version, "now": newsroom.now, "mark": mark}
        take = [partial(actions.take, by=by, **given) for by in (newsroom.reporter, newsroom.editor)]
        outcomes = at_once(*take)
        assert [type(one) for one in outcomes].count(Event) == 1, outcomes
        assert all(one is None or isinstance(one, Event | MovedMeanwhile | StaleSave) for one in outcomes), outcomes
        assert (body(story), story.events.filter(verb="SAVE").count()) == ("A website.", 1)
    assert counts(rule) == (5, 0)


def test_words_that_many_let_stand_at_once_are_counted_once(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    rule = StyleRule.objects.create(desk=newsroom.desk, pattern="web site", suggestion="website")
    story = newsroom.draft(body="A web site.")
    ignore = partial(actions.ignore, story=story, by=newsroom.editor, now=newsroom.now, mark=marks(newsroom, story)[0])
    outcomes = at_once(*[ignore] * 6)
    assert {type(one) for one in outcomes} == {StyleIgnore}, outcomes
    assert (StyleIgnore.objects.count(), counts(rule)) == (1, (0, 1))
