"""Metrics that GitHub holds: stars, forks, open issues, releases, deployments, the success of workflows. All exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, assert_never
from zoneinfo import ZoneInfo

from msgspec import Struct

from goalsync.model.metric import Evidence, Measurement
from goalsync.sdk.answers import bad_answer
from goalsync.sdk.connector import MetricRequest, MetricResult
from goalsync_github.facts.answers import decode_repository
from goalsync_github.facts.happened import Happened, deployments, releases
from goalsync_github.facts.metric import Counted, GitHubMetric
from goalsync_github.facts.open_issues import NoIssues, open_issues
from goalsync_github.facts.runs import runs
from goalsync_github.site.refusals import Refused

if TYPE_CHECKING:
    from goalsync_github.facts.asking import Asks
    from goalsync_github.facts.raw import RawRepository, RawRun

__all__ = ["GitHubMetric", "Reading", "read"]

_SUCCEEDED: Final = frozenset({"success"})
_FAILED: Final = frozenset({"failure", "timed_out", "startup_failure"})


class Reading(Struct, frozen=True):
    """What a metric is read for: the source's name, its repositories, the moment of the run and its day there."""

    source: str
    repositories: Sequence[str]
    now: datetime
    today: date
    timezone: ZoneInfo


def read(site: Asks, request: MetricRequest, reading: Reading) -> MetricResult:
    """One metric. A repository that is refused is the problem of the metric, which is then held.

    Raises SourceError where GitHub cannot be asked at all.
    """
    config, where = request.config, f"{request.place}: metric {request.metric}"
    if not isinstance(config, GitHubMetric):
        return _problem(request, f"{where}: it has no `github`")
    names = config.among(reading.repositories)
    if not names:
        return _problem(request, f"{where}: no repository of the source is called so; correct `repository`")
    try:
        return _read(site, request.metric, config, names, reading)
    except (Refused, NoIssues) as refused:
        return _problem(request, f"{where}: {refused}")


def _read(site: Asks, metric: str, config: GitHubMetric, names: Sequence[str], reading: Reading) -> MetricResult:
    match config.github:
        case Counted.STARS:
            return _level(metric, _of_each(site, names, _stars), names, reading, "stars")
        case Counted.FORKS:
            return _level(metric, _of_each(site, names, _forks), names, reading, "forks")
        case Counted.OPEN_ISSUES:
            return _level(metric, {name: open_issues(site, name) for name in names}, names, reading, "open issues")
        case Counted.RELEASES | Counted.DEPLOYMENTS:
            return _happened(site, metric, config, names, reading)
        case Counted.WORKFLOW_SUCCESS:
            return _success(site, metric, config, names, reading)
        case _:
            assert_never(config.github)


def _of_each(site: Asks, names: Sequence[str], number: Callable[[RawRepository], int | None]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        answer = site.ask(f"repos/{name}", what=f"repository {name}")
        value = number(decode_repository(answer.body, answer.line))
        if value is None:
            raise bad_answer(answer.line, "the repository without a readable count")
        found[name] = value
    return found


def _stars(raw: RawRepository) -> int | None:
    return raw.stargazers_count


def _forks(raw: RawRepository) -> int | None:
    return raw.forks_count


def _level(metric: str, of: dict[str, int], names: Sequence[str], reading: Reading, noun: str) -> MetricResult:
    """The sum over repositories, as of today."""
    total = sum(of.values())
    each = ", ".join(f"{name} {of[name]}" for name in names[:20]) + (", …" if len(names) > 20 else "")
    evidence = Evidence(reading.source, raw=each, note=f"{total} {noun} in {len(names)} repositories")
    value = Measurement(metric, reading.today.isoformat(), float(total), evidence=evidence)
    return MetricResult(metric, (value,), whole=False, looked_at=total, matched=total)


def _happened(site: Asks, metric: str, config: GitHubMetric, names: Sequence[str], reading: Reading) -> MetricResult:
    since = reading.now - config.window if config.window is not None else None
    every: list[tuple[str, Happened]] = []
    for name in names:
        if config.github is Counted.RELEASES:
            found = releases(site, name)
        else:
            found = deployments(site, name, config.environment, since)
        every += [(name, one) for one in {one.id: one for one in found}.values()]  # a list that moves tells one twice
    skipped = Counter(one.skipped for _, one in every if one.skipped is not None)
    told = [(name, one, one.at) for name, one in every if one.skipped is None and one.at is not None]
    counted = [(name, one, at) for name, one, at in told if since is None or since < at <= reading.now]
    if len(counted) < len(told):
        skipped[f"not in the last {config.over}"] = len(told) - len(counted)
    noun = str(config.github)
    if not config.each:
        of = Counter(name for name, _, _ in counted)
        result = _level(metric, dict.fromkeys(names, 0) | of, names, reading, noun)
        return MetricResult(
            metric, result.measurements, whole=False, looked_at=len(every), matched=len(counted), skipped=skipped
        )
    rows = [
        Measurement(
            metric,
            at.astimezone(reading.timezone).date().isoformat(),
            1.0,
            key=str(one.id),
            evidence=Evidence(reading.source, raw=one.name, note=one.url or f"{noun} of {name}"),
        )
        for name, one, at in counted
    ]
    return MetricResult(metric, rows, whole=True, looked_at=len(every), matched=len(rows), skipped=skipped)


def _success(site: Asks, metric: str, config: GitHubMetric, names: Sequence[str], reading: Reading) -> MetricResult:
    """100 · succeeded ÷ (succeeded + failed), the latest attempt of each run; without any there is no value."""
    since = reading.now - config.window if config.window is not None else None
    counts: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for name in names:
        for run in runs(site, name, since, reading.now):
            other = _not_meant(run, config)
            if other is not None:
                skipped[other] += 1
            elif run.conclusion in _SUCCEEDED or run.conclusion in _FAILED:
                counts["succeeded" if run.conclusion in _SUCCEEDED else "failed"] += 1
            else:
                skipped[run.conclusion or run.status or "not concluded"] += 1
    matched, looked_at = counts.total(), counts.total() + skipped.total()
    if not matched:
        return MetricResult(metric, (), whole=False, looked_at=looked_at, skipped=skipped)
    left = ", ".join(f"{count} {reason}" for reason, count in sorted(skipped.items()))
    note = f"{counts['succeeded']} of {matched} runs succeeded" + (f"; left out: {left}" if left else "")
    evidence = Evidence(reading.source, raw=", ".join(names[:20]), note=note)
    percent = 100 * counts["succeeded"] / matched
    value = Measurement(metric, reading.today.isoformat(), percent, evidence=evidence)
    return MetricResult(metric, (value,), whole=False, looked_at=looked_at, matched=matched, skipped=skipped)


def _not_meant(run: RawRun, config: GitHubMetric) -> str | None:
    if config.branch is not None and run.head_branch != config.branch:
        return "another branch"
    file = (run.path or "").partition("@")[0].rpartition("/")[2]
    if config.workflow is not None and config.workflow not in (run.name, run.path, file):
        return "another workflow"
    return None


def _problem(request: MetricRequest, text: str) -> MetricResult:
    return MetricResult(request.metric, (), whole=False, problem=text)
