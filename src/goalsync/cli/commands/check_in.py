"""`goalsync check-in ID`."""

from __future__ import annotations

from datetime import date

import click

from goalsync.cli.dates import Day
from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import answer


@click.command("check-in")
@click.argument("id_", metavar="ID")
@click.option(
    "--confidence",
    metavar="0-1",
    type=click.FloatRange(0, 1),
    help="How sure you are that it will be met, from 0 to 1.",
)
@click.option("--status", type=click.Choice(["green", "yellow", "red"]), help="How you judge it.")
@click.option("--changed", metavar="TEXT", help="What changed since the last time.")
@click.option("--impediments", metavar="TEXT", help="What is in the way.")
@click.option("--next", "next_", metavar="TEXT", help="What comes next.")
@click.option("--by", metavar="WHO", help="Who says so.")
@click.option("--on", "day", metavar="DATE", type=Day(), help="The day of the statement; today unless given.")
@common_options
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    id_: str,
    confidence: float | None,
    status: str | None,
    changed: str | None,
    impediments: str | None,
    next_: str | None,
    by: str | None,
    day: date | None,
) -> None:
    """Say how a key result, goal or KPI stands in your judgement. It is kept beside what is computed, never instead.

    Where a person says fine and the numbers do not (or the reverse), the report has a finding.

    \b
    Examples
      goalsync check-in O1.KR2 --confidence 0.6 --by sam
      goalsync check-in G7 --status yellow --impediments "The second depot opens a month late"
    """
    from goalsync.cli.runs import run_id
    from goalsync.job.check_in import Said, check_in_once

    as_json = invocation.wants_json()
    workspace = workspace_of(invocation)
    now = invocation.moment()
    said = Said(confidence, status, changed, impediments, next_)
    done = check_in_once(workspace, id_, said, now=now, run_id=run_id(invocation, workspace, now), on=day, by=by)
    text = f"Recorded your check-in of {id_} on {done.check_in.at}.\n"
    answer(as_json, lambda _: text, "goalsync/recorded/1", {"run": done.run, "check_in": done.check_in})
