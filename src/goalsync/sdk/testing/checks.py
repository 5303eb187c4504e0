"""Single checks of the contract, each saying what is wrong and where."""

from __future__ import annotations

import math
import re
import traceback
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from goalsync.model.metric import Measurement
from goalsync.model.vocabulary import Kind, Phase, PullCode
from goalsync.model.work import WorkItem
from goalsync.sdk.connector import MetricResult
from goalsync.sdk.errors import SourceError
from goalsync.sdk.testing.pulls import Pulled

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST_MESSAGE: Final = 1000


def require(condition: object, message: str) -> None:
    """Raise AssertionError with `message` unless the condition holds."""
    if not condition:
        raise AssertionError(message)


def check_measurement(measurement: Measurement, source: str) -> None:
    """A day or a UTC time, a finite number or none, and evidence that lets a person find the cell."""
    where = f"metric {measurement.metric} at {measurement.at}"
    if not _DAY.fullmatch(measurement.at):
        moment = datetime.fromisoformat(measurement.at)
        offset = moment.utcoffset()
        require(offset is not None and not offset, f"{where}: neither YYYY-MM-DD nor a time in UTC")
    value = measurement.value
    require(value is None or math.isfinite(value), f"{where}: {value} is not a number to compute with")
    evidence = measurement.evidence
    if evidence is None:
        message = f"{where}: no evidence"
        raise AssertionError(message)
    require(evidence.source == source, f"{where}: the evidence names source '{evidence.source}', not '{source}'")
    require(evidence.cells or evidence.raw or evidence.note, f"{where}: the evidence says neither cells nor what stood")


def check_result(result: MetricResult, source: str) -> None:
    """Readable, counted, each row told apart by date and key."""
    where = f"metric {result.metric}"
    require(result.problem is None, f"{where}: not readable in a healthy world: {result.problem}")
    require(result.matched <= result.looked_at, f"{where}: {result.matched} matched of {result.looked_at} looked at")
    require(result.whole or len(result.measurements) <= 1, f"{where}: a level has one value, not several")
    keys = [(row.at, row.key) for row in result.measurements]
    require(len(keys) == len(set(keys)), f"{where}: two rows of one date have the same key")
    for measurement in result.measurements:
        require(measurement.metric == result.metric, f"{where}: holds a measurement of {measurement.metric}")
        check_measurement(measurement, source)


def check_item(item: WorkItem, source: str) -> None:
    """Known by the system's own id, in the closed vocabulary, with times that know their zone."""
    require(item.source == source, f"item {item.key}: source is '{item.source}', not '{source}'")
    require(item.uid == f"{source}:{item.native_id}", f"item {item.key}: uid '{item.uid}' is not SOURCE:NATIVE_ID")
    require(item.kind in frozenset(Kind), f"item {item.key}: kind '{item.kind}' is not one of the vocabulary")
    require(item.phase in frozenset(Phase), f"item {item.key}: phase '{item.phase}' is not one of the vocabulary")
    for name in ("created", "started", "updated", "closed"):
        moment: datetime | None = getattr(item, name)
        require(moment is None or moment.tzinfo is not None, f"item {item.key}: {name} has no time zone")


def check_error(error: SourceError, where: str) -> None:
    """One line that says where and what, a code, and what to do about it."""
    text = str(error)
    require(isinstance(error.code, PullCode), f"the error has no code: {text}")
    require(error.remedy, f"the error says no remedy: {text}")
    require(where in text, f"the error does not say where ({where}): {text}")
    require("\n" not in text, f"the error is more than one line: {text}")
    require(len(text) <= _LONGEST_MESSAGE, f"the error is too long to read: {text}")
    require("Traceback" not in text, f"the error shows a traceback: {text}")


def texts_of(error: BaseException) -> str:
    """All that might be shown of an error: its text, its parts, its traceback with causes."""
    parts = [str(error), repr(error), *map(str, vars(error).values()), *traceback.format_exception(error)]
    return "\n".join(parts)


def check_no_secret(secrets: Mapping[str, str], texts: Iterable[str]) -> None:
    """None of the values is in any of the texts."""
    for text in texts:
        for name, secret in secrets.items():
            require(secret not in text, f"the secret behind {name} is shown:\n{text.replace(secret, '***')}")


def check_nothing_new(before: Pulled, after: Pulled, partition: str) -> None:
    """A pull from the cursor of an unchanged source brings nothing that would be stored."""
    for metric, result in after.results.items():
        known = {(row.at, row.key, row.value) for row in before.results[metric].measurements}
        fresh = [row for row in result.measurements if (row.at, row.key, row.value) not in known]
        require(not fresh, f"{partition}: pulling again brings new rows of {metric}: {fresh[:3]}")
        require(
            not result.whole or len(result.measurements) == len(known),
            f"{partition}: pulling again brings only {len(result.measurements)} of {len(known)} rows of {metric}",
        )
    for uid, item in after.items.items():
        require(before.items.get(uid) == item, f"{partition}: pulling again brings another {uid}")
