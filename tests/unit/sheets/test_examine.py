"""What doctor is told of a spreadsheet by the sheets connector."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from goalsync.sdk.connector import Examination, Examines, Soundness
from goalsync.sdk.testing import World, open_source
from goalsync_sheets import connector
from support.google import EMAIL, google

BOOK = {
    "spreadsheetId": "kpis",
    "title": "KPIs 2026",
    "locale": "de_DE",
    "timeZone": "Europe/Berlin",
    "readers": [EMAIL],
}


def examined(
    directory: Path, metrics: dict[str, dict[str, object]] | None = None, **config: object
) -> list[Examination]:
    """All that it says."""
    secrets = {"KEY": str(config.pop("key", ""))}
    source = open_source(connector, World(config, metrics or {}, secrets), directory)
    assert isinstance(source, Examines)
    return list(source.examine())


def test_sheets_are_listed_hidden_ones_too(tmp_path: Path) -> None:
    """Each file with its size and what is in it; no cell is read."""
    book = openpyxl.Workbook()
    for number in range(14):
        book.create_sheet(f"Tab {number}").sheet_state = "hidden" if number else "visible"
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.csv").write_text("Date,NPS\n", encoding="utf-8")
    workbook, text = examined(tmp_path, path=["a.xlsx", "b.csv"])
    assert (workbook.name, workbook.soundness) == ("a.xlsx", Soundness.OK)
    assert " kB; sheets 'Sheet', 'Tab 0', 'Tab 1'," in workbook.found
    assert workbook.found.endswith("'Tab 10' and 3 more")
    assert text == Examination("b.csv", Soundness.OK, "9 bytes; a text file, which is one sheet")


@pytest.mark.parametrize(
    ("name", "content"),
    [("gone.csv", None), ("broken.xlsx", b"PK\x03\x04 no zip"), ("page.csv", b"<!doctype html><p>")],
)
def test_what_cannot_be_read_fails(tmp_path: Path, name: str, content: bytes | None) -> None:
    """Missing, damaged, or no spreadsheet at all: failed with what to do."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (found,) = examined(tmp_path, path=name)
    assert (found.name, found.soundness, bool(found.remedy)) == (name, Soundness.FAILED, True)


def test_a_file_that_only_a_metric_names_fails(tmp_path: Path) -> None:
    """It is not among the source's files; the error lists them."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("Date,NPS\n", encoding="utf-8")
    metric = {"series": {"date": "Date", "value": "NPS"}, "file": "c.csv"}
    found = {one.name: one.soundness for one in examined(tmp_path, {"nps": metric}, path=["a.csv", "b.csv"])}
    assert found == {"a.csv": Soundness.OK, "b.csv": Soundness.OK, "c.csv": Soundness.FAILED}


def test_a_google_spreadsheet_is_named(tmp_path: Path) -> None:
    """Its title, locale and sheets; not shared: with whom to share it."""
    seed = {**BOOK, "sheets": [{"title": "KPIs", "values": [["NPS", 42]]}]}
    with google(seed) as running:
        keys = {"google": "kpis", "credentials": "env:KEY", "base_url": running.url, "key": running.credentials}
        (found,) = examined(tmp_path, **keys)
    assert found.soundness is Soundness.OK
    assert found.found == "spreadsheet 'KPIs 2026', locale de_DE, time zone Europe/Berlin; sheet 'KPIs'"
    with google({**seed, "readers": []}) as running:
        keys = {"google": "kpis", "credentials": "env:KEY", "base_url": running.url, "key": running.credentials}
        (refused,) = examined(tmp_path, **keys)
    assert (refused.soundness, refused.remedy) == (Soundness.FAILED, f"share the spreadsheet with {EMAIL} as a viewer")
