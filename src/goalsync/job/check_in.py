"""check-in: what a person says of a key result, goal or KPI."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from goalsync.core.subjects import readers, subjects
from goalsync.core.wording import listed
from goalsync.job.asked import AskedError, happened, unknown_id
from goalsync.job.computed import today_of
from goalsync.job.stores import writable
from goalsync.model.check_in import CheckIn
from goalsync.model.run import Run
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Origin
from goalsync.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says: confidence from 0 to 1, a colour, and words."""

    confidence: float | None = None
    status: str | None = None
    changed: str | None = None
    impediments: str | None = None
    next: str | None = None

    @property
    def note(self) -> str | None:
        """The words as they are kept, one to a line: `changed: …`."""
        words = (("changed", self.changed), ("impediments", self.impediments), ("next", self.next))
        return "\n".join(f"{name}: {' '.join(text.split())}" for name, text in words if text) or None


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A check-in that was stored."""

    run: str
    check_in: CheckIn


_WHAT: Final = "key result, goal or KPI"


def check_in_once(
    workspace: Workspace,
    name: str,
    said: Said,
    *,
    now: datetime,
    run_id: str,
    on: date | None = None,
    by: str | None = None,
) -> CheckedIn:
    """Store what a person says of a key result, goal or KPI, of today unless `on` says otherwise.

    Raises AskedError when nothing is said, or when there is no such thing or day; LockHeldError, StoreError.
    """
    if said.confidence is None and said.status is None and said.note is None:
        remedy = "give --confidence, --status, --changed, --impediments or --next"
        raise AskedError("it says nothing", remedy=remedy)
    if said.confidence is not None and not 0 <= said.confidence <= 1:  # nan compares false
        raise AskedError(f"a confidence lies between 0 and 1, not {said.confidence:g}", remedy="such as 0.7")
    configuration = workspace.configuration
    known = [one.id for one in subjects(configuration.goals)]
    if name not in known:
        raise _other(name, configuration) or unknown_id(name, known, _WHAT)
    given = CheckIn(
        name,
        happened(on, today_of(configuration, now)).isoformat(),
        status=said.status,
        confidence=said.confidence,
        note=said.note,
        by=by,
        origin=Origin.MANUAL,
    )
    run = Run(run_id, now, ended=now, outcome="recorded", config_digest=configuration.digest)
    with writable(workspace, now) as store:
        return CheckedIn(run_id, store.check_in(given, run))


def _other(name: str, configuration: Configuration) -> AskedError | None:
    """What the id is of, where it is of something else; None when nothing has it."""
    goals = configuration.goals
    if name in goals.objectives:
        kind, instead = "an objective", goals.objectives[name].key_results
    elif name in goals.initiatives:
        kind, instead = "an initiative", tuple(goals.initiatives[name].serves)
    elif name in configuration.mappings.metrics:
        kind, instead = "a metric", readers(goals, configuration.mappings.metrics).get(name, ())
    else:
        return None
    remedy = f"check in {listed(instead)}" if instead else None
    return AskedError(f"'{name}' is {kind}, not a {_WHAT}", remedy=remedy)
