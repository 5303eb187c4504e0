"""Ids: who has which, and whether what is referred to exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from msgspec import Struct, field

from goalsync.model.place import Place
from goalsync.sdk.connector import Connector
from goalsync.workspace.document import Key, Part
from goalsync.workspace.problems import Problems
from goalsync.workspace.scalars import written
from goalsync.workspace.shown import article, either, quoted

OBJECTIVE: Final = "objective"
KEY_RESULT: Final = "key result"
GOAL: Final = "goal"
KPI: Final = "KPI"
INITIATIVE: Final = "initiative"


class Namespace(Struct):
    """Ids that must differ from each other, each with its kind and first place.

    `complete` is False when a file that may declare more of them could not be read: nothing is dangling then.
    """

    where: str
    """Where they are declared, for people."""
    complete: bool = True
    _declared: dict[str, tuple[str, Place]] = field(default_factory=dict)

    def declare(self, part: Part, kind: str, problems: Problems) -> None:
        """Note the entry's id, also of an entry that turns out to be wrong, even in its id."""
        given = part.mapping.get("id")
        if not isinstance(given, str | int | float):
            return
        name = written(given)
        if name in self._declared:
            first_kind, first = self._declared[name]
            problems.error(
                part,
                ("id",),
                f"duplicate id {quoted(name)}; the {first_kind} at {first} has it already",
                rule="duplicate-id",
                remedy="give one of them another id",
            )
            return
        self._declared[name] = (kind, part.at(("id",)).place)

    def kind(self, name: str) -> str | None:
        """What kind of thing has the id."""
        found = self._declared.get(name)
        return found[0] if found else None

    def of(self, kinds: Collection[str]) -> Iterable[str]:
        """The ids of some kinds."""
        return [name for name, (kind, _) in self._declared.items() if kind in kinds]

    def check(self, part: Part, path: Iterable[Key], name: str, kinds: Collection[str], problems: Problems) -> bool:
        """Whether `name` is one of `kinds`; else that is a problem at `path`."""
        kind = self.kind(name)
        if kind in kinds:
            return True
        what = either(kinds)
        if kind is not None:
            said = f"{quoted(name)} is {article(kind)}, not {article(what)}"
            problems.error(part, path, said, rule="dangling-id", remedy=f"name {article(what)} here")
        elif self.complete:
            problems.error(
                part,
                path,
                problems.unknown(name, self.of(kinds), what),
                rule="dangling-id",
                remedy=f"declare it in {self.where}, or correct the id",
            )
        return False


class Names(Struct):
    """All namespaces of a workspace."""

    goals: Namespace = field(default_factory=lambda: Namespace("config/goals/*.yaml"))
    metrics: Namespace = field(default_factory=lambda: Namespace("mappings/*.yaml under metrics:"))
    rules: Namespace = field(default_factory=lambda: Namespace("mappings/*.yaml under rules:"))
    exemptions: Namespace = field(default_factory=lambda: Namespace("mappings/*.yaml under exempt:"))
    sources: dict[str, Connector | None] = field(default_factory=dict)
    """Names of the declared sources → their connector, if it is installed."""
    sources_known: bool = True

    def declare_goals(self, document: Part, problems: Problems) -> None:
        """Note every id of a goals file."""
        sections = (("objectives", OBJECTIVE), ("goals", GOAL), ("kpis", KPI), ("initiatives", INITIATIVE))
        for section, kind in sections:
            for entry in entries(document, section):
                self.goals.declare(entry, kind, problems)
                for key_result in entries(entry, "key_results") if kind == OBJECTIVE else ():
                    self.goals.declare(key_result, KEY_RESULT, problems)

    def declare_mappings(self, document: Part, problems: Problems) -> None:
        """Note every id of a mappings file."""
        sections = (("metrics", self.metrics, "metric"), ("rules", self.rules, "rule"))
        for section, namespace, kind in (*sections, ("exempt", self.exemptions, "exemption")):
            for entry in entries(document, section):
                namespace.declare(entry, kind, problems)

    def check_source(self, part: Part, path: Iterable[Key], name: str, problems: Problems) -> bool:
        """Whether the source is declared; else that is a problem."""
        if name in self.sources or not self.sources_known:
            return True
        problems.error(
            part,
            path,
            problems.unknown(name, self.sources, "source"),
            rule="dangling-id",
            remedy="declare it in config/goalsync.yaml under sources:, or correct the name",
        )
        return False


def entries(part: Part, section: str) -> Iterable[Part]:
    """The entries of a list; none where it is no list."""
    found = part.child(section)
    return found.children() if found and isinstance(found.value, list) else ()
