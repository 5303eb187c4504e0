"""However a workspace is wrong, it is told with the right place, and nothing else is ever raised."""

import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from goalsync.model.place import Problem
from goalsync.model.vocabulary import Severity
from goalsync.workspace import schema
from goalsync.workspace.problems import Problems
from goalsync.workspace.reading import read_text
from support.workspaces import CONNECTORS, FULL, GOALS, MAPPINGS, problems_of

Path_ = tuple[str | int, ...]
FREE = {"where", "fields", "field", "sources"}
"""Mappings whose keys or values are anybody's."""
quick = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def data(text: str) -> Any:
    """A file as plain data."""
    part = read_text(text, "f.yaml", Problems())
    assert part is not None
    return part.value


DOCUMENTS = {file: data(text) for file, text in FULL.items()}


def lines_of(value: Any, indent: int, path: Path_, places: dict[Path_, int], start: int) -> list[str]:
    """Block YAML with one scalar a line; `places` gets the line of everything."""
    pad, lines = " " * indent, list[str]()
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        places[(*path, key)] = start + len(lines)
        lead = f"{pad}{json.dumps(key)}:" if isinstance(value, dict) else f"{pad}-"
        if isinstance(inner, dict | list) and inner:
            lines.append(lead)
            lines += lines_of(inner, indent + 2, (*path, key), places, start + len(lines))
            if not isinstance(value, dict):
                places[(*path, key)] += 1  # an entry of a list stands where its first key does
        else:
            lines.append(f"{lead} {'.inf' if inner == float('inf') else json.dumps(inner)}")
    return lines


def positions(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The path of everything inside."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from positions(inner, (*path, key))


def changed(value: Any, path: Path_, new: Any) -> Any:
    """The same with another value at `path`; a new key is added."""
    if not path:
        return new
    head, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {**value, head: changed(value.get(head), rest, new)}
    return [changed(inner, rest, new) if index == head else inner for index, inner in enumerate(value)]


def at(value: Any, path: Path_) -> Any:
    """What stands at `path`."""
    for key in path:
        value = value[key]
    return value


def check(file: str, document: Any) -> tuple[tuple[Problem, ...], dict[Path_, int]]:
    """The problems of the full workspace with one file changed, and the lines of that file."""
    places: dict[Path_, int] = {}
    text = "\n".join(lines_of(document, 0, (), places, 1)) + "\n"
    with tempfile.TemporaryDirectory() as directory:
        found = problems_of(Path(directory), {**FULL, file: text})
    for problem in found:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message
        assert problem.remedy
        if problem.file == file:
            assert problem.line <= len(text.splitlines())
    assert list(found) == sorted(found, key=lambda one: (one.file, one.line, one.column, one.path))
    return found, places


def test_the_full_workspace_is_right(tmp_path: Path) -> None:
    """What is mutated below starts without a problem but a token that is not set, in flow and in block style."""
    assert {one.message for one in problems_of(tmp_path, FULL)} == {"the environment variable TOKEN is not set"}
    for file, document in DOCUMENTS.items():
        assert [one for one in check(file, document)[0] if one.severity is Severity.ERROR] == []


files = st.sampled_from(sorted(DOCUMENTS))


def mappings_of(document: Any) -> list[Path_]:
    """The paths of the mappings whose keys are known."""
    named = {*FREE, "teams", "kinds", "phases", "serves"}
    return [
        path
        for path in [(), *positions(document)]
        if isinstance(at(document, path), dict) and path[-1:] not in [(one,) for one in named]
    ]


@pytest.mark.parametrize("file", sorted(DOCUMENTS))
def test_an_unknown_key_is_told_at_its_line(file: str) -> None:
    """In every mapping with known keys, one problem at the line of the key, and no other unknown key."""
    document = DOCUMENTS[file]
    for mapping in mappings_of(document):
        path = (*mapping, "zqx_unknown")
        found, places = check(file, changed(document, path, 1))
        unknown = [(problem.file, problem.line) for problem in found if problem.rule == "unknown-key"]
        assert unknown == [(file, places[path])]


@pytest.mark.parametrize("file", sorted(DOCUMENTS))
def test_a_wrong_type_is_told_at_its_line(file: str) -> None:
    """A mapping of nonsense in place of any value gives a problem at that line, or at the nonsense."""
    document = DOCUMENTS[file]
    for path in positions(document):
        if FREE & {key for key in path if key != "sources"}:
            continue
        found, places = check(file, changed(document, path, {"zqx": []}))
        lines = {places[path], places[(*path, "zqx")]}
        if isinstance(path[-1], int):
            lines.add(places[path[:-1]])  # what does not go with the other entries is said of the list
        assert any(problem.file == file and problem.line in lines for problem in found), path


TEXTS = [
    "", "x", "2026-10-01", "9999-12-31", "2026", "2999-Q4", "5 days", "999999 weeks", "30%", "/(/", "K1", "env:X",
    "off", "item:", "a\u202eb", "every*", "always", "unlinked", "linear",
]  # fmt: skip
KEYS = ["id", "metric", "when", "x", "not", "done", "between", "all", "source", "end"]
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from([1e300, float("inf"), 10**30, 0.5]),
    st.sampled_from(TEXTS),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)),
    max_leaves=6,
)


@given(st.data())
@quick
def test_any_value_anywhere(draw: st.DataObject) -> None:
    """Whatever stands wherever: problems with places, or a workspace, and nothing else."""
    file = draw.draw(files)
    document = DOCUMENTS[file]
    for _ in range(draw.draw(st.integers(1, 3))):
        path = draw.draw(st.sampled_from(list(positions(document)) or [()]))
        document = changed(document, path, draw.draw(values))
    if document:
        check(file, document)


@given(st.data())
@quick
def test_a_missing_key(draw: st.DataObject) -> None:
    """Any key may be left out without anything but problems coming of it."""
    file = draw.draw(files)
    document = DOCUMENTS[file]
    path = draw.draw(st.sampled_from([path for path in positions(document) if isinstance(path[-1], str)]))
    rest = {key: inner for key, inner in at(document, path[:-1]).items() if key != path[-1]}
    check(file, changed(document, path[:-1], rest) or {"goals": []})


@given(st.data(), st.binary(max_size=12))
@quick
def test_garbage_in_a_file(draw: st.DataObject, garbage: bytes) -> None:
    """Bytes in the middle of a file never raise anything but the workspace's own error."""
    file = draw.draw(files)
    content = FULL[file].encode()
    where = draw.draw(st.integers(0, len(content)))
    with tempfile.TemporaryDirectory() as directory:
        problems_of(Path(directory), {**FULL, file: content[:where] + garbage + content[where:]})


@given(st.data())
@quick
def test_a_truncated_file(draw: st.DataObject) -> None:
    """A file cut off anywhere never raises anything but the workspace's own error."""
    file = draw.draw(files)
    text = FULL[file][: draw.draw(st.integers(0, len(FULL[file])))]
    with tempfile.TemporaryDirectory() as directory:
        problems_of(Path(directory), {**FULL, file: text})


@pytest.mark.parametrize("file", sorted(DOCUMENTS))
def test_a_duplicate_of_every_key(file: str) -> None:
    """Every line that has a key, written twice, is told at the second one."""
    document = DOCUMENTS[file]
    places: dict[Path_, int] = {}
    lines = lines_of(document, 0, (), places, 1)
    for path, number in places.items():
        line = lines[number - 1]
        if isinstance(path[-1], int) or line.rstrip().endswith(":"):
            continue
        problems = Problems()
        read_text("\n".join([*lines[:number], line, *lines[number:]]), file, problems)
        assert [(one.line, one.rule) for one in problems.sorted] == [(number + 1, "duplicate-key")]


KINDS = {
    "config/goalsync.yaml": "settings",
    GOALS: "goals",
    MAPPINGS: "mappings",
    "config/check-ins/a.yaml": "check-ins",
}
LIKELY = st.sampled_from(
    [
        *(0, 1, 5, 0.5, -3, True, False, None, "a", "nps", "K1", "one", "2026", "2026-Q4", "2026-11-30", "30%", "off"),
        *("week", "5 days", "period", "bug", "done", "increase", "items", "sum", [], {}, ["nps"], ["a", "b"], [1, 2]),
        *(["story"], {"below": 5}, {"kind": "bug"}, {"start": "2026-10-01", "end": "2026-12-31"}, [{"done": None}]),
        {"K1": 0.5},
    ]
)


@cache
def judge(file: str) -> Any:
    """A reader of the JSON Schema of a kind of file."""
    return Draft202012Validator(schema(KINDS[file], CONNECTORS))


@given(st.data())
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_what_check_takes_an_editor_takes(draw: st.DataObject) -> None:
    """No document that loads is marked by its JSON Schema: values changed, keys left out or put elsewhere."""
    file = draw.draw(files)
    document = DOCUMENTS[file]
    for _ in range(draw.draw(st.integers(1, 2))):
        if not document:
            return
        path = draw.draw(st.sampled_from(list(positions(document))))
        if isinstance(path[-1], str) and draw.draw(st.booleans()):
            rest = {key: inner for key, inner in at(document, path[:-1]).items() if key != path[-1]}
            document = changed(document, path[:-1], rest)
        else:
            document = changed(document, path, draw.draw(LIKELY))
    if document and not any(one.severity is Severity.ERROR for one in check(file, document)[0]):
        assert judge(file).is_valid(document), list(judge(file).iter_errors(document))[:3]
