"""The problems of one run: collected while loading, raised all at once."""

from __future__ import annotations

from collections.abc import Iterable

from goalsync.model.place import Place, Problem
from goalsync.model.vocabulary import Severity
from goalsync.sdk.errors import GoalsyncError
from goalsync.workspace.document import Key, Part
from goalsync.workspace.shown import path_text, quoted
from goalsync.workspace.suggest import Suggestions


class WorkspaceError(GoalsyncError):
    """A workspace that cannot be used; `problems` are all of them (warnings too), in order of place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.severity is Severity.ERROR]
        super().__init__("\n".join(str(problem) for problem in errors))


class Problems:
    """Collects problems. One place in a file gets one problem, the first that was found there."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, int, str, Severity], Problem] = {}
        self.suggestions = Suggestions()

    def error(self, part: Part, path: Iterable[Key], message: str, *, rule: str, remedy: str) -> None:
        """An error at `path` within `part`."""
        self._add_at(part, path, message, rule, remedy, Severity.ERROR)

    def warning(self, part: Part, path: Iterable[Key], message: str, *, rule: str, remedy: str) -> None:
        """A warning at `path` within `part`."""
        self._add_at(part, path, message, rule, remedy, Severity.WARNING)

    def in_file(self, place: Place, message: str, *, rule: str, remedy: str, path: str = "") -> None:
        """An error at a place of a file that has no parts: it could not be read."""
        self.add(Problem(place.file, place.line, place.column, path, message, rule, Severity.ERROR, remedy))

    def add(self, problem: Problem) -> None:
        """One more problem."""
        key = (problem.file, problem.line, problem.column, problem.path, problem.severity)
        self._found.setdefault(key, problem)

    def unknown(self, word: str, known: Iterable[str], what: str) -> str:
        """`there is no metric 'npss'; did you mean 'nps'?`"""
        near = self.suggestions.nearest(word, known)
        return f"there is no {what} {quoted(word)}" + (f"; did you mean {quoted(near)}?" if near else "")

    def __len__(self) -> int:
        return len(self._found)

    @property
    def sorted(self) -> tuple[Problem, ...]:
        """All of them in order of file, line and column."""
        return tuple(sorted(self._found.values(), key=lambda one: (one.file, one.line, one.column, one.path)))

    @property
    def wrong(self) -> bool:
        """Whether any is an error."""
        return any(problem.severity is Severity.ERROR for problem in self._found.values())

    def _add_at(
        self, part: Part, path: Iterable[Key], message: str, rule: str, remedy: str, severity: Severity
    ) -> None:
        found = part.at(path)
        place = found.place
        self.add(Problem(place.file, place.line, place.column, path_text(found.path), message, rule, severity, remedy))
