"""`goalsync apply FILE`."""

from __future__ import annotations

from pathlib import Path

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.pulling import brake_options
from goalsync.cli.streams import answer


@click.command("apply")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@brake_options
@common_options
@click.pass_obj
def command(invocation: Invocation, file: Path, force: bool, allow: tuple[str, ...]) -> int:
    """Apply a plan that was saved with `goalsync plan --out FILE`, exactly as it was reviewed.

    No source is needed: the file holds what was pulled. When the store or the configuration is no longer what the
    plan was made from, it is refused (exit code 1), naming the run or the file that came between.

    \b
    Examples
      goalsync plan --out plan.json
      goalsync apply plan.json
    """
    from goalsync.cli.runs import run_id
    from goalsync.job.saved import apply_file
    from goalsync.render.text import plan as text

    as_json = invocation.wants_json()
    workspace = workspace_of(invocation)
    now = invocation.moment()
    outcome = apply_file(
        workspace, file, now=now, run_id=run_id(invocation, workspace, now), force=force, allow=frozenset(allow)
    )
    answer(as_json, lambda look: text.outcome(outcome.report, look), outcome.report.schema, outcome.report)
    return outcome.exit_code()
