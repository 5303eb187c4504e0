"""`goalsync history [ID]`."""

from __future__ import annotations

from typing import Final

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import answer

_SCHEMA: Final = "goalsync/history/1"


@click.command("history")
@click.argument("id_", metavar="[ID]", required=False)
@common_options
@click.pass_obj
def command(invocation: Invocation, id_: str | None) -> None:
    """Show earlier runs; with an ID, how a key result, goal or KPI went, or every value recorded of a metric.

    Where a metric and a goal have one id, `metric:ID` means the metric.

    \b
    Examples
      goalsync history
      goalsync history O1.KR1
      goalsync history nps
    """
    from goalsync.job.history import SubjectHistory, history_once, runs_once
    from goalsync.render.text import history

    as_json = invocation.wants_json()
    workspace = workspace_of(invocation)
    now = invocation.moment()
    if id_ is None:
        runs = runs_once(workspace, now=now)
        answer(as_json, lambda look: history.runs(runs, look), _SCHEMA, {"runs": runs})
        return
    found = history_once(workspace, id_, now=now)
    if isinstance(found, SubjectHistory):
        said, write = {"id": found.id, "check_ins": found.check_ins}, history.check_ins
        answer(as_json, lambda look: write(found.id, found.check_ins, look, found.unit), _SCHEMA, said)
    else:
        told, show = {"id": found.id, "measurements": found.measurements}, history.measurements
        answer(as_json, lambda look: show(found.id, found.measurements, look, found.unit), _SCHEMA, told)
