"""Values of custom fields as plain data."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalsync_jira.facts.moments import day, milliseconds, moment
from goalsync_jira.facts.raw import Named, RawUser
from goalsync_jira.facts.values import link, names, number, plain, single

JAVA = (
    "com.atlassian.greenhopper.service.sprint.Sprint@1f3[id=7,rapidViewId=2,state=ACTIVE,name={},startDate=<null>,"
    "endDate=<null>,completeDate=<null>,activatedDate=<null>,sequence=7,goal=ship, name=it,autoStartStop=false]"
)
OLD = "com.atlassian.greenhopper.service.sprint.Sprint@a[rapidViewId=1,state=CLOSED,name=Alpha 1,goal=,id=3]"
DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [
        {"type": "paragraph", "content": [{"type": "text", "text": "one"}, {"type": "text", "text": " line"}]},
        {"type": "paragraph", "content": [{"type": "text", "text": "two"}]},
    ],
}
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["name", "value", "id", "content", "data", "type", "child", "key", "text"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (3, 3),
        (2.5, 2.5),
        (True, True),
        ("2026-04-01", "2026-04-01"),
        ("", None),
        ([], None),
        ({}, None),
        ({"self": "x", "value": "High", "id": "1"}, "High"),
        ({"value": "Europe", "child": {"value": "Berlin"}}, ["Europe", "Berlin"]),
        ({"displayName": "Ada", "accountId": "1"}, "Ada"),
        ({"name": "ada", "displayName": "Ada L."}, "Ada L."),
        ([{"value": "a"}, {"value": "b"}, None], ["a", "b"]),
        (["x", "y"], ["x", "y"]),
        ({"id": "8-4", "name": "Core", "title": "Core team"}, "Core"),
        (DOCUMENT, "one line\ntwo"),
        ([Named("1.0"), Named("2.0")], ["1.0", "2.0"]),
        (RawUser(display_name="Ada"), "Ada"),
        ([JAVA.format("S 1")], ["S 1"]),
    ],
)
def test_plain(value: object, expected: object) -> None:
    """Numbers stay numbers, options are their values, people their names, lists lists; nothing is nothing."""
    assert plain(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{"id": 3, "name": "Sprint 3", "state": "active"}], ("Sprint 3",)),
        ([JAVA.format("Checkout, part 2")], ("Checkout, part 2",)),
        ([JAVA.format("x=[1], y"), OLD], ("x=[1], y", "Alpha 1")),
        ({"name": "Only"}, ("Only",)),
        ([{"name": "A"}, {"name": "A"}], ("A",)),
        ([17], None),
        (["Sprint 3"], None),
        ([{"id": 3}], None),
    ],
)
def test_sprints(value: object, expected: object) -> None:
    """Objects of Cloud and Java's texts of Data Center, whatever the name is like; what has no name is not guessed."""
    assert names(value) == expected


def test_numbers() -> None:
    """A text that looks like a number and a yes are none."""
    assert [number(value) for value in (3, 0, 2.5, "3", True, None, [3])] == [3.0, 0.0, 2.5, None, None, None, None]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("SHOP-7", (None, "SHOP-7")),
        ({"id": 7, "key": "SHOP-7"}, ("7", "SHOP-7")),
        ({"showField": True, "data": {"id": "7", "key": "SHOP-7"}}, ("7", "SHOP-7")),
        ({"hasEpicLinkFieldDependency": False, "showField": False}, (None, None)),
        ("", (None, None)),
        (7, (None, None)),
        (None, (None, None)),
    ],
)
def test_links(value: object, expected: object) -> None:
    """A key alone, or an object; a Parent Link that Cloud does not show is none."""
    assert link(value) == expected


def test_a_single_text() -> None:
    """A list of one is the one, of two is none."""
    found = [single(value) for value in ({"name": "Core"}, ["a"], ["a", "b"], 3, None, "text")]
    assert found == ["Core", "a", None, None, None, "text"]


@given(json_values)
def test_nothing_breaks_on_a_strange_value(value: object) -> None:
    """Whatever stands in a field is plain data or nothing."""
    assert isinstance(plain(value), str | int | float | bool | list | None)
    assert isinstance(names(value), tuple | None)
    assert isinstance(number(value), float | None)
    assert isinstance(single(value), str | None)
    native, key = link(value)
    assert isinstance(native, str | None)
    assert isinstance(key, str | None)


def test_documents_nested_without_end_are_cut() -> None:
    """Reading one ends, and does not use up the stack."""
    deep: dict[str, Any] = {"type": "paragraph", "content": [{"type": "text", "text": "bottom"}]}
    for _ in range(5000):
        deep = {"type": "listItem", "content": [deep]}
    assert plain({"type": "doc", "content": [{"type": "text", "text": "top"}, deep]}) == "top"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-02T03:04:05.678+0530", "2026-01-01T21:34:05.678000+00:00"),
        ("2026-01-02T03:04:05.678+0000", "2026-01-02T03:04:05.678000+00:00"),
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02T03:04:05.678", None),
        ("0001-01-01T00:00:00+1400", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_times(text: str | None, expected: str | None) -> None:
    """In UTC with milliseconds; without an offset nobody knows when."""
    found = moment(text)
    assert (found.isoformat() if found else None) == expected


def test_milliseconds_are_exact() -> None:
    """No rounding by floats."""
    at = moment("2026-01-02T03:04:05.678+0000")
    assert at is not None
    assert milliseconds(at) == 1767323045678


@pytest.mark.parametrize(("text", "expected"), [("2026-02-28", "2026-02-28"), ("2026-02-30", None), ("20260228", None)])
def test_days(text: str, expected: str | None) -> None:
    """A day is a day, in one form."""
    assert day(text) == expected
