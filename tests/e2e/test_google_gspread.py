"""The policy of the SDK under a library's own session: gspread, with nothing of it changed but the transport."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy, counting, mount, session
from support.clock import FakeClock
from support.contexts import context
from support.google import EMAIL, google

BOOK: dict[str, Any] = {
    "spreadsheetId": "kpis",
    "readers": [EMAIL],
    "writers": [EMAIL],
    "sheets": [{"title": "KPIs", "values": [["NPS", 42]]}],
}
SCOPES = ["https://www.googleapis.com/auth/spreadsheets"]


def client(url: str, info: dict[str, str], clock: FakeClock) -> gspread.Client:
    """gspread as its documentation says, with the policy under both of its sessions."""
    gates = Gates(clock.timing())
    policy = Policy(read_timeout=5)
    token = Request(session(context(), gates=gates, policy=policy))
    theirs = AuthorizedSession(Credentials.from_service_account_info(info, scopes=SCOPES), auth_request=token)
    mount(theirs, context(), gates=gates, policy=policy)

    class Elsewhere(gspread.HTTPClient):
        def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
            return super().request(method, endpoint.replace("https://sheets.googleapis.com", url, 1), *args, **kwargs)

    return gspread.authorize(None, http_client=Elsewhere, session=theirs)  # type: ignore[arg-type]


def test_gspread_rides_out_faults_by_the_policy() -> None:
    """A limit with Retry-After, a failure and half an answer: gspread sees none of them, and the pauses are kept."""
    clock = FakeClock()
    traffic = Traffic()
    with google(BOOK) as running:
        faults = [
            {"match": "GET .*values", "count": 1, "status": 429, "retry_after": 7},
            {"match": "GET .*values", "count": 1, "status": 503},
            {"match": "GET .*values", "count": 1, "body": "truncated"},
        ]
        running.control(faults=faults)
        with counting(traffic):
            sheet = client(running.url, running.info, clock).open_by_key("kpis").sheet1
            assert sheet.get_all_values() == [["NPS", "42"]]
        assert {entry["ua"] for entry in running.log() if entry["m"] == "GET"} != set()
    assert traffic.retries == 3
    assert sum(clock.slept) >= 7


def test_a_write_of_gspread_is_not_repeated() -> None:
    """A PUT whose reply was a failure is sent once: it may have been carried out."""
    clock = FakeClock()
    with google(BOOK) as running:
        sheet = client(running.url, running.info, clock).open_by_key("kpis").sheet1
        running.control(faults=[{"match": "PUT", "count": 9, "status": 500}])
        with pytest.raises(SourceError) as caught:
            sheet.update([[43]], "B1")
        assert sum(call.startswith("PUT") for call in running.calls()) == 1
    assert caught.value.code is PullCode.UNREACHABLE


def test_a_long_limit_reaches_the_caller_at_once() -> None:
    """Half an hour is not slept under the library either."""
    clock = FakeClock()
    with google(BOOK) as running:
        running.control(faults=[{"match": "GET", "count": 9, "status": 429, "retry_after": 1800}])
        with pytest.raises(SourceError, match="30 minutes") as caught:
            client(running.url, running.info, clock).open_by_key("kpis")
    assert caught.value.code is PullCode.LIMITED
    assert not clock.slept
