"""The report as a terminal shows it: where the goals stand, what does not agree, what could not be seen."""

from __future__ import annotations

from collections.abc import Iterator

from goalsync.model.coverage import CoveragePart
from goalsync.model.report import Report
from goalsync.render.characters import shown, width
from goalsync.render.headline import Group, groups, nothing_known
from goalsync.render.numbers import listed, minute, number
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import paragraph
from goalsync.render.text.findings import brakes, findings, notes, severities
from goalsync.render.text.goals import goals, kpis, objectives
from goalsync.render.text.sources import sources
from goalsync.render.words import sign, words


def report(document: Report, screen: Screen) -> str:
    """The whole report, ended with a line break."""
    return "\n".join(_lines(document, screen)) + "\n"


def _lines(document: Report, screen: Screen) -> Iterator[str]:
    name = f"{shown(document.organization)}: goals" if document.organization else "Goals"
    yield from paragraph(screen, f"{name} on {document.as_of}", paint=Paint.STRONG)
    yield from notes(document, screen)
    yield from headline(document, screen)
    yield from objectives(document, screen)
    yield from goals(document, screen)
    yield from kpis(document, screen)
    yield from _initiatives(document, screen)
    yield from _coverage(document.coverage, screen)
    for block in (findings, brakes, sources):
        lines = list(block(document, screen))
        yield from ["", *lines] if lines else []
    yield ""
    run = f"run {shown(document.run.id)}" if document.run.id else "no run"
    yield from paragraph(screen, f"Written {minute(document.generated_at)}, {run}.", paint=Paint.FAINT)
    yield from paragraph(screen, "Why a number is what it is: goalsync explain ID", paint=Paint.FAINT)


def headline(document: Report, screen: Screen) -> Iterator[str]:
    """How many are where; or what to do, where nothing is known."""
    for group in groups(document):
        yield from _tally(group, screen)
    hint = nothing_known(document)
    if hint:
        yield from paragraph(screen, hint, paint=Paint.WARN)
    if document.findings:
        yield from paragraph(screen, f"Findings: {severities(document)}")


def _tally(group: Group, screen: Screen) -> Iterator[str]:
    """`6 key results: 1 off track, 5 on track`, each in its colour where the line fits."""
    parts = [(sign(status), f"{sign(status).sign} {count} {words(status)}") for status, count in group.statuses]
    line = screen.plain(f"{group.name}: " + ", ".join(text for _, text in parts))
    if width(line) > screen.width:
        yield from paragraph(screen, line, hang=2)
    else:
        yield f"{group.name}: " + ", ".join(screen.paint(screen.plain(text), look.paint) for look, text in parts)


def _initiatives(document: Report, screen: Screen) -> Iterator[str]:
    if not document.initiatives:
        return
    yield ""
    yield screen.paint("Initiatives", Paint.STRONG)
    for part in document.initiatives:
        serves = f" serves {listed([shown(id_) for id_ in part.serves])}" if part.serves else " serves nothing"
        work = f"; {part.work.done} of {part.work.items} items done" if part.work and part.work.items else ""
        verdict = f"; {shown(part.verdict)}" if part.verdict else ""
        name = f"{shown(part.id)}  {shown(part.title)}".rstrip()
        yield from paragraph(screen, f"{name} ({words(part.status)}){serves}{work}{verdict}", indent=2, hang=4)


def _coverage(coverage: CoveragePart, screen: Screen) -> Iterator[str]:
    """How much of the work serves a goal; silent where no work is known."""
    for name, side in (("open", coverage.open), (f"closed in {coverage.period}", coverage.closed)):
        counts = {scope: getattr(side.items, scope) or 0 for scope in ("linked", "exempt", "unlinked", "out_of_scope")}
        if any(counts.values()):
            parts = [f"{number(count)} {words(scope)}" for scope, count in counts.items()]
            yield from paragraph(screen, f"Work {shown(name)}: {listed(parts)}", hang=2)
