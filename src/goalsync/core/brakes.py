"""Limits that stop an unlikely plan: a broken export must not look like a bad quarter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from goalsync.core.replay import replay, undisturbed
from goalsync.core.subjects import last_computed
from goalsync.core.wording import listed, percent
from goalsync.model.check_in import CheckIn
from goalsync.model.copies import replace
from goalsync.model.goals import KeyResult
from goalsync.model.plan import BrakeResult, Plan
from goalsync.model.run import Snapshot, SourceReport, Verdict
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import ChangeKind, Mode, Status, Truth

Plain = float | str | bool | None

SMALLEST: Final = 10
"""Below this many of a thing its brake is not looked at."""
BACK: Final = 0.1
"""Progress that may be lost before a key result counts as gone back."""
REFUSE: Final = "refuse"
STATUS_FLIPS: Final = "status_flips"
KEY_RESULTS_BACK: Final = "key_results_back"
LINKS_REMOVED: Final = "links_removed"
REFUSING: Final = (STATUS_FLIPS, KEY_RESULTS_BACK, LINKS_REMOVED)
"""The brakes that stop a whole plan."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """How many key results were compared, and which of them changed so that a brake counts them."""

    total: int
    flips: Sequence[str] = ()
    back: Sequence[str] = ()


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
    the date alone has done. `pulled` are the reports of this run's pull, `links` is how many links there were. `force`
    overrides all, `allow` those named.
    """
    limits = configuration.settings.brakes
    counted = _counted(plan, snapshot, configuration)
    flips, back, total = counted.flips, counted.back, counted.total
    unlinked = [change for change in plan.changes if change.kind is ChangeKind.REMOVE_LINK]
    found = (
        _over(LINKS_REMOVED, sum(one.count or 0 for one in unlinked), links, limits.links_removed,
              "links would be removed", sorted({one.subject for one in unlinked})),
        _over(STATUS_FLIPS, len(flips), total, limits.status_flips, "key results would change their status", flips),
        _over(KEY_RESULTS_BACK, len(back), total, limits.key_results_back,
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
        f"{count} of {total} {what}{which}: {percent(count / total)} is more than the {percent(limit)} of brakes.{name}"
    )
    return BrakeResult(name, REFUSE, count, total, limit, message)


def _counted(plan: Plan, snapshot: Snapshot, configuration: Configuration) -> _Counted:
    """What changed, less what is left out: that of the count and of the total."""
    key_results, today = configuration.goals.key_results, snapshot.today
    earlier = {
        name: last
        for name, one in key_results.items()
        if one.mode is Mode.SYNC and (last := last_computed(snapshot, name)) is not None
    }
    recorded = [change for change in plan.changes if change.kind is ChangeKind.RECORD_CHECK_IN]
    after = {change.subject: change.after or {} for change in recorded if change.subject in earlier}
    flips = [name for name, fields in after.items() if fields.get("status") != earlier[name].status]
    back = [name for name, fields in after.items() if _is_back(earlier[name].progress, fields.get("progress"))]
    limits = configuration.settings.brakes
    if _too_few(flips, limits.status_flips) and _too_few(back, limits.key_results_back):
        return _Counted(len(earlier), flips, back)
    suspects = list(dict.fromkeys((*flips, *back)))
    replays, by_date = replay(snapshot, configuration, suspects), undisturbed(snapshot, configuration, suspects)
    left_out = {name for name in after if {"goal_edit", "rule_edit"} & plan.waterfalls.get(name, {}).keys()}
    left_out |= {name for name in suspects if name in replays and _edited(earlier[name], replays[name].then)}
    left_out |= {name for name in after if _of_another_time(key_results[name], earlier[name], today, configuration)}
    return _Counted(
        total=len(earlier) - len(left_out),
        flips=[
            name
            for name in flips
            if name not in left_out
            and not (name in by_date and by_date[name].status.value == after[name].get("status"))
        ],
        back=[
            name
            for name in back
            if name not in left_out and not (name in by_date and by_date[name].progress == after[name].get("progress"))
        ],
    )


def _is_back(before: float | None, after: Plain) -> bool:
    """Whether progress was lost, or all that was known of it."""
    if before is None:
        return False
    return not isinstance(after, (int, float)) or before - after > BACK


def _too_few(changed: Sequence[str], limit: float | None) -> bool:
    """Whether so few changed that the brake is not pulled whatever is left out of the total."""
    return limit is None or len(changed) <= limit * SMALLEST


def _edited(before: CheckIn, then: Verdict) -> bool:
    """Whether the same data on the same day is judged otherwise than it was: the goal or its metric was edited."""
    return (then.status.value, then.progress) != (before.status, before.progress)


def _of_another_time(one: KeyResult, before: CheckIn, today: date, configuration: Configuration) -> bool:
    """Whether it started or ended in between, or got its first value."""
    then, period = before.day(configuration.settings.timezone), one.period
    started = before.status == Status.NOT_STARTED or then < period.start <= today
    return started or then <= period.end < today or before.truth is Truth.UNKNOWN
