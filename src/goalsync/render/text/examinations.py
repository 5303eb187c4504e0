"""What `doctor` found, a line each, worst to be seen at a glance, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from goalsync.render.characters import shown
from goalsync.render.numbers import counted, listed
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import paragraph
from goalsync.sdk.connector import Examination, Soundness

_LOOKS: Final = {
    Soundness.OK: ("✔", Paint.GOOD),
    Soundness.NOTE: ("·", Paint.NONE),
    Soundness.WARNING: ("▲", Paint.WARN),
    Soundness.FAILED: ("✖", Paint.BAD),
}


def examinations(found: Sequence[tuple[str | None, Examination]], screen: Screen) -> str:
    """All of it: the workspace first, then each source, then how many of which."""
    return "\n".join(_lines(found, screen)) + "\n"


def _lines(found: Sequence[tuple[str | None, Examination]], screen: Screen) -> Iterator[str]:
    for source in dict.fromkeys(source for source, _ in found):
        yield from paragraph(screen, f"Source {shown(source)}" if source else "Workspace", paint=Paint.STRONG)
        for whose, one in found:
            if whose == source:
                yield from _one(one, screen)
        yield ""
    yield from _verdict(Counter(one.soundness for _, one in found), screen)


def _one(one: Examination, screen: Screen) -> Iterator[str]:
    sign, paint = _LOOKS[one.soundness]
    said = "" if one.soundness in (Soundness.OK, Soundness.NOTE) else f"{one.soundness.value}: "
    text = f"{sign} {shown(one.name)}: {said}{shown(one.found)}"
    yield from paragraph(screen, text, indent=2, hang=2, paint=paint)
    if one.remedy:
        yield from paragraph(screen, f"→ {shown(one.remedy)}", indent=6, hang=2, paint=Paint.FAINT)


def _verdict(counts: Counter[Soundness], screen: Screen) -> Iterator[str]:
    total = counted(counts.total(), "thing")
    failed, warnings = counts[Soundness.FAILED], counts[Soundness.WARNING]
    worse = [f"{failed} failed"] if failed else []
    worse += [counted(warnings, "warning")] if warnings else []
    if not worse:
        yield from paragraph(screen, f"All well: {total} looked at.", paint=Paint.GOOD)
        return
    paint = Paint.BAD if failed else Paint.WARN
    yield from paragraph(screen, f"{total} looked at: {listed(worse)}; what to do stands behind →.", paint=paint)
