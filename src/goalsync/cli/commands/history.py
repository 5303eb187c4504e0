"""`goalsync history [ID]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.naming import unknown_id
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import result, screen

if TYPE_CHECKING:
    from goalsync.model.settings import Configuration
    from goalsync.store import Store

_SCHEMA = "goalsync/history/1"


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
    from goalsync.job.stores import looked_at  # noqa: PLC0415

    as_json = invocation.format_of("text", "json") == "json"
    workspace = workspace_of(invocation)
    with looked_at(workspace, invocation.moment()) as store:
        content, text = _runs(store) if id_ is None else _of(store, workspace.configuration, id_)
    if as_json:
        from goalsync.render import json  # noqa: PLC0415

        result(json.document(_SCHEMA, content), encoding="utf-8")
    else:
        result(text)


def _runs(store: Store) -> tuple[dict[str, object], str]:
    from goalsync.render.text import history  # noqa: PLC0415

    found = store.ended_runs()
    return {"runs": found}, history.runs(found, screen())


def _of(store: Store, configuration: Configuration, name: str) -> tuple[dict[str, object], str]:
    from goalsync.render.text import history  # noqa: PLC0415

    goals, metrics = configuration.goals, configuration.mappings.metrics
    subjects = {**goals.key_results, **goals.goals, **goals.kpis}
    metric = name.removeprefix("metric:")
    renames = tuple(goals.renames())
    if name in subjects:
        rows = store.history(name, renames=renames).check_ins
        unit = getattr(subjects[name], "unit", None)
        return {"id": name, "check_ins": rows}, history.check_ins(name, rows, screen(), unit)
    if metric in metrics:
        values = store.history(metric, renames=renames).measurements
        return {"id": metric, "measurements": values}, history.measurements(
            metric, values, screen(), metrics[metric].unit
        )
    raise unknown_id(name, [*subjects, *metrics], "key result, goal, KPI or metric")
