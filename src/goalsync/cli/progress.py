"""What a pull says while it works: a live bar on a terminal, plain lines elsewhere, lines of JSON where asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from goalsync.cli.streams import message

if TYPE_CHECKING:
    from goalsync.cli.invocation import Invocation
    from goalsync.pull.progress import Progress

Report = Callable[["Progress"], None]


@contextmanager
def progress(invocation: Invocation) -> Iterator[Report]:
    """What to call with each step, on stderr and in the form that its reader can use."""
    if invocation.quiet:
        yield _nothing
    elif invocation.log_format == "json":
        yield _json_line
    elif sys.stderr.isatty():
        with _bar() as step:
            yield step
    elif invocation.format == "json":  # a program reads along: stderr is for the document of problems alone
        yield _nothing
    else:
        yield _line


def _nothing(step: Progress) -> None:
    del step


def _line(step: Progress) -> None:
    """A line for each partition that is through."""
    if step.state is not None:
        from goalsync.render.characters import shown

        where = shown(f"{step.source}: {step.partition}" if step.partition else step.source)
        why = f": {shown(step.reason)}" if step.reason else ""
        message(f"{where}: {step.state}, {step.rows:,} records ({step.done} of {step.total}){why}")


def _json_line(step: Progress) -> None:
    """The same as one object."""
    if step.state is not None:
        fields = {
            "event": "pulled",
            "source": step.source,
            "partition": step.partition,
            "state": step.state.value,
            "records": step.rows,
            "done": step.done,
            "total": step.total,
            "reason": step.reason,
        }
        message(json.dumps(fields))


@contextmanager
def _bar() -> Iterator[Report]:
    """A bar that goes away when the pull is through."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    from goalsync.render.characters import cut, shown

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rows]}", markup=False),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("pulling", total=None, rows="")
        rows: dict[tuple[str, str | None], int] = {}
        expected: dict[tuple[str, str | None], int] = {}

        def step(found: Progress) -> None:
            rows[found.source, found.partition] = found.rows
            name = cut(shown(found.partition or found.source), 40)
            if found.expected is not None:
                expected[found.source, found.partition] = found.expected
            of = f" of {total:,}" if (total := sum(expected.values())) > sum(rows.values()) else ""
            seen = f"{sum(rows.values()):,}{of} records"
            bar.update(task, description=name, completed=found.done, total=found.total or None, rows=seen)

        yield step
