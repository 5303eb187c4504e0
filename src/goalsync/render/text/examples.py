"""What the tests of rules say: a line for each that holds, and all that is known of each that does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goalsync.model.explanation import ExampleResult
from goalsync.model.place import Problem
from goalsync.render.characters import shown
from goalsync.render.numbers import counted
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import paragraph

NONE = "No tests of rules: write some under tests: in mappings/*.yaml, an example item and what it is expected to be."


def examples(found: Sequence[ExampleResult], screen: Screen) -> str:
    """Every test in its order, and how many hold."""
    if not found:
        return "\n".join(paragraph(screen, NONE)) + "\n"
    failed = sum(not one.passed for one in found)
    lines = [line for one in found for line in _lines(one, screen)]
    if failed:
        verb = "fails" if failed == 1 else "fail"
        end = screen.paint(f"{counted(failed, 'test')} of {len(found)} {verb}.", Paint.BAD)
    else:
        end = screen.paint(f"All good: {counted(len(found), 'test')} of rules.", Paint.GOOD)
    return "\n".join([*lines, end]) + "\n"


def _lines(one: ExampleResult, screen: Screen) -> Iterator[str]:
    if one.passed:
        yield from paragraph(screen, f"✔ {shown(one.name)}: {shown(one.found)}", hang=4, paint=Paint.GOOD)
        return
    place = f"{shown(one.file)}:{one.line}:{one.column}"
    yield from paragraph(screen, f"✖ {shown(one.name)}  ({place})", hang=4, paint=Paint.BAD)
    yield from paragraph(screen, f"expected: {shown(one.expected)}", indent=4, hang=10)
    yield from paragraph(screen, f"but it is: {shown(one.found)}", indent=4, hang=10)
    for text in one.why:
        yield from paragraph(screen, f"→ {shown(text)}", indent=4, hang=2, paint=Paint.FAINT)


def problems_of(found: Sequence[ExampleResult]) -> list[Problem]:
    """The tests that do not hold, as problems with their places."""
    return [
        Problem(
            one.file,
            one.line,
            one.column,
            f"tests: {one.name}",
            f"expected {one.expected}, but it is {one.found}",
            "rule-test",
            remedy="; ".join(one.why) or None,
        )
        for one in found
        if not one.passed
    ]
