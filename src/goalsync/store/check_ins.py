"""Check-ins: appended, never changed; and the renames by which an old id's history becomes the new one's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from goalsync.model.check_in import CheckIn
from goalsync.store.rows import CHECK_IN, check_in_of, number, storable_or_none
from goalsync.store.statements import insert, select
from goalsync.store.times import to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

_APPEND = insert("check_ins", CHECK_IN)


class Rename(NamedTuple):
    """What was recorded of `old` up to `at` belongs to `new`."""

    old: str
    new: str
    at: str


def append(db: Database, check_ins: Iterable[CheckIn], *, run: str | None, recorded_at: datetime) -> int:
    """Append check-ins in the order given and say how many."""
    stamped = to_text(recorded_at)
    rows = [
        (
            row.subject,
            row.at,
            _number(row.value),
            _number(row.progress),
            _number(row.expected_progress),
            row.status,
            None if row.truth is None else row.truth.value,
            storable_or_none(row.reason),
            _number(row.confidence),
            storable_or_none(row.note),
            storable_or_none(row.by),
            row.origin.value,
            run,
            stamped,
        )
        for row in check_ins
    ]
    db.conn.executemany(_APPEND, rows)
    return len(rows)


def history(
    db: Database,
    chain: Sequence[Rename] = (),
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    timezone: tzinfo = UTC,
) -> dict[str, tuple[CheckIn, ...]]:
    """All check-ins per subject in recorded order, under the names of now, to which `chain` leads.

    `as_of` leaves out what is dated after that day in `timezone`, `known_at` what was recorded later.
    """
    conditions, values = (["recorded_at <= ?"], [to_text(known_at)]) if known_at is not None else ([], [])
    query = select(CHECK_IN, "check_ins", *conditions) + " ORDER BY id"
    found: dict[str, list[CheckIn]] = {}
    for row in db.conn.execute(query, values):
        check_in = check_in_of(row)
        if as_of is None or check_in.day(timezone) <= as_of:
            found.setdefault(current_name(check_in.subject, row[-1], chain), []).append(check_in)
    return {subject: tuple(found[subject]) for subject in sorted(found)}


def all_renames(db: Database, renames: Iterable[tuple[str, str]] = ()) -> list[Rename]:
    """Those that runs have applied, and then the ones of the configuration that are not among them, in order."""
    return [*stored_renames(db), *_new_renames(db, renames)]


def current_name(subject: str, recorded_at: str, renames: Sequence[Rename]) -> str:
    """What a subject that was recorded then is called after all renames since, in their order."""
    for rename in renames:
        if rename.old == subject and recorded_at <= rename.at:
            subject = rename.new
    return subject


def stored_renames(db: Database) -> list[Rename]:
    """The renames that runs have applied, in their order."""
    return [Rename(*row) for row in db.conn.execute("SELECT old, new, at FROM renames ORDER BY id")]


def store_renames(db: Database, renames: Iterable[tuple[str, str]], *, run: str, now: datetime) -> int:
    """Store those that are not yet, so that a chain of them survives the removal of `was`; says how many."""
    rows = [(rename.old, rename.new, to_text(now), run) for rename in _new_renames(db, renames)]
    db.conn.executemany("INSERT INTO main.renames (old, new, at, run) VALUES (?, ?, ?, ?)", rows)
    return len(rows)


def end_of(day: date, timezone: tzinfo) -> datetime:
    """The last moment of a day in a time zone."""
    return datetime.combine(day + timedelta(days=1), time(), timezone) - timedelta(microseconds=1)


def _new_renames(db: Database, renames: Iterable[tuple[str, str]]) -> list[Rename]:
    standing: dict[str, str] = {}
    for rename in stored_renames(db):
        standing.pop(rename.new, None)  # the name is in use again
        standing[rename.old] = rename.new
    return [Rename(old, new, "9999") for old, new in renames if standing.get(old) != new]


def _number(value: float | str | bool | None) -> float | None:
    return None if value is None or isinstance(value, str) else number(value)
