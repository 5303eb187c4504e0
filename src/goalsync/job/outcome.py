"""What became of a run, and the exit code that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from goalsync.model.explanation import Explanation
from goalsync.model.plan import Plan
from goalsync.model.report import Report
from goalsync.model.run import SourceReport
from goalsync.model.vocabulary import ExitCode, PullState


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run that came to its end: its document, its plan, and whether all it needed could be read."""

    report: Report
    plan: Plan
    incomplete: bool = False
    """A source that was pulled failed or was cut short; also when all were."""
    explanations: Mapping[str, Explanation] = field(default_factory=dict)
    """By id, where they were asked for."""

    def exit_code(self, *, detailed: bool = False) -> ExitCode:
        """3 a brake refused, 4 some source was incomplete, 2 (only `detailed`) there are changes, 0 otherwise."""
        if self.plan.refused:
            return ExitCode.REFUSED
        if self.incomplete:
            return ExitCode.INCOMPLETE
        return ExitCode.CHANGES if detailed and self.plan.changes else ExitCode.DONE


def is_incomplete(sources: Iterable[SourceReport]) -> bool:
    """Whether any source failed or was cut short; skipped ones are neither."""
    return any(source.state in (PullState.PARTIAL, PullState.FAILED) for source in sources)
