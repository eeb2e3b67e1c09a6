"""The house's law of imports, read from the source: every file imports only what stands lower than itself."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

TIERS = (
    {"rules", "config"},
    {"extensions"},
    {"bus", "rooms", "packets"},
    {"wire", "queue", "outside"},
    {"outlet"},
    {
        "clock",
        "columns",
        "identifiers",
        "markup",
        "live",
        "guard",
        "assets",
        "display",
        "fields",
        "sentences",
        "webpush",
        "limits",
        "languages",
    }
    | {"tables"},  # what the importer and the demo read is plain data: `tables`, `reading` and `rows`
    {"models"} | {"reading"},
    {"forms"},  # A form is as long as the columns that it fills.
    {"visibility", "audit", "once", "transaction"} | {"rows"},
    {"queries"},
    {"effects"},  # What follows of an act, whichever it is.
    {"acts"},  # What several services do inside the transaction that each has begun.
    {"service"},
    {"routes", "sockets", "cli", "jobs", "errors", "headers", "security", "shell"},
    {"parts"},
    {"create_app"},
)
"""From the ground up. A room that is split is named by its noun first: `history_queries.py` is a file of `queries`."""

HEIGHT = {room: height for height, rooms in enumerate(TIERS) for room in rooms}

ONLY_HERE = {
    "commit": {"app.transaction"},
    "emit": {"app.live", "app.transaction"},
    "send_packet": {"app.outlet"},
}
"""Which files may call a method of this name; ruff's banned-api sees the ones with a known owner, this sees all."""

PURE = {"numpy", "app"} | sys.stdlib_module_names


class Unplaced(AssertionError):
    """A file has no place in the house."""


def room(module: str) -> str | None:
    """The room that a module belongs to; none for a feature's empty `__init__.py`.

    Raises Unplaced for a file whose name says nothing.
    """
    parts = module.split(".")
    if module == "app":
        return "create_app"
    if parts[:2] == ["app", "rules"]:
        return "rules"
    name = parts[-1]
    if name in HEIGHT:
        return name
    named = [known for known in HEIGHT if name.endswith(f"_{known}")]
    if named:
        return named[0]
    raise Unplaced(f"{module} has no place: name it after one of the rooms, or give the room a tier here")


def imports(source: str, module: str, known: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Each import of a module: its line, and the module that is imported. Those for type checkers alone are left out."""
    for node in running_code(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, module)
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield node.lineno, whole if whole in known else base


def absolute(node: ast.ImportFrom, module: str) -> str:
    """The full name of what a `from … import` reads from."""
    if not node.level:
        return node.module or ""
    return ".".join([*module.split(".")[: -node.level], *([node.module] if node.module else [])])


def running_code(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node, save those under `if TYPE_CHECKING:`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for other in node.orelse:
                yield other
                yield from running_code(other)
        else:
            yield node
            yield from running_code(node)


def is_package(module: str, known: Mapping[str, str]) -> bool:
    return any(name.startswith(f"{module}.") for name in known)


def violations(known: Mapping[str, str]) -> list[str]:
    """What breaks the law in these modules (name → source), one sentence each."""
    found = []
    for module, source in sorted(known.items()):
        if module.startswith("app.") and is_package(module, known) and module != "app":
            found += [f"{module}: a feature's __init__.py stays empty"] * bool(ast.parse(source).body[1:])
            continue
        try:
            found += [*broken_imports(module, source, known), *misplaced_calls(module, source)]
        except Unplaced as problem:
            found.append(str(problem))
    return found


def broken_imports(module: str, source: str, known: Mapping[str, str]) -> Iterator[str]:
    here = room(module)
    for line, name in imports(source, module, known):
        if here == "rules" and name.split(".")[0] not in PURE:
            yield f"{module}:{line} imports {name}: rules know the standard library, numpy and each other"
        if name not in known or (name != "app" and is_package(name, known)):
            continue
        there = room(name)
        if here == there == "rules":
            continue
        if HEIGHT[there] >= HEIGHT[here]:
            yield f"{module}:{line} imports {name}: {here} may only import what stands lower"


def misplaced_calls(module: str, source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            allowed = ONLY_HERE.get(node.func.attr)
            if allowed and module not in allowed:
                yield f"{module}:{node.lineno} calls .{node.func.attr}(): only {' and '.join(sorted(allowed))} may"


def house() -> dict[str, str]:
    """Every module of the app, and the settings."""
    files = [*ROOT.glob("app/**/*.py"), ROOT / "config.py"]
    names = {file: ".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files}
    return {name.removesuffix(".__init__"): file.read_text() for file, name in names.items()}


def test_every_file_keeps_the_law():
    found = violations(house())
    assert not found, "\n".join(found)


def test_the_whole_house_is_read():
    assert {"app", "config", "app.transaction", "app.rules.phases", "app.rounds.models"} <= house().keys()


SOUND = {
    "app": "from app.votes import routes",
    "config": "import os",
    "app.extensions": "import config",
    "app.rules": "",
    "app.rules.voting": "import enum\nimport numpy\nfrom app.rules import refusals",
    "app.rules.refusals": "",
    "app.votes": '"""Votes."""',
    "app.votes.models": "from app.extensions import db\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.votes import service",
    "app.votes.queries": "from app.votes.models import Vote",
    "app.votes.service": "from app.votes import queries\nfrom app.transaction import transaction",
    "app.votes.routes": "from app.votes import service\nimport flask",
    "app.transaction": "from app.extensions import db\ndef transaction():\n    db.session.commit()",
}
"""A small house that keeps the law; each case below breaks it in one place."""

BROKEN = {
    "a service imports an equal": ("app.rounds.service", "from app.votes import service"),
    "queries import a service": ("app.votes.queries", "from app.votes.service import cast"),
    "an import inside a function counts": ("app.votes.models", "def f():\n    import app.votes.queries"),
    "a relative import counts": ("app.votes.models", "from . import queries"),
    "a split room keeps its tier": ("app.votes.history_queries", "from app.votes import queries"),
    "a rule knows a library": ("app.rules.voting", "import flask"),
    "a rule knows the app": ("app.rules.voting", "from app.extensions import db"),
    "the settings know the app": ("config", "from app import extensions"),
    "a route commits": ("app.votes.routes", "def f(session):\n    session.commit()"),
    "a service emits": ("app.votes.service", "def f(socketio):\n    socketio.emit('x')"),
    "a feature's front door holds code": ("app.votes", '"""Votes."""\nfrom app.votes.routes import bp'),
    "somebody imports create_app": ("app.votes.routes", "from app import create_app"),
    "a file has no room": ("app.votes.helpers", ""),
}


def test_a_sound_house_passes():
    assert violations(SOUND) == []


@pytest.mark.parametrize("case", BROKEN)
def test_a_breach_is_seen(case):
    module, source = BROKEN[case]
    found = violations(SOUND | {module: source})
    assert len(found) == 1, found
    assert found[0].startswith(module)
