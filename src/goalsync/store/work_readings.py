"""What the work behind each subject came to, and how all of it was tied: appended where it differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from msgspec import json

from goalsync.model.copies import replace
from goalsync.model.linked import Linking, WorkReading
from goalsync.store import check_ins
from goalsync.store.statements import insert, select
from goalsync.store.times import to_text, to_time

if TYPE_CHECKING:
    from sqlite_utils import Database

_READING: Final = insert("work_readings", "subject, content, recorded_at, run")
_LINKING: Final = insert("linkings", "content, recorded_at, run")


def save(db: Database, readings: Iterable[WorkReading], linking: Linking | None, *, run: str, now: datetime) -> int:
    """Append readings and (where it is given) how all work is tied; says how many were written."""
    at = to_text(now)
    rows = [(one.subject, json.encode(_bare(one)).decode(), at, run) for one in readings]
    db.conn.executemany(_READING, rows)
    if linking is not None:
        db.conn.execute(_LINKING, (json.encode(linking).decode(), at, run))
    return len(rows) + (linking is not None)


def history(
    db: Database, renames: Sequence[check_ins.Rename] = (), *, known_at: datetime | None = None
) -> Mapping[str, tuple[WorkReading, ...]]:
    """All readings (up to a moment) by the names that subjects have now, in recorded order."""
    conditions, values = ([], []) if known_at is None else (["recorded_at <= ?"], [to_text(known_at)])
    query = select("subject, content, recorded_at, run", "work_readings", *conditions) + " ORDER BY id"
    decode = json.Decoder(WorkReading).decode
    found: dict[str, list[WorkReading]] = {}
    for subject, content, recorded_at, run in db.conn.execute(query, values):
        name = check_ins.current_name(subject, recorded_at, renames)
        reading = replace(decode(content), subject=name, recorded_at=to_time(recorded_at), run=run)
        found.setdefault(name, []).append(reading)
    return {name: tuple(readings) for name, readings in found.items()}


def linking(db: Database, *, known_at: datetime | None = None) -> Linking | None:
    """How all work was tied when that was last found out (up to a moment)."""
    conditions, values = ([], []) if known_at is None else (["recorded_at <= ?"], [to_text(known_at)])
    query = select("content", "linkings", *conditions) + " ORDER BY id DESC LIMIT 1"
    found = db.conn.execute(query, values).fetchone()
    return None if found is None else json.decode(found[0], type=Linking)


def _bare(reading: WorkReading) -> WorkReading:
    return replace(reading, recorded_at=None, run=None)
