"""Series, whatever the rows: the order of rows, repeated rows and other metrics change nothing; errors stay errors."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from goalsync.sdk.connector import MetricResult
from goalsync_sheets.book import Broken
from support.books import MemoryBook, read_all, read_series, requested, sheet

HEADER = ["Day", "Id", "Team", "Amount"]
DAYS = st.sampled_from(["2026-01-05", "2026-01-06", "05.02.2026", "2/13/2026", "3/4/2026", "", "Total"])
AMOUNTS = st.sampled_from([1, 2.5, "3,5", "1.234", "12.5", "", "n/a", "#N/A", "(7)", "about 5"])
ROWS = st.lists(
    st.tuples(DAYS, st.integers(0, 9).map(lambda n: f"id{n}"), st.sampled_from(["A", " a ", "B", ""]), AMOUNTS),
    max_size=12,
)
SERIES = st.fixed_dictionaries(
    {},
    optional={
        "date": st.just("Day"),
        "where": st.sampled_from([{"Team": "A"}, {"Team": ["A", "B"]}, {"Team": "A", "Amount": [1, "1.234"]}]),
        "skip": st.just("Total"),
        "on_duplicate": st.sampled_from(["last", "sum"]),
    },
).map(lambda keys: {"value": "Amount", **keys})


def book(rows: list[tuple[object, ...]]) -> MemoryBook:
    """One sheet; cells are as a workbook has them, or text."""
    return sheet(HEADER, *rows)  # type: ignore[arg-type]


def counted(result: MetricResult) -> Counter[tuple[str, float | None]]:
    """Days and values, however often each."""
    return Counter((row.at, row.value) for row in result.measurements)


@given(ROWS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_rows_changes_nothing_but_keys(
    rows: tuple[list[tuple[object, ...]], list[tuple[object, ...]]],
) -> None:
    """The same days and values, the same counts, a problem or none."""
    keys = {"date": "Day", "value": "Amount", "where": {"Team": "A"}}
    one, other = (read_series(book(list(some)), **keys) for some in rows)  # type: ignore[arg-type]
    assert counted(one) == counted(other)
    assert (one.looked_at, one.matched, one.skipped) == (other.looked_at, other.matched, other.skipped)
    assert bool(one.problem) == bool(other.problem)


@given(ROWS, st.data())
def test_a_repeated_row_changes_nothing_with_dedupe_by(rows: list[tuple[object, ...]], data: st.DataObject) -> None:
    """Wherever it is repeated; it is counted as a duplicate."""
    unique = list({row[1]: row for row in rows}.values())
    again = [*unique, *data.draw(st.lists(st.sampled_from(unique), max_size=5))] if unique else []
    keys = {"date": "Day", "value": "Amount", "dedupe_by": "Id"}
    one, other = (read_series(book(some), **keys) for some in (unique, data.draw(st.permutations(again))))  # type: ignore[arg-type]
    assert sorted((row.at, row.key, str(row.value)) for row in one.measurements) == sorted(
        (row.at, row.key, str(row.value)) for row in other.measurements
    )
    assert bool(one.problem) == bool(other.problem)


@given(ROWS, SERIES)
def test_every_row_is_accounted_for(rows: list[tuple[object, ...]], series: dict[str, object]) -> None:
    """Looked at = matched + filtered + skipped; of the matched each is measured or counted with its reason."""
    result = read_series(book(rows), **series)  # type: ignore[arg-type]
    out = result.skipped.get("filtered", 0) + result.skipped.get("skip_pattern", 0)
    assert result.looked_at == result.matched + out
    if result.whole and result.problem is None:
        rest = sum(result.skipped.get(why, 0) for why in ("blank", "no_date", "summary_row", "repeated_header"))
        assert result.matched == len(result.measurements) + rest


@given(ROWS, st.lists(SERIES, min_size=1, max_size=6))
def test_metrics_do_not_disturb_each_other(rows: list[tuple[object, ...]], several: list[dict[str, object]]) -> None:
    """Read together in one pass, or each alone: the same."""
    requests = [requested({"series": keys}, f"m{number}") for number, keys in enumerate(several)]
    together = read_all(book(rows), requests).results
    assert together == tuple(read_all(book(rows), [request]).results[0] for request in requests)


@given(ROWS, st.sampled_from(["#DIV/0!", "#N/A", Broken("#REF!"), Broken("formula without a stored value")]), SERIES)
def test_an_error_cell_is_never_a_number(
    rows: list[tuple[object, ...]], error: object, series: dict[str, object]
) -> None:
    """A column of errors has no number at all, however it is read."""
    result = read_series(book([(*row[:3], error) for row in rows]), **series)  # type: ignore[arg-type]
    assert all(row.value is None for row in result.measurements)
    assert not result.measurements or result.problem


@given(ROWS, SERIES)
def test_text_files_say_the_same_as_workbooks(rows: list[tuple[object, ...]], series: dict[str, object]) -> None:
    """The quick way through text files leads to the same rows."""
    cells = [[str(cell) for cell in row] for row in rows]
    workbook = sheet(HEADER, *cells)
    text = MemoryBook({"": [HEADER, *cells]}, is_text=True, delimiter="\t")
    one, other = (read_series(some, **series) for some in (workbook, text))  # type: ignore[arg-type]
    assert counted(one) == counted(other)
    assert (one.looked_at, one.matched, one.skipped) == (other.looked_at, other.matched, other.skipped)
