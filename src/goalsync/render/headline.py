"""The one sentence that comes first: how many are where, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goalsync.model.report import Report
from goalsync.model.vocabulary import Status, Truth
from goalsync.render.numbers import counted
from goalsync.render.words import tally


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of thing and how its statuses are spread, worst first."""

    name: str
    total: int
    statuses: Sequence[tuple[str, int]]


def groups(report: Report) -> list[Group]:
    """Key results, goals and KPIs, as far as there are any."""
    kinds = [
        ("key result", [part.status for part in report.key_results]),
        ("goal", [part.status for part in report.goals]),
        ("KPI", [part.status for part in report.kpis]),
    ]
    return [Group(counted(len(found), name), len(found), tally(found)) for name, found in kinds if found]


def nothing_known(report: Report) -> str | None:
    """What to do next, where there is nothing to report on."""
    if not (report.key_results or report.goals or report.kpis):
        return "No goals are declared yet: write them in config/goals/, then run `goalsync check`."
    statuses = [status for group in groups(report) for status, _ in group.statuses]
    started = [status for status in statuses if status != Status.NOT_STARTED]
    if report.run.id is None and not report.notes and not any(part.current is not None for part in report.key_results):
        return "Nothing has been pulled yet: run `goalsync sync`."
    if started and all(status == Status.NO_DATA for status in started):
        failed = [source.name for source in report.sources if source.state == "failed"]
        if failed and len(failed) == len(report.sources):
            return "No source could be read, so nothing is known: see Sources for what to do."
        return "Nothing is known yet of any goal: `goalsync explain ID` says what is missing."
    return None


def held(report: Report) -> int:
    """How many values stand as they last were, because a source they need is incomplete."""
    truths = [part.truth for part in report.key_results]
    truths += [part.truth for part in report.goals]
    truths += [part.truth for part in report.kpis]
    return truths.count(Truth.HELD)
