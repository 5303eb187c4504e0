"""Where a number comes from, in lines short enough to stand beside it."""

from __future__ import annotations

from typing import Final

from goalsync.model.explanation import EvidencePart, Explanation, InputPart
from goalsync.model.metric import Evidence
from goalsync.render.numbers import day, exact, listed
from goalsync.render.words import words

_MOST: Final = 8


def lines(explanation: Explanation) -> list[str]:
    """The formula, the newest values with their cells, what was left out, and where it is declared."""
    found = [explanation.formula] if explanation.formula else []
    earlier = len(explanation.inputs) - _MOST
    if earlier > 0:
        found.append(f"{earlier:,} earlier values")
    found += [_input(part) for part in explanation.inputs[-_MOST:]]
    found += [f"metric {name}: {where}" for name, where in explanation.metrics.items()]
    if explanation.excluded_counts:
        found.append(f"left out: {excluded(explanation)}")
    if explanation.place:
        found.append(f"declared at {explanation.place}")
    return found


def _input(part: InputPart) -> str:
    source = where(part.evidence)
    return f"{part.metric} on {day(part.at)}: {exact(part.value)}" + (f" ({source})" if source else f" ({part.origin})")


def excluded(explanation: Explanation) -> str:
    """`3 before the period and 1 blank`: all of them, also where the document names only some."""
    counts = sorted(explanation.excluded_counts.items())
    return listed([f"{count:,} {words(reason)}" for reason, count in counts])


def where(evidence: EvidencePart | None) -> str:
    """`data/kpis.xlsx, KPIs!B4, as read on 2026-10-30`: enough to find it; empty when nothing is known."""
    if evidence is None:
        return ""
    by = f"recorded by {evidence.by}" if evidence.by else ""
    then = f"as read on {day(evidence.read_at)}" if evidence.read_at else ""
    return ", ".join(filter(None, (place_of(evidence), then, by)))


def place_of(evidence: EvidencePart | Evidence) -> str:
    """The file (or source), sheet and cells, and the connector's note."""
    cells = " ".join(evidence.cells[:3]) + (f" and {len(evidence.cells) - 3} more" if len(evidence.cells) > 3 else "")
    cell = f"{evidence.sheet}!{cells}" if evidence.sheet and cells else cells or evidence.sheet
    return ", ".join(filter(None, (evidence.file or evidence.source, cell, evidence.note)))
