"""A saved plan is exactly what was planned, or it is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalsync.core.plan_file import PlanFileError, SavedPlan, cut, dump, load
from goalsync.core.summary import report
from goalsync.model.goals import Goals
from goalsync.model.metric import Evidence, Measurement
from goalsync.model.plan import BrakeResult, Change, Plan
from goalsync.model.report import RunPart
from goalsync.model.run import MetricRead, PartitionReport, Pulled, SourceReport
from goalsync.model.vocabulary import ChangeKind, Origin, PullCode, PullState
from goalsync.model.work import WorkItem
from support.planning import situation

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = st.text("abcXYZ.0-_é日", min_size=1, max_size=8)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
FIELDS = st.dictionaries(NAMES, st.none() | st.booleans() | NUMBERS | TEXTS, max_size=4)
CHANGES = st.builds(
    Change,
    kind=st.just(ChangeKind.RECORD_CHECK_IN),
    subject=NAMES,
    before=st.none() | FIELDS,
    after=st.none() | FIELDS,
    because=st.lists(TEXTS, max_size=3).map(tuple),
) | st.lists(NAMES, max_size=120).map(
    lambda uids: Change(ChangeKind.ADD_LINK, "O1", None, None, (), len(uids), tuple(uids))
)
BRAKES = st.builds(
    BrakeResult,
    NAMES,
    st.sampled_from(["hold", "refuse"]),
    st.integers(0),
    st.integers(0),
    NUMBERS,
    TEXTS,
    st.booleans(),
)
EVIDENCE = st.builds(
    Evidence, NAMES, st.none() | TEXTS, st.none() | TEXTS, st.lists(NAMES, max_size=2).map(tuple), TEXTS
)
MEASUREMENTS = st.builds(
    Measurement,
    metric=NAMES,
    at=st.dates().map(str),
    value=st.none() | NUMBERS,
    key=TEXTS,
    retracted=st.booleans(),
    recorded_at=st.none() | TIMES,
    origin=st.sampled_from(Origin),
    evidence=st.none() | EVIDENCE,
)
ITEMS = st.builds(
    WorkItem,
    **dict.fromkeys(
        ("uid", "source", "native_id", "key", "project", "kind", "type", "title", "status", "phase"), TEXTS
    ),
    points=st.none() | NUMBERS,
    closed=st.none() | TIMES,
    tags=st.dictionaries(NAMES, st.lists(TEXTS, max_size=2).map(tuple), max_size=2),
    fields=st.dictionaries(NAMES, TEXTS | NUMBERS | st.none(), max_size=2),
)
READS = st.builds(MetricRead, NAMES, NAMES, NAMES, st.integers(0), skipped=st.dictionaries(NAMES, st.integers(0)))
SOURCES = st.builds(
    SourceReport,
    NAMES,
    NAMES,
    st.lists(
        st.builds(
            PartitionReport,
            NAMES,
            st.sampled_from(PullState),
            st.none() | st.sampled_from(PullCode),
            st.none() | TEXTS,
            waited_seconds=NUMBERS,
            reads=st.lists(READS, max_size=2).map(tuple),
            complete_at=st.none() | TIMES,
        ),
        max_size=2,
    ).map(tuple),
)
PULLED = st.builds(
    Pulled,
    st.lists(MEASUREMENTS, max_size=3).map(tuple),
    st.lists(ITEMS, max_size=2).map(tuple),
    st.lists(SOURCES, max_size=2).map(tuple),
)
PLANS = st.builds(Plan, st.lists(CHANGES, max_size=5).map(tuple), st.lists(BRAKES, max_size=2).map(tuple))


def saved_of(plan: Plan, pulled: Pulled | None = None, base: str | None = "run-1") -> SavedPlan:
    """A plan as `plan --out` keeps it."""
    found = situation(Goals())
    document = report(
        found.snapshot, found.configuration, found.evaluations, plan, (), RunPart(None, plan.digest, applied=False)
    )
    return SavedPlan(document, base, "sha256:1", pulled or Pulled(), {"config/goalsync.yaml": "0"})


@given(PLANS, PULLED, st.none() | NAMES)
@settings(max_examples=150, deadline=None)
def test_plan_to_json_to_plan_is_identity(plan: Plan, pulled: Pulled, base: str | None) -> None:
    """Whatever is in it comes back, the plan with the same digest."""
    saved = saved_of(plan, pulled, base)
    back = load(dump(saved))
    assert back == saved
    assert back.plan == plan
    assert back.plan.digest == plan.digest
    assert dump(back) == dump(saved)


@given(PLANS, PULLED, st.data())
@settings(max_examples=60, deadline=None)
def test_cut_short_it_is_refused(plan: Plan, pulled: Pulled, data: st.DataObject) -> None:
    """Every part of the file that is not all of it (white space apart) is refused in one line."""
    text = dump(saved_of(plan, pulled)).strip()
    end = data.draw(st.integers(0, len(text) - 1))
    with pytest.raises(PlanFileError) as refused:
        load(text[:end])
    assert "\n" not in str(refused.value)


PLAN = Plan((Change(ChangeKind.RECORD_CHECK_IN, "O1.KR1", None, {"value": 5.0, "status": "on_track"}),))


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"value": 5.0', b'"value": 6.0'), (b"run-1", b"run-2"), (b"sha256:1", b"sha256:2"), (b'"O1.KR1"', b'"O1.KR2"')],
)
def test_edited_it_is_refused(old: bytes, new: bytes) -> None:
    """A change, the base, the configuration: none can be edited."""
    text = dump(saved_of(PLAN))
    assert old in text
    with pytest.raises(PlanFileError, match="changed or cut short"):
        load(text.replace(old, new, 1))


def test_a_digest_that_is_not_of_the_changes_is_refused() -> None:
    """Also where the file as a whole was sealed again."""
    saved = saved_of(PLAN)
    forged = SavedPlan(
        report(
            situation(Goals()).snapshot,
            situation(Goals()).configuration,
            situation(Goals()).evaluations,
            Plan(),
            (),
            saved.report.run,
        ),
        saved.base,
        saved.config_digest,
    )
    with pytest.raises(PlanFileError, match="digest"):
        load(dump(forged))


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b"null", b'{"schema": "goalsync/report/1"}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_saved_plan_is_refused(text: bytes) -> None:
    """With one line that says so."""
    with pytest.raises(PlanFileError) as refused:
        load(text)
    assert "\n" not in str(refused.value)


def test_it_is_the_document_with_more_beside_it() -> None:
    """A reader of the document reads a saved plan."""
    content = json.loads(dump(saved_of(PLAN)))
    assert next(iter(content)) == "schema"
    assert content["schema"] == "goalsync/report/1"
    assert {"base", "config_digest", "pulled", "changes", "run"} <= content.keys()


def test_what_is_shown_is_cut_and_what_is_saved_is_not() -> None:
    """A hundred uids of a grouped change elsewhere, all of them in the file; the count stays."""
    uids = tuple(f"tracker:{n}" for n in range(250))
    saved = saved_of(Plan((Change(ChangeKind.ADD_LINK, "O1", None, None, (), 250, uids),)))
    assert load(dump(saved)).plan.changes[0].uids == uids
    (part,) = cut(saved.report).changes
    assert (part.count, len(part.uids or ())) == (250, 100)
