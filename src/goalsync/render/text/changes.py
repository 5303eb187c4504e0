"""Changes: what, from what to what, and because of what."""

from __future__ import annotations

from collections.abc import Iterator

from goalsync.model.report import ChangePart, Report
from goalsync.render.changes import Difference, counted_kind, differences, titles, units
from goalsync.render.characters import shown
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import paragraph

_MOST_UIDS = 10


def changes(report: Report, screen: Screen) -> Iterator[str]:
    """A block of lines per change, in the order of the plan."""
    names, of = titles(report), units(report)
    for change in report.changes:
        yield from _change(change, names.get(change.subject, ""), of.get(change.subject), screen)


def _change(change: ChangePart, title: str, unit: str | None, screen: Screen) -> Iterator[str]:
    mark = "+" if change.before is None else "-" if change.after is None else "~"
    head = f"{mark} {shown(change.subject)}"
    if change.count is not None:
        head += f"  {counted_kind(change.kind, change.count)}"
    elif title:
        head += f"  {shown(title)}"
    yield from paragraph(screen, head, indent=2, hang=4, paint=Paint.STRONG)
    found = differences(change, unit)
    if found:
        yield from paragraph(screen, " · ".join(map(_written, found)), indent=6, hang=2)
    if change.uids:
        listed = ", ".join(map(shown, change.uids[:_MOST_UIDS]))
        more = f" and {len(change.uids) - _MOST_UIDS} more" if len(change.uids) > _MOST_UIDS else ""
        yield from paragraph(screen, listed + more, indent=6, hang=2)
    for number, reason in enumerate(change.because):
        label = "because " if number == 0 else "        "
        yield from paragraph(screen, label + shown(reason), indent=6, hang=10, paint=Paint.FAINT)


def _written(difference: Difference) -> str:
    if difference.before is None:
        return f"{difference.field} {difference.after}"
    return f"{difference.field} {difference.before} → {difference.after}"
