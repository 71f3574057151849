"""The desk's addresses: the lists, one story and its moves, the pictures."""

from django.urls import path

from workflow.budget.deeds import DEEDS
from workflow.desk import (
    board,
    budget,
    calendar,
    calendar_own,
    conversation,
    editing,
    inbox,
    ledger,
    lists,
    locking,
    many,
    many_pictures,
    moves,
    own,
    picture,
    pictures,
    preview,
    proofreading,
    record,
    reports,
    rights,
    sharing,
    story,
    travel,
    uploading,
)
from workflow.enums import Verb

urlpatterns = [
    path(lists.WAITING.path, lists.waiting, name=lists.WAITING.url_name),
    *(path(one.path, lists.stories, {"listing": one}, name=one.url_name) for one in lists.STORIES.values()),
    path("board/", board.board, name="desk_board"),
    path("reports/", reports.page, name="desk_reports"),
    *(
        path(f"reports/{table}.csv", reports.download, {"table": table}, name=f"desk_report_{table}")
        for table in reports.TABLES
    ),
    path("calendar/", calendar.page, name="desk_calendar"),
    path("calendar/filters/", calendar_own.keep, name="desk_calendar_keep"),
    path("calendar/filters/<int:filter_id>/drop/", calendar_own.drop, name="desk_calendar_drop"),
    path("calendar/feeds/", calendar_own.feeds, name="desk_calendar_feeds"),
    path("calendar/feeds/<int:feed_id>/revoke/", calendar_own.revoke, name="desk_calendar_revoke"),
    path("rights/", rights.page, name="desk_rights"),
    path("clock/", ledger.page, name="desk_clock"),
    *(
        path(f"clock/{table}.csv", ledger.download, {"table": table}, name=f"desk_clock_{table}")
        for table in ledger.TABLES
    ),
    path("at/", travel.entrance, name="desk_at"),
    path("at/<str:written>/", travel.page, name="desk_at_front"),
    path("at/<str:written>/<path:path>", travel.page, name="desk_at_page"),
    path("many/", many.many, name="desk_many"),
    path("many/<int:bulk_id>/", many.progress, name="desk_bulk"),
    path("many/<int:bulk_id>/stop/", many.stop, name="desk_bulk_stop"),
    path("inbox/", inbox.inbox, name="desk_inbox"),
    path("inbox/read/", inbox.read, name="desk_inbox_read"),
    path("notifications/", inbox.notifications, name="desk_notifications"),
    path("settings/", own.settings, name="desk_settings"),
    path("reading/", own.reading, name="desk_reading"),
    path("new/", editing.new, name="desk_new"),
    path("budget/", budget.lines, name="desk_budget"),
    path("budget/new/", budget.new, name="desk_budget_new"),
    path("budget/<int:line_id>/", budget.line, name="desk_budget_line"),
    *(
        path(f"budget/<int:line_id>/{name.replace('_', '-')}/", budget.do, {"name": name}, name=f"desk_budget_{name}")
        for name in DEEDS
    ),
    path("pictures/", pictures.library, name="desk_pictures"),
    path("pictures/upload/", uploading.upload, name="desk_upload"),
    path("pictures/upload/known/", uploading.known, name="desk_upload_known"),
    path("pictures/upload/state/", uploading.state, name="desk_upload_state"),
    path("pictures/many/", many_pictures.many, name="desk_pictures_many"),
    path("pictures/<str:token>/", picture.picture, name="desk_picture"),
    path("pictures/<str:token>/bind/", picture.do, {"verb": Verb.BIND_PICTURE}, name="desk_bind_picture"),
    path("pictures/<str:token>/free/", picture.do, {"verb": Verb.FREE_PICTURE}, name="desk_free_picture"),
    path("pictures/<str:token>/focus/", picture.aim, name="desk_picture_focus"),
    path("pictures/<str:token>/rights/", picture.set_rights, name="desk_set_rights"),
    path("pictures/<str:token>/original", preview.original, name="desk_original"),
    path("pictures/<str:token>/<str:name>", preview.picture_file, name="desk_picture_file"),
    path("<int:story_id>/", story.story, name="desk_story"),
    path("<int:story_id>/edit/", editing.edit, name="desk_edit"),
    path("<int:story_id>/editing/", locking.beat, name="desk_editing"),
    path("<int:story_id>/take-over/", locking.take_over, name="desk_take_over"),
    path("<int:story_id>/unsaved/", locking.throw_away, name="desk_throw_away"),
    path("<int:story_id>/check/", proofreading.check, name="desk_check"),
    path("<int:story_id>/take/", proofreading.take, name="desk_take"),
    path("<int:story_id>/ignore/", proofreading.ignore, name="desk_ignore"),
    path("<int:story_id>/preview/", preview.page, name="desk_preview"),
    path("<int:story_id>/history/", record.history, name="desk_history"),
    path("<int:story_id>/revisions/", record.revisions, name="desk_revisions"),
    path("<int:story_id>/compare/", record.compare, name="desk_compare"),
    path("<int:story_id>/conversation/", conversation.conversation, name="desk_conversation"),
    path("<int:story_id>/conversation/<int:thread_id>/reply/", conversation.reply, name="desk_reply"),
    path("<int:story_id>/conversation/<int:thread_id>/resolve/", conversation.resolve, name="desk_resolve"),
    path("<int:story_id>/conversation/<int:thread_id>/reopen/", conversation.reopen, name="desk_reopen_talk"),
    path("<int:story_id>/share/", sharing.share, name="desk_share"),
    path("<int:story_id>/share/<int:link_id>/revoke/", sharing.unshare, name="desk_unshare"),
    *(
        path(f"<int:story_id>/{verb.lower()}/", moves.move, {"verb": verb}, name=f"desk_{verb.lower()}")
        for verb in moves.VERBS
    ),
]
