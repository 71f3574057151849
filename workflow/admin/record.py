"""What happened to the stories, to be read."""

from django.contrib import admin

from articles.admin import ReadOnlyAdmin
from workflow.models import Alarm, Assignment, Embargo, Event, Heartbeat, SignOff, Story


@admin.register(Story)
class StoryAdmin(ReadOnlyAdmin):
    list_display = ("article", "desk", "status", "urgency", "changed_at", "held_reason")
    list_select_related = ("article", "desk")
    list_filter = ("desk", "status")
    search_fields = ("article__slugline", "article__public_id", "article__head__headline")
    ordering = ("-changed_at",)
    fields = ("article", "desk", "status", "version", "urgency", "flags", "ednote", "held_reason", "changed_at")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ("slugline", "desk", "reporter", "due_at", "planned_at", "planned_resolution", "story")
    list_select_related = ("desk", "reporter", "story__article")
    list_filter = ("desk", "planned_resolution")
    search_fields = ("slugline", "brief", "reporter__email", "story__article__slugline")
    ordering = ("-id",)
    fields = (
        "slugline",
        "brief",
        "desk",
        "reporter",
        "due_at",
        "planned_at",
        "planned_resolution",
        "planned_words",
        "story",
        "cancelled_at",
        "version",
        "made_at",
        "made_by",
    )


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "verb", "story", "assignment", "picture", "by", "status_before", "status_after")
    list_select_related = ("story__article", "assignment", "picture", "by")
    list_filter = ("verb",)
    search_fields = ("story__article__slugline", "story__article__public_id", "assignment__slugline", "by__email")
    ordering = ("-id",)
    fields = (
        "at",
        "verb",
        "story",
        "assignment",
        "picture",
        "by",
        "status_before",
        "status_after",
        "revision",
        "planned_at",
        "facts",
    )


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    list_display = ("signed_at", "story", "stage", "by", "verdict")
    list_select_related = ("story__article", "stage", "by")
    list_filter = ("verdict",)
    search_fields = ("story__article__slugline", "by__email")
    ordering = ("-id",)
    fields = ("signed_at", "story", "stage", "revision", "by", "verdict", "note")


@admin.register(Embargo)
class EmbargoAdmin(ReadOnlyAdmin):
    list_display = ("story", "embargoed_until", "source", "set_at", "set_by", "lifted_at", "lifted_by")
    list_select_related = ("story__article", "set_by", "lifted_by")
    search_fields = ("story__article__slugline", "source")
    ordering = ("-id",)
    fields = (
        "story",
        "embargoed_until",
        "source",
        "terms",
        "reason",
        "set_at",
        "set_by",
        "lifted_at",
        "lifted_by",
    )


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "beat_at")
    fields = ("name", "beat_at", "facts")


@admin.register(Alarm)
class AlarmAdmin(ReadOnlyAdmin):
    list_display = ("danger", "raised_at", "cleared_at")
    list_filter = ("danger",)
    fields = ("danger", "raised_at", "cleared_at", "facts")
