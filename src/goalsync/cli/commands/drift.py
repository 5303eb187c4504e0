"""`goalsync drift`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import click

from goalsync.cli.dates import Day
from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import answer

_ACCEPTED_FOR: Final = timedelta(days=90)


@click.command("drift")
@click.option(
    "--fail-on", metavar="LEVEL", type=click.Choice(["warning", "error"]),
    help="Exit with 2 when a finding that is not in the baseline is a warning or worse; or an error.",
)  # fmt: skip
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there is any finding not in the baseline.")
@click.option("--kind", "kinds", metavar="NAME", multiple=True, help="List all of this kind. Can be given again.")
@click.option("--write-baseline", is_flag=True, help="Accept today's findings into .goalsync-baseline.yaml.")
@click.option("--reason", metavar="TEXT", help="Why, for those that are new in it.")
@click.option("--until", metavar="DATE", type=Day(), help="The last day on which they are accepted; 90 days from now.")
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    fail_on: str | None,
    detailed_exitcode: bool,
    kinds: tuple[str, ...],
    write_baseline: bool,
    reason: str | None,
    until: date | None,
) -> int:
    """Show where reality differs from what was declared, by what the last sync found. Nothing is pulled.

    Work without a goal, goals without data, rules that do nothing, numbers that do not agree with what people say: each
    with its evidence and what to do. A team that starts with many of them accepts them into .goalsync-baseline.yaml,
    commits that file, and hears only of new ones; each entry says why and until when.

    \b
    Examples
      goalsync drift
      goalsync drift --kind unlinked_work     all of one kind, with a rule to paste for each
      goalsync drift --fail-on error          2 when there is an error that nobody accepted
      goalsync drift --write-baseline --reason "before the clean-up" --until 2026-12-31
    """
    from goalsync.job.drifting import accept_once, drift_once, exit_code
    from goalsync.model.finding import KINDS
    from goalsync.model.vocabulary import Severity
    from goalsync.render.text.drift import accepted, drift

    invocation = ctx.ensure_object(Invocation)
    as_json = invocation.wants_json()
    _check(ctx, kinds, KINDS)
    if not write_baseline and (reason is not None or until is not None):
        raise click.UsageError("--reason and --until go with --write-baseline", ctx)
    workspace = workspace_of(invocation)
    now = invocation.moment()
    if write_baseline:
        today = now.astimezone(workspace.configuration.settings.timezone).date()
        if until is not None and until < today:
            raise click.UsageError(f"--until {until} is over: nothing would be accepted", ctx)
        found = accept_once(
            workspace,
            now=now,
            reason=reason or f"Stood on {today}, when the baseline was written.",
            until=until or today + _ACCEPTED_FOR,
            renew=until is not None,
        )
        answer(as_json, lambda look: accepted(found, look), found.schema, found)
    else:
        found = drift_once(workspace, now=now)
        answer(as_json, lambda look: drift(found, look, kinds), found.schema, found)
    return exit_code(found, fail_on=Severity(fail_on) if fail_on else None, detailed=detailed_exitcode)


def _check(ctx: click.Context, kinds: tuple[str, ...], known: tuple[str, ...]) -> None:
    from goalsync.model.near import nearest

    for name in kinds:
        if name not in known:
            near = nearest(name, known)
            hint = f"; did you mean '{near}'?" if near else f"; there are {', '.join(sorted(known))}"
            raise click.UsageError(f"there is no kind of finding '{name}'{hint}", ctx)
