"""Judgements: progress against what is expected while running, against the bar at the end; the worst of several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from goalsync.core.maths.compare import above, at_least, at_most, below
from goalsync.model.settings import Bands, Grace, StatusRules
from goalsync.model.vocabulary import Ambition, Status

WORST_LAST: Final = (
    Status.MET,
    Status.ON_TRACK,
    Status.NOT_STARTED,
    Status.STALE,
    Status.NO_DATA,
    Status.PARTLY_MET,
    Status.AT_RISK,
    Status.OFF_TRACK,
    Status.MISSED,
)
_RANK: Final = {status: rank for rank, status in enumerate(WORST_LAST)}


def bands_of(rules: StatusRules, ambition: Ambition) -> Bands:
    """The thresholds that go with an ambition."""
    return rules.moonshot if ambition is Ambition.MOONSHOT else rules.roofshot


def running(progress: float, expected: float, bands: Bands, grace: Grace) -> Status:
    """The judgement while the period runs."""
    if at_least(progress, 1.0):
        return Status.MET
    gap = expected - progress
    if at_least(progress, bands.on_track * expected) or at_most(gap, grace.on_track):
        return Status.ON_TRACK
    if below(progress, bands.off_track * expected) and above(gap, grace.off_track):
        return Status.OFF_TRACK
    return Status.AT_RISK


def final(progress: float, bands: Bands) -> Status:
    """The judgement after the last day."""
    if at_least(progress, bands.met):
        return Status.MET
    if bands.partly_met is not None and at_least(progress, bands.partly_met):
        return Status.PARTLY_MET
    return Status.MISSED


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of them; no_data when there are none."""
    return max(statuses, key=_RANK.__getitem__, default=Status.NO_DATA)
