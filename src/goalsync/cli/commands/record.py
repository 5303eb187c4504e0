"""`goalsync record METRIC VALUE`."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

import click

from goalsync.cli.dates import Day, not_after
from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.naming import unknown_id
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import result

if TYPE_CHECKING:
    from goalsync.model.metric import Metric
    from goalsync.model.settings import Configuration


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
    from goalsync.cli.runs import run_id  # noqa: PLC0415
    from goalsync.job.computed import today_of  # noqa: PLC0415
    from goalsync.job.stores import writable  # noqa: PLC0415
    from goalsync.model.metric import Measurement  # noqa: PLC0415
    from goalsync.model.run import Run  # noqa: PLC0415
    from goalsync.model.vocabulary import Origin  # noqa: PLC0415
    from goalsync.pull.requests import one_per_date  # noqa: PLC0415

    as_json = invocation.format_of("text", "json") == "json"
    workspace = workspace_of(invocation)
    configuration = workspace.configuration
    declared = _manual(metric, configuration)
    number = _number(value, declared.unit)
    now = invocation.moment()
    on = not_after(day, today_of(configuration, now))
    given = Measurement(metric, on.isoformat(), number, origin=Origin.MANUAL, by=by, note=note)
    run = Run(
        run_id(invocation, workspace, now), now, ended=now, outcome="recorded", config_digest=configuration.digest
    )
    with writable(workspace, now) as store:
        stored = store.record(given, run, one_per_date=metric in one_per_date(configuration))
    if as_json:
        from goalsync.render import json  # noqa: PLC0415

        result(json.document("goalsync/recorded/1", {"run": run.id, "measurement": stored}), encoding="utf-8")
        return
    from goalsync.render.numbers import number as written  # noqa: PLC0415

    verb = "Corrected" if stored.origin is Origin.CORRECTION else "Recorded"
    result(f"{verb}: {metric} is {written(number, declared.unit)} on {on}. `goalsync sync` computes with it.\n")


def _manual(name: str, configuration: Configuration) -> Metric:
    from goalsync.model.metric import Manual  # noqa: PLC0415

    metrics = configuration.mappings.metrics
    if name not in metrics:
        raise unknown_id(
            name, [one for one, metric in metrics.items() if isinstance(metric.definition, Manual)], "metric"
        )
    found = metrics[name]
    if not isinstance(found.definition, Manual):
        message = (
            f"{name} is not recorded by hand: {found.place} says where it comes from (`manual: true` would change that)"
        )
        raise click.UsageError(message, click.get_current_context())
    return found


def _number(text: str, unit: str | None) -> float:
    """A plain number; a percent sign may follow where the unit is percent."""
    plain = text.removesuffix("%").rstrip() if unit == "%" else text
    try:
        found = float(plain)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or "_" in plain:
        raise click.BadParameter(f"'{text}' is not a number such as 38 or 0.5", param_hint="'VALUE'")
    return found
