"""Documents as JSON: the same facts, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from goalsync.core.document import to_json
from goalsync.model.place import Problem
from goalsync.model.report import Report
from goalsync.render.characters import escaped
from goalsync.render.text.problems import PROBLEMS, fields

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def document(schema: str, *parts: object) -> str:
    """The fields of nouns or mappings as one indented document, ended with a line break.

    Control and bidi characters stand as escapes: harmless on a terminal, equal as data.
    """
    return escaped(to_json(schema, *parts).decode())


def report(found: Report) -> str:
    """The document of plan, sync and report."""
    return document(found.schema, found)


def problems(found: Sequence[Problem]) -> str:
    """What is wrong, as `goalsync/problems/1`; what a problem does not have is null."""
    return document(PROBLEMS, {"problems": [fields(problem) for problem in found]})


def report_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document of plan, sync and report."""
    import msgspec  # noqa: PLC0415 - 40 ms that `--help` does not need

    schema = msgspec.json.schema(Report)
    parts = schema.pop("$defs")
    whole = parts.pop("Report")
    for part in (*parts.values(), whole):
        if "properties" in part:
            part["required"] = list(part["properties"])
            for field in part["properties"].values():
                field.pop("default", None)
    whole["properties"] = {"schema": whole["properties"].pop("schema"), **whole["properties"]}
    return {"$schema": DIALECT, **whole, "title": "goalsync report", "$defs": parts}
