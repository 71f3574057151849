"""What is said about a story on the desk; never public."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from workflow.models.desk import Desk
from workflow.models.review_link import ReviewLink
from workflow.models.story import Story


class Thread(models.Model):
    """A conversation about a quote in the text (W3C text-quote selector: exact, prefix, suffix), or the whole story.

    `revision` is the text that the quote was taken from; an empty quote means the story as a whole.
    """

    story = models.ForeignKey(Story, models.PROTECT, related_name="threads")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    quote = models.TextField(_("quote"), blank=True)
    prefix = models.CharField(max_length=100, blank=True)
    suffix = models.CharField(max_length=100, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = [models.Index(fields=["story", "resolved_at"], name="threads_of_a_story")]

    def __str__(self) -> str:
        return self.quote[:60] or str(_("the whole story"))


class Comment(models.Model):
    """What one person said in a thread: a colleague (`by`), or somebody outside through a review link."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    link = models.ForeignKey(ReviewLink, models.PROTECT, null=True, related_name="comments")
    text = models.TextField(_("comment"))
    said_at = models.DateTimeField(_("said"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                name="comment_is_by_a_colleague_or_through_a_link",
                condition=Q(by=None, link__isnull=False) | Q(by__isnull=False, link=None),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Mention(models.Model):
    """Whom a comment calls: a person, or everybody on a desk."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.CheckConstraint(
                name="mention_is_of_a_person_or_a_desk",
                condition=Q(user=None, desk__isnull=False) | Q(user__isnull=False, desk=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.user_id or self.desk_id}"
