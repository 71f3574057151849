"""The desk's addresses: the lists, one story and its moves, the pictures."""

from django.urls import path

from workflow.budget.deeds import DEEDS
from workflow.desk import (
    board,
    budget,
    conversation,
    editing,
    inbox,
    lists,
    locking,
    moves,
    pictures,
    preview,
    proofreading,
    record,
    reports,
    rights,
    sharing,
    story,
)

urlpatterns = [
    path("", lists.mine, name="desk"),
    path("waiting/", lists.waiting, name="desk_waiting"),
    path("board/", board.board, name="desk_board"),
    path("reports/", reports.page, name="desk_reports"),
    *(
        path(f"reports/{table}.csv", reports.download, {"table": table}, name=f"desk_report_{table}")
        for table in reports.TABLES
    ),
    path("rights/", rights.page, name="desk_rights"),
    path("scheduled/", lists.scheduled, name="desk_scheduled"),
    path("on-air/", lists.on_air, name="desk_on_air"),
    path("shelf/", lists.shelved, name="desk_shelf"),
    path("owed/", lists.owed, name="desk_owed"),
    path("all/", lists.everything, name="desk_all"),
    path("inbox/", inbox.inbox, name="desk_inbox"),
    path("inbox/read/", inbox.read, name="desk_inbox_read"),
    path("notifications/", inbox.notifications, name="desk_notifications"),
    path("new/", editing.new, name="desk_new"),
    path("budget/", budget.lines, name="desk_budget"),
    path("budget/new/", budget.new, name="desk_budget_new"),
    path("budget/<int:line_id>/", budget.line, name="desk_budget_line"),
    *(
        path(f"budget/<int:line_id>/{name.replace('_', '-')}/", budget.do, {"name": name}, name=f"desk_budget_{name}")
        for name in DEEDS
    ),
    path("pictures/", pictures.library, name="desk_pictures"),
    path("pictures/upload/", pictures.upload, name="desk_upload"),
    path("pictures/<str:token>/", pictures.picture, name="desk_picture"),
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
