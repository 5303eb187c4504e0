"""Google Sheets end to end, against a stand-in that nobody here wrote: values, formats, faults, few requests."""

from __future__ import annotations

import json
from collections.abc import Generator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import requests

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy, Timing, counting, session
from goalsync.sdk.testing import World, open_source, pull_all
from goalsync_sheets import connector
from goalsync_sheets.book import Area, Book, Broken, Percent, Value
from goalsync_sheets.places.google.book import GoogleBook, open_google
from support.clock import FakeClock
from support.contexts import context
from support.google import EMAIL, Google, emulator, google
from support.peers import peer

PERCENT = {"type": "PERCENT", "pattern": "0%"}
DAY = {"type": "DATE", "pattern": "yyyy-mm-dd"}
KPIS: dict[str, Any] = {
    "spreadsheetId": "kpis",
    "title": "KPIs 2026",
    "locale": "de_DE",
    "timeZone": "Europe/Berlin",
    "readers": [EMAIL],
    "namedRanges": {"nps": "KPIs!B2", "all": "KPIs!A1:B6"},
    "sheets": [
        {
            "title": "KPIs",
            "values": [
                ["KPI", "Value"],
                ["NPS", 42],
                ["Repurchase", {"v": 0.18, "fmt": PERCENT}],
                ["Cost", "=B2/B9"],
                ["Revenue", {"v": 1250.5, "fmt": {"type": "CURRENCY", "pattern": "#,##0.00 €"}}],
                ["Custom", {"v": 0.07, "fmt": {"type": "NUMBER", "pattern": "0.0%;-0.0%"}}],
                [],
                ["Text", "#N/A is what it says", True, "", "1.250,50"],
            ],
        },
        {"title": "It's hidden", "hidden": True, "values": [["x"], [1]]},
        {"title": "Empty", "values": []},
        {"title": "Chart1", "sheetType": "OBJECT", "values": []},
        {
            "title": "A1",
            "values": [
                [{"v": 46347, "fmt": DAY}, {"v": 46347.5, "fmt": {"type": "DATE_TIME", "pattern": "yyyy-mm-dd h:mm"}}],
                [{"v": 0.25, "fmt": {"type": "TIME", "pattern": "h:mm"}}],
                [
                    {"v": 1.25, "fmt": {"type": "TIME", "pattern": "[h]:mm:ss"}},
                    {"v": 0.5, "fmt": {"type": "TIME", "pattern": "[h]:mm"}},
                ],
                [{"v": 0, "fmt": DAY}, {"v": -1.5, "fmt": DAY}],
            ],
        },
    ],
}


@pytest.fixture
def clock() -> FakeClock:
    """Time that passes only by sleeping."""
    return FakeClock()


@pytest.fixture
def http(clock: FakeClock) -> requests.Session:
    """A session on that clock."""
    return session(context(), gates=Gates(clock.timing()), policy=Policy(read_timeout=5))


@pytest.fixture
def served() -> Generator[Google]:
    """The example spreadsheet."""
    with google(KPIS) as running:
        yield running


def opened(http: requests.Session, running: Google, spreadsheet: str = "kpis") -> GoogleBook:
    """A spreadsheet of the stand-in."""
    return open_google(http, spreadsheet, running.credentials, base_url=running.url)


def cells(book: Book, sheet: str) -> dict[tuple[int, int], Value]:
    """Every cell that is not blank, by row and column."""
    return {
        (number, column): value
        for number, row in book.rows(sheet)
        for column, raw in enumerate(row, start=1)
        if (value := book.read(raw)) is not None
    }


def test_cells_keep_what_they_are(http: requests.Session, served: Google) -> None:
    """Numbers, percentages by type and by pattern, an error told from the text of one, text as it stands."""
    book = opened(http, served)
    found = cells(book, "KPIs")
    assert [found[row, 2] for row in range(2, 7)] == [42, Percent(0.18), Broken("#DIV/0!"), 1250.5, Percent(0.07)]
    assert [found.get((8, column)) for column in range(1, 6)] == [
        "Text",
        "#N/A is what it says",
        True,
        None,
        "1.250,50",
    ]
    assert [number for number, _ in book.rows("KPIs")] == [1, 2, 3, 4, 5, 6, 8]
    assert [number for number, _ in book.rows("KPIs", 3, 5)] == [3, 4, 5]


def test_dates_are_days_of_the_sheet(http: requests.Session, served: Google) -> None:
    """Serials by their format: a day, a moment, a time of day, durations."""
    assert cells(opened(http, served), "A1") == {
        (1, 1): date(2026, 11, 21),
        (1, 2): datetime(2026, 11, 21, 12),  # noqa: DTZ001 - of the sheet
        (2, 1): time(6),
        (3, 1): timedelta(hours=30),
        (3, 2): timedelta(hours=12),
        (4, 1): date(1899, 12, 30),
        (4, 2): timedelta(days=-1.5),
    }


def test_structure(http: requests.Session, served: Google) -> None:
    """Sheets in order with hidden ones and without charts, named ranges, notes for people; blank sheets are empty."""
    book = opened(http, served)
    assert not book.is_text
    assert book.file == "kpis"
    assert book.sheets() == ("KPIs", "It's hidden", "Empty", "A1")
    assert book.names() == {"nps": Area("KPIs", 2, 2, 2, 2), "all": Area("KPIs", 1, 1, 6, 2)}
    assert book.tables() == {}
    assert book.merged("KPIs") == ()
    assert book.notes == (
        "spreadsheet 'KPIs 2026', locale de_DE, time zone Europe/Berlin",
        "sheet 'Chart1' has no cells (object)",
    )
    assert cells(book, "It's hidden") == {(1, 1): "x", (2, 1): 1}
    assert list(book.rows("Empty")) == []
    with pytest.raises(SourceError, match="no sheet 'Kpi'; the sheets are: 'KPIs', \"It's hidden\", 'Empty', 'A1'"):
        list(book.rows("Kpi"))
    book.close()
    book.close()


def test_few_requests(http: requests.Session, served: Google) -> None:
    """A token, the structure, one measure of all sheets, one fetch of all cells: four requests, all counted."""
    traffic = Traffic()
    with counting(traffic):
        book = opened(http, served)
        assert served.calls() == ["POST /token", "GET /v4/spreadsheets/kpis"]
        for _ in range(2):
            for sheet in book.sheets():
                list(book.rows(sheet))
    assert served.calls() == [
        "POST /token",
        "GET /v4/spreadsheets/kpis",
        "GET /v4/spreadsheets/kpis/values:batchGet",
        "GET /v4/spreadsheets/kpis",
    ]
    assert traffic.requests == 4
    assert served.log()[3]["ua"].startswith("goalsync/")
    asked = requests.utils.unquote(served.log()[3]["q"])
    assert "ranges='KPIs'!A1:E8" in asked
    assert "ranges='It''s+hidden'!A1:A2" in asked
    assert "Empty" not in asked


def test_a_long_sheet_comes_in_parts(http: requests.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """More cells than fit into one answer: several ranges, each row once and in its place."""
    monkeypatch.setattr("goalsync_sheets.places.google.cells.CELLS_A_REQUEST", 200)
    rows = [[number, number * 2] for number in range(1, 251)]
    long = {"spreadsheetId": "long", "sheets": [{"title": "Log", "values": rows}, {"title": "B", "values": [[1]]}]}
    with google(long) as running:
        book = opened(http, running, "long")
        found = [(number, list(row)) for number, row in book.rows("Log")]
        assert found == [(number, [number, number * 2]) for number in range(1, 251)]
        ranges = [entry["q"] for entry in running.log() if "includeGridData" in entry["q"]]
        assert len(ranges) == 3
        assert "A101%3AB200" in ranges[1]


def test_a_sheet_beyond_bounds_is_refused(http: requests.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured before it is fetched."""
    monkeypatch.setattr("goalsync_sheets.places.google.cells.MOST_CELLS", 10)
    monkeypatch.setattr("goalsync_sheets.places.google.cells.CELLS_A_REQUEST", 10)
    with google(KPIS) as running:
        book = opened(http, running)
        assert list(book.rows("A1"))
        with pytest.raises(SourceError, match="sheet 'KPIs' has 40 cells, more than 10; publish it as csv") as caught:
            list(book.rows("KPIs"))
    assert caught.value.code is PullCode.UNREADABLE


SHAPES = [
    "02_merged_objectives",
    "03_weekly_scorecard",
    "04_monthly_target_actual",
    "05_two_level_header",
    "09_dates_down",
]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_workbook_gives_the_same_values(http: requests.Session, shape: str) -> None:
    """Every cell as openpyxl reads it from the file, percentages and errors included."""
    path = peer(f"data/shapes/{shape}.xlsx")
    assert_equal_to_openpyxl(http, path)


def test_a_workbook_of_formats_gives_the_same_values(http: requests.Session, tmp_path: Path) -> None:
    """Dates, moments, times, durations, percentages, currencies, truths, errors and text."""
    book = openpyxl.Workbook()
    sheet = book.active
    rows: list[tuple[Any, str]] = [
        (42, "General"),
        (0.185, "0.0%"),
        (1234.5, "#,##0.00 €"),
        (date(2026, 11, 21), "yyyy-mm-dd"),
        (datetime(2026, 11, 21, 13, 45, 30), "dd.mm.yyyy hh:mm:ss"),  # noqa: DTZ001 - of the sheet
        (time(6, 30), "hh:mm"),
        (timedelta(hours=30), "[h]:mm:ss"),
        (True, "General"),
        ("#DIV/0!", "General"),
        ("001234", "@"),
        (-5, "0;(0)"),
    ]
    for number, (value, pattern) in enumerate(rows, start=1):
        cell = sheet.cell(number, 2, value)
        cell.number_format = pattern
    path = tmp_path / "formats.xlsx"
    book.save(path)
    assert_equal_to_openpyxl(http, path)


def assert_equal_to_openpyxl(http: requests.Session, path: Path) -> None:
    """Serve a workbook as a Google spreadsheet and compare every cell with the file.

    Formulas without a stored value are left out: Google computes them.
    """
    formulas = openpyxl.load_workbook(path)
    workbook = openpyxl.load_workbook(path, data_only=True)
    with google(books=(emulator().book_from_xlsx(str(path), "copy"),)) as running:
        book = opened(http, running, "copy")
        assert list(book.sheets()) == workbook.sheetnames
        compared = 0
        for sheet in workbook.worksheets:
            found = cells(book, sheet.title)
            expected = {
                (cell.row, cell.column): as_value(cell)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            }
            computed = {at for at in found if formulas[sheet.title].cell(*at).data_type == "f" and at not in expected}
            assert {at: value for at, value in found.items() if at not in computed} == expected
            compared += len(expected)
        assert compared


def as_value(cell: Any) -> Value:
    """A cell of openpyxl as a Value."""
    value = cell.value
    if cell.data_type == "e":
        return Broken(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in cell.number_format:
        return Percent(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value  # type: ignore[no-any-return]


FAULTS = [
    {"status": 429},
    {"status": 429, "retry_after": 3},
    {"status": 500},
    {"status": 503},
    {"status": 502, "body": "html"},
    {"body": "truncated"},
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("match", ["POST /token", "spreadsheets/kpis$", "batchGet"])
def test_a_passing_fault_is_ridden_out(
    http: requests.Session, served: Google, clock: FakeClock, fault: dict[str, Any], match: str
) -> None:
    """At the token, the structure, the values: a limit, a failure, a page or half an answer; then the same values."""
    served.control(faults=[{"match": match, "count": 2, **fault}])
    traffic = Traffic()
    with counting(traffic):
        assert cells(opened(http, served), "KPIs")[2, 2] == 42
    assert traffic.retries == 2
    assert clock.slept


def test_the_quota_of_a_minute(served: Google) -> None:
    """Sixty reads a minute and user: the next one waits until the minute is over, though nobody says how long."""
    clock = FakeClock()

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        served.control(advance=seconds)

    timing = Timing(monotonic=clock.now, wall=clock.now, sleep=sleep, chance=lambda: 0.99)
    http = session(context(), gates=Gates(timing))
    served.control(quota={"read_user": 3})
    for _ in range(5):
        assert opened(http, served).sheets()
    assert 1 < sum(clock.slept) < 130


def test_a_token_that_ended_is_renewed(http: requests.Session, served: Google) -> None:
    """A 401 in the middle: one new token, the same request again."""
    book = opened(http, served)
    served.control(expire_tokens=True)
    assert cells(book, "KPIs")[2, 2] == 42
    assert served.calls().count("POST /token") == 2


def test_a_sheet_that_is_not_shared(http: requests.Session) -> None:
    """Forbidden, and the remedy is the address to share it with."""
    with google({**KPIS, "readers": ["somebody@else.test"]}) as running, pytest.raises(SourceError) as caught:
        opened(http, running)
    assert caught.value.code is PullCode.FORBIDDEN
    assert caught.value.remedy == f"share the spreadsheet with {EMAIL} as a viewer"
    assert "/v4/spreadsheets/kpis" in caught.value.message


def test_a_sheet_that_is_not_there(http: requests.Session, served: Google) -> None:
    """Gone, and where to find the id."""
    with pytest.raises(
        SourceError, match=r"HTTP 404 Not Found; check the id: the part .* between /d/ and /edit"
    ) as caught:
        opened(http, served, "kpi")
    assert caught.value.code is PullCode.GONE


def test_the_address_of_a_sheet_is_as_good_as_its_id(http: requests.Session, served: Google) -> None:
    """Copied from the browser; anything else is refused before it is asked for."""
    assert opened(http, served, "https://docs.google.com/spreadsheets/d/kpis/edit#gid=0").sheets()
    with pytest.raises(SourceError, match="not the id of a Google spreadsheet"):
        opened(http, served, "../../v1/other")


def test_another_key_is_refused(http: requests.Session, served: Google) -> None:
    """A signature that Google does not know: auth, with the account and the remedy, without the key."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    other = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    info = {**served.info, "private_key": other.decode()}
    with pytest.raises(SourceError) as caught:
        open_google(http, "kpis", json.dumps(info), base_url=served.url)
    assert caught.value.code is PullCode.AUTH
    assert str(caught.value) == (
        f"Google does not accept the key of {EMAIL} (invalid_grant: Invalid JWT Signature.); "
        "make a new JSON key for the service account and name its file in `credentials`"
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("hunter2", "it is not JSON"),
        ("[]", "its type is not service_account"),
        ('{"type": "authorized_user", "refresh_token": "hunter2"}', "its type is not service_account"),
        ('{"type": "service_account"}', "it has no client_email and no private_key and no token_uri"),
        (
            '{"type": "service_account", "client_email": "a@b", "private_key": "hunter2", "token_uri": "http://127.0.0.1"}',
            "its private_key cannot be read",
        ),
    ],
)
def test_what_is_no_key(http: requests.Session, text: str, what: str) -> None:
    """Auth, what is wrong with it, and how to get a right one; never what was given."""
    with pytest.raises(SourceError) as caught:
        open_google(http, "kpis", text)
    assert caught.value.code is PullCode.AUTH
    assert f"not the JSON key of a service account: {what}" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_without_the_library(http: requests.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "google.oauth2.service_account", None)
    with pytest.raises(SourceError, match=r"run: pip install 'goalsync\[google\]'"):
        open_google(http, "kpis", "{}")


def test_a_page_instead_of_the_api(http: requests.Session, served: Google) -> None:
    """A proxy that asks to sign in, or a wrong base_url."""
    served.control(faults=[{"match": "spreadsheets/kpis", "count": 9, "status": 200, "body": "html"}])
    with pytest.raises(SourceError, match="a web page, not with the Google Sheets API; check `base_url`") as caught:
        opened(http, served)
    assert caught.value.code is PullCode.BAD_ANSWER


def test_no_secret_in_any_error(http: requests.Session, served: Google) -> None:
    """Neither the private key nor a token, in any form of the error."""
    import traceback

    for fault in ({"status": 403}, {"status": 400}, {"status": 401}, {"status": 500}):
        served.control(faults=[{"match": "GET", "count": 99, **fault}])
        with pytest.raises(SourceError) as caught:
            opened(http, served)
        text = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        assert "PRIVATE KEY" not in text
        assert "ya29" not in text


def test_metrics_come_through_the_connector(served: Google, tmp_path: Path) -> None:
    """A cell, a named range, a percentage and an error: values with their evidence, the error with its cell."""
    (tmp_path / "key.json").write_text(served.credentials)
    config = {"google": "kpis", "credentials": "file:key.json", "base_url": served.url}
    cells = {"nps": "nps", "repurchase": "KPIs!B3", "cost": "KPIs!B4"}
    world = World(config, {metric: {"cell": cell} for metric, cell in cells.items()})
    source = open_source(connector, world, tmp_path)
    [pulled] = pull_all(source).values()
    source.close()
    values = {metric: [row.value for row in result.measurements] for metric, result in pulled.results.items()}
    assert values["nps"] == [42]
    assert values["repurchase"] == [0.18]
    assert values["cost"] in ([], [None])
    assert "B4" in (pulled.results["cost"].problem or "")
    assert "#DIV/0!" in (pulled.results["cost"].problem or "")
    evidence = pulled.results["nps"].measurements[0].evidence
    assert evidence is not None
    assert (evidence.file, evidence.sheet, evidence.cells) == ("kpis", "KPIs", ("B2",))
