"""PyYAML's nodes: composed with libyaml, and turned into plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from goalsync.model.place import Place
from goalsync.workspace import scalars
from goalsync.workspace.document import Node
from goalsync.workspace.problems import Problems
from goalsync.workspace.shown import path_text, quoted

if TYPE_CHECKING:
    from yaml import SafeLoader as _Parser
else:
    _Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is built in, else pure Python

DEEPEST: Final = 60
_MOST_REPEATED: Final = 100_000
"""Values that aliases may repeat in one file."""
PLAIN: Final = "plain"
_TEXT: Final = "text"
_YAML: Final = "tag:yaml.org,2002:"


class TooDeepError(Exception):
    """Nested beyond any use; libyaml would run out of stack. Raised and caught here only, to get out of it."""


class Loader(_Parser):
    """Composes nodes; whether a scalar was quoted is all it decides about it."""

    depth = 0

    def resolve(self, kind: type[Any], value: Any, implicit: Any) -> str:
        del value
        if kind is yaml.ScalarNode:
            return PLAIN if implicit[0] else _TEXT
        return kind.__name__

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        del current_index
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeepError(current_node.start_mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1


class Values:
    """Nodes → plain data. What aliases share is built once, and may not repeat without measure or hold itself."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems
        self._open: set[int] = set()
        self._done: dict[int, tuple[object, int]] = {}
        self._size = 0
        self._repeated = 0

    def of(self, node: Node, path: tuple[str | int, ...]) -> object:
        """The value of a node. Where something is wrong with it, that is a problem and the value is the nearest."""
        if isinstance(node, yaml.ScalarNode):
            self._size += 1
            return self._scalar(node, path)
        identity = id(node)
        if identity in self._done:
            return self._again(identity, node, path)
        if identity in self._open:
            self._problem(node, path, "the alias stands inside of what it names", "alias", "write it out in full")
            return None
        if node.tag not in {"SequenceNode", "MappingNode", _YAML + "seq", _YAML + "map"}:
            self._unknown_tag(node, path)
        self._open.add(identity)
        before = self._size
        self._size += 1
        value: object
        if isinstance(node, yaml.SequenceNode):
            value = [self.of(item, (*path, index)) for index, item in enumerate(node.value)]
        else:
            value = self._mapping(node, path)
        self._open.discard(identity)
        self._done[identity] = (value, self._size - before)
        return value

    def _again(self, identity: int, node: Node, path: tuple[str | int, ...]) -> object:
        value, size = self._done[identity]
        self._size += size
        self._repeated += size
        if self._repeated <= _MOST_REPEATED:
            return value
        if self._repeated - size <= _MOST_REPEATED:
            what = f"aliases repeat more than {_MOST_REPEATED} values"
            self._problem(node, path, what, "alias", "write out what is needed")
        return None

    def _mapping(self, node: Node, path: tuple[str | int, ...]) -> dict[str, object]:
        values: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(key_node, path, "a key must be text, not a list or a mapping", "wrong-type", "quote it")
                continue
            key = key_node.value
            if key == "<<" and key_node.tag == PLAIN:
                what = "merge keys (<<) are not part of YAML 1.2"
                self._problem(key_node, (*path, key), what, "unknown-key", "write the keys out, or use an alias")
                continue
            if key in values:
                what = f"duplicate key {quoted(key)}; it stands on line {lines[key]} already"
                self._problem(key_node, (*path, key), what, "duplicate-key", "keep one of them")
                continue
            lines[key] = key_node.start_mark.line + 1
            values[key] = self.of(value_node, (*path, key))
        return values

    def _scalar(self, node: Node, path: tuple[str | int, ...]) -> scalars.Scalar:
        match node.tag:
            case "plain":
                return scalars.plain(node.value)
            case "text" | "tag:yaml.org,2002:str":
                return str(node.value)
            case "tag:yaml.org,2002:int" | "tag:yaml.org,2002:float" | "tag:yaml.org,2002:bool":
                return scalars.plain(node.value)
            case "tag:yaml.org,2002:null":
                return None
            case _:
                self._unknown_tag(node, path)
                return str(node.value)

    def _unknown_tag(self, node: Node, path: tuple[str | int, ...]) -> None:
        tag = str(node.tag).replace(_YAML, "!!")
        self._problem(node, path, f"the tag {quoted(tag)} is not known", "tag", "leave the tag out")

    def _problem(self, node: Node, path: tuple[str | int, ...], message: str, rule: str, remedy: str) -> None:
        place = Place(self._file, node.start_mark.line + 1, node.start_mark.column + 1)
        self._problems.in_file(place, message, rule=rule, remedy=remedy, path=path_text(path))
