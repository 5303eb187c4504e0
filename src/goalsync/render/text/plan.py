"""A plan, and what a sync did: changes from what to what, why, and the counts behind them."""

from __future__ import annotations

from collections.abc import Iterator

from goalsync.model.report import Report
from goalsync.render.changes import counted_kind
from goalsync.render.characters import shown
from goalsync.render.headline import held
from goalsync.render.numbers import counted, listed, minute
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import paragraph
from goalsync.render.text.changes import changes
from goalsync.render.text.findings import brakes, notes
from goalsync.render.text.report import headline
from goalsync.render.text.sources import sources


def plan(document: Report, screen: Screen) -> str:
    """What would change, ended with a line break. Nothing was written."""
    return "\n".join(_plan(document, screen)) + "\n"


def outcome(document: Report, screen: Screen) -> str:
    """What a sync or apply changed and where the goals stand now, ended with a line break."""
    return "\n".join(_outcome(document, screen)) + "\n"


def _plan(document: Report, screen: Screen) -> Iterator[str]:
    if not document.changes:
        yield from paragraph(screen, nothing_to_do(document), paint=Paint.STRONG)
    else:
        yield from paragraph(screen, f"Plan: {_counts(document)}. Nothing is written yet.", paint=Paint.STRONG)
        yield ""
        yield from changes(document, screen)
    yield from _around(document, screen)
    if document.run.digest:
        yield ""
        yield from paragraph(screen, f"{_moment(document)}, digest {document.run.digest}", paint=Paint.FAINT)


def _outcome(document: Report, screen: Screen) -> Iterator[str]:
    if not document.changes:
        yield from paragraph(screen, nothing_to_do(document), paint=Paint.STRONG)
    elif document.run.applied:
        yield from paragraph(screen, f"Recorded {_counts(document)}.", paint=Paint.STRONG)
    else:
        yield from paragraph(screen, f"Not applied: {_counts(document)}.", paint=Paint.BAD)
    if document.changes:
        yield ""
        yield from changes(document, screen)
    yield from _around(document, screen)
    yield ""
    yield from headline(document, screen)
    run = f"run {shown(document.run.id)}" if document.run.id else "no run"
    yield from paragraph(screen, f"{_moment(document)}, {run}. Read on: goalsync report", paint=Paint.FAINT)


def _around(document: Report, screen: Screen) -> Iterator[str]:
    for block in (notes, brakes, sources):
        lines = list(block(document, screen))
        yield from ["", *lines] if lines else []
    waiting = held(document)
    if waiting:
        yield ""
        text = f"{counted(waiting, 'value is', 'values are')} held as last known: a source they need is incomplete now."
        yield from paragraph(screen, text, paint=Paint.WARN)


def nothing_to_do(document: Report) -> str:
    """The sentence that stands where there is no change: what was looked at."""
    looked = listed(looked_at(document))
    if not looked:
        return "Nothing to do: no goals are declared."
    return f"Nothing to do: {looked} were looked at, and none differs from what was last recorded."


def looked_at(document: Report) -> list[str]:
    """The denominators: `6 key results`, `2 goals`, `1 KPI`."""
    kinds = ((document.key_results, "key result"), (document.goals, "goal"), (document.kpis, "KPI"))
    return [counted(len(parts), name) for parts, name in kinds if parts]


def _counts(document: Report) -> str:
    kinds = [counted_kind(kind, count) for kind, count in document.change_counts.items() if count]
    of = f", of {listed(looked_at(document))}" if looked_at(document) else ""
    return listed(kinds) + of


def _moment(document: Report) -> str:
    written = minute(document.generated_at)
    return written if written.startswith(document.as_of) else f"{written}, for {document.as_of}"
