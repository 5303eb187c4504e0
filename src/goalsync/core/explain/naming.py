"""What an id given to `explain` means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from goalsync.core.explain.work import StoredWork
from goalsync.core.links.shares import Shares
from goalsync.model.goals import Goal, Initiative, KeyResult, Kpi, Objective
from goalsync.model.metric import Metric
from goalsync.model.near import nearest
from goalsync.model.settings import Configuration, Rule
from goalsync.model.work import ItemFacts
from goalsync.sdk.errors import GoalsyncError

ITEM: Final = "item:"
"""What says outright that a work item is meant."""

Explained = Objective | KeyResult | Goal | Kpi | Initiative | Metric | Rule


class UnknownIdError(GoalsyncError):
    """An id that nothing declared has."""


def find(configuration: Configuration, name: str) -> Explained:
    """What `name` stands for: first anything of the goals' namespace, then a metric, then a rule.

    `metric:ID` and `rule:ID` say it outright. Raises UnknownIdError with the nearest id.
    """
    kind, _, rest = name.partition(":")
    if name.startswith(ITEM):
        raise _no_item(rest)
    kinds = _kinds(configuration)
    if rest and kind in kinds:
        found = _first(kinds[kind], rest)
        if found is None:
            raise _unknown(f"{kind} {rest}", rest, [one for known in kinds[kind] for one in known], f"{kind}:")
        return found
    for known in kinds.values():
        found = _first(known, name)
        if found is not None:
            return found
    raise _unknown(f"id {name}", name, [one for known in kinds.values() for ids in known for one in ids])


_Declared = tuple[Mapping[str, Explained], ...]


def _kinds(configuration: Configuration) -> Mapping[str, _Declared]:
    """The namespaces by prefix, in order of precedence."""
    goals, mappings = configuration.goals, configuration.mappings
    return {
        "": (goals.objectives, goals.key_results, goals.goals, goals.kpis, goals.initiatives),
        "metric": (mappings.metrics,),
        "rule": (mappings.rules,),
    }


def _first(known: _Declared, name: str) -> Explained | None:
    return next((ids[name] for ids in known if name in ids), None)


def _unknown(what: str, word: str, known: Iterable[str], prefix: str = "") -> UnknownIdError:
    near = nearest(word, known)
    remedy = f"did you mean {prefix}{near}?" if near is not None else "`goalsync report` shows all ids"
    return UnknownIdError(f"there is no {what}", remedy=remedy)


def _no_item(name: str) -> UnknownIdError:
    return UnknownIdError(f"there is no work item {name}", remedy="`goalsync items` lists those that were pulled")


def find_item(name: str, work: StoredWork) -> ItemFacts | None:
    """The work item that is called so: by key, former key, uid or `SOURCE:KEY`, `item:` before it or not.

    None where there is none. Raises UnknownIdError where several are, and where `item:` said that it must be one.
    """
    asked = name.removeprefix(ITEM)
    found = work.called(asked)
    if len(found) > 1:
        ways = [f"{ITEM}{one.source}:{one.key}" for one in found]
        if len(set(ways)) < len(ways):
            ways = [f"{ITEM}{one.uid}" for one in found]
        raise UnknownIdError(f"{asked} is {len(found)} work items", remedy=f"write {' or '.join(ways)}")
    if not found and name.startswith(ITEM):
        raise _no_item(asked)
    return found[0] if found else None


def leading_names(configuration: Configuration, name: str) -> tuple[str, ...]:
    """An id that work can be linked to or that initiatives serve, with the active initiatives that serve it, in order.

    Raises UnknownIdError with the nearest id.
    """
    goals = configuration.goals
    known = {*goals.initiatives, *goals.key_results, *goals.goals, *goals.kpis}
    if name not in known:
        raise _unknown(f"initiative, key result, goal or KPI {name}", name, known)
    shares = Shares.of(goals, configuration.settings.attribution)
    through = (one for one, passed in shares.passes.items() if name in passed and one not in shares.inactive)
    return tuple(sorted({name, *through}))
