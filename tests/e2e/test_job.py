"""A workspace of a real csv and a real xlsx, run as a person or a scheduler runs it: twice, broken, killed, at once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from e2e import cli
from support.stores import rows, store_path
from support.workspaces import write_files

SETTINGS = """\
timezone: Europe/Berlin
sources:
  book: {connector: sheets, path: kpis.xlsx}
  list: {connector: sheets, path: deals.csv}
"""
GOALS = """\
objectives:
  - id: O1
    title: Customers come back
    owner: dana
    period: 2026-Q4
    key_results:
      - {id: O1.KR1, title: NPS from 31 to 45, metric: nps, baseline: 31, target: 45}
      - {id: O1.KR2, title: Ten deals, metric: deals, reach: 10, accumulate: count}
      - {id: O1.KR3, title: Acquisition cost under 40, metric: cac, maintain: {below: 40}}
"""
MAPPINGS = """\
metrics:
  - {id: nps, source: book, series: {sheet: Scores, date: Week, value: NPS}}
  - {id: cac, source: book, cell: KPIs!B2}
  - {id: deals, source: list, series: {date: Closed, where: {Stage: Won}, dedupe_by: Deal}}
"""
DEALS = "Deal,Stage,Closed\nD1,Won,2026-10-05\nD2,Lost,2026-10-06\nD3,Won,2026-11-02\nD4,Won,2026-11-10\n"
MONDAY, TUESDAY, WEDNESDAY = (f"2026-11-{day}T08:00:00+01:00" for day in (16, 17, 18))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two files, three key results."""
    declared = {"config/goalsync.yaml": SETTINGS, "config/goals/company.yaml": GOALS, "mappings/metrics.yaml": MAPPINGS}
    write_files(tmp_path, {**declared, "deals.csv": DEALS})
    book = Workbook()
    scores, kpis = book.active, book.create_sheet("KPIs")
    assert scores is not None
    scores.title = "Scores"
    for row in (["Week", "NPS"], ["2026-10-05", 33], ["2026-11-09", 38]):
        scores.append(row)
    kpis.append(["Measure", "Now"])
    kpis.append(["Acquisition cost", 36.5])
    book.save(tmp_path / "kpis.xlsx")
    return tmp_path


def command(workspace: Path, *arguments: str) -> list[str]:
    """The program as installed here."""
    return [sys.executable, "-m", "goalsync", "-C", str(workspace), *arguments]


def run(workspace: Path, *arguments: str) -> tuple[int, Any, str]:
    """Exit code, document and stderr."""
    done = cli.run(*arguments, "--format", "json", at=workspace)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def key_results(document: Any) -> dict[str, tuple[float | None, str, str]]:
    """Progress (rounded), status and truth of each."""
    return {
        one["id"]: (None if one["progress"] is None else round(one["progress"], 4), one["status"], one["truth"])
        for one in document["key_results"]
    }


def edit(workspace: Path, sheet: str, cell: str, value: object) -> None:
    """Change one cell of the book."""
    book = load_workbook(workspace / "kpis.xlsx")
    book[sheet][cell] = value
    book.save(workspace / "kpis.xlsx")


def test_twice_in_a_row(workspace: Path) -> None:
    """The first records, the second has nothing to do, and a new cell moves its key result alone."""
    code, first, _ = run(workspace, "sync", "--now", MONDAY)
    assert code == 0
    assert key_results(first) == {
        "O1.KR1": (0.5, "on_track", "known"),
        "O1.KR2": (0.3, "off_track", "known"),
        "O1.KR3": (1.0, "on_track", "known"),
    }
    assert first["change_counts"] == {"record_check_in": 3}
    code, second, _ = run(workspace, "sync", "--now", "2026-11-16T09:00:00+01:00")
    assert (code, second["changes"]) == (0, [])
    edit(workspace, "Scores", "B3", 41)
    code, third, _ = run(workspace, "sync", "--now", "2026-11-16T10:00:00+01:00")
    assert (code, [one["subject"] for one in third["changes"]]) == (0, ["O1.KR1"])
    assert third["key_results"][0]["waterfall"] == {"correction": pytest.approx(3 / 14)}
    assert "Scores!B3" in third["changes"][0]["because"][2]


def test_an_edited_metric_moves_what_runs_and_no_grade(workspace: Path) -> None:
    """Other rows of the same sheet: a part of the move of its own, no correction; and nothing once it was graded."""
    (workspace / "deals.csv").write_text("Week,M,Value\n2026-11-09,a,38\n2026-11-09,b,45\n", encoding="utf-8")
    metrics = "metrics:\n  - {{id: nps, source: list, series: {{date: Week, value: Value, where: {{M: {}}}}}}}\n"
    (workspace / "config" / "goals" / "company.yaml").write_text(
        GOALS.partition("      - {id: O1.KR2")[0], encoding="utf-8"
    )
    mappings = workspace / "mappings" / "metrics.yaml"
    mappings.write_text(metrics.format("a"), encoding="utf-8")
    assert run(workspace, "sync", "--now", MONDAY)[1]["key_results"][0]["progress"] == 0.5
    mappings.write_text("# another one\n" + metrics.format("b"), encoding="utf-8")
    code, edited, _ = run(workspace, "sync", "--now", TUESDAY)
    assert (code, edited["key_results"][0]["waterfall"]) == (0, {"rule_edit": pytest.approx(0.5)})
    mappings.write_text(metrics.format("a"), encoding="utf-8")
    code, graded, _ = run(workspace, "sync", "--now", "2027-01-02T08:00:00+01:00")
    assert (code, key_results(graded)["O1.KR1"]) == (0, (0.5, "missed", "known"))
    mappings.write_text(metrics.format("b"), encoding="utf-8")
    code, after, _ = run(workspace, "sync", "--now", "2027-01-03T08:00:00+01:00")
    assert (code, after["changes"], key_results(after)) == (0, [], key_results(graded))
    query = "SELECT value, origin FROM measurements ORDER BY id"
    assert rows(store_path(workspace), query) == [(38.0, "sync"), (45.0, "sync"), (38.0, "sync"), (45.0, "sync")]
    text = (workspace / "deals.csv").read_text(encoding="utf-8").replace("b,45", "b,46")
    (workspace / "deals.csv").write_text(text, encoding="utf-8")
    code, corrected, _ = run(workspace, "sync", "--now", "2027-01-04T08:00:00+01:00")
    assert (code, corrected["key_results"][0]["current"]) == (0, 46)
    assert list(corrected["key_results"][0]["waterfall"]) == ["correction"]


def test_a_broken_sheet_holds_its_own_key_results(workspace: Path) -> None:
    """An error cell, then a book that is no book: held with the cell, the rest goes on, exit 4; mended, it goes on."""
    before = key_results(run(workspace, "sync", "--now", MONDAY)[1])
    edit(workspace, "KPIs", "B2", "#DIV/0!")
    (workspace / "deals.csv").write_text(DEALS + "D5,Won,2026-11-16\n", encoding="utf-8")
    code, document, _ = run(workspace, "sync", "--now", TUESDAY)
    after = key_results(document)
    assert code == 4
    assert (after["O1.KR3"], after["O1.KR1"]) == ((*before["O1.KR3"][:2], "held"), before["O1.KR1"])
    assert after["O1.KR2"][0] == 0.4
    held = document["key_results"][2]
    assert "KPIs!B2" in held["reason"]
    assert "mappings/metrics.yaml:3:5" in held["reason"]
    whole = (workspace / "kpis.xlsx").read_bytes()
    (workspace / "kpis.xlsx").write_bytes(b"not a book at all")
    code, document, _ = run(workspace, "sync", "--now", WEDNESDAY)
    assert code == 4
    assert {one: value[2] for one, value in key_results(document).items()} == {
        "O1.KR1": "held",
        "O1.KR2": "known",
        "O1.KR3": "held",
    }
    assert document["changes"] == []
    (workspace / "kpis.xlsx").write_bytes(whole)
    edit(workspace, "KPIs", "B2", 44)
    code, document, _ = run(workspace, "sync", "--now", "2026-11-19T08:00:00+01:00")
    assert code == 0
    assert key_results(document)["O1.KR3"] == (0.0, "off_track", "known")


def test_killed_at_any_moment_the_next_run_finishes_the_work(workspace: Path) -> None:
    """kill -9 after a while, again and again: the store opens, and at last all is as after one quiet run."""
    lines = "".join(f"D{n},Won,2026-10-{1 + n % 31:02}\n" for n in range(10, 30_000))
    (workspace / "deals.csv").write_text(DEALS + lines, encoding="utf-8")
    killed = 0
    for number in range(4):
        process = subprocess.Popen(
            command(workspace, "sync", "--now", MONDAY), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while not store_path(workspace).exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.15 * number)
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert run(workspace, "report", "--now", TUESDAY)[0] == 0
    assert killed, "none of the runs was killed in the middle"
    code, document, stderr = run(workspace, "sync", "--now", TUESDAY)
    assert code == 0, stderr
    assert rows(store_path(workspace), "SELECT count(DISTINCT key) FROM measurements WHERE metric = 'deals'") == [
        (29_993,)
    ]
    assert rows(store_path(workspace), "SELECT count(*) FROM check_ins") == [(3,)]
    assert key_results(document)["O1.KR2"][0] == pytest.approx(2999.3)
    assert run(workspace, "sync", "--now", WEDNESDAY)[1]["change_counts"] == {}


@pytest.fixture
def slow() -> Iterator[tuple[str, threading.Event, threading.Event]]:
    """A server that says when it was asked, and answers with the deals when it may."""
    asked, may_answer = threading.Event(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            may_answer.wait(60)
            self.send_response(200)
            self.send_header("Content-Type", "text/csv")
            self.send_header("Content-Length", str(len(DEALS)))
            self.end_headers()
            self.wfile.write(DEALS.encode())

        def log_message(self, *arguments: object) -> None:
            del arguments

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/deals.csv", asked, may_answer
    finally:
        may_answer.set()
        server.shutdown()
        server.server_close()


def test_two_at_once(workspace: Path, slow: tuple[str, threading.Event, threading.Event]) -> None:
    """The second ends with 6 at once and changes nothing; a plan may look meanwhile; the first ends well."""
    url, asked, may_answer = slow
    settings = SETTINGS.replace("path: deals.csv", f"url: '{url}'")
    (workspace / "config" / "goalsync.yaml").write_text(settings, encoding="utf-8")
    first = subprocess.Popen(
        command(workspace, "sync", "--now", MONDAY, "--format", "json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert asked.wait(60)
        code, problems, stderr = run(workspace, "sync", "--now", TUESDAY)
        assert (code, problems) == (6, None)
        assert "another run" in json.loads(stderr)["problems"][0]["message"]
        assert run(workspace, "plan", "--offline", "--now", TUESDAY)[0] in (0, 4)
        may_answer.set()
        out, err = first.communicate(timeout=60)
        assert first.returncode == 0, err
        assert key_results(json.loads(out))["O1.KR2"][0] == 0.3
    finally:
        if first.poll() is None:
            first.kill()
            first.communicate()


def test_a_plan_is_reviewed_and_applied(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """plan --out, apply, apply again: done, refused with the run that came between."""
    saved = tmp_path_factory.mktemp("plans") / "plan.json"
    code, planned, _ = run(workspace, "plan", "--out", str(saved), "--detailed-exitcode", "--now", MONDAY)
    assert code == 2
    assert not store_path(workspace).exists()
    (workspace / "kpis.xlsx").rename(workspace / "away.xlsx")
    code, applied, stderr = run(workspace, "apply", str(saved), "--now", TUESDAY)
    assert code == 0, stderr
    assert applied["run"]["applied"]
    assert (applied["run"]["digest"], applied["changes"]) == (planned["run"]["digest"], planned["changes"])
    code, _, stderr = run(workspace, "apply", str(saved), "--now", WEDNESDAY)
    assert code == 1
    assert applied["run"]["id"] in stderr
