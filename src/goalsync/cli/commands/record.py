"""`goalsync record METRIC VALUE`."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

import click

from goalsync.cli.dates import Day
from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import answer

if TYPE_CHECKING:
    from goalsync.job.record import Recorded


@click.command("record", context_settings={"ignore_unknown_options": True})
@click.argument("metric")
@click.argument("value")
@click.option("--on", "day", metavar="DATE", type=Day(), help="The day that the value is of; today unless given.")
@click.option("--by", metavar="WHO", help="Who counted.")
@click.option("--note", metavar="TEXT", help="What a reader should know of it.")
@common_options
@click.pass_obj
def command(
    invocation: Invocation, metric: str, value: str, day: date | None, by: str | None, note: str | None
) -> None:
    """Record a value of a metric that is declared with `manual: true`.

    A metric whose values are added up gets one more; any other has one value a day, and a second one corrects the
    first. Nothing is overwritten: `goalsync history METRIC` shows all. The next sync computes with it.

    \b
    Examples
      goalsync record merchant_interviews 1 --by kim --note "Bakery in Leipzig"
      goalsync record nps 38 --on 2026-11-16
    """
    from goalsync.cli.runs import run_id
    from goalsync.job.record import record_once

    as_json = invocation.wants_json()
    number, percent = _number(value)
    workspace = workspace_of(invocation)
    now = invocation.moment()
    id_ = run_id(invocation, workspace, now)
    done = record_once(workspace, metric, number, now=now, run_id=id_, percent=percent, on=day, by=by, note=note)
    content = {"run": done.run, "measurement": done.measurement}
    answer(as_json, lambda _: _said(done), "goalsync/recorded/1", content)


def _said(done: Recorded) -> str:
    from goalsync.render.numbers import number

    found, verb = done.measurement, "Corrected" if done.corrected else "Recorded"
    value = number(found.value, done.unit)
    return f"{verb}: {found.metric} is {value} on {found.at}. `goalsync sync` computes with it.\n"


def _number(text: str) -> tuple[float, bool]:
    """A plain number, and whether a percent sign followed it."""
    plain = text.removesuffix("%").rstrip()
    try:
        found = float(plain)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or "_" in plain:
        raise click.BadParameter(f"'{text}' is not a number such as 38 or 0.5", param_hint="'VALUE'")
    return found, text.endswith("%")
