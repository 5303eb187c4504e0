"""Text of a file → Document: YAML read with libyaml, every problem with its line and column."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Final

import yaml

from goalsync.model.place import Place
from goalsync.workspace import scalars
from goalsync.workspace.document import Node, Part
from goalsync.workspace.nodes import DEEPEST, PLAIN, Loader, TooDeepError, Values
from goalsync.workspace.problems import Problems

_LARGEST: Final = 20_000_000
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|\ufffe|\uffff")


def read_file(directory: Path, file: str, problems: Problems) -> Part | None:
    """The root mapping of `file` (relative to the workspace), or None when it cannot be used."""
    start = Place(file, 1, 1)
    try:
        path = directory / file
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            problems.in_file(start, "not a file", rule="unreadable", remedy="rename it, or put a file in its place")
            return None
        if status.st_size > _LARGEST:
            problems.in_file(start, "larger than 20 MB", rule="unreadable", remedy="split it into several files")
            return None
        content = path.read_bytes()
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        problems.in_file(start, f"cannot be read: {why}", rule="unreadable", remedy="check the file and its rights")
        return None
    text = _decode(content, file, problems)
    return None if text is None else read_text(text, file, problems)


def read_text(text: str, file: str, problems: Problems) -> Part | None:
    """The root mapping of YAML text, or None when it cannot be used."""
    if found := _CONTROL.search(text):
        place = _place(file, text, found.start())
        what = f"the character U+{ord(found[0]):04X} is not allowed in YAML"
        problems.in_file(place, what, rule="encoding", remedy="remove it")
        return None
    node = _compose(text, file, problems)
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode):
        place = Place(file, node.start_mark.line + 1, node.start_mark.column + 1)
        what = "a list" if isinstance(node, yaml.SequenceNode) else "a text"
        problems.in_file(
            place,
            f"expected a mapping (key: value) at the top of the file, got {what}",
            rule="wrong-type",
            remedy="start the file with a key such as sources:, objectives: or metrics:",
        )
        return None
    value = Values(file, problems).of(node, ())
    return Part(file, (), value, node, node.start_mark)


def _decode(content: bytes, file: str, problems: Problems) -> str | None:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, errors="replace")
        byte = content[error.start] if error.start < len(content) else 0
        problems.in_file(
            _place(file, before, len(before)),
            f"the byte 0x{byte:02X} is not {'UTF-16' if encoding == 'utf-16' else 'UTF-8'}",
            rule="encoding",
            remedy="save the file as UTF-8",
        )
        return None


def _place(file: str, text: str, offset: int) -> Place:
    lines = re.split(r"\r\n|\n|\r", text[:offset])
    return Place(file, len(lines), len(lines[-1]) + 1)


def _compose(text: str, file: str, problems: Problems) -> Node:
    loader = Loader(text)
    try:
        node = loader.get_single_node()
    except TooDeepError as deep:
        mark = deep.args[0]
        place = Place(file, mark.line + 1, mark.column + 1)
        what = f"nested more than {DEEPEST} levels deep"
        problems.in_file(place, what, rule="yaml-syntax", remedy="no key needs that; check the brackets and dashes")
        return None
    except yaml.YAMLError as error:
        from goalsync.workspace.syntax import explain  # noqa: PLC0415  # only when something is wrong

        syntax = explain(error, text)
        problems.in_file(
            Place(file, syntax.line, syntax.column), syntax.message, rule="yaml-syntax", remedy=syntax.remedy
        )
        return None
    finally:
        loader.dispose()
    if node is None or (isinstance(node, yaml.ScalarNode) and node.tag == PLAIN and scalars.plain(node.value) is None):
        problems.in_file(
            Place(file, 1, 1), "the file is empty", rule="empty-file", remedy="delete it, or restore what it held"
        )
        return None
    return node
