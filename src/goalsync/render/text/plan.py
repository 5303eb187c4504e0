"""A plan, and what a sync did: changes from what to what, why, and the counts behind them."""

from __future__ import annotations

from collections.abc import Iterator

from goalsync.model.report import Report
from goalsync.render.changes import counted_changes
from goalsync.render.characters import shown
from goalsync.render.headline import held
from goalsync.render.numbers import counted, listed, minute
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import paragraph
from goalsync.render.text.changes import changes
from goalsync.render.text.findings import brakes, notes
from goalsync.render.text.report import headline
from goalsync.render.text.sources import sources


def plan(document: Report, screen: Screen, *, saved: str | None = None) -> str:
    """What would change, ended with a line break. Nothing was written, but for the file it may be `saved` in."""
    return "\n".join([*_plan(document, screen), *_saved(saved, screen)]) + "\n"


def outcome(document: Report, screen: Screen) -> str:
    """What a sync or apply changed and where the goals stand now, ended with a line break."""
    return "\n".join(_outcome(document, screen)) + "\n"


def first_line(document: Report, *, dry: bool = False) -> str:
    """The sentence that says it all: how many changes of what, or that there is nothing to do."""
    if not document.changes:
        return nothing_to_do(document)
    if dry:
        return f"{_counts(document)}. Nothing is written yet."
    return f"Recorded {_counts(document)}." if document.run.applied else f"Not applied: {_counts(document)}."


def _plan(document: Report, screen: Screen) -> Iterator[str]:
    line = first_line(document, dry=True)
    yield from paragraph(screen, f"Plan: {line}" if document.changes else line, paint=Paint.STRONG)
    yield from _changes(document, screen)
    yield from _around(document, screen)
    if document.run.digest:
        yield ""
        yield from paragraph(screen, f"{_moment(document)}, digest {document.run.digest}", paint=Paint.FAINT)


def _changes(document: Report, screen: Screen) -> Iterator[str]:
    if document.changes:
        yield ""
        yield from changes(document, screen)


def _saved(name: str | None, screen: Screen) -> Iterator[str]:
    if name is not None:
        text = f"Saved as {shown(name)}: review it, then run `goalsync apply {shown(name)}`."
        yield from paragraph(screen, text, paint=Paint.STRONG)


def _outcome(document: Report, screen: Screen) -> Iterator[str]:
    paint = Paint.STRONG if document.run.applied or not document.changes else Paint.BAD
    yield from paragraph(screen, first_line(document), paint=paint)
    yield from _changes(document, screen)
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
    looked = _looked_at(document)
    if not looked:
        return "Nothing to do: no goals are declared."
    return f"Nothing to do: {looked}, and none differs from what was last recorded."


def looked_at(document: Report) -> list[str]:
    """The denominators: `6 key results`, `2 goals`, `1 KPI`."""
    kinds = ((document.key_results, "key result"), (document.goals, "goal"), (document.kpis, "KPI"))
    return [counted(len(parts), name) for parts, name in kinds if parts]


def _counts(document: Report) -> str:
    kinds, looked = listed(counted_changes(document)), _looked_at(document)
    return f"{kinds}; {looked}" if looked else kinds


def _looked_at(document: Report) -> str:
    """`6 key results and 1 KPI were looked at`; blank where nothing is declared."""
    total = len(document.key_results) + len(document.goals) + len(document.kpis)
    return f"{listed(looked_at(document))} {'was' if total == 1 else 'were'} looked at" if total else ""


def _moment(document: Report) -> str:
    written = minute(document.generated_at)
    return written if written.startswith(document.as_of) else f"{written}, for {document.as_of}"
