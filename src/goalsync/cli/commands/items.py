"""`goalsync items`."""

from __future__ import annotations

import sys

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.pulling import only
from goalsync.cli.streams import pieces, screen


@click.command("items")
@click.option("--source", "sources", metavar="NAME", multiple=True, help="Only of this source. Can be given again.")
@click.option("--project", "projects", metavar="NAME", multiple=True, help="Only of this project. Can be given again.")
@click.option("--unlinked", is_flag=True, help="Only work that serves no goal and is not exempt.")
@click.option("--linked-to", metavar="ID", help="Only work linked to this id, or to an initiative that serves it.")
@common_options
@click.pass_obj
def command(
    invocation: Invocation,
    sources: tuple[str, ...],
    projects: tuple[str, ...],
    unlinked: bool,
    linked_to: str | None,
) -> None:
    """List the work items that were pulled: what they are, what they are linked to, and which rule says so.

    Spreadsheets hold numbers, not work items; trackers bring them. --format is text, json or csv.

    \b
    Examples
      goalsync items
      goalsync items --unlinked
      goalsync items --linked-to O1.KR2
      goalsync items --source tracker --format json
      goalsync items --project SHOP --format csv > items.csv
    """
    from goalsync.job.reading import items_once
    from goalsync.render.items import csv_pieces, json_pieces
    from goalsync.render.text.items import text_pieces

    form = invocation.format_of("text", "json", "csv")
    workspace = workspace_of(invocation)
    only(sources, workspace)
    found = items_once(
        workspace,
        now=invocation.moment(),
        sources=sources,
        projects=projects,
        unlinked=unlinked,
        linked_to=linked_to,
    )
    if form == "text":
        chosen = bool(sources or projects or unlinked or linked_to)
        pieces(text_pieces(found, screen(), chosen=chosen), encoding=sys.stdout.encoding)
    else:
        pieces(json_pieces(found) if form == "json" else csv_pieces(found))
