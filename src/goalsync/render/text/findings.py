"""What does not agree: findings and brakes."""

from __future__ import annotations

from collections.abc import Iterator

from goalsync.model.baseline import BASELINE
from goalsync.model.finding import Finding
from goalsync.model.report import Report
from goalsync.model.vocabulary import Severity
from goalsync.render.characters import shown
from goalsync.render.numbers import counted, listed
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import paragraph
from goalsync.render.words import sign, words

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def severities(report: Report) -> str:
    """`1 error, 2 warnings and 3 accepted`."""
    new = fresh(report)
    counts = {severity: sum(finding.severity is severity for finding in new) for severity in _ORDER}
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    parts = [counted(count, names[severity]) for severity, count in counts.items() if count]
    accepted = len(report.findings) - len(new)
    return listed([*parts, f"{accepted} accepted"] if accepted else parts)


def fresh(report: Report) -> list[Finding]:
    """The findings that the team does not accept."""
    accepted = frozenset(report.baselined)
    return [finding for finding in report.findings if finding.fingerprint not in accepted]


def findings(report: Report, screen: Screen) -> Iterator[str]:
    """Errors first, each with its detail and what to do; those that are accepted are only counted."""
    if not report.findings:
        return
    yield from paragraph(screen, f"Findings: {severities(report)}", paint=Paint.STRONG)
    for severity in _ORDER:
        for finding in fresh(report):
            if finding.severity is severity:
                yield from _finding(finding, screen)
    if report.baselined:
        hint = f"{len(report.baselined)} accepted in {BASELINE}: goalsync drift"
        yield from paragraph(screen, hint, indent=2, hang=2, paint=Paint.FAINT)


def _finding(finding: Finding, screen: Screen) -> Iterator[str]:
    look = sign(finding.severity)
    head = f"{look.sign} {words(finding.kind)}: {shown(finding.title)}"
    yield from paragraph(screen, head, indent=2, hang=4, paint=look.paint)
    if finding.detail:
        yield from paragraph(screen, shown(finding.detail), indent=6)
    yield from remedy(finding.remedy, screen)


def remedy(text: str, screen: Screen, *, indent: int = 6) -> Iterator[str]:
    """What to do; lines after the first are to be pasted, and stay lines."""
    first, *rest = text.split("\n")
    if first:
        yield from paragraph(screen, f"→ {shown(first)}", indent=indent, hang=2, paint=Paint.FAINT)
    for line in rest:
        yield from paragraph(screen, shown(line), indent=indent + 2, hang=4)


def brakes(report: Report, screen: Screen) -> Iterator[str]:
    """The limits that stopped something, or were told not to."""
    for brake in report.brakes:
        verb = "overridden" if brake.overridden else "held" if brake.effect == "hold" else "refused"
        paint = Paint.WARN if brake.overridden or brake.effect == "hold" else Paint.BAD
        yield from paragraph(screen, f"Brake {shown(brake.name)} ({verb}): {shown(brake.message)}", hang=2, paint=paint)
        if verb == "refused":
            remedy = f"→ read the changes; if they are right, run it again with --allow {shown(brake.name)}"
            yield from paragraph(screen, remedy, indent=4, hang=2, paint=Paint.FAINT)


def notes(report: Report, screen: Screen) -> Iterator[str]:
    """What a reader must know of the whole."""
    for note in report.notes:
        yield from paragraph(screen, f"Note: {shown(note)}", hang=2, paint=Paint.WARN)
