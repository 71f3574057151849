"""What was said about the stories, and who looked at them from outside, to be read."""

from django.contrib import admin
from django.http import HttpRequest

from articles.admin import ReadOnlyAdmin
from workflow.models import Comment, ReviewLink, ReviewVisit, Thread


@admin.register(Thread)
class ThreadAdmin(ReadOnlyAdmin):
    list_display = ("opened_at", "story", "__str__", "resolved_at", "resolved_by")
    list_select_related = ("story__article", "resolved_by")
    search_fields = ("story__article__slugline", "story__article__public_id")
    ordering = ("-id",)
    fields = ("story", "revision", "quote", "prefix", "suffix", "opened_at", "resolved_at", "resolved_by")


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ("said_at", "thread", "by", "link", "__str__")
    list_select_related = ("thread", "by", "link")
    search_fields = ("thread__story__article__slugline", "by__email")
    ordering = ("-id",)
    fields = ("thread", "by", "link", "text", "said_at")


@admin.register(ReviewLink)
class ReviewLinkAdmin(ReadOnlyAdmin):
    """Neither its token, which is kept nowhere, nor the hash that it is found by."""

    list_display = ("made_at", "story", "name", "made_by", "expires_at", "revoked_at")
    list_select_related = ("story__article", "made_by")
    search_fields = ("story__article__slugline", "name", "made_by__email")
    ordering = ("-id",)
    heavy_fields = ("token_sha256",)
    fields = (
        "story",
        "revision",
        "name",
        "may_comment",
        "made_at",
        "made_by",
        "expires_at",
        "revoked_at",
        "revoked_by",
    )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Let nobody guess the hash through a filter."""
        return not lookup.startswith("token") and super().lookup_allowed(lookup, value, request)


@admin.register(ReviewVisit)
class ReviewVisitAdmin(ReadOnlyAdmin):
    list_display = ("at", "link", "address", "agent", "was_let_in")
    list_select_related = ("link",)
    list_filter = ("was_let_in",)
    search_fields = ("link__name", "link__story__article__slugline", "address")
    ordering = ("-id",)
    fields = ("link", "at", "address", "agent", "was_let_in")
