"""`goalsync plan`."""

from __future__ import annotations

from pathlib import Path

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.progress import progress
from goalsync.cli.pulling import only, pull_options
from goalsync.cli.streams import answer


@click.command("plan")
@click.option("--offline", is_flag=True, help="Pull nothing: compute from what the store holds.")
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help="Save the plan, with what it pulled, for `goalsync apply FILE`.",
)  # fmt: skip
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@pull_options
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    offline: bool,
    out: Path | None,
    detailed_exitcode: bool,
    full: bool,
    sources: tuple[str, ...],
    force: bool,
    allow: tuple[str, ...],
) -> int:
    """Pull, compute, and show what `sync` would record: from what to what, and because of what.

    Nothing is written: not to the store, not to any other system. What is pulled is thrown away, unless the plan is
    saved with --out, to be reviewed and applied exactly as it stands.

    \b
    Examples
      goalsync plan
      goalsync plan --offline                 after an edit: what would change without pulling
      goalsync plan --out plan.json           save it; then: goalsync apply plan.json
      goalsync plan --detailed-exitcode       2 when there is something to record
    """
    from goalsync.cli.runs import run_id
    from goalsync.job.options import Options
    from goalsync.job.sync import plan_once
    from goalsync.registry import connectors
    from goalsync.render.text.plan import plan

    invocation = ctx.ensure_object(Invocation)
    as_json = invocation.wants_json()
    if offline and (full or sources):
        raise click.UsageError("--offline pulls nothing: it does not go with --full or --source", ctx)
    workspace = workspace_of(invocation)
    now = invocation.moment()
    options = Options(full, only(sources, workspace), offline, force, frozenset(allow))
    with progress(invocation) as step:
        outcome = plan_once(
            workspace,
            connectors(),
            now=now,
            run_id=run_id(invocation, workspace, now),
            options=options,
            out=out,
            progress=step,
        )
    saved = str(out) if out else None
    answer(as_json, lambda look: plan(outcome.report, look, saved=saved), outcome.report.schema, outcome.report)
    return outcome.exit_code(detailed=detailed_exitcode)
