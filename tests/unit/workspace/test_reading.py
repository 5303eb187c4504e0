"""A file that is not usable YAML is one clear line with its place, and never a crash."""

import os
from itertools import pairwise
from pathlib import Path

import pytest

from goalsync.workspace.problems import Problems
from goalsync.workspace.reading import read_text
from support.workspaces import GOALS, lines_of

SYNTAX = {
    "a:\n\tb: 1\n": "2:1: a tab, where YAML wants spaces",
    "a:\n  b: 1\n\tc: 2\n": "3:1: a tab, where YAML wants spaces",
    "a: b: c\n": "1:5: a ':' that does not belong here",
    "a: {b:,c}\n": "1:6: a ':' that does not belong here",
    "a:\n  b: 1\n c: 2\n": "3:2: expected a key here",
    "a: [1, 2\nb: 3\n": "2:2: expected ',' or ']' here: a '[' is not closed",
    "a: {x: 1\nb: 3\n": "2:2: expected ',' or '}' here: a '{' is not closed",
    'a: "abc\nb: 1\n': "1:4: a quote that is not closed",
    'a: "\\d"\n': "1:5: an unknown \\ in double quotes",
    "a: *x\n": "1:4: an alias without its anchor",
    "a: &x 1\nb: &x 2\n": "2:4: an anchor that exists already",
    "a: *\n": "1:5: a '*' or '&' without a name",
    "a: 1\n---\nb: 2\n": "2:1: a second document",
    "a: @x\n": "1:4: '@' cannot start a text",
    "a: %5\n": "1:4: '%' cannot start a text",
    "a: - b\n": "1:4: a '- ' that does not belong here",
    "a: 1\nfoo\nb: 2\n": "3:1: expected 'key: value'",
    "a: b\x00\n": "1:5: the character U+0000 is not allowed in YAML",
    "a: 1\nb: \x07\n": "2:4: the character U+0007 is not allowed in YAML",
    "": "1:1: the file is empty",
    "# nothing yet\n": "1:1: the file is empty",
    "---\n": "1:1: the file is empty",
    "- a\n": "1:1: expected a mapping (key: value) at the top of the file, got a list",
    "hello\n": "1:1: expected a mapping (key: value) at the top of the file, got a text",
    "a: " + "[" * 100_000: "1:62: nested more than 60 levels deep",
    "- " * 5_000 + "a": "1:119: nested more than 60 levels deep",
}


@pytest.mark.parametrize(("text", "said"), SYNTAX.items(), ids=list(SYNTAX.values()))
def test_unusable_files(text: str, said: str) -> None:
    """Nothing of the file is used; the problem says where and what, and has a remedy."""
    problems = Problems()
    assert read_text(text, "f.yaml", problems) is None
    assert [str(problem) for problem in problems.sorted] == [f"f.yaml:{said}"]
    assert all(problem.remedy for problem in problems.sorted)


CONTENT = {
    "a: 1\nb: 2\na: 3\n": ["3:1: a: duplicate key 'a'; it stands on line 1 already"],
    "a: {b: 1, b: 2}\nc: 1\nc: 1\n": [
        "1:11: a.b: duplicate key 'b'; it stands on line 1 already",
        "3:1: c: duplicate key 'c'; it stands on line 2 already",
    ],
    "a: !color red\n": ["1:4: a: the tag '!color' is not known"],
    "a: !!python/object/apply:os.system [ls]\n": ["1:4: a: the tag '!!python/object/apply:os.system' is not known"],
    "a: &x [*x]\n": ["1:4: a[0]: the alias stands inside of what it names"],
    "? [a]\n: 1\nb: 1\n": ["1:3: a key must be text, not a list or a mapping"],
    "a: &x {b: 1}\nc:\n  <<: *x\n": ["3:3: c['<<']: merge keys (<<) are not part of YAML 1.2"],
}


@pytest.mark.parametrize(("text", "said"), CONTENT.items(), ids=[lines[0] for lines in CONTENT.values()])
def test_unusable_parts(text: str, said: list[str]) -> None:
    """The rest of the file is read on, so that every problem is told in one run."""
    problems = Problems()
    assert read_text(text, "f.yaml", problems) is not None
    assert [str(problem) for problem in problems.sorted] == [f"f.yaml:{line}" for line in said]


def test_aliases_may_not_explode() -> None:
    """A billion laughs are refused in one line, at once."""
    names = "abcdefghi"
    text = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{one}: &{one} [{','.join(['*' + before] * 10)}]\n" for before, one in pairwise(names)
    )
    problems = Problems()
    read_text(text, "f.yaml", problems)
    assert [str(problem) for problem in problems.sorted] == ["f.yaml:4:4: e[7]: aliases repeat more than 100000 values"]


def test_aliases_repeat_what_they_name() -> None:
    """An anchor and its aliases are one value."""
    problems = Problems()
    part = read_text("a: &x {b: 1}\nc: *x\n", "f.yaml", problems)
    assert part is not None
    assert part.value == {"a": {"b": 1}, "c": {"b": 1}}
    assert not len(problems)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"objectives: []\ngoals: [\xff]\n", "2:9: the byte 0xFF is not UTF-8"),
        ("objectives: []\n# größer\n".encode("cp1252"), "2:5: the byte 0xF6 is not UTF-8"),
        (b"\xff\xfea\x00:", "1:2: the byte 0x3A is not UTF-16"),
    ],
)
def test_encodings(tmp_path: Path, content: bytes, said: str) -> None:
    """A byte that is not text is told with its line and column."""
    assert lines_of(tmp_path, {GOALS: content}) == [f"{GOALS}:{said}"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_are_read(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with or without a mark, and UTF-16, are text."""
    assert lines_of(tmp_path, {GOALS: "objectives: []  # ✓\r\nkpis: []\r\n".encode(encoding)}) == []


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A directory, a link in a circle or a pipe is a problem like any other, and the other files are read on."""
    (tmp_path / "config/goals/a.yaml").mkdir(parents=True)
    (tmp_path / "config/goals/c.yaml").symlink_to("c.yaml")
    os.mkfifo(tmp_path / "config/goals/d.yaml")
    assert lines_of(tmp_path, {"config/goals/b.yaml": "goal: []\n"}) == [
        "config/goals/a.yaml:1:1: not a file",
        "config/goals/b.yaml:1:1: goal: unknown key; did you mean 'goals'?",
        "config/goals/c.yaml:1:1: cannot be read: too many levels of symbolic links",
        "config/goals/d.yaml:1:1: not a file",
    ]


def test_other_names_are_told(tmp_path: Path) -> None:
    """A .yml file would be left out silently; editors' leftovers are."""
    files = {"config/goals/a.yml": "goals: []\n", "config/goals/.#a.yaml": "x", "config/goals/a.yaml~": "x"}
    assert lines_of(tmp_path, files) == ["config/goals/a.yml:1:1: warning: not read: only files that end in .yaml are"]
