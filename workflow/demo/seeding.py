"""Makes the demo newsroom: rows for its people and places, and thirty stories walked by the real actions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.text import slugify

from articles import pictures
from articles.drafting import Text, UsedPicture
from articles.enums import PictureRole
from articles.formats.posts import Post, read_post
from articles.imaging import crops
from articles.models import Author, Picture, Section
from workflow import actions, announcements, deliveries, situation
from workflow.demo import drawings, seeding_beside, seeding_budget
from workflow.demo.drawings import Drawing
from workflow.demo.people import AUTHORS, DESKS, PASSWORD, PEOPLE, SECTIONS, DemoPerson
from workflow.demo.plan import PLAN, StoryPlan, Update
from workflow.enums import Role, Status
from workflow.models import Delivery, Desk, Event, Membership, Story
from workflow.presets import PRESETS
from workflow.review import stage_sets
from workflow.sweeps import stage_clocks


@dataclass
class Demo:
    """One seeding, at one instant: everything in the plan is counted from `now`."""

    now: datetime
    people: dict[str, User] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)

    def seed(self) -> Iterator[str]:
        """Make everything; yield a line for each thing that takes a moment."""
        self._places()
        self._people()
        for name, drawing in drawings.DRAWINGS.items():
            self.pictures[name] = self._picture(name, drawing)
            yield name
        for plan in sorted(PLAN, key=lambda one: one.begun):
            Walk(self, plan).go()
            yield plan.file
        yield from seeding_budget.write(now=self.now, people=self.people, desks=self.desks)
        seeding_beside.write(now=self.now, people=self.people)
        self._tell()

    def _places(self) -> None:
        for one in DESKS:
            desk = Desk.objects.create(slug=one.slug, name=one.name)
            stage_sets.write(desk=desk, stages=stage_sets.of_preset(PRESETS[one.preset].stages))
            self.desks[one.slug] = desk
        for position, section in enumerate(SECTIONS):
            made = Section.objects.create(slug=section.slug, name=section.name, position=position)
            self.sections[section.name] = made

    def _people(self) -> None:
        for person in PEOPLE:
            user = _account(person)
            self.people[person.key] = user
            Membership.objects.bulk_create(
                Membership(desk=self.desks[desk], user=user, role=role) for desk, role in person.roles
            )
        for author in AUTHORS:
            self.authors[author.slug] = Author.objects.create(
                slug=author.slug, name=author.name, bio=author.bio, user=self.people.get(author.person)
            )

    def _picture(self, name: str, drawing: Drawing) -> Picture:
        """Bring a picture into the library, and say where the eye goes if that is not its middle."""
        taken_in = self.now - timedelta(days=22)
        picture = pictures.accept(
            file=BytesIO(drawings.draw(name)),
            name=f"{name}.jpg",
            by=self.people["runa"],
            now=taken_in,
            caption=drawing.caption,
            alt_text=drawing.alt_text,
            credit_line=drawing.credit_line,
        )
        if drawing.focus is not None:
            x, y = drawing.focus
            actions.aim_picture(picture=picture, by=self.people["dario"], now=taken_in + timedelta(hours=1), x=x, y=y)
            picture.refresh_from_db()
        return picture

    def _tell(self) -> None:
        """Fill the inboxes: nobody is mailed what never happened, and what is older than a day has been read."""
        stage_clocks.tick(now=self.now)
        deliveries.dispatch(now=self.now, mail_within=timedelta())
        Delivery.objects.filter(event__at__lt=self.now - timedelta(days=1)).update(read_at=self.now)

    def text(self, post: Post, slug: str) -> Text:
        """Turn a post into what the desk would save: names become rows, the image becomes the lead picture."""
        name = post.image.removeprefix("pictures/").removesuffix(".jpg")
        return Text(
            headline=post.headline,
            dek=post.dek,
            body=post.body,
            slug=slug,
            section_id=self.sections[post.section].pk,
            tags=post.tags,
            author_ids=tuple(self.authors[author].pk for author in post.authors),
            pictures=(_lead(self.pictures[name]),) if name else (),
        )


@dataclass
class Walk:
    """One story's way through the newsroom, each step by the person who would make it, at its time."""

    demo: Demo
    plan: StoryPlan
    story: Story = field(init=False)

    def go(self) -> None:
        plan = self.plan
        begun = actions.create(
            desk=self.demo.desks[plan.desk],
            by=self._who(plan.reporter),
            now=self._at(plan.begun),
            text=self._text(plan.path.read_text(encoding="utf-8")),
            slugline=self._slug().replace("-", " "),
            urgency=plan.urgency,
        )
        self.story = Story.objects.get(events=begun)
        if plan.flags:
            self._act(actions.declare, self._who(plan.reporter), plan.begun, flags=plan.flags)
        self._embargo()
        self._sent_back()
        self._to_air(plan.begun, plan.goes_live, plan.expires, self._first_end())
        if plan.spiked_from:
            self._act(actions.spike, self._editor(), plan.begun * 0.5)
        if plan.withdrawal:
            self._withdraw()
        if plan.update:
            self._update(plan.update)

    def _first_end(self) -> Status:
        """Where the first text's way ends, before any update or withdrawal."""
        plan = self.plan
        if plan.spiked_from:
            return plan.spiked_from
        was_on_air = plan.goes_live is not None and plan.goes_live <= timedelta()
        return Status.PUBLISHED if was_on_air else plan.ends_as

    def _to_air(self, begun: timedelta, goes_live: timedelta | None, expires: timedelta | None, end: Status) -> None:
        """File, sign, approve, schedule and air, as far as `end` says, spread between `begun` and air or now."""
        if end == Status.DRAFT:
            return
        last = min(goes_live, timedelta()) if goes_live is not None else timedelta()
        moments = [begun + (last - begun) * share for share in (0.4, 0.6, 0.7, 0.8)]
        self._act(actions.file, self._who(self.plan.reporter), moments[0])
        if end == Status.IN_REVIEW:
            return
        self._sign_all(moments[1], moments[2])
        self._act(actions.approve, self._editor(), moments[2])
        if end == Status.APPROVED or goes_live is None:
            return
        until = self._at(expires) if expires is not None else None
        times = {"goes_live_at": self._at(goes_live), "expires_at": until}
        self._act(actions.schedule, self._who(self.plan.publisher), moments[3], **times)
        self._record(goes_live, announcements.record_aired)
        self._record(expires, announcements.record_expired)

    def _sign_all(self, first: timedelta, end: timedelta) -> None:
        """Give each look that the story needs, one after the other, by people of its role who wrote nothing of it."""
        signers = {self.plan.reporter}
        looks = situation.look(story_id=self.story.pk, by=None, now=self._at(first)).looks
        for number, look in enumerate(looks):
            when = first + (end - first) * number / len(looks)
            signer = next(key for key in self._in_role(look.stage.role) if key not in signers)
            signers.add(signer)
            self._act(actions.sign, self._who(signer), when, stage=look.stage)

    def _in_role(self, role: str) -> list[str]:
        """List who plays a role on the desk: the editor who approves first."""
        keys = [one.key for one in PEOPLE if one.may(Role(role), desk=self.plan.desk)]
        return sorted(keys, key=lambda key: key != self.plan.approver)

    def _record(self, when: timedelta | None, record: Callable[..., int]) -> None:
        """Announce it as a tick each second would have: a part of a second after its time."""
        if when is not None and when <= timedelta():
            late = timedelta(milliseconds=30 + self.story.pk * 211 % 900)
            record(article_ids=[self.story.article_id], now=min(self._at(when) + late, self._at(timedelta())))

    def _embargo(self) -> None:
        if bound := self.plan.embargo:
            self._act(
                actions.set_embargo,
                self._editor(),
                self.plan.begun * 0.98,
                source=bound.source,
                embargoed_until=self._at(bound.until),
                terms=bound.terms,
                reason=bound.reason,
            )

    def _sent_back(self) -> None:
        if note := self.plan.sent_back_note:
            self._act(actions.file, self._who(self.plan.reporter), self.plan.begun * 0.8)
            self._act(actions.send_back, self._editor(), self.plan.begun * 0.6, note=note)

    def _withdraw(self) -> None:
        killed = self.plan.withdrawal
        if killed is None:
            return
        publisher = self._who(self.plan.publisher)
        self._act(actions.kill, publisher, killed.killed, reason=killed.reason, notice=killed.notice)
        if killed.reopened is not None:
            self._act(actions.reopen, publisher, killed.reopened, reason=killed.reopened_reason)

    def _update(self, update: Update) -> None:
        reporter = self._who(self.plan.reporter)
        self._act(actions.revise, reporter, update.begun)
        text = self._text(update.applied_to(self.plan.path.read_text(encoding="utf-8")))
        labelled = replace(text, correction_type=update.correction_type, correction_note=update.correction_note)
        self._act(actions.save, reporter, update.begun, text=labelled)
        self._to_air(update.begun, update.goes_live, None, update.ends_as)

    def _act(self, verb: Callable[..., Event | None], by: User, when: timedelta, **asked: object) -> None:
        self.story.refresh_from_db()
        verb(story=self.story, version=self.story.version, by=by, now=self._at(when), **asked)

    def _text(self, source: str) -> Text:
        post = read_post(source.encode(), file_name=self.plan.file, zone=settings.NEWSROOM_TIME_ZONE)
        return self.demo.text(post, self._slug())

    def _slug(self) -> str:
        return slugify(self.plan.file.removesuffix(".md")[3:])

    def _at(self, when: timedelta) -> datetime:
        return self.demo.now + when

    def _who(self, key: str) -> User:
        return self.demo.people[key]

    def _editor(self) -> User:
        return self._who(self.plan.approver)


def cards() -> list[dict[str, str]]:
    """Say who may sign in to the demo: name, roles, e-mail and password."""
    return [
        {"name": f"{one.first_name} {one.last_name}", "role": _roles(one), "email": one.email, "password": PASSWORD}
        for one in PEOPLE
    ]


def _roles(person: DemoPerson) -> str:
    roles = ", ".join(f"{Role(role).label} ({desk})" for desk, role in person.roles)
    return f"{roles}; configures the newsroom" if person.configures else roles


def _account(person: DemoPerson) -> User:
    make = User.objects.create_superuser if person.configures else User.objects.create_user
    return make(
        username=person.email,
        email=person.email,
        password=PASSWORD,
        first_name=person.first_name,
        last_name=person.last_name,
    )


def _lead(picture: Picture) -> UsedPicture:
    return UsedPicture(
        picture_id=picture.pk,
        role=PictureRole.LEAD,
        caption=picture.caption,
        alt_text=picture.alt_text,
        credit_line=picture.credit_line,
        crop=crops.of_focus(picture.focus_x, picture.focus_y),
    )
