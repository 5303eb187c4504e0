"""`goalsync demo`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.progress import progress
from goalsync.cli.streams import answer
from goalsync.cli.typed import typed

if TYPE_CHECKING:
    from goalsync.demo import Copied
    from goalsync.job.outcome import Outcome
    from goalsync.render.text.story import Hint, Step
    from goalsync.workspace import Workspace

_REPORT = "report.html"


@click.command("demo")
@click.option(
    "--into", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), default=Path("goalsync-demo"),
    help="Where to copy the example company; ./goalsync-demo unless given.",
)  # fmt: skip
@common_options
@click.pass_obj
def command(invocation: Invocation, into: Path) -> int:
    """Copy the example company, an invented online shop, and run it: check, plan, sync, and a report in html.

    Everything is read from files in the copy, Jira from a recording: no network, no token. The data is dated, so the
    demo runs with a fixed --now and says so. Run again it starts anew; files that you edited stay as they are.

    \b
    Examples
      goalsync demo
      goalsync demo --into /tmp/acme
    """
    from goalsync.demo import DEMO_NOW, copy_example
    from goalsync.job.files import write_whole
    from goalsync.job.options import Options
    from goalsync.job.reading import report_once
    from goalsync.job.sync import plan_once, sync_once
    from goalsync.registry import connectors
    from goalsync.render.html import page
    from goalsync.render.lineage import lines
    from goalsync.render.text.story import story
    from goalsync.workspace import load

    as_json = invocation.wants_json()
    copied = copy_example(into)
    workspace = load(copied.directory, connectors(), os.environ)
    now = invocation.now or DEMO_NOW
    run_id = f"{now:%Y%m%dT%H%M%S}-demo"
    with progress(invocation) as step:
        planned = plan_once(workspace, connectors(), now=now, run_id=run_id, options=Options(), progress=step)
    synced = sync_once(workspace, connectors(), now=now, run_id=run_id, options=Options())
    read = report_once(workspace, now=now, explained=True)
    html = page(read.report, {id_: lines(found) for id_, found in read.explanations.items()})
    write_whole(into / _REPORT, html.encode())
    opening, steps = _opening(copied, now.isoformat()), _steps(workspace, planned, synced, into)
    hints = _hints(f"{typed()} -C {shlex.quote(str(into))} --now {now.isoformat()}", into)
    answer(as_json, lambda look: story(read.report, opening, steps, hints, look), read.report.schema, read.report)
    return synced.exit_code()


def _opening(copied: Copied, now: str) -> list[str]:
    from goalsync.render.numbers import listed, minute

    where = f"The example company, an invented online shop, is in {copied.directory}."
    texts = [f"{where} Its data is dated, so all of this runs as if it were {minute(now)}."]
    if copied.kept:
        texts.append(f"Edited by you and left as they are: {listed(list(copied.kept))}.")
    return texts


def _steps(workspace: Workspace, planned: Outcome, synced: Outcome, into: Path) -> list[Step]:
    from goalsync.render.text.findings import severities
    from goalsync.render.text.plan import first_line
    from goalsync.render.text.problems import summary
    from goalsync.render.text.story import Step

    return [
        Step("check", f"All good: {summary(workspace.configuration)}."),
        Step("plan", first_line(planned.report, dry=True)),
        Step("sync", first_line(synced.report)),
        Step("drift", f"{severities(synced.report) or 'Nothing differs from what was declared'}."),
        Step("report", f"Written to {into / _REPORT}."),
    ]


def _hints(prefix: str, into: Path) -> list[Hint]:
    from goalsync.render.text.story import Hint

    return [
        Hint(str(into / _REPORT), "The page for leaders, in a browser"),
        Hint(f"{prefix} report", "The same on the terminal"),
        Hint(f"{prefix} explain O1.KR2", "Where a number comes from, down to the cells"),
        Hint(f"{prefix} explain O2.KR5", "Another one, down to the work items in Jira"),
        Hint(f"{prefix} drift", "What differs from what was declared, and what to do"),
        Hint(f"{prefix} doctor", "Whether each source can be read, and what to do where it cannot"),
        Hint(f"{prefix} sync", "Nothing to do, until you change a number or a goal in the copy"),
        Hint(f"{typed()} init my-goals", "A workspace of your own"),
    ]
