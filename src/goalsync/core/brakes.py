"""Limits that stop an unlikely plan: a broken export must not look like a bad quarter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from goalsync.core.replay import Replay, day_of, replay
from goalsync.core.subjects import last_computed
from goalsync.core.wording import listed, share
from goalsync.model.goals import KeyResult
from goalsync.model.plan import BrakeResult, Plan
from goalsync.model.run import CheckIn, Snapshot, SourceReport
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import ChangeKind, Mode, Status, Truth

SMALLEST: Final = 10
"""Below this many of a thing its brake is not looked at."""
BACK: Final = 0.1
"""Progress that may be lost before a key result counts as gone back."""
REFUSE: Final = "refuse"


@dataclass(frozen=True, slots=True)
class _Judged:
    """A changed key result that brakes look at; `replayed` is what it would be without new data."""

    key_result: KeyResult
    before: CheckIn
    status: str
    progress: float | None
    replayed: Replay | None

    @property
    def flipped(self) -> bool:
        """Whether its status changes, and not by the date alone."""
        by_date = self.replayed is not None and self.replayed.today.status.value == self.status
        return self.status != self.before.status and not by_date

    @property
    def back(self) -> bool:
        """Whether it loses progress, or all that was known of it, and not by the date alone."""
        by_date = self.replayed is not None and self.replayed.today.progress == self.progress
        if self.before.progress is None or by_date:
            return False
        return self.progress is None or self.before.progress - self.progress > BACK

    @property
    def edited(self) -> bool:
        """Whether the same data on the same day is judged otherwise than it was: it or its metric was edited."""
        if self.replayed is None:
            return False
        then = self.replayed.then
        return (then.status.value, then.progress) != (self.before.status, self.before.progress)


def brake(
    plan: Plan,
    snapshot: Snapshot,
    configuration: Configuration,
    *,
    pulled: Iterable[SourceReport] = (),
    links: int = 0,
    force: bool = False,
    allow: Iterable[str] = (),
) -> Plan:
    """The plan with every brake that was pulled: those of its sources (hold), and those that it pulls (refuse).

    Left out of the count are key results that were edited, started or ended, or got their first value, and what
    the date alone has done. `pulled` are the reports of this run's pull, `links` is the number of links now.
    `force` overrides all, `allow` those named.
    """
    limits = configuration.settings.brakes
    total, looked_at = _counted(plan, snapshot, configuration)
    flips = [one.key_result.id for one in looked_at if one.flipped]
    back = [one.key_result.id for one in looked_at if one.back]
    removed = sum(change.count or 1 for change in plan.changes if change.kind is ChangeKind.REMOVE_LINK)
    found = (
        _over("links_removed", removed, links, limits.links_removed, "links would be removed", ()),
        _over("status_flips", len(flips), total, limits.status_flips, "key results would change their status", flips),
        _over("key_results_back", len(back), total, limits.key_results_back,
              f"key results would lose more than {BACK} progress", back),
    )  # fmt: skip
    allowed = frozenset(allow)
    refusing = [replace(one, overridden=force or one.name in allowed) for one in found if one is not None]
    holding = [one for source in pulled for part in source.partitions for one in part.brakes]
    return replace(
        plan, brakes=tuple(sorted((*holding, *refusing), key=lambda one: (one.effect, one.name, one.message)))
    )


def _over(
    name: str, count: int, total: int, limit: float | None, what: str, subjects: Sequence[str]
) -> BrakeResult | None:
    if limit is None or total < SMALLEST or count <= limit * total:
        return None
    which = f" ({listed(subjects)})" if subjects else ""
    message = (
        f"{count} of {total} {what}{which}: {share(count / total)} is more than the {share(limit)} of brakes.{name}"
    )
    return BrakeResult(name, REFUSE, count, total, limit, message)


def _counted(plan: Plan, snapshot: Snapshot, configuration: Configuration) -> tuple[int, list[_Judged]]:
    """How many key results there are to compare with, and those of them that the plan changes."""
    goals = configuration.goals.key_results
    earlier = {
        name: last
        for name, key_result in goals.items()
        if key_result.mode is Mode.SYNC and (last := last_computed(snapshot, name)) is not None
    }
    changed = [change for change in plan.changes if change.subject in earlier]
    if len(earlier) < SMALLEST or not changed:
        return len(earlier), []
    replays = replay(snapshot, configuration, [change.subject for change in changed])
    kept = []
    for change in changed:
        after = change.after or {}
        progress = after.get("progress")
        one = _Judged(
            goals[change.subject],
            earlier[change.subject],
            str(after.get("status")),
            float(progress) if isinstance(progress, (int, float)) else None,
            replays.get(change.subject),
        )
        if not _left_out(one, snapshot.today, day_of(one.before, configuration)):
            kept.append(one)
    return len(earlier) - len(changed) + len(kept), kept


def _left_out(one: _Judged, today: date, then: date) -> bool:
    period = one.key_result.period
    started = one.before.status == Status.NOT_STARTED or then < period.start <= today
    ended = then <= period.end < today
    return started or ended or one.before.truth is Truth.UNKNOWN or one.edited
