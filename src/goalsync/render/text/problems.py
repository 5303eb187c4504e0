"""What is wrong with a workspace or a command, a line each, in the form that editors and people can follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from typing import Final

from goalsync.model.place import Problem
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Severity
from goalsync.render.characters import shown
from goalsync.render.numbers import counted, listed
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import paragraph

PROBLEMS: Final = "goalsync/problems/1"


def problems(found: Sequence[Problem], screen: Screen) -> str:
    """`file:line:column: path: message` each, what to do about it below; not wrapped, so that it can be searched."""
    return "".join(line + "\n" for problem in found for line in _problem(problem, screen))


def _problem(problem: Problem, screen: Screen) -> Iterator[str]:
    paint = Paint.BAD if problem.severity is Severity.ERROR else Paint.WARN
    text = str(problem) if problem.file else f"error: {problem}"
    yield screen.paint(screen.plain(shown(text)), paint)
    if problem.remedy:
        yield from paragraph(screen, f"→ {shown(problem.remedy)}", indent=4, hang=2, paint=Paint.FAINT)


def fields(problem: Problem) -> dict[str, object]:
    """A problem as documents of the schema `PROBLEMS` have it; what it does not have is null."""
    return {
        "file": problem.file or None,
        "line": problem.line or None,
        "column": problem.column or None,
        "path": problem.path or None,
        "severity": problem.severity.value,
        "rule": problem.rule,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def count(found: Sequence[Problem]) -> str:
    """`2 errors and 1 warning`."""
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    warnings = len(found) - errors
    parts = [(errors, "error"), (warnings, "warning")]
    return listed([counted(number, name) for number, name in parts if number])


def verdict(found: Sequence[Problem], summary: str | None, screen: Screen) -> str:
    """What `check` says: the problems, and whether the workspace can be used. `summary` None: it cannot."""
    if summary is None:
        end = screen.paint(f"Not usable: {count(found)}.", Paint.BAD)
    elif found:
        end = f"Usable, with {count(found)}: {summary}."
    else:
        end = screen.paint(f"All good: {summary}.", Paint.GOOD)
    return f"{problems(found, screen)}{end}\n"


def summary(configuration: Configuration) -> str:
    """`2 sources, 9 metrics, 3 objectives, …`: what a workspace declares."""
    goals, mappings = configuration.goals, configuration.mappings
    kinds: tuple[tuple[Sized, str, str], ...] = (
        (configuration.settings.sources, "source", "sources"),
        (mappings.metrics, "metric", "metrics"),
        (mappings.rules, "rule", "rules"),
        (goals.objectives, "objective", "objectives"),
        (goals.key_results, "key result", "key results"),
        (goals.goals, "goal", "goals"),
        (goals.kpis, "KPI", "KPIs"),
        (goals.initiatives, "initiative", "initiatives"),
    )
    return listed([counted(len(things), one, many) for things, one, many in kinds if things])
