"""What people write of a metric that GitHub holds: `github: stars`, with `repository` and `over`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated, Final

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from goalsync.model.vocabulary import OnDuplicate
from goalsync.sdk.connector import Advice, MetricConfig, SourceConfig

_DURATION: Final = re.compile(r"0*([1-9]\d{0,5}) (second|minute|hour|day|week)s?")
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9_-]+/[A-Za-z0-9_.*?\[\]!-]+")
_GLOB: Final = re.compile(r"[*?\[]")


class Counted(StrEnum):
    """What can be read of repositories without their issues."""

    STARS = "stars"
    FORKS = "forks"
    OPEN_ISSUES = "open_issues"
    RELEASES = "releases"
    DEPLOYMENTS = "deployments"
    WORKFLOW_SUCCESS = "workflow_success"


_EVENTS: Final = (Counted.RELEASES, Counted.DEPLOYMENTS)
_OVER: Final = (*_EVENTS, Counted.WORKFLOW_SUCCESS)


def _duration(text: str) -> str:
    if not _DURATION.fullmatch(text):
        raise ValueError("expected a duration such as 30 days (seconds, minutes, hours, days or weeks)")
    return text


def _repository(text: str) -> str:
    if not _REPOSITORY.fullmatch(text):
        message = f"'{text}' is not a repository; expected OWNER/NAME, or a glob over those of the source: acme/pay-*"
        raise ValueError(message)
    return text


_TEXT: Final = WithJsonSchema({"type": "string", "minLength": 1})
Duration = Annotated[
    str,
    AfterValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": "^0*[1-9][0-9]{0,5} (second|minute|hour|day|week)s?$"}),
]
Named = Annotated[str, AfterValidator(_repository), _TEXT]


class GitHubMetric(MetricConfig):
    """A number that GitHub holds of one repository, of several, or (without `repository`) of all of the source's.

    It is today's number, of releases and deployments that of all there are or of those within `over`. With `each: true`
    every release or deployment is a dated event of its own, which may be accumulated.
    """

    github: Counted = Field(
        description="stars, forks, open_issues, releases, deployments, or workflow_success (percent of the runs that "
        "succeeded of those that succeeded or failed)."
    )
    repository: Named | Annotated[tuple[Named, ...], Field(min_length=1)] | None = Field(
        None, description="OWNER/NAME, a glob over those of the source, or a list; without it all of the source's."
    )
    over: Duration | None = Field(None, description="Only what happened in the last `30 days`.")
    each: bool = Field(
        default=False, description="releases, deployments: each is a dated event, for `reach` and `accumulate`."
    )
    environment: Annotated[str, _TEXT] | None = Field(None, description="deployments: only to this environment.")
    workflow: Annotated[str, _TEXT] | None = Field(
        None, description="workflow_success: only of this workflow, by its name or its file (ci.yml)."
    )
    branch: Annotated[str, _TEXT] | None = Field(None, description="workflow_success: only runs for this branch.")

    @model_validator(mode="after")
    def _fits(self) -> GitHubMetric:
        if self.over is not None and self.github not in _OVER:
            raise ValueError(f"`over` goes with {', '.join(_OVER)}; {self.github} is what there is today")
        if self.each and self.github not in _EVENTS:
            raise ValueError(f"`each` goes with {' and '.join(_EVENTS)}: nothing else is dated one by one")
        if self.each and self.over is not None:
            raise ValueError("`over` counts what `each` tells one by one: give one of them")
        if self.environment is not None and self.github is not Counted.DEPLOYMENTS:
            raise ValueError("`environment` goes with deployments")
        if (self.workflow or self.branch) and self.github is not Counted.WORKFLOW_SUCCESS:
            raise ValueError("`workflow` and `branch` go with workflow_success")
        return self

    @property
    def window(self) -> timedelta | None:
        """`over` as a span of time."""
        found = _DURATION.fullmatch(self.over or "")
        return timedelta(**{f"{found[2]}s": int(found[1])}) if found else None

    def events(self) -> bool:
        """Releases and deployments that are told one by one are."""
        return self.each

    def duplicates(self) -> OnDuplicate:
        """Of two releases on one day the day has two."""
        return OnDuplicate.SUM if self.each else OnDuplicate.ERROR

    def advice(self, source: SourceConfig) -> Iterable[Advice]:
        """Reading all runs there ever were is seldom meant."""
        del source
        if self.github is Counted.WORKFLOW_SUCCESS and self.over is None:
            yield ("github",), "every run that GitHub still has is read at each pull", "write `over: 30 days` beside it"

    def among(self, repositories: Sequence[str]) -> tuple[str, ...]:
        """Which repositories it is about, of those of the source; one that is named outright need not be among them."""
        if self.repository is None:
            return tuple(repositories)
        named = (self.repository,) if isinstance(self.repository, str) else self.repository
        found: dict[str, str] = {}
        for name in named:
            every = [one for one in repositories if fnmatchcase(one.casefold(), name.casefold())]
            for one in every or ([] if _GLOB.search(name) else [name]):
                found.setdefault(one.casefold(), one)
        return tuple(found.values())
