"""`goalsync sync`."""

from __future__ import annotations

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.progress import progress
from goalsync.cli.pulling import only, pull_options
from goalsync.cli.streams import answer


@click.command("sync")
@click.option("--dry-run", is_flag=True, help="Print what `plan` prints, and write nothing.")
@pull_options
@common_options
@click.pass_obj
def command(
    invocation: Invocation,
    dry_run: bool,
    full: bool,
    sources: tuple[str, ...],
    force: bool,
    allow: tuple[str, ...],
) -> int:
    """Pull, compute every key result, goal and KPI, and record what changed. The job to run every day.

    A source that fails holds what needs it and leaves the rest (exit code 4). A plan that looks unlikely is refused
    by a brake (exit code 3); what was pulled is stored then, and nothing is recorded. Run again after an interruption:
    it goes on where it stopped.

    \b
    Examples
      goalsync sync
      goalsync sync --source numbers          only this source
      goalsync sync --allow status_flips      half of the statuses changed, and that is right
      goalsync sync --quiet --format json     for a scheduler
    """
    from goalsync.cli.runs import run_id
    from goalsync.job.options import Options
    from goalsync.job.sync import sync_once
    from goalsync.registry import connectors
    from goalsync.render.text import plan as text

    as_json = invocation.wants_json()
    workspace = workspace_of(invocation)
    now = invocation.moment()
    with progress(invocation) as step:
        outcome = sync_once(
            workspace,
            connectors(),
            now=now,
            run_id=run_id(invocation, workspace, now),
            options=Options(full, only(sources, workspace), force=force, allow=frozenset(allow)),
            dry_run=dry_run,
            progress=step,
        )
    write = text.plan if dry_run else text.outcome
    answer(as_json, lambda look: write(outcome.report, look), outcome.report.schema, outcome.report)
    return outcome.exit_code()
