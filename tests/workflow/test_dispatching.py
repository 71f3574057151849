"""Who hears of an Event: by rule, by right, and once."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Newsroom, person
from tests.workflow.mailroom import only_rule, told, who_heard
from workflow import actions, deliveries
from workflow.enums import Audience, Channel, Flag, Promptness, Role, Verb
from workflow.models import Delivery, Dispatch, Event, MailChoice, NotificationRule, Stage


def test_filing_tells_those_who_may_sign_and_nobody_else(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    assert deliveries.dispatch(now=newsroom.now) == Event.objects.count()
    assert who_heard(story, Verb.FILE) == {"Edith"}
    assert told(newsroom.publisher) == []


def test_nobody_is_told_what_they_did_themselves(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.SIGN) == {"Rita"}
    only_rule(Verb.APPROVE, Audience.EDITORS)
    newsroom.act("approve", story)
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.APPROVE) == set()


def test_an_editor_who_wrote_it_is_not_asked_to_sign(newsroom: Newsroom) -> None:
    sam = person("Sam", Role.EDITOR, desk=newsroom.desk)
    story = newsroom.draft()
    newsroom.save(story, by=newsroom.editor, body="Rewritten.\n")
    newsroom.later(minutes=1)
    newsroom.act("file", story)
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.FILE) == {"Sam"}
    assert told(sam) == [Verb.FILE]


def test_a_signature_that_opens_the_next_step_tells_its_signers(newsroom: Newsroom) -> None:
    Stage.objects.create(desk=newsroom.desk, name="Legal", role=Role.LEGAL, step=2)
    lena = person("Lena", Role.LEGAL, desk=newsroom.desk)
    story = newsroom.filed()
    deliveries.dispatch(now=newsroom.now)
    assert told(lena) == []
    newsroom.later(minutes=1)
    newsroom.act("sign", story, stage=newsroom.stage)
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.SIGN) == {"Rita", "Lena"}


def test_a_flag_raised_in_review_tells_the_lawyers(newsroom: Newsroom) -> None:
    Stage.objects.create(desk=newsroom.desk, name="Legal", role=Role.LEGAL, flags=[Flag.LEGAL])
    person("Lena", Role.LEGAL, desk=newsroom.desk)
    story = newsroom.filed()
    newsroom.later(minutes=1)
    newsroom.act("declare", story, by=newsroom.editor, flags=[Flag.LEGAL])
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.DECLARE) == {"Lena"}


def test_a_hold_tells_who_scheduled_it_and_the_editors(newsroom: Newsroom) -> None:
    other = person("Paul", Role.PUBLISHER, desk=newsroom.desk)
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    newsroom.act("reschedule", story, by=other, goes_live_at=newsroom.now + timedelta(hours=2))
    newsroom.act("hold", story, reason="picture rights")
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.RESCHEDULE) == {"Rita", "Pia"}
    assert who_heard(story, Verb.HOLD) == {"Paul", "Edith"}


def test_a_desk_with_a_rule_of_its_own_does_not_follow_the_house(newsroom: Newsroom) -> None:
    sport = Newsroom.open("Sport")
    NotificationRule.objects.create(desk=sport.desk, verb=Verb.FILE, audience=Audience.PUBLISHERS)
    ours, theirs = newsroom.filed(), sport.filed()
    deliveries.dispatch(now=newsroom.now)
    assert (who_heard(ours, Verb.FILE), who_heard(theirs, Verb.FILE)) == ({"Edith"}, {"Pia"})


def test_a_desk_can_be_silent_by_a_rule_that_is_switched_off(newsroom: Newsroom) -> None:
    NotificationRule.objects.create(desk=newsroom.desk, verb=Verb.FILE, audience=Audience.PUBLISHERS, is_active=False)
    story = newsroom.filed()
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.FILE) == set()


def test_w18_who_left_the_desk_before_the_dispatch_hears_nothing(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("send_back", story, note="Names, please.")
    newsroom.desk.memberships.filter(user=newsroom.reporter).delete()
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.SEND_BACK) == set()


def test_w18_a_deactivated_author_hears_nothing(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("send_back", story, note="Names, please.")
    newsroom.reporter.is_active = False
    newsroom.reporter.save()
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.SEND_BACK) == set()


def test_w18_of_a_story_handed_over_the_new_desk_hears_and_the_old_one_no_more(newsroom: Newsroom) -> None:
    sport = Newsroom.open("Sport")
    sport.desk.memberships.create(user=newsroom.editor, role=Role.EDITOR)
    other = person("Olga", Role.EDITOR, desk=newsroom.desk)
    story = newsroom.filed()
    newsroom.later(minutes=1)
    newsroom.act("hand_over", story, by=newsroom.editor, desk=sport.desk, reason="A match.")
    deliveries.dispatch(now=newsroom.now)
    assert told(other) == [], "not even of what happened while it was theirs"
    assert told(sport.editor) == [Verb.HAND_OVER]


def test_a_comment_tells_whom_it_calls_and_who_spoke_before(newsroom: Newsroom) -> None:
    olga = person("Olga", Role.REPORTER, desk=newsroom.desk)
    story = newsroom.draft()
    thread = story.threads.get(
        pk=actions.open_thread(story=story, by=newsroom.publisher, now=newsroom.now, text="Who says so?").facts[
            "thread"
        ]
    )
    actions.reply(thread=thread, by=newsroom.editor, now=newsroom.now, text="@Olga Test knows.")
    deliveries.dispatch(now=newsroom.now)
    assert told(olga) == [Verb.COMMENT]
    assert told(newsroom.publisher) == [Verb.COMMENT]
    assert told(newsroom.reporter) == [Verb.COMMENT, Verb.COMMENT], "it is her copy"
    assert told(newsroom.editor) == []


def test_mail_goes_as_each_person_chose_and_else_by_the_table(newsroom: Newsroom) -> None:
    sam = person("Sam", Role.EDITOR, desk=newsroom.desk)
    deliveries.choose(user=newsroom.editor, choices={Verb.FILE: Promptness.AT_ONCE})
    deliveries.choose(user=sam, choices={Verb.FILE: Promptness.OFF})
    person("Tom", Role.EDITOR, desk=newsroom.desk)
    story = newsroom.filed()
    deliveries.dispatch(now=newsroom.now)
    newsroom.act("send_back", story, note="Names, please.")
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.FILE) == {"Edith", "Sam", "Tom"}
    mails = Delivery.objects.filter(channel=Channel.MAIL)
    assert sorted(mails.values_list("user__first_name", "event__verb", "is_in_digest")) == [
        ("Edith", Verb.FILE, False),
        ("Rita", Verb.SEND_BACK, False),
        ("Tom", Verb.FILE, True),
    ]


def test_nobody_is_asked_to_sign_what_no_longer_waits(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("send_back", story, note="Names, please.")
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.FILE) == set()


def test_a_later_choice_replaces_the_one_before(newsroom: Newsroom) -> None:
    for promptness in (Promptness.AT_ONCE, Promptness.OFF):
        deliveries.choose(user=newsroom.editor, choices={Verb.FILE: promptness})
    assert MailChoice.objects.get().promptness == Promptness.OFF


def test_what_is_a_day_old_is_in_the_inbox_and_mailed_to_nobody(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.later(days=1)
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.FILE) == {"Edith"}
    assert not Delivery.objects.filter(channel=Channel.MAIL).exists()


def test_dispatching_again_changes_nothing_and_reads_little(newsroom: Newsroom) -> None:
    newsroom.filed()
    deliveries.dispatch(now=newsroom.now)
    before = list(Delivery.objects.values_list())
    with CaptureQueriesContext(connection) as queries:
        assert deliveries.dispatch(now=newsroom.later(minutes=1)) == 0
    assert [query["sql"][:6] for query in queries] == ["SELECT"] * 3
    assert list(Delivery.objects.values_list()) == before


def test_a_batch_takes_the_same_reads_for_one_event_and_for_thirty(newsroom: Newsroom) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            deliveries.dispatch(now=newsroom.now)
        return len(seen)

    only_rule(Verb.KILL, Audience.AUTHORS, Audience.EDITORS, Audience.SCHEDULER)
    kill = {"reason": "libel", "notice": "Withdrawn."}
    newsroom.act("kill", newsroom.on_air(), **kill)
    queries()
    newsroom.act("kill", newsroom.on_air(), **kill)
    one = queries()
    for _time in range(10):
        newsroom.act("kill", newsroom.on_air(), **kill)
    assert queries() == one


def test_a_poisoned_event_among_many_stops_no_other_and_can_be_tried_again(newsroom: Newsroom) -> None:
    stories = [newsroom.filed() for _number in range(7)]
    bad = stories[3].events.get(verb=Verb.FILE)
    poison = Event.objects.create(story=stories[3], verb=Verb.COMMENT, at=newsroom.now, facts={"comment": "not an id"})
    deliveries.dispatch(now=newsroom.now)
    assert [who_heard(story, Verb.FILE) for story in stories] == [{"Edith"}] * 7
    assert list(Dispatch.objects.exclude(error="").values_list("event", flat=True)) == [poison.pk]
    assert "not an id" in poison.dispatch.error or "ValueError" in poison.dispatch.error
    assert bad.dispatch.error == ""
    assert deliveries.dispatch(now=newsroom.now) == 0
    assert deliveries.dispatch_again(dispatches=[poison.dispatch, bad.dispatch], now=newsroom.now) == 0
    assert Dispatch.objects.get(event=poison).error
