"""What the demo tells: what was done, what it found, and what to try next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from goalsync.model.report import KeyResultPart, Report
from goalsync.model.vocabulary import Status
from goalsync.render.characters import shown
from goalsync.render.numbers import NOTHING, number, percent
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import Cell, Column, Row, paragraph, table
from goalsync.render.text.report import headline
from goalsync.render.words import Sign, sign


@dataclass(frozen=True, slots=True)
class Step:
    """One command that the demo ran and the line that sums it up."""

    command: str
    said: str


@dataclass(frozen=True, slots=True)
class Hint:
    """A command to try, and what it shows."""

    command: str
    shows: str


def story(
    document: Report, opening: Sequence[str], steps: Sequence[Step], hints: Sequence[Hint], screen: Screen
) -> str:
    """The whole story, ended with a line break. `opening` are its first paragraphs."""
    lines: list[str] = []
    for text in opening:
        lines += [*paragraph(screen, text), ""]
    rows = [Row((Cell(str(place)), Cell(step.command), Cell(step.said))) for place, step in enumerate(steps, start=1)]
    lines += [screen.paint("What was run", Paint.STRONG), *_body(screen, rows)]
    lines += ["", screen.paint("What it found", Paint.STRONG), *headline(document, screen), ""]
    lines += _body(screen, [Row((Cell(str(look), look.paint), Cell(text))) for look, text in _highlights(document)])
    lines += ["", screen.paint("Try next", Paint.STRONG)]
    for hint in hints:
        lines += paragraph(screen, f"{hint.shows}:", indent=2)
        lines.append(f"    {screen.plain(hint.command)}")  # never wrapped: it is to be copied
    return "\n".join(lines) + "\n"


def _body(screen: Screen, rows: Sequence[Row]) -> Iterator[str]:
    """A table without its head."""
    columns = [Column("", least=4) for _ in rows[0].cells] if rows else []
    return (line for line in list(table(screen, columns, rows))[1:])


def _highlights(document: Report) -> Iterator[tuple[Sign, str]]:
    """One key result of each sort: on track, at risk, a broken guardrail, without data."""
    broken = {finding.subject for finding in document.findings if finding.kind == "broken_guardrail"}
    yield from _first(document, sign(Status.ON_TRACK), lambda part: part.status == Status.ON_TRACK)
    yield from _first(document, sign(Status.AT_RISK), lambda part: part.status == Status.AT_RISK)
    off = sign(Status.OFF_TRACK)
    yield from _first(document, Sign(off.sign, "guardrail broken", off.paint), lambda part: part.id in broken)
    yield from _first(document, sign(Status.NO_DATA), lambda part: part.status == Status.NO_DATA)


def _first(document: Report, look: Sign, fits: Callable[[KeyResultPart], bool]) -> Iterator[tuple[Sign, str]]:
    part = next((one for one in document.key_results if fits(one)), None)
    if part is not None:
        yield look, _told(part)


def _told(part: KeyResultPart) -> str:
    text = f"{shown(part.id)} {shown(part.title)}"
    if part.current is None:
        return f"{text}: {shown(part.reason or NOTHING)}"
    if part.kind == "maintain":
        return f"{text}: it is {number(part.current, part.unit)}"
    done = f"{percent(part.progress)} done, {percent(part.expected_progress)} expected"
    return f"{text}: {number(part.current, part.unit)} now, {done}"
