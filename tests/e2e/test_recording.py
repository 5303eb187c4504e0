"""tools/record.py: what it records is what a source with `recording:` needs, and holds nothing that is secret."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from e2e.cli import NOW, call, document
from support.server import Answer, Seen, serving

TOOL = Path(__file__).resolve().parents[2] / "tools" / "record.py"
SETTINGS = """\
sources:
  web: {connector: sheets, url: "https://acme.example/kpis.csv?format=csv", recording: tapes/web.yaml}
"""
METRICS = "metrics: [{id: nps, source: web, series: {date: Date, value: NPS}}]"
CSV = b"Date,NPS\n2026-10-15,33\n2026-11-16,38\n"


def write(directory: Path) -> None:
    """A workspace whose one source is to be recorded."""
    for name, text in (("config/goalsync.yaml", SETTINGS), ("mappings/metrics.yaml", METRICS)):
        (directory / name).parent.mkdir(parents=True)
        (directory / name).write_text(text, encoding="utf-8")


def test_what_is_recorded_is_what_is_needed(tmp_path: Path) -> None:
    """Recorded from the loopback under its configured address, each question once; then everything works without it."""
    write(tmp_path)

    def respond(seen: Seen) -> Answer:
        headers = {"Content-Type": "text/csv", "ETag": '"1"', "Set-Cookie": "session=hunter2", "X-Request-Id": "4711"}
        return Answer(304 if "If-None-Match" in seen.headers else 200, CSV, headers)

    with serving(respond) as server:
        command = [sys.executable, str(TOOL), "--source", "web", "--stand-in", server.url, "--now", NOW]
        done = subprocess.run([*command, "--workspace", str(tmp_path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert {seen.path for seen in server.seen} == {"/kpis.csv"}
        port = str(server.url.rpartition(":")[2])
    tape = (tmp_path / "tapes" / "web.yaml").read_text(encoding="utf-8")
    (one,) = yaml.safe_load(tape)["interactions"]
    assert one["request"]["uri"] == "https://acme.example/kpis.csv?format=csv"
    assert sorted(one["response"]["headers"]) == ["Content-Type", "ETag"]
    assert not [word for word in ("hunter2", "4711", port, "User-Agent") if word in tape]
    for command in ("doctor", "sync", "sync"):
        assert call("-C", str(tmp_path), command, "--now", NOW).returncode == 0
    synced = call("-C", str(tmp_path), "report", "--now", NOW, "--format", "json")
    assert document(synced)["sources"][0]["state"] == "complete"


def test_only_a_stand_in_is_recorded(tmp_path: Path) -> None:
    """What people keep in their systems is not written into a file by a slip."""
    write(tmp_path)
    command = [sys.executable, str(TOOL), "--source", "web", "--stand-in", "https://acme.example"]
    done = subprocess.run([*command, "--workspace", str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, "only a stand-in" in done.stderr) == (2, True)
    assert not (tmp_path / "tapes").exists()
