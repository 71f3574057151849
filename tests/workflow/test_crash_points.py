"""Each write of the clock, the outbox and the deliveries has its crash point, and the chaos run knows each of them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.chaos.points import POINTS
from tests.test_architecture import ROOT, sources, tree

WRITERS = [
    ROOT / "workflow" / "clock.py",
    ROOT / "workflow" / "announcements.py",
    ROOT / "workflow" / "deliveries" / "outbox.py",
    ROOT / "workflow" / "deliveries" / "parcels.py",
]
WRITES = {"update", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "save", "delete"}
#: A person presses a button for these, and sees whether it worked.
PRESSED = {"redo"}


def reached(node: ast.AST) -> str | None:
    """Return the point that a statement names, if it is one."""
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or ast.unparse(call.func) != "crash_points.reached":
        return None
    (name,) = call.args
    assert isinstance(name, ast.Constant), "a point is named in full where it stands"
    return str(name.value)


def points_of(path: Path) -> Iterator[str]:
    return (name for node in ast.walk(tree(path)) if (name := reached(node)))


def blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield each run of statements that stand one under the other."""
    for inner in ast.walk(node):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(inner, name, None)
            if isinstance(block, list):
                yield block


def own_part(statement: ast.stmt) -> Iterator[ast.AST]:
    """Walk what a statement says itself, and not the statements under it."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [
            child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt | ast.excepthandler)
        ]


def is_write(statement: ast.stmt, local_writers: set[str]) -> bool:
    calls = [node.func for node in own_part(statement) if isinstance(node, ast.Call)]
    by_method = any(isinstance(func, ast.Attribute) and func.attr in WRITES for func in calls)
    inserts = any(isinstance(func, ast.Attribute) and func.attr == "execute" for func in calls) and any(
        isinstance(node, ast.Name) and node.id == "insert" for node in own_part(statement)
    )
    by_name = any(isinstance(func, ast.Name) and func.id in local_writers for func in calls)
    return by_method or inserts or by_name


def without_a_point(function: ast.FunctionDef, local_writers: set[str]) -> list[int]:
    """Return the lines of writes that no point follows in their own block."""
    bare = []
    for block in blocks(function):
        for index, statement in enumerate(block):
            after = block[index + 1] if index + 1 < len(block) else None
            if is_write(statement, local_writers) and not (after and reached(after)):
                bare.append(statement.lineno)
    return bare


def unguarded(source: ast.Module) -> set[str]:
    """Return the functions that write past every point: those inside the module answer for what they call."""
    functions = [node for node in source.body if isinstance(node, ast.FunctionDef)]
    bare: set[str] = set()
    while more := {one.name for one in functions if without_a_point(one, bare)} - bare:
        bare |= more
    called = {
        node.func.id for node in ast.walk(source) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return {name for name in bare if not name.startswith("_") or name not in called}


def test_every_point_in_the_code_is_in_the_table_of_the_chaos_run() -> None:
    """Claims for mail and for webhooks are two ways to the same two points."""
    found = {name for path in sources("articles", "workflow", "newsroom") for name in points_of(path)}
    assert found == set(POINTS)


def test_after_every_write_of_the_clock_and_of_deliveries_stands_a_point() -> None:
    assert {f"{path.name}: {name}" for path in WRITERS for name in unguarded(tree(path)) - PRESSED} == set()


def test_a_write_without_a_point_is_found() -> None:
    source = "def f():\n    Edition.objects.update(a=1)\n    crash_points.reached('x')\n"
    assert unguarded(ast.parse(source)) == set()
    assert unguarded(ast.parse(source + "    Story.objects.filter(b=2).update(a=1)\n")) == {"f"}
    hidden = "def _g():\n    Edition.objects.update(a=1)\n\ndef f():\n    _g()\n"
    assert unguarded(ast.parse(hidden)) == {"f"}
    assert unguarded(ast.parse(hidden + "    crash_points.reached('x')\n")) == set()


def test_in_production_a_point_does_nothing_and_no_setting_changes_that() -> None:
    (function,) = [
        node for node in tree(ROOT / "workflow" / "crash_points.py").body if isinstance(node, ast.FunctionDef)
    ]
    assert len(function.body) == 1
    assert isinstance(function.body[0], ast.Expr), "a docstring and nothing else"
    assigned = [
        str(path.relative_to(ROOT))
        for path in sources("articles", "workflow", "newsroom")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "reached" and isinstance(node.ctx, ast.Store)
    ]
    assert assigned == []
