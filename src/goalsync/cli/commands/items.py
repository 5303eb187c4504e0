"""`goalsync items`."""

from __future__ import annotations

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import result, screen


@click.command("items")
@click.option("--source", "sources", metavar="NAME", multiple=True, help="Only of this source. Can be given again.")
@click.option("--project", "projects", metavar="NAME", multiple=True, help="Only of this project. Can be given again.")
@common_options
@click.pass_obj
def command(invocation: Invocation, sources: tuple[str, ...], projects: tuple[str, ...]) -> None:
    """List the work items that were pulled, as normalised: kind, phase, owner, points and times.

    Spreadsheets hold numbers, not work items; trackers bring them.

    \b
    Examples
      goalsync items
      goalsync items --source tracker --format json
    """
    from goalsync.cli import listing  # noqa: PLC0415
    from goalsync.job.stores import looked_at  # noqa: PLC0415

    as_json = invocation.format_of("text", "json") == "json"
    workspace = workspace_of(invocation)
    with looked_at(workspace, invocation.moment()) as store:
        found = listing.items(store, sources, projects)
    if as_json:
        from goalsync.render import json  # noqa: PLC0415

        result(json.document("goalsync/items/1", {"items": found}), encoding="utf-8")
    else:
        from goalsync.render.text.items import items  # noqa: PLC0415

        result(items(found, screen()))
