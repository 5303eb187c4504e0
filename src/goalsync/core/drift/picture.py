"""What a finding is made from, and how one is made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from goalsync.core.evaluate import Evaluations
from goalsync.core.measure import Series
from goalsync.core.subjects import said
from goalsync.model.check_in import CheckIn
from goalsync.model.finding import Finding
from goalsync.model.run import Snapshot
from goalsync.model.settings import Configuration
from goalsync.model.survey import Survey
from goalsync.model.vocabulary import Severity

_SEVERITIES: Final = {
    "broken_guardrail": Severity.ERROR,
    "source_incomplete": Severity.ERROR,
    "vanished_work": Severity.ERROR,
    "scope_change": Severity.INFO,
    "idle_initiative": Severity.INFO,
    "shadowed_rule": Severity.INFO,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that drift may look at."""

    snapshot: Snapshot
    configuration: Configuration
    series: Mapping[str, Series]
    evaluations: Evaluations
    written: Mapping[str, tuple[CheckIn, ...]]
    """Check-ins of the workspace's files, by subject."""
    survey: Survey | None = None
    """Of single items; None: nobody looked."""

    def said(self, subject: str) -> tuple[CheckIn, ...]:
        """The check-ins that people made of a subject up to today, in order of their day."""
        return said(self.snapshot, self.configuration, subject, self.written.get(subject, ()))

    def day(self, check_in: CheckIn) -> date:
        """The workspace's day it is of."""
        return check_in.day(self.configuration.settings.timezone)

    def is_open(self, kind: str, subject: str) -> bool:
        """Whether the last applied run left such a finding open."""
        wanted = fingerprint(kind, subject)
        return any(one.fingerprint == wanted for one in self.snapshot.findings)


def fingerprint(kind: str, subject: str) -> str:
    """What stays the same of a finding as long as it lasts: its kind and subject."""
    return hashlib.sha256(f"{kind}\n{subject}".encode()).hexdigest()[:16]


def finding(
    kind: str, subject: str, title: str, detail: str, *, remedy: str, evidence: tuple[str, ...] = ()
) -> Finding:
    """One finding; its severity follows from its kind, `since` is filled in later."""
    return Finding(
        kind=kind,
        subject=subject,
        severity=_SEVERITIES.get(kind, Severity.WARNING),
        title=title,
        detail=detail,
        evidence=evidence,
        since=None,
        remedy=remedy,
        fingerprint=fingerprint(kind, subject),
    )
