"""`goalsync explain ID`."""

from __future__ import annotations

from datetime import date

import click

from goalsync.cli.dates import Day
from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import answer


@click.command("explain")
@click.argument("id_", metavar="ID")
@click.option("--as-of", metavar="DATE", type=Day(), help="What was true on that day.")
@common_options
@click.pass_obj
def command(invocation: Invocation, id_: str, as_of: date | None) -> None:
    """Show where a number comes from: the value, its formula, the cells that went into it, and what was left out.

    ID is a key result, goal, KPI, objective, initiative, metric or rule; `metric:ID` and `rule:ID` say outright which
    kind is meant. From the JSON document alone the number can be computed again.

    \b
    Examples
      goalsync explain O1.KR2
      goalsync explain nps
      goalsync explain O1.KR2 --format json
    """
    from goalsync.job.reading import explain_once
    from goalsync.render.text.explain import explanation

    as_json = invocation.wants_json()
    workspace = workspace_of(invocation)
    found = explain_once(workspace, id_, now=invocation.moment(), as_of=as_of)
    answer(as_json, lambda look: explanation(found, look), found.schema, found)
