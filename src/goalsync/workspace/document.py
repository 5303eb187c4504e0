"""A file of the workspace as plain data, with the place of everything in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from goalsync.model.place import Place

Key = str | int
Node = Any
"""A node of PyYAML's `compose`: ScalarNode, SequenceNode or MappingNode (PyYAML types its parts loosely)."""


class Part(Struct, frozen=True):
    """One value of a document: where it stands, how it is reached, and what it is as plain data.

    `mark` is where people look for it: its key in a mapping, itself in a list.
    """

    file: str
    path: tuple[Key, ...]
    value: object
    node: Node
    mark: Node

    @property
    def place(self) -> Place:
        """Line and column from 1."""
        return Place(self.file, self.mark.line + 1, self.mark.column + 1)

    @property
    def mapping(self) -> dict[str, object]:
        """Its keys, if it is a mapping, else none."""
        return self.value if isinstance(self.value, dict) else {}

    def child(self, key: Key) -> Part | None:
        """The value under a key of a mapping or at an index of a list."""
        if isinstance(key, str) and isinstance(self.value, dict) and key in self.value:
            for key_node, node in self.node.value:
                if key_node.value == key:
                    return Part(self.file, (*self.path, key), self.value[key], node, key_node.start_mark)
        if isinstance(key, int) and isinstance(self.value, list) and 0 <= key < len(self.value):
            node = self.node.value[key]
            return Part(self.file, (*self.path, key), self.value[key], node, node.start_mark)
        return None

    def children(self) -> Iterator[Part]:
        """Its values, in order; of a list or a mapping."""
        if isinstance(self.value, list):
            for index, (value, node) in enumerate(zip(self.value, self.node.value, strict=True)):
                yield Part(self.file, (*self.path, index), value, node, node.start_mark)
        elif isinstance(self.value, dict):
            seen: set[str] = set()
            for key_node, node in self.node.value:
                key = key_node.value
                if isinstance(key, str) and key not in seen and key in self.value:
                    seen.add(key)
                    yield Part(self.file, (*self.path, key), self.value[key], node, key_node.start_mark)

    def at(self, path: Iterable[Key]) -> Part:
        """The part at `path`; a missing key has the place of what should hold it, an index of a single value is it."""
        part = self
        for key in path:
            found = part.child(key)
            if found is None and isinstance(key, int) and not isinstance(part.value, list):
                continue
            part = found or Part(part.file, (*part.path, key), None, part.node, part.mark)
        return part

    def without(self, *keys: str) -> dict[str, object]:
        """Its keys but some."""
        return {key: value for key, value in self.mapping.items() if key not in keys}
