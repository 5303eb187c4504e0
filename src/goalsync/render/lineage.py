"""Where a number comes from, in lines short enough to stand beside it."""

from __future__ import annotations

from typing import Final

from goalsync.model.explanation import EvidencePart, Explanation, InputPart
from goalsync.model.metric import Evidence
from goalsync.render.numbers import day, listed, number

_MOST: Final = 8


def lines(explanation: Explanation) -> list[str]:
    """The formula, the newest values with their cells, what was left out, and where it is declared."""
    found = [explanation.formula] if explanation.formula else []
    earlier = len(explanation.inputs) - _MOST
    if earlier > 0:
        found.append(f"{earlier:,} earlier values")
    found += [_input(part) for part in explanation.inputs[-_MOST:]]
    found += [f"metric {name}: {where}" for name, where in explanation.metrics.items()]
    if explanation.excluded:
        found.append(f"left out: {excluded(explanation)}")
    if explanation.place:
        found.append(f"declared at {explanation.place}")
    return found


def _input(part: InputPart) -> str:
    source = where(part.evidence)
    return f"{part.metric} on {day(part.at)}: {number(part.value)}" + (
        f" ({source})" if source else f" ({part.origin})"
    )


def excluded(explanation: Explanation) -> str:
    """`3 before the period and 1 blank`."""
    counts: dict[str, int] = {}
    for part in explanation.excluded:
        counts[part.reason] = counts.get(part.reason, 0) + 1
    return listed([f"{count:,} {reason.replace('_', ' ')}" for reason, count in sorted(counts.items())])


def where(evidence: EvidencePart | None) -> str:
    """`data/kpis.xlsx, KPIs!B4`: enough to find it; empty when nothing is known."""
    if evidence is None:
        return ""
    by = f"recorded by {evidence.by}" if evidence.by else ""
    return ", ".join(filter(None, (place_of(evidence), by)))


def place_of(evidence: EvidencePart | Evidence) -> str:
    """The file (or source), sheet and cells, and the connector's note."""
    cells = " ".join(evidence.cells[:3]) + (f" and {len(evidence.cells) - 3} more" if len(evidence.cells) > 3 else "")
    cell = f"{evidence.sheet}!{cells}" if evidence.sheet and cells else cells or evidence.sheet
    return ", ".join(filter(None, (evidence.file or evidence.source, cell, evidence.note)))
