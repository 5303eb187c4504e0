"""`goalsync doctor`."""

from __future__ import annotations

import json
import sys

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.pulling import only
from goalsync.cli.streams import answer, message
from goalsync.model.vocabulary import ExitCode


@click.command("doctor")
@click.option("--source", "sources", metavar="NAME", multiple=True, help="Only this source. Can be given again.")
@common_options
@click.pass_obj
def command(invocation: Invocation, sources: tuple[str, ...]) -> int:
    """Ask every source whether it can be read, and look at the store, before a run finds out.

    Where `check` reads the files alone, this asks the systems behind them: is the host reachable, who is signed in and
    what may they see, which fields were found, are the secrets set, is the store writable. Each line says what was
    found and what to do about it. Nothing is written, here or there.

    The exit code is 0 when nothing failed (warnings may stand there), 1 when something did.

    \b
    Examples
      goalsync doctor
      goalsync doctor --source tracker
      goalsync doctor --format json
    """
    from goalsync.job.doctor import examinations
    from goalsync.registry import connectors
    from goalsync.render.text.examinations import examinations as text
    from goalsync.sdk.connector import Soundness

    as_json = invocation.wants_json()
    workspace = workspace_of(invocation)
    chosen = only(sources, workspace)

    def told(source: str | None) -> None:
        _progress(invocation, source)

    found = list(examinations(workspace, connectors(), now=invocation.moment(), only=chosen, told=told))
    rows = [
        {"source": source, "name": one.name, "state": one.soundness, "found": one.found, "remedy": one.remedy}
        for source, one in found
    ]
    answer(as_json, lambda look: text(found, look), "goalsync/doctor/1", {"examinations": rows})
    return ExitCode.FAILED if any(one.soundness is Soundness.FAILED for _, one in found) else ExitCode.DONE


def _progress(invocation: Invocation, source: str | None) -> None:
    """Say what is examined now, on stderr: asking a system can take a while."""
    if invocation.quiet or source is None:
        return
    if invocation.log_format == "json":
        message(json.dumps({"event": "examining", "source": source}))
    elif sys.stderr.isatty() or invocation.format != "json":
        from goalsync.render.characters import shown

        message(f"Examining {shown(source)} …")
