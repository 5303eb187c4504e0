"""Rows of the store and the model's nouns: the translation, both ways."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec

from goalsync.model.check_in import CheckIn
from goalsync.model.metric import Evidence, Measurement
from goalsync.model.vocabulary import Origin, Truth
from goalsync.store.times import to_time

Row = tuple[Any, ...]
"""One row as sqlite3 gives it, in the order of the columns asked for."""

MEASUREMENT: Final = (
    'metric, at, key, value, retracted, recorded_at, origin, run, evidence, "by", note, source, partition'
)
CHECK_IN: Final = (
    'subject, at, value, progress, expected_progress, status, truth, reason, confidence, note, "by", origin, run, '
    "recorded_at"
)

_encode = msgspec.json.Encoder(order="sorted").encode
_decode_evidence = msgspec.json.Decoder(Evidence).decode
_time = lru_cache(maxsize=4096)(to_time)
_ORIGINS: Final = {origin.value: origin for origin in Origin}


def storable(text: str) -> str:
    """The text less U+0000 and lone surrogates, which databases refuse."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def storable_or_none(text: str | None) -> str | None:
    """The same, None for None."""
    return None if text is None else storable(text)


def number(value: float | None) -> float | None:
    """A value as it is stored: what is not finite is unknown."""
    return float(value) if value is not None and math.isfinite(value) else None


def to_json(content: object) -> str:
    """Compact JSON with sorted keys."""
    try:
        return storable(_encode(content).decode())
    except UnicodeEncodeError:
        return _encode(_cleaned(content)).decode()


def from_json(text: str) -> Any:
    """What `to_json` wrote."""
    return msgspec.json.decode(text)


def evidence_text(evidence: Evidence | None) -> str | None:
    """Evidence as compact JSON, without what is empty."""
    if evidence is None:
        return None
    content: dict[str, object] = {"source": evidence.source}
    if evidence.file is not None:
        content["file"] = evidence.file
    if evidence.sheet is not None:
        content["sheet"] = storable(evidence.sheet)
    if evidence.cells:
        content["cells"] = evidence.cells
    if evidence.raw is not None:
        content["raw"] = storable(evidence.raw)
    if evidence.note is not None:
        content["note"] = storable(evidence.note)
    return to_json(content)


def measurement_of(row: Row) -> Measurement:
    """The measurement in a row of the columns MEASUREMENT."""
    metric, at, key, value, retracted, recorded_at, origin, run, evidence, by, note, source, partition = row
    return Measurement(
        metric,
        at,
        value,
        key,
        retracted == 1,
        _time(recorded_at),
        _ORIGINS[origin],
        run,
        None if evidence is None else _decode_evidence(evidence),
        by,
        note,
        source,
        partition,
    )


def check_in_of(row: Row) -> CheckIn:
    """The check-in in a row of the columns CHECK_IN."""
    (subject, at, value, progress, expected, status, truth, reason, confidence, note, by, origin, run, recorded_at) = (
        row
    )
    return CheckIn(
        subject=subject,
        at=at,
        value=value,
        progress=progress,
        expected_progress=expected,
        status=status,
        truth=None if truth is None else Truth(truth),
        reason=reason,
        confidence=confidence,
        note=note,
        by=by,
        origin=_ORIGINS[origin],
        run=run,
        recorded_at=_time(recorded_at),
    )


def _cleaned(content: object) -> object:
    if isinstance(content, str):
        return storable(content)
    if isinstance(content, Mapping):
        return {storable(str(key)): _cleaned(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_cleaned(value) for value in content]
    return content
