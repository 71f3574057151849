"""The shape of the house: which way imports run, who may read what, and where the one clock is read."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("articles", "workflow", "newsroom")

#: Inside an app a module imports only from its own rung or from one before it.
LADDER: dict[str, tuple[set[str], ...]] = {
    "articles": (
        {"enums", "exceptions", "instant"},
        {"imaging", "markup", "formats", "part_hashes", "word_diff", "clock_changes", "store_checks"},
        {"aggregates", "bands", "keys", "inserting", "prepared", "querysets", "models"},
        {"tagging", "drafting", "starting", "editions", "pictures"},
        {"tasks"},
        {
            "addresses",
            "shown",
            "figures",
            "furnishing",
            "gallery",
            "site",
            "change_log",
            "pages",
            "preview",
            "signed_addresses",
            "stored_files",
            "feeds",
            "templatetags",
            "probes",
        },
        {"views", "admin", "management"},
        {"urls", "apps"},
    ),
    "workflow": (
        {"enums", "exceptions"},
        {
            "transitions",
            "permissions",
            "rights",
            "presets",
            "states_page",
            "permissions_page",
            "times",
            "travelling",
            "typed_text",
            "tokens",
        }
        | {"checks", "percentiles", "charts", "spreadsheet", "unsaved", "faults", "crash_points"}
        | {"quotes", "mentions"},
        {"people", "querysets", "budget", "models"},
        {
            "review",
            "review_links",
            "turns",
            "reports",
            "situation",
            "checking",
            "moves",
            "announcements",
            "actions",
            "audit",
            "changed_rules",
        }
        | {"accounts", "invitations", "calendar"},
        {"clock", "deliveries", "sweeps", "watch"},
        {"tasks"},
        {"posts", "demo", "forms", "templatetags"},
        {"desk", "outside", "subscriptions", "probes", "admin", "management"},
        {"urls", "apps"},
    ),
}

#: The only modules that may read these nouns for the public, and how.
PUBLIC = {"site", "pages", "feeds", "views", "figures", "templatetags", "prepared", "furnishing", "addresses"}
PUBLIC |= {"change_log", "gallery", "shown"}
GUARDED = {"Edition", "Article", "Revision", "Picture", "PictureUse", "Rendition"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def sources(*apps: str) -> list[Path]:
    return [path for app in apps for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module(path: Path) -> list[str]:
    return list(path.relative_to(ROOT).with_suffix("").parts)


def rung(app: str, name: str) -> int | None:
    return next((index for index, names in enumerate(LADDER[app]) if name in names), None)


@pytest.mark.parametrize(("app", "outer"), [("articles", {"workflow", "newsroom"}), ("workflow", {"newsroom"})])
def test_imports_run_from_newsroom_to_workflow_to_articles(app: str, outer: set[str]) -> None:
    against = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources(app)
        for name in imported(path)
        if name.split(".")[0] in outer
    ]
    assert against == []


@pytest.mark.parametrize("app", LADDER)
def test_every_module_stands_on_the_ladder(app: str) -> None:
    names = {module(path)[1] for path in sources(app)} - {"__init__"}
    assert sorted(name for name in names if rung(app, name) is None) == []


@pytest.mark.parametrize("app", LADDER)
def test_inside_an_app_imports_go_down_the_ladder_only(app: str) -> None:
    against = []
    for path in sources(app):
        own = rung(app, module(path)[1])
        for name in imported(path):
            parts = name.split(".")
            if parts[0] != app or own is None or is_for_types_only(path, name):
                continue
            other = rung(app, parts[1])
            if other is not None and other > own:
                against.append(f"{path.relative_to(ROOT)} (rung {own}) imports {name} (rung {other})")
    assert against == []


def is_for_types_only(path: Path, name: str) -> bool:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            froms = [inner for inner in node.body if isinstance(inner, ast.ImportFrom)]
            inside = {f"{inner.module}.{alias.name}" for inner in froms for alias in inner.names}
            if name in inside:
                return True
    return False


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in sources(*APPS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_the_clock_is_read_in_one_place() -> None:
    readers = {"now", "utcnow", "today", "localdate"}
    clocks = {"timezone", "datetime", "date"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources(*APPS)
        if path.relative_to(ROOT) != Path("articles/instant.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in readers
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in clocks
    ]
    assert found == []


def test_nothing_listens_to_model_signals_or_overrides_save() -> None:
    found = []
    for path in sources("articles", "workflow"):
        found += [f"{path.relative_to(ROOT)}: {name}" for name in imported(path) if "db.models.signals" in name]
        if "models" in path.parts:
            found += [
                f"{path.relative_to(ROOT)}:{node.lineno} save()"
                for node in ast.walk(tree(path))
                if isinstance(node, ast.FunctionDef) and node.name == "save"
            ]
    assert found == []


def public_sources() -> list[Path]:
    return [path for path in sources("articles") if module(path)[1] in PUBLIC]


def gate_openings(path: Path) -> Iterator[ast.Attribute]:
    for node in ast.walk(tree(path)):
        opens = isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name)
        if opens and node.value.id in GUARDED:
            yield node


def is_by_revision(call: ast.Call | None) -> bool:
    """Say whether a read asks for the uses of revisions, which the caller has found on air."""
    if call is None:
        return False
    first = ast.unparse(call.args[0]) if call.args else str(call.keywords[0].arg if call.keywords else "")
    return first.startswith(("revision", "Among('revision', "))


def is_part_of_another(call: ast.Call | None) -> bool:
    """Say whether a read can't be asked by itself: each thing that it asks for comes from the rows of another."""
    outer = [key.value.func for key in (call.keywords if call else ()) if isinstance(key.value, ast.Call)]
    names = [function.id for function in outer if isinstance(function, ast.Name)]
    return call is not None and names == ["OuterRef"] * len(call.keywords) != []


def test_public_code_reads_through_the_one_gate() -> None:
    """`on_air()`; `aired()` for what is gone and the change log; the uses of a revision found by them; their files."""
    reads = []
    for path in public_sources():
        above = {id(node.value): node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        calls = {id(node.func): node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}
        for opening in gate_openings(path):
            verb = above[id(opening)]
            read = f"{ast.unparse(opening)}.{verb.attr}"
            through = read in {"Edition.objects.on_air", "Edition.objects.aired"}
            uses = read == "PictureUse.objects.filter" and is_by_revision(calls.get(id(verb)))
            files = read == "Rendition.objects.filter" and is_part_of_another(calls.get(id(verb)))
            if not (through or uses or files):
                reads.append(f"{path.relative_to(ROOT)}:{opening.lineno} {read}")
    assert reads == []


def test_only_actions_and_the_clock_write_a_story_status() -> None:
    writers = {"actions", "announcements"}
    found = []
    for path in sources("workflow", "articles", "newsroom"):
        if module(path)[1] in writers:
            continue
        for node in ast.walk(tree(path)):
            writes = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"
            if writes and any(keyword.arg == "status" for keyword in node.keywords):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []
