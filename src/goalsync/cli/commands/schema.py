"""`goalsync schema KIND`."""

from __future__ import annotations

import click

from goalsync.cli.invocation import common_options
from goalsync.cli.streams import result

_KINDS = ["settings", "goals", "mappings", "check-ins", "baseline", "report"]


@click.command("schema")
@click.argument("kind", type=click.Choice(_KINDS))
@common_options
def command(kind: str) -> None:
    """Print a JSON Schema (draft 2020-12).

    settings, goals, mappings, check-ins and baseline describe the YAML files, for completion and checks in an editor;
    report describes the document that plan, sync and report print with --format json.

    \b
    Examples
      goalsync schema goals > .goalsync/goals.schema.json
      then, as the first line of config/goals/company.yaml:
      # yaml-language-server: $schema=../../.goalsync/goals.schema.json
    """
    import json

    found = _schema(kind)
    result(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _schema(kind: str) -> dict[str, object]:
    if kind == "report":
        from goalsync.render.json import report_schema

        return report_schema()
    from goalsync.registry import connectors
    from goalsync.workspace import schema

    return schema(kind, connectors())
