"""The source: which files there are, whose metrics are whose, cursors, and errors that name the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import MetricResult, Page, Partition, Source, Traffic
from goalsync.sdk.errors import SourceError
from goalsync_sheets import connector
from goalsync_sheets.config.source import SheetsSource
from goalsync_sheets.cursor import Cursor
from support.books import requested, values
from support.contexts import context
from support.google import google
from support.server import Answer, Seen, serving

NPS = {"series": {"date": "Day", "value": "NPS"}}
CSV = "Day,NPS\n2026-01-05,41\n"


def opened(
    directory: Path, config: dict[str, object], metrics: dict[str, dict[str, object]], **given: object
) -> Source:
    """The source over a workspace."""
    requests = tuple(requested(keys, metric) for metric, keys in metrics.items())
    where = context(directory, metrics=requests, **given)  # type: ignore[arg-type]
    return connector.open(SheetsSource.model_validate(config), where)


def pull(source: Source, name: str, cursor: str | None = None, traffic: Traffic | None = None) -> Page:
    """The only page of a partition."""
    (page,) = source.pull(Partition(name), cursor, traffic or Traffic())
    return page


def only(page: Page) -> MetricResult:
    """The only result of a page."""
    (result,) = page.results
    return result


def names(source: Source) -> list[str]:
    """The partitions' names."""
    return [partition.name for partition in source.partitions()]


def test_a_file_is_a_partition_named_as_it_is_written(tmp_path: Path) -> None:
    """Relative to the workspace; a metric needs no `file` where there is one."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kpis.csv").write_text(CSV)
    source = opened(tmp_path, {"path": "./data/kpis.csv"}, {"nps": NPS, "again": {**NPS, "file": "data/kpis.csv"}})
    assert names(source) == ["./data/kpis.csv"]
    assert source.metrics_of(Partition("./data/kpis.csv")) == ("nps", "again")
    traffic = Traffic()
    page = pull(source, "./data/kpis.csv", traffic=traffic)
    assert [values(result) for result in page.results] == [[("2026-01-05", 41)]] * 2
    assert page.results[0].measurements[0].evidence.file == "./data/kpis.csv"  # type: ignore[union-attr]
    assert traffic.bytes == len(CSV)
    assert any(note.startswith("read as utf-8") for note in page.notes)


def test_a_glob_makes_each_file_a_partition(tmp_path: Path) -> None:
    """Each metric names its own; one that names none, or a file that is not there, is told so, the others go on."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(CSV)
    (tmp_path / "c.txt").write_text(CSV)
    metrics = {"a": {**NPS, "file": "a.csv"}, "b": {**NPS, "file": "b.csv"}, "c": {**NPS, "file": "c.txt"}, "none": NPS}
    source = opened(tmp_path, {"path": "*.csv"}, metrics)
    assert names(source) == ["a.csv", "b.csv", "c.txt"]
    assert source.metrics_of(Partition("a.csv")) == ("a", "none")
    read, unclear = pull(source, "a.csv").results
    assert values(read) == [("2026-01-05", 41)]
    assert unclear.problem == (
        "mappings/metrics.yaml:12:5: metric none: the source 'numbers' has 2 files: 'a.csv', 'b.csv'; "
        "say which with `file:`"
    )
    with pytest.raises(SourceError) as refused:
        pull(source, "c.txt")
    assert refused.value.code is PullCode.GONE
    assert str(refused.value) == (
        "c.txt is no file of the source 'numbers', but is asked for by c (mappings/metrics.yaml:12:5); "
        "there are 'a.csv', 'b.csv'; correct `file` of the metric"
    )


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("kpi.csv", PullCode.GONE, "kpi.csv is missing"),
        ("*.ods", PullCode.GONE, "no file matches *.ods"),
        ("broken.xlsx", PullCode.UNREADABLE, "broken.xlsx"),
        (".", PullCode.UNREADABLE, "folder"),
    ],
)
def test_what_cannot_be_read_names_the_file(tmp_path: Path, path: str, code: PullCode, message: str) -> None:
    """Missing, broken, not a file."""
    (tmp_path / "kpis.csv").write_text(CSV)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\3\4 and no more")
    source = opened(tmp_path, {"path": path}, {"nps": NPS})
    (name,) = names(source)
    with pytest.raises(SourceError) as refused:
        pull(source, name)
    assert refused.value.code is code
    assert message in str(refused.value)
    assert refused.value.remedy


def test_locale_encoding_and_delimiter_reach_the_reader(tmp_path: Path) -> None:
    """As the source says."""
    (tmp_path / "kpis.csv").write_bytes("Zufriedenheit für Tag|Wert\n05.01.2026|1.234\n".encode("cp1252"))
    series = {"date": "Zufriedenheit für Tag", "value": "Wert"}
    config = {"path": "kpis.csv", "locale": "de", "encoding": "cp1252", "delimiter": "|"}
    page = pull(opened(tmp_path, config, {"m": {"series": series}}), "kpis.csv")
    assert values(only(page)) == [("2026-01-05", 1234)]


def test_semicolons_tell_that_commas_may_be_decimals(tmp_path: Path) -> None:
    """The real reader says what it found."""
    for delimiter, value in ((",", 1.234), (";", None)):
        (tmp_path / "kpis.csv").write_text(f"Day{delimiter}NPS\n2026-01-05{delimiter}1.234\n")
        page = pull(opened(tmp_path, {"path": "kpis.csv"}, {"nps": NPS}), "kpis.csv")
        assert values(only(page)) == [("2026-01-05", value)]


def test_a_local_file_is_always_read(tmp_path: Path) -> None:
    """Its cursor tells content and metrics apart."""
    (tmp_path / "kpis.csv").write_text(CSV)
    first = pull(opened(tmp_path, {"path": "kpis.csv"}, {"nps": NPS}), "kpis.csv")
    again = pull(opened(tmp_path, {"path": "kpis.csv"}, {"nps": NPS}), "kpis.csv", first.cursor)
    assert (again.unchanged, again.results, again.cursor) == (False, first.results, first.cursor)
    other = pull(opened(tmp_path, {"path": "kpis.csv"}, {"nps": {"cell": "B2"}}), "kpis.csv", first.cursor)
    before, after = (json.loads(page.cursor or "") for page in (first, other))
    assert before["content"] == after["content"]
    assert before["metrics"] != after["metrics"]


def test_an_unchanged_address_is_not_read_again(tmp_path: Path) -> None:
    """Unless the metrics changed, something could not be read, or everything is asked for."""
    body = {"now": CSV}

    def respond(seen: Seen) -> Answer:
        tag = f'"{len(body["now"])}"'
        if seen.headers.get("if-none-match") == tag:
            return Answer(304)
        return Answer(body=body["now"].encode(), headers={"ETag": tag, "Content-Type": "text/csv"})

    with serving(respond) as server:
        url = f"{server.url}/kpis.csv"
        source = opened(tmp_path, {"url": url}, {"nps": NPS})
        traffic = Traffic()
        first = pull(source, url, traffic=traffic)
        assert values(only(first)) == [("2026-01-05", 41)]
        assert (traffic.requests, traffic.bytes > 0) == (1, True)
        again = pull(source, url, first.cursor)
        assert (again.unchanged, again.results, again.cursor) == (True, (), first.cursor)
        edited = opened(tmp_path, {"url": url}, {"nps": {"cell": "B2"}})
        assert values(only(pull(edited, url, first.cursor))) == [("2026-11-21", 41)]
        assert not pull(source, url, "not a cursor").unchanged
        body["now"] = CSV.replace("41", "#N/A")
        broken = pull(source, url, first.cursor)
        assert only(broken).problem
        assert only(pull(source, url, broken.cursor)).problem == only(broken).problem


def test_an_address_with_a_secret_is_kept_elsewhere(tmp_path: Path) -> None:
    """Partition, evidence and cursor know the reference only; the validators are of the address it stood for."""
    tag = '"v1"'

    def respond(seen: Seen) -> Answer:
        if seen.headers.get("if-none-match") == tag:
            return Answer(304, headers={"ETag": tag})
        return Answer(body=CSV.encode(), headers={"ETag": tag, "Content-Type": "text/csv"})

    with serving(respond) as server:
        kept = {"KPI_URL": f"{server.url}/kpis.csv?access_key=hunter2"}
        source = opened(tmp_path, {"url": "env:KPI_URL"}, {"nps": {**NPS, "file": "env:KPI_URL"}}, environment=kept)
        assert names(source) == ["env:KPI_URL"]
        page = pull(source, "env:KPI_URL")
        assert values(only(page)) == [("2026-01-05", 41)]
        assert page.results[0].measurements[0].evidence.file == "env:KPI_URL"  # type: ignore[union-attr]
        assert "hunter2" not in repr(page)
        assert server.url not in repr(page)
        assert server.seen[-1].query == {"access_key": ["hunter2"]}
        assert pull(source, "env:KPI_URL", page.cursor).unchanged
        kept["KPI_URL"] = f"{server.url}/other.csv?access_key=hunter2"
        moved = opened(tmp_path, {"url": "env:KPI_URL"}, {"nps": {**NPS, "file": "env:KPI_URL"}}, environment=kept)
        assert not pull(moved, "env:KPI_URL", page.cursor).unchanged


@pytest.mark.parametrize(
    ("kept", "code", "told"),
    [
        ({}, PullCode.AUTH, "env:KPI_URL: the environment variable KPI_URL is not set"),
        ({"KPI_URL": "hunter2"}, PullCode.UNREACHABLE, "env:KPI_URL does not hold an address"),
        (
            {"KPI_URL": "http://127.0.0.1:9/hunter2 plan?token=hunter2"},
            PullCode.UNREACHABLE,
            "GET env:KPI_URL: the connection was refused",
        ),
    ],
)
def test_errors_do_not_show_the_address(tmp_path: Path, kept: dict[str, str], code: PullCode, told: str) -> None:
    """They name the reference, or the address without its secret."""
    source = opened(tmp_path, {"url": "env:KPI_URL"}, {"nps": NPS}, environment=kept, max_wait=0)
    with pytest.raises(SourceError) as refused:
        pull(source, "env:KPI_URL")
    assert told in str(refused.value)
    assert refused.value.code is code
    assert "hunter2" not in str(refused.value)


def test_an_address_kept_in_a_file(tmp_path: Path) -> None:
    """Relative to the workspace, with a line's end after it."""
    with serving(lambda _: Answer(body=CSV.encode(), headers={"Content-Type": "text/csv"})) as server:
        (tmp_path / "url.txt").write_text(f"{server.url}/kpis.csv?token=hunter2\n")
        source = opened(tmp_path, {"url": "file:url.txt"}, {"nps": NPS})
        assert values(only(pull(source, "file:url.txt"))) == [("2026-01-05", 41)]


@pytest.mark.parametrize("has", [True, False])
def test_downloads_lie_in_the_workspace_where_it_has_a_folder_for_them(tmp_path: Path, has: bool) -> None:
    """Nothing stays of them, and no folder of ours is made where there is none."""
    if has:
        (tmp_path / ".goalsync").mkdir()
    with serving(lambda _: Answer(body=CSV.encode(), headers={"Content-Type": "text/csv"})) as server:
        url = f"{server.url}/kpis.csv"
        pull(opened(tmp_path, {"url": url}, {"nps": NPS}), url)
    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    assert left == ([".goalsync", ".goalsync/tmp"] if has else [])


def test_the_size_of_what_is_fetched_is_limited(tmp_path: Path) -> None:
    """By `limit`."""
    with serving(lambda _: Answer(body=CSV.encode() * 1000, headers={"Content-Type": "text/csv"})) as server:
        url = f"{server.url}/kpis.csv"
        with pytest.raises(SourceError) as refused:
            pull(opened(tmp_path, {"url": url, "limit": "1 KB"}, {"nps": NPS}), url)
    assert url in str(refused.value)
    assert "limit" in (refused.value.remedy or "")


SPREADSHEET = {
    "spreadsheetId": "book1",
    "sheets": [{"title": "Weekly", "values": [["Day", "NPS"], ["2026-01-05", 41], ["2026-01-12", 43]]}],
}


def test_google(tmp_path: Path) -> None:
    """A spreadsheet by its id and a service account; the key never shows."""
    with google(SPREADSHEET) as emulator:
        config = {"google": "book1", "credentials": "env:KEY", "base_url": emulator.url}
        source = opened(tmp_path, config, {"nps": NPS}, environment={"KEY": emulator.credentials})
        assert names(source) == ["book1"]
        traffic = Traffic()
        result = only(pull(source, "book1", traffic=traffic))
        assert values(result) == [("2026-01-05", 41), ("2026-01-12", 43)]
        assert result.measurements[0].evidence.cells == ("B2",)  # type: ignore[union-attr]
        assert traffic.requests >= 2
        assert emulator.info["private_key"] not in repr(source)


@pytest.mark.parametrize(
    ("own", "given", "value"),
    [("de_DE", None, 1234), ("en_US", None, 1.234), ("en_US", "de", 1234), ("xx", None, None)],
)
def test_the_locale_of_a_google_spreadsheet(tmp_path: Path, own: str, given: str | None, value: float | None) -> None:
    """Decides on text that has two readings where the source names none."""
    book = {"spreadsheetId": "book1", "locale": own, "sheets": [{"title": "S", "values": [["1.234"]]}]}
    with google(book) as emulator:
        config = {"google": "book1", "credentials": "env:KEY", "base_url": emulator.url, "locale": given}
        source = opened(tmp_path, config, {"m": {"cell": "A1"}}, environment={"KEY": emulator.credentials})
        assert values(only(pull(source, "book1"))) == [("2026-11-21", value)]


def test_google_without_its_key(tmp_path: Path) -> None:
    """Names the variable and the spreadsheet."""
    source = opened(tmp_path, {"google": "book1", "credentials": "env:KEY"}, {"nps": NPS})
    with pytest.raises(SourceError, match="book1: the environment variable KEY is not set") as refused:
        pull(source, "book1")
    assert refused.value.code is PullCode.AUTH


def test_cursors_of_another_shape_are_none() -> None:
    """Of another version, or no JSON."""
    for text in (None, "", "x", "[]", '{"other": 1}', "null"):
        assert Cursor.parse(text) is None
    cursor = Cursor("digest", "content", None, clean=True)
    assert Cursor.parse(str(cursor)) == cursor
