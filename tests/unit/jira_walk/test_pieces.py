"""Ids in little memory, and threads that hand over in order."""

from __future__ import annotations

import threading
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync_jira.site.flavour import Flavour
from goalsync_jira.site.refusals import denied_login, refusal_of, sign_in_remedy
from goalsync_jira.walk.native_ids import NativeIds, Taken
from goalsync_jira.walk.pool import Pool


@given(some.lists(some.integers(0, 2**40)), some.integers(0, 2**40))
def test_ids_are_a_collection_of_texts(numbers: list[int], other: int) -> None:
    """Distinct, in order, and asked by text."""
    ids = NativeIds(numbers)
    assert list(ids) == [str(number) for number in sorted(set(numbers))]
    assert len(ids) == len(set(numbers))
    assert (str(other) in ids) == (other in numbers)
    assert list(ids.after(other)) == [number for number in sorted(set(numbers)) if number > other]
    assert "x" not in ids
    assert "007" not in NativeIds([7])


@given(some.lists(some.lists(some.integers(0, 300))))
def test_ids_are_taken_once(pages: list[list[int]]) -> None:
    """Page by page, in any order: it is told whether one brought anything new, and in the end each is there once."""
    taken = Taken()
    seen: set[int] = set()
    for page in pages:
        assert taken.take(page) == bool(set(page) - seen)
        seen.update(page)
        assert len(taken) == len(seen)
    assert list(taken.all()) == [str(number) for number in sorted(seen)]


def test_ids_that_ascend_take_no_more_than_8_bytes_on_the_way() -> None:
    """Half a million of them, from a stream: the peak is below what a set of them would be."""
    tracemalloc.start()
    try:
        ids = NativeIds(range(500_000))
        taken = Taken()
        taken.take(range(500_000))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(ids) == len(taken)
    assert peak < 2 * 500_000 * 8 * 1.5


def test_results_come_in_the_order_of_the_tasks_and_never_all_at_once() -> None:
    """Whatever order they end in; no more are begun than threads and a few, until somebody takes them."""
    begun: list[int] = []
    pool = Pool(3)

    def work(task: int) -> int:
        begun.append(task)
        return task * task

    traffic = Traffic()
    results = pool.in_order(work, range(100), traffic)
    assert next(results) == 0
    assert len(begun) <= 3 + 3
    assert list(results) == [task * task for task in range(1, 100)]
    pool.close()


def test_the_first_error_comes_in_its_place_and_the_rest_is_left() -> None:
    """What was before it is handed over."""
    pool = Pool(2)
    threads = threading.active_count()

    def work(task: int) -> int:
        if task == 3:
            raise SourceError(PullCode.LIMITED, "enough", remedy="wait")
        return task

    results = pool.in_order(work, range(1000), Traffic())
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(SourceError, match="enough"):
        next(results)
    pool.close()
    pool.close()
    with pytest.raises(SourceError, match="closed"):
        list(pool.in_order(work, range(1), Traffic()))
    assert threading.active_count() <= threads + 2


REFUSED = {
    401: PullCode.AUTH,
    403: PullCode.FORBIDDEN,
    400: PullCode.UNREADABLE,
    404: PullCode.GONE,
    410: PullCode.GONE,
    418: PullCode.BAD_ANSWER,
}


@pytest.mark.parametrize("status", REFUSED)
def test_a_refusal_says_where_what_and_the_remedy(status: int) -> None:
    """With Jira's own words on one line, shortened."""
    body = b'{"errorMessages": ["The value \'X\'\\ndoes not exist", "%b"], "errors": {}}' % (b"long " * 200)
    error = refusal_of(status, {}, body, line="POST https://x/search", what="project X", remedy="sign in anew")
    assert error.code is REFUSED[status]
    assert error.message.startswith(f"project X: POST https://x/search answered {status}")
    assert "The value 'X' does not exist" in error.message
    assert len(str(error)) < 600
    assert error.remedy
    assert (error.remedy == "sign in anew") == (status == 401)


def test_a_captcha_is_no_missing_permission() -> None:
    """A 403 whose header says that the login was denied."""
    headers = {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE"}
    error = refusal_of(403, headers, b"", line="GET https://x", what="the account", remedy="")
    assert error.code is PullCode.AUTH


@pytest.mark.parametrize(
    ("headers", "denied"),
    [
        ({}, False),
        ({"X-Seraph-LoginReason": "OK"}, False),
        ({"X-AUSERNAME": "jane"}, False),
        ({"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}, True),
        ({"X-Seraph-LoginReason": "OUT"}, True),
        ({"X-AUSERNAME": "anonymous"}, True),
    ],
)
def test_an_answer_for_nobody_is_told_by_its_headers(headers: dict[str, str], denied: bool) -> None:
    """Whatever its status."""
    assert bool(denied_login(headers)) is denied


def test_the_remedy_for_credentials_fits_the_site() -> None:
    """Cloud wants an e-mail, Data Center none."""
    remedies = {
        (flavour, email): sign_in_remedy(flavour, email=email) for flavour in Flavour for email in (True, False)
    }
    assert len(set(remedies.values())) == 4
    assert "`email`" in remedies[Flavour.CLOUD, False]
    assert "leave `email` out" in remedies[Flavour.DATACENTER, True]
