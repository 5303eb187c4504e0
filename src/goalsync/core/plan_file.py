"""A saved plan: one JSON file that holds everything that applying it needs, and shows when it was touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from goalsync.core.document import plain, read_as, to_json
from goalsync.model.copies import replace
from goalsync.model.linked import Tied
from goalsync.model.plan import Change, Plan
from goalsync.model.report import ChangePart, Report
from goalsync.model.run import Pulled
from goalsync.model.vocabulary import ChangeKind

MOST_UIDS: Final = 100
"""Uids of a grouped change where a plan is shown; a saved one has them all."""


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan as reviewed: the document with all changes, what it was based on, and what it pulled."""

    report: Report
    base: str | None
    """Id of the last run that had changed the store; None: the store was empty."""
    config_digest: str
    pulled: Pulled = field(default_factory=Pulled)
    files: Mapping[str, str] = field(default_factory=dict)
    """Configuration files with the digests of their content, to say later which one changed."""
    tied: Tied | None = None
    """How work is tied, beside the links of the plan."""

    @property
    def plan(self) -> Plan:
        """The plan that the document shows."""
        return plan_of(self.report)


class PlanFileError(ValueError):
    """A saved plan that cannot be trusted: cut short, changed by hand, or of another kind."""


class PlanVersionError(PlanFileError):
    """A saved plan that says what this version does not know: another one made it."""


def cut(report: Report, limit: int = MOST_UIDS) -> Report:
    """The document with at most `limit` uids of each change, as it is shown."""
    return replace(
        report,
        changes=tuple(
            replace(part, uids=part.uids[:limit] if part.uids is not None else None) for part in report.changes
        ),
    )


def plan_of(report: Report) -> Plan:
    """The plan behind a document that shows all of it; raises ValueError on an unknown kind of change."""
    return Plan(
        changes=tuple(_change(part) for part in report.changes),
        brakes=report.brakes,
        waterfalls={part.id: part.waterfall for part in report.key_results if part.waterfall is not None},
    )


def dump(saved: SavedPlan) -> bytes:
    """The file, sealed with a digest of all of it."""
    content = {"base": saved.base, "config_digest": saved.config_digest, "pulled": plain(saved.pulled)}
    content["tied"] = plain(saved.tied)
    content["files"] = dict(saved.files)
    return to_json(saved.report.schema, saved.report, content, {"seal": _seal({**plain(saved.report), **content})})


def load(text: bytes) -> SavedPlan:
    """Read a saved plan back; raises PlanFileError when it is not exactly what `dump` wrote.

    PlanVersionError when it is, but of a version that knows other fields or kinds of changes.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PlanFileError(f"not a saved plan: {error}") from None
    if not isinstance(content, dict) or "seal" not in content or "base" not in content:
        raise PlanFileError("not a saved plan; `goalsync plan --out FILE` writes one")
    seal = content.pop("seal")
    if seal != _seal(content):
        raise PlanFileError("the plan was changed or cut short after it was saved")
    try:
        saved = SavedPlan(
            report=read_as(Report, content),
            base=read_as(str | None, content["base"]),  # type: ignore[arg-type]
            config_digest=read_as(str, content["config_digest"]),
            pulled=read_as(Pulled, content["pulled"]),
            tied=read_as(Tied | None, content["tied"]),  # type: ignore[arg-type]
            files=read_as(Mapping[str, str], content["files"]),  # type: ignore[type-abstract]
        )
        digest = saved.plan.digest
    except (ValueError, KeyError) as error:
        raise PlanVersionError(f"the plan does not fit this version of goalsync: {error}") from None
    if digest != saved.report.run.digest:
        raise PlanFileError("the plan's changes do not match its digest")
    return saved


def _seal(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _change(part: ChangePart) -> Change:
    return Change(
        kind=ChangeKind(part.kind),
        subject=part.subject,
        before=part.before,
        after=part.after,
        because=part.because,
        count=part.count,
        uids=part.uids or (),
    )
