"""A newsroom of real rows, and stories walked to where a test needs them by real actions only."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import User

from articles import drafting, instant
from articles.drafting import Text
from articles.models import Author, Section
from workflow import actions, clock
from workflow.enums import Role
from workflow.models import Desk, Event, Membership, Stage, Story
from workflow.review import stage_sets

_numbers = count(1)
PASSWORD = "a-password-for-tests"


def person(name: str, *roles: str, desk: Desk | None = None) -> User:
    """Make an account that can sign in, with roles on a desk."""
    email = f"{name.lower()}-{next(_numbers)}@example.org"
    user = User.objects.create_user(username=email, email=email, password=PASSWORD, first_name=name, last_name="Test")
    for role in roles:
        Membership.objects.create(desk=desk, user=user, role=role)
    return user


@dataclass
class Newsroom:
    """One desk with a required stage; `now` is a clock that tests set forward."""

    desk: Desk
    stage: Stage
    section: Section
    reporter: User
    editor: User
    publisher: User
    author: Author
    now: datetime
    others: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, name: str = "News") -> "Newsroom":
        number = next(_numbers)
        desk = Desk.objects.create(name=f"{name} {number}", slug=f"{name.lower()}-{number}")
        stage = Stage.objects.create(desk=desk, name="Copy", role=Role.EDITOR)
        section = Section.objects.create(name=f"{name} {number}", slug=f"{name.lower()}-{number}")
        reporter = person("Rita", Role.REPORTER, desk=desk)
        author = Author.objects.create(name=f"Rita Test {number}", slug=f"rita-{number}", user=reporter)
        editor, publisher = person("Edith", Role.EDITOR, desk=desk), person("Pia", Role.PUBLISHER, desk=desk)
        return cls(desk, stage, section, reporter, editor, publisher, author, instant.now())

    def ask(self, *stages: Stage) -> None:
        """Make these the desk's stages, in a new set; the first is `stage`, which the walks sign."""
        stage_sets.write(desk=self.desk, stages=stages)
        self.stage = Stage.objects.filter(desk=self.desk, stage_set=self.desk.stage_set).order_by("pk")[0]

    def later(self, **delta: float) -> datetime:
        """Set the clock forward and return the new instant."""
        self.now += timedelta(**delta)
        return self.now

    def text(self, headline: str = "Ferry back in service", **more: Any) -> Text:
        plain = Text(
            headline=headline,
            dek="The strike is over.",
            body="The ferry sails again.\n",
            slug=f"story-{next(_numbers)}",
            section_id=self.section.pk,
            tags=("Harbour",),
            author_ids=(self.author.pk,),
        )
        return replace(plain, **more)

    def act(self, verb: str, story: Story, by: User | None = None, **more: Any) -> Event:
        """Do a verb as the right person would, upon the story as it is now."""
        fresh = Story.objects.get(pk=story.pk)
        if verb == "hold":
            return actions.hold(story=fresh, version=fresh.version, now=self.now, **more)
        event = getattr(actions, verb)(
            story=fresh, version=fresh.version, by=by or self.who(verb), now=self.now, **more
        )
        story.refresh_from_db()
        return event

    def who(self, verb: str) -> User:
        editors = {"sign", "approve", "send_back", "drop_update", "spike", "restore", "set_embargo"}
        authors = {"file", "revise", "save"}
        return self.editor if verb in editors else self.reporter if verb in authors else self.publisher

    def draft(self, headline: str = "Ferry back in service", **more: Any) -> Story:
        event = actions.create(desk=self.desk, by=self.reporter, now=self.now, text=self.text(headline, **more))
        return event.story

    def filed(self, *args: Any, **more: Any) -> Story:
        story = self.draft(*args, **more)
        self.act("file", story)
        return story

    def approved(self, *args: Any, **more: Any) -> Story:
        return self.approve(self.filed(*args, **more))

    def approve(self, story: Story) -> Story:
        self.act("sign", story, stage=self.stage)
        self.act("approve", story)
        return story

    def scheduled(self, *args: Any, goes_live_at: datetime, expires_at: datetime | None = None, **more: Any) -> Story:
        story = self.approved(*args, **more)
        self.act("schedule", story, goes_live_at=goes_live_at, expires_at=expires_at)
        return story

    def on_air(self, *args: Any, expires_at: datetime | None = None, **more: Any) -> Story:
        story = self.approved(*args, **more)
        self.act("publish", story, expires_at=expires_at)
        return story

    def update(self, story: Story, headline: str = "Ferry back, at last") -> Story:
        """Revise a story on air and bring the new text to approval."""
        self.act("revise", story)
        self.save(story, headline=headline)
        self.act("file", story)
        return self.approve(story)

    def save(self, story: Story, by: User | None = None, **changes: Any) -> Event | None:
        fresh = Story.objects.select_related("article__head").get(pk=story.pk)
        text = replace(drafting.text_of(fresh.article.head), **changes)
        event = actions.save(story=fresh, version=fresh.version, by=by or self.reporter, now=self.now, text=text)
        story.refresh_from_db()
        return event

    def tick(self) -> clock.Tally:
        return clock.tick(now=self.now)
