"""`goalsync items`."""

from __future__ import annotations

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.pulling import only
from goalsync.cli.streams import pieces, result, screen


@click.command("items")
@click.option("--source", "sources", metavar="NAME", multiple=True, help="Only of this source. Can be given again.")
@click.option("--project", "projects", metavar="NAME", multiple=True, help="Only of this project. Can be given again.")
@common_options
@click.pass_obj
def command(invocation: Invocation, sources: tuple[str, ...], projects: tuple[str, ...]) -> None:
    """List the work items that were pulled, as normalised: kind, phase, owner, points and times.

    Spreadsheets hold numbers, not work items; trackers bring them. --format is text, json or csv.

    \b
    Examples
      goalsync items
      goalsync items --source tracker --format json
      goalsync items --project SHOP --format csv > items.csv
    """
    from goalsync.job.reading import items_once
    from goalsync.render.items import csv_pieces, json_pieces
    from goalsync.render.text.items import items

    form = invocation.format_of("text", "json", "csv")
    workspace = workspace_of(invocation)
    only(sources, workspace)
    found = items_once(workspace, now=invocation.moment(), sources=sources, projects=projects)
    if form == "text":
        result(items(list(found), screen()))
    else:
        pieces(json_pieces(found) if form == "json" else csv_pieces(found))
