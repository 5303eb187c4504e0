"""`goalsync check-in ID`."""

from __future__ import annotations

from datetime import date

import click

from goalsync.cli.dates import Day, not_after
from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.naming import unknown_id
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import result


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
    from goalsync.cli.runs import run_id  # noqa: PLC0415
    from goalsync.job.computed import today_of  # noqa: PLC0415
    from goalsync.job.stores import writable  # noqa: PLC0415
    from goalsync.model.run import CheckIn, Run  # noqa: PLC0415
    from goalsync.model.vocabulary import Origin  # noqa: PLC0415

    as_json = invocation.format_of("text", "json") == "json"
    said = [f"{name}: {text}" for name, text in _words(changed, impediments, next_) if text]
    if confidence is None and status is None and not said:
        message = "it says nothing: give --confidence, --status, --changed, --impediments or --next"
        raise click.UsageError(message, click.get_current_context())
    workspace = workspace_of(invocation)
    configuration = workspace.configuration
    goals = configuration.goals
    subjects = [*goals.key_results, *goals.goals, *goals.kpis]
    if id_ not in subjects:
        raise unknown_id(id_, subjects, "key result, goal or KPI")
    now = invocation.moment()
    on = not_after(day, today_of(configuration, now))
    given = CheckIn(
        id_,
        on.isoformat(),
        status=status,
        confidence=confidence,
        note="\n".join(said) or None,
        by=by,
        origin=Origin.MANUAL,
    )
    run = Run(
        run_id(invocation, workspace, now), now, ended=now, outcome="recorded", config_digest=configuration.digest
    )
    with writable(workspace, now) as store:
        stored = store.check_in(given, run)
    if as_json:
        from goalsync.render import json  # noqa: PLC0415

        result(json.document("goalsync/recorded/1", {"run": run.id, "check_in": stored}), encoding="utf-8")
    else:
        result(f"Recorded your check-in of {id_} on {on}.\n")


def _words(changed: str | None, impediments: str | None, next_: str | None) -> list[tuple[str, str | None]]:
    """The three things that a check-in says, each on one line."""
    texts = (("changed", changed), ("impediments", impediments), ("next", next_))
    return [(name, " ".join(text.split()) if text else None) for name, text in texts]
