"""The way to air by buttons alone, each pressed on the page that offers it."""

from tests.journeys.browsers import Browser
from tests.people import Newsroom


class Road:
    """The way to air by buttons alone."""

    def __init__(self, desk: Newsroom, reporter: Browser, editor: Browser, publisher: Browser) -> None:
        self.desk, self.reporter, self.editor, self.publisher = desk, reporter, editor, publisher

    def draft(self, headline: str) -> int:
        page = self.reporter.write(
            "/desk/new/", headline=headline, body="All that is known.\n", section=str(self.desk.section.pk)
        )
        return int(page.address.split("/")[2])

    def approve(self, story_id: int) -> int:
        self.reporter.done(story_id, "file")
        self.editor.done(story_id, "sign")
        self.editor.done(story_id, "approve")
        return story_id

    def publish(self, headline: str) -> int:
        story_id = self.approve(self.draft(headline))
        self.publisher.done(story_id, "publish")
        return story_id

    def update(self, story_id: int, **typed: str) -> None:
        self.reporter.done(story_id, "revise")
        assert "Saved." in self.reporter.write(f"/desk/{story_id}/edit/", **typed).words
