"""What to do next, after the first steps."""

from __future__ import annotations

from collections.abc import Sequence

from goalsync.render.characters import shown
from goalsync.render.screen import Screen
from goalsync.render.table import paragraph


def first_steps(files: Sequence[str], program: str, screen: Screen) -> str:
    """What `init` wrote and the commands that follow; `program` is what stands before each."""
    lines = ["Written:", *(f"  {shown(name)}" for name in files), "", "Next:"]
    steps = (
        ("check", "says whether the files are right"),
        ("plan", "shows what would be recorded"),
        ("sync", "records it"),
        ("report", "shows where the goals stand"),
    )
    lines += [f"  {shown(f'{program} {name}'):<{10 + len(program)}}{text}" for name, text in steps]
    lines += paragraph(screen, "Then edit the files: each says in comments what can stand there.")
    return screen.plain("\n".join(lines)) + "\n"
