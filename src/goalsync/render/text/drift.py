"""Drift as a terminal shows it: counted first, then listed kind by kind, what is accepted apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Final

from goalsync.core.wording import listed
from goalsync.model.baseline import BASELINE
from goalsync.model.drift import Baselined, Drift
from goalsync.model.finding import Finding
from goalsync.model.vocabulary import Severity
from goalsync.render.characters import shown
from goalsync.render.numbers import counted, minute
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import paragraph
from goalsync.render.text.findings import remedy
from goalsync.render.words import sign, words

_MOST: Final = 10
"""Findings of one kind that are listed unless the kind is asked for."""
_EVIDENCE: Final = 5
_NAMES: Final = {Severity.ERROR.value: "error", Severity.WARNING.value: "warning", Severity.INFO.value: "note"}


def drift(found: Drift, screen: Screen, kinds: Collection[str] = ()) -> str:
    """The whole answer, ended with a line break; of the asked kinds everything, of all a few of each."""
    return "\n".join(_lines(found, screen, kinds)) + "\n"


def accepted(found: Drift, screen: Screen) -> str:
    """What `--write-baseline` did."""
    lines = paragraph(
        screen,
        f"{counted(len(found.baselined), 'finding')} accepted in {BASELINE}."
        + (f" Say why in each `reason`, and commit {BASELINE}." if found.baselined else ""),
    )
    return "\n".join([*_notes(found, screen), *lines]) + "\n"


def _lines(found: Drift, screen: Screen, kinds: Collection[str]) -> Iterator[str]:
    name = f"{shown(found.organization)}: drift" if found.organization else "Drift"
    yield from paragraph(screen, f"{name} on {found.as_of}", paint=Paint.STRONG)
    yield from _notes(found, screen)
    yield from _counts(found, screen)
    for kind, group in _by_kind(found.findings):
        if not kinds or kind in kinds:
            yield ""
            yield from _kind(kind, group, screen, whole=bool(kinds))
    yield from _accepted([one for one in found.baselined if not kinds or one.kind in kinds], screen, whole=bool(kinds))
    if found.gone:
        yield ""
        said = f"{counted(found.gone, 'entry', 'entries')} of {BASELINE} no longer found: --write-baseline drops them"
        yield from paragraph(screen, f"{said}.", paint=Paint.FAINT)
    if found.run.id and found.ran_at:
        yield ""
        said = f"Found by run {shown(found.run.id)}, {minute(found.ran_at)}."
        yield from paragraph(screen, said, paint=Paint.FAINT)


def _notes(found: Drift, screen: Screen) -> Iterator[str]:
    for note in found.notes:
        yield from paragraph(screen, f"Note: {shown(note)}", hang=2, paint=Paint.WARN)


def _counts(found: Drift, screen: Screen) -> Iterator[str]:
    """A line for each severity: how many, and of which kinds."""
    for severity, kinds in found.counts.items():
        look = sign(severity)
        total = counted(sum(kinds.values()), _NAMES[severity])
        parts = ", ".join(f"{words(kind)} {count}" for kind, count in kinds.items())
        yield from paragraph(screen, f"{look.sign} {total}: {parts}", hang=2, paint=look.paint)
    if not found.findings and found.run.id:
        more = " that is not accepted" if found.baselined else ""
        yield from paragraph(screen, f"Nothing differs from what was declared{more}.")
    if found.baselined:
        yield from paragraph(screen, f"Accepted in {BASELINE}: {len(found.baselined)}", paint=Paint.FAINT)


def _by_kind(findings: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """Kind after kind, as they come."""
    for kind, group in groupby(findings, key=lambda one: one.kind):
        yield kind, list(group)


def _kind(kind: str, group: Sequence[Finding], screen: Screen, *, whole: bool) -> Iterator[str]:
    look = sign(group[0].severity)
    yield from paragraph(screen, f"{look.sign} {words(kind).capitalize()} ({len(group)})", paint=look.paint)
    listed_ = group if whole else group[:_MOST]
    for one in listed_:
        yield from _finding(one, screen)
    if len(group) > len(listed_):
        hint = f"… and {len(group) - len(listed_)} more: goalsync drift --kind {kind}"
        yield from paragraph(screen, hint, indent=2, hang=2, paint=Paint.FAINT)


def _finding(one: Finding, screen: Screen) -> Iterator[str]:
    yield from paragraph(screen, shown(one.title), indent=2, hang=2)
    since = f" (since {one.since[:10]})" if one.since else ""
    if one.detail or since:
        yield from paragraph(screen, f"{shown(one.detail)}{since}".strip(), indent=6)
    if one.evidence:
        evidence = listed([shown(line) for line in one.evidence], at_most=_EVIDENCE)
        yield from paragraph(screen, evidence, indent=6, hang=2, paint=Paint.FAINT)
    yield from remedy(one.remedy, screen)


def _accepted(group: Sequence[Baselined], screen: Screen, *, whole: bool) -> Iterator[str]:
    if not group:
        return
    yield ""
    yield from paragraph(screen, f"Accepted in {BASELINE} ({len(group)})", paint=Paint.STRONG)
    shown_ = group if whole else group[:_MOST]
    for one in shown_:
        said = f"{words(one.kind)}: {shown(one.title)} – until {one.until}: {shown(one.reason)}"
        yield from paragraph(screen, said, indent=2, hang=4, paint=Paint.FAINT)
    if len(group) > len(shown_):
        hint = f"… and {len(group) - len(shown_)} more: {BASELINE}"
        yield from paragraph(screen, hint, indent=2, hang=2, paint=Paint.FAINT)
