"""What a fetched file is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from goalsync_sheets.places.web.name import name_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("url", "headers", "name"),
    [
        ("https://h/data/kpis.csv", {}, "kpis.csv"),
        ("https://h/data/KPIs%202026.XLSX?v=1", {}, "KPIs 2026.XLSX"),
        ("https://h/export", {"content-type": "text/csv; charset=utf-8"}, "export.csv"),
        ("https://h/export.php?id=3", {"Content-Type": XLSX}, "export.php.xlsx"),
        ("https://h/", {"Content-Type": XLSX}, "download.xlsx"),
        ("https://h/", {}, "download"),
        ("https://h/spreadsheets/d/ID/export?format=csv&gid=0", {"Content-Type": "text/csv"}, "export.csv"),
        ("https://h/pub?output=tsv", {"Content-Type": "application/octet-stream"}, "pub.tsv"),
        ("https://h/a.csv", {"Content-Type": "application/vnd.ms-excel"}, "a.csv"),
        ("https://h/x", {"Content-Disposition": 'attachment; filename="Q3 report.ods"'}, "Q3 report.ods"),
        ("https://h/x", {"Content-Disposition": "attachment; filename*=UTF-8''Umsatz%20%C3%84.csv"}, "Umsatz Ä.csv"),
        ("https://h/x.csv", {"Content-Disposition": "attachment; filename=real.xlsx"}, "real.xlsx"),
        ("https://h/x", {"Content-Disposition": "attachment; filename*=bogus''a.csv"}, "a.csv"),
        ("https://h/x", {"Content-Disposition": 'attachment; filename="../../etc/passwd.csv"'}, "passwd.csv"),
        ("https://h/x", {"Content-Disposition": 'attachment; filename="C:\\\\tmp\\\\a.csv"'}, "a.csv"),
        ("https://h/..%2f..%2fa.csv", {}, "a.csv"),
        ("https://h/a%00b%1b.csv", {}, "ab.csv"),
        ("https://h/..", {"Content-Type": "text/csv"}, "download.csv"),
    ],
)
def test_a_name_and_a_kind(url: str, headers: dict[str, str], name: str) -> None:
    """From Content-Disposition, the address, its query, the content type; never a path."""
    assert name_of(url, url, CaseInsensitiveDict(headers)) == name


def test_the_address_after_redirects_helps() -> None:
    """A short link says nothing, where it leads does."""
    assert name_of("https://s/x1", "https://h/data/kpis.xlsx", {}) == "kpis.xlsx"


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_name_is_ever_a_path(path: str, disposition: str) -> None:
    """Whatever a server says, the name has no separator and prints on one line."""
    headers = {"Content-Disposition": disposition} if disposition.isprintable() else {}
    name = name_of(f"https://h/{path}".replace("[", "").replace("]", ""), "https://h/", headers)
    assert name
    assert not set(name) & set("/\\\0\r\n")
    assert name not in (".", "..")
    assert len(name) <= 130
