"""Findings and the team's baseline: what is new, what is accepted, and what is accepted from now on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from goalsync.core.drift.picture import fingerprint
from goalsync.model.baseline import Accepted
from goalsync.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Parted:
    """Findings by what the baseline says of them, each in the order in which they came.

    `new` count: those nobody accepted, and those whose time is over (`expired`, by fingerprint). `gone` are entries of
    findings that are no more.
    """

    new: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, Accepted], ...]
    expired: dict[str, Accepted]
    gone: tuple[Accepted, ...]


def parted(findings: Iterable[Finding], baseline: Iterable[Accepted], today: date) -> Parted:
    """Lay the baseline beside the findings of a day."""
    entries = {fingerprint(one.kind, one.subject): one for one in baseline}
    new: list[Finding] = []
    accepted: list[tuple[Finding, Accepted]] = []
    expired: dict[str, Accepted] = {}
    for one in findings:
        entry = entries.pop(one.fingerprint, None)
        if entry is not None and today <= entry.until:
            accepted.append((one, entry))
            continue
        if entry is not None:
            expired[one.fingerprint] = entry
        new.append(one)
    return Parted(tuple(new), tuple(accepted), expired, tuple(entries.values()))


def accept(findings: Parted, *, reason: str, until: date, renew: bool) -> tuple[Accepted, ...]:
    """The baseline in which all of them are accepted, in order of kind and subject.

    Entries keep their reason, and their last day unless it is over (`renew`: always the new one). What is no finding
    any more leaves it.
    """
    kept = [Accepted(one.kind, one.subject, one.reason, until if renew else one.until) for _, one in findings.accepted]
    for one in findings.new:
        before = findings.expired.get(one.fingerprint)
        kept.append(Accepted(one.kind, one.subject, reason if before is None else before.reason, until))
    return tuple(sorted(kept, key=lambda one: (one.kind, one.subject)))
