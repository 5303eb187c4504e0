"""`goalsync report`."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from goalsync.cli.dates import Day
from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import result, screen

if TYPE_CHECKING:
    from goalsync.job.outcome import Outcome


@click.command("report")
@click.option("--as-of", metavar="DATE", type=Day(), help="What is true for that day, by all that is known now.")
@click.option("--known-at", metavar="DATE", type=Day(), help="Only what was known at the end of that day.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it there instead of to stdout.",
)
@common_options
@click.pass_obj
def command(invocation: Invocation, as_of: date | None, known_at: date | None, out: Path | None) -> int:
    """Show where the goals stand, by what the last sync stored. Nothing is pulled and nothing is written.

    --format is text, html (one page that needs no server, to be sent or printed) or json.

    \b
    Examples
      goalsync report
      goalsync report --format html --out report.html
      goalsync report --as-of 2026-10-31      where they stood then, by what is known now
      goalsync report --as-of 2026-10-31 --known-at 2026-10-31
                                              where they stood then, by what was known then
    """
    from goalsync.job.files import write_whole
    from goalsync.job.reading import report_once

    form = invocation.format_of("text", "json", "html")
    workspace = workspace_of(invocation)
    zone = workspace.configuration.settings.timezone
    outcome = report_once(
        workspace,
        now=invocation.moment(),
        as_of=as_of,
        known_at=datetime.combine(known_at + timedelta(days=1), time(), zone) if known_at else None,
        explained=form == "html",
    )
    if out is not None:
        write_whole(out, _text(outcome, form, to_terminal=False).encode())
    else:
        result(_text(outcome, form, to_terminal=True), encoding=None if form == "text" else "utf-8")
    return outcome.exit_code()


def _text(outcome: Outcome, form: str, *, to_terminal: bool) -> str:
    if form == "json":
        from goalsync.render import json

        return json.report(outcome.report)
    if form == "html":
        from goalsync.render.html import page
        from goalsync.render.lineage import lines

        return page(outcome.report, {id_: lines(found) for id_, found in outcome.explanations.items()})
    from goalsync.render.screen import Screen
    from goalsync.render.text.report import report

    return report(outcome.report, screen() if to_terminal else Screen())
