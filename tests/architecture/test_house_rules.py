"""The rules of the house that the import-linter cannot see."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalsync.cli.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "src" / "goalsync"
CONNECTORS = ROOT / "connectors"
EDGES = ("cli", "__main__.py")
HEAVY = (
    "jinja2", "msgspec", "openpyxl", "pydantic", "pydantic_settings", "python_calamine", "re2", "requests", "rich",
    "sqlite_utils", "sqlite3", "tenacity", "yaml",
)  # fmt: skip


def modules(*folders: Path) -> Iterator[tuple[Path, ast.Module]]:
    """(path, syntax tree) of every module."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def inside(path: Path, *names: str) -> bool:
    """Whether a module of the core lies in one of its parts."""
    return path.is_relative_to(CODE) and path.relative_to(CODE).parts[0] in names


def calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def test_the_clock_is_read_in_cli_only() -> None:
    """`now` is an argument everywhere else: a run can be repeated."""
    clocks = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "datetime.datetime.now")
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path, tree in modules(CODE, CONNECTORS)
        if not inside(path, *EDGES)
        for line, name in calls(tree)
        if name in clocks
    ]
    assert found == []


def test_only_cli_prints_and_exits() -> None:
    """Results leave by one door."""
    doors = ("print", "exit", "quit", "sys.exit", "os._exit", "click.echo", "sys.stdout.write", "sys.stderr.write")
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path, tree in modules(CODE, CONNECTORS)
        if not inside(path, *EDGES)
        for line, name in calls(tree)
        if name in doors
    ]
    assert found == []


def test_dry_run_is_decided_in_cli_and_job_only() -> None:
    """Code below is not told that it is dry: it is not handed a writer."""
    found = []
    for path, tree in modules(CODE, CONNECTORS):
        if inside(path, *EDGES, "job", "job.py"):
            continue
        for node in ast.walk(tree):
            names = [getattr(node, name, None) for name in ("id", "arg", "attr", "name")]
            if any(isinstance(name, str) and "dry_run" in name for name in names):
                found.append(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")
    assert found == []


def test_the_core_is_pure() -> None:
    """No clock, no network, no file, no logging, no chance below the edges."""
    impure = {"os", "io", "pathlib", "logging", "random", "secrets", "socket", "subprocess", "time", "uuid", "requests"}
    found = []
    for path, tree in modules(CODE / "core", CODE / "model", CODE / "render"):
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path.relative_to(ROOT)}: {name}" for name in names if name.partition(".")[0] in impure]
    assert found == []


def test_connectors_import_the_sdk_and_the_model_only() -> None:
    """A third party's connector can follow the path of ours."""
    found = [
        f"{path.relative_to(ROOT)}: {node.module}"
        for path, tree in modules(CONNECTORS)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "goalsync"
        if not node.module.startswith(("goalsync.sdk", "goalsync.model"))
    ]
    assert found == []


def test_all_is_what_is_exported() -> None:
    """A package that gathers names says which, and has them."""
    wrong = []
    for path, tree in modules(CODE, CONNECTORS):
        names = next((ast.literal_eval(node.value) for node in tree.body if _is_all(node)), None)
        taken = {
            alias.asname or alias.name
            for node in at_import(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("goalsync")
            for alias in node.names
        }
        made = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        made |= {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        if names is not None:
            wrong += [f"{path.relative_to(ROOT)}: {name} is not there" for name in names if name not in taken | made]
            wrong += [
                f"{path.relative_to(ROOT)}: {name} is listed twice" for name in set(names) if names.count(name) > 1
            ]
        elif path.name == "__init__.py" and taken and not made:
            wrong.append(f"{path.relative_to(ROOT)}: gathers names without __all__")
    assert wrong == []


def at_import(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements of a module, those for type checkers included (where names are imported when first used)."""
    for node in tree.body:
        yield node
        if isinstance(node, ast.If):
            yield from node.body


def _is_all(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_every_command_is_in_the_readme(name: str) -> None:
    """What can be typed can be read about."""
    assert f"goalsync {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_connector_is_in_the_readme() -> None:
    """A reader finds each system."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [path.name.removeprefix("goalsync_") for path in CONNECTORS.iterdir() if (path / "__init__.py").exists()]
    assert names
    assert [name for name in names if f"`{name}`" not in readme] == []


def imported(arguments: list[str]) -> set[str]:
    """The modules that a command has imported when it is done."""
    code = "import sys; from goalsync.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["sync", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    """Help answers at once: of what is not in the standard library it imports click alone."""
    assert imported(arguments) & {*HEAVY} == set()


def test_check_imports_what_reads_a_configuration() -> None:
    """Nothing that pulls, stores or computes is waited for; re2 only because the example company has a pattern."""
    found = imported(["-C", str(ROOT), "check"])
    assert found & {*HEAVY} == {"msgspec", "pydantic", "re2", "yaml"}
    parts = {".".join(name.split(".")[:2]) for name in found if name.startswith("goalsync.")}
    assert parts.isdisjoint({"goalsync.job", "goalsync.pull", "goalsync.store", "goalsync.apply"})
    assert not {name for name in found if name.startswith(("goalsync_sheets.readers", "goalsync_sheets.places"))}


def test_nouns_are_structs() -> None:
    """Defining a dataclass takes a millisecond, and every command imports the nouns."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in modules(CODE / "model")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(one) for one in node.decorator_list)
    ]
    assert found == []
