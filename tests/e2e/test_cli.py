"""The command line from outside: what it prints where, and with which exit code it ends."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.cli import NOW, call, document, run, write_workspace
from goalsync.cli.catalogue import CATALOGUE


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A small workspace."""
    return write_workspace(tmp_path / "workspace")


def files(directory: Path) -> dict[str, bytes]:
    """Every file below a directory with its bytes."""
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def change(workspace: Path, name: str, before: str, after: str) -> None:
    """Edit a file of the workspace; what is edited must be there."""
    text = (workspace / name).read_text(encoding="utf-8")
    assert before in text
    (workspace / name).write_text(text.replace(before, after), encoding="utf-8")


def test_a_first_day(workspace: Path) -> None:
    """check, plan, sync, sync again, report, explain: as a person would."""
    assert run("check", at=workspace).stdout == (
        "All good: 2 sources, 5 metrics, 1 objective, 3 key results, 1 goal and 1 KPI.\n"
    )
    planned = run("plan", "--now", NOW, at=workspace)
    assert planned.returncode == 0
    assert (
        "Plan: 5 check-ins; 3 key results, 1 goal and 1 KPI were looked at. Nothing is written yet." in planned.stdout
    )
    assert not (workspace / ".goalsync").exists()
    synced = run("sync", "--now", NOW, at=workspace)
    assert synced.returncode == 0
    assert synced.stdout.startswith("Recorded 5 check-ins;")
    again = run("sync", "--now", NOW, at=workspace)
    assert again.returncode == 0
    assert again.stdout.startswith("Nothing to do: 3 key results, 1 goal and 1 KPI were looked at")
    report = run("report", "--now", NOW, at=workspace)
    assert report.returncode == 0
    assert "31 → 38 → 45" in report.stdout
    explained = run("explain", "O1.KR1", "--now", NOW, at=workspace)
    assert "numbers.csv" in explained.stdout
    assert "(38 − 31) ÷ (45 − 31) = 0.5" in explained.stdout


def test_a_closed_output_is_no_crash(workspace: Path) -> None:
    """Whoever closes stdout or stderr (`>&-`) gets the exit code of what was done."""
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        command = f"{shlex.quote(sys.executable)} -m goalsync -C {shlex.quote(str(workspace))} check {closed}"
        assert subprocess.run(["sh", "-c", command], check=False, capture_output=True).returncode == 0


def test_help_of_every_command_teaches() -> None:
    """Every command has help, on stdout, with examples; the program's help names every command."""
    whole = run("--help")
    assert whole.returncode == 0
    assert whole.stderr == ""
    for name, entry in CATALOGUE.items():
        assert entry.summary in whole.stdout
        done = call(name, "--help")
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        assert name == "completion" or "Examples" in done.stdout
        assert "--workspace" in done.stdout
    assert run().stdout == whole.stdout


def test_version() -> None:
    """One line."""
    assert run("--version").stdout.startswith("goalsync ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["snyc"], "did you mean 'sync'?"),
        (["sync", "--nope"], "--nope"),
        (["report", "--format", "xml"], "'xml' is not one of text, json, html"),
        (["check", "--format", "html"], "'html' is not one of text, json"),
        (["plan", "--offline", "--full"], "--offline"),
        (["sync", "--source", "nubmers"], "there are: numbers, other"),
        (["sync", "--allow", "everything"], "status_flips"),
        (["sync", "--now", "tomorrow"], "2026-11-20T09:00:00+01:00"),
        (["report", "--as-of", "Friday"], "2026-11-20"),
        (["explain", "O1.KR9"], "O1.KR"),
        (["explain"], "ID"),
        (["apply", "nothing.json"], "nothing.json"),
        (["record", "interviewz", "1"], "did you mean 'interviews'?"),
        (["record", "nps", "1"], "mappings/metrics.yaml:2"),
        (["record", "interviews", "one"], "'one' is not a number"),
        (["record", "interviews", "nan"], "'nan' is not a number"),
        (["record", "interviews", "1", "--on", "2999-01-01"], "after today"),
        (["check-in", "O1.KR1"], "it says nothing"),
        (["check-in", "O1", "--confidence", "0.5"], "'O1' is an objective, not a key result, goal or KPI"),
        (["check-in", "O9", "--confidence", "0.5"], "there is no key result, goal or KPI 'O9'"),
        (["record", "interviews", "1%"], "not measured in %"),
        (["check-in", "O1.KR1", "--confidence", "70"], "70"),
        (["check-in", "O1.KR1", "--confidence", "nan"], "between 0 and 1, not nan"),
        (["items", "--source", "nope"], "there are: numbers, other"),
        (["history", "nothing"], "'nothing'"),
        (["schema", "everything"], "settings"),
    ],
)
def test_usage_errors_are_5_and_on_stderr(workspace: Path, arguments: list[str], says: str) -> None:
    """What is typed wrongly ends with 5, an empty stdout and a line that helps; as JSON it is a document."""
    done = call(*arguments, at=workspace)
    assert done.returncode == 5, done.stderr
    assert done.stdout == ""
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    if "--format" not in arguments:
        as_json = call(*arguments, "--format", "json", at=workspace)
        assert as_json.returncode == 5
        assert as_json.stdout == ""
        found = json.loads(as_json.stderr)
        assert found["schema"] == "goalsync/problems/1"
        assert set(found["problems"][0]) == {
            "file", "line", "column", "path", "severity", "rule", "message", "remedy"
        }  # fmt: skip


def test_a_wrong_workspace_is_5_everywhere(workspace: Path) -> None:
    """`check` says so on stdout, every other command on stderr, with file, line and column."""
    change(workspace, "config/goals/all.yaml", "target: 45", "target: ten")
    place = "config/goals/all.yaml:8:9: objectives[0].key_results[0]"
    checked = call("check", at=workspace)
    assert (checked.returncode, checked.stderr) == (5, "")
    assert "config/goals/all.yaml:8:" in checked.stdout
    assert "expected a number, got 'ten'" in checked.stdout, place
    as_json = call("check", "--format", "json", at=workspace)
    assert (as_json.returncode, as_json.stderr) == (5, "")
    (problem,) = document(as_json)["problems"]
    assert (problem["file"], problem["line"], problem["severity"]) == ("config/goals/all.yaml", 8, "error")
    for name in ("plan", "sync", "report", "history", "items"):
        done = call(name, at=workspace)
        assert (done.returncode, done.stdout) == (5, ""), name
        assert "expected a number, got 'ten'" in done.stderr
        assert "Traceback" not in done.stderr
        as_json = call(name, "--format", "json", at=workspace)
        assert json.loads(as_json.stderr)["problems"] == [problem]


def test_no_workspace(tmp_path: Path) -> None:
    """Where there is none, it says what to do."""
    for arguments in (["check"], ["sync"]):
        done = call(*arguments, at=tmp_path)
        assert done.returncode == 5
        assert "goalsync init" in done.stdout + done.stderr


def test_init_writes_what_passes_check(tmp_path: Path) -> None:
    """The first workspace is right as it stands, and is never written twice."""
    done = call("init", at=tmp_path)
    assert done.returncode == 0
    assert "config/goalsync.yaml" in done.stdout
    assert call("check", at=tmp_path).returncode == 0
    assert call("sync", at=tmp_path).returncode == 0
    before = files(tmp_path)
    assert call("init", at=tmp_path).returncode == 5
    assert files(tmp_path) == before


def test_init_makes_the_directory_that_is_named(tmp_path: Path) -> None:
    """The commands that it says come next work as they are printed, from where it was called."""
    done = call("init", "my goals/of 2026", at=tmp_path)
    assert done.returncode == 0, done.stderr
    steps = [shlex.split(line)[:4] for line in done.stdout.splitlines() if " -C " in line]
    assert [step[-1] for step in steps] == ["check", "plan", "sync", "report"]
    for step in steps:
        assert call(*step[1:], at=tmp_path).returncode == 0, step
    named = document(call("init", "other", "--format", "json", at=tmp_path, environment={"GOALSYNC_WORKSPACE": "no"}))
    assert (named["directory"], "config/goalsync.yaml" in named["files"]) == ("other", True)
    assert call("init", "my goals/of 2026", at=tmp_path).returncode == 5
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert call("init", "file", at=tmp_path).returncode == 5


def test_the_workspace_is_found(workspace: Path, tmp_path: Path) -> None:
    """Upward from here, by -C before or after the command, or by the environment."""
    below = workspace / "config" / "goals"
    expected = call("check", at=workspace).stdout
    assert call("check", at=below).stdout == expected
    assert call("-C", str(workspace), "check", at=tmp_path).stdout == expected
    assert call("check", "--workspace", str(workspace), at=tmp_path).stdout == expected
    assert call("check", at=tmp_path, environment={"GOALSYNC_WORKSPACE": str(workspace)}).stdout == expected


def test_global_options_stand_on_either_side(workspace: Path) -> None:
    """Before or after the command they say the same."""
    after = run("plan", "--format", "json", "--now", NOW, "--quiet", at=workspace)
    before = run("--format", "json", "--now", NOW, "--quiet", "plan", at=workspace)
    assert after.returncode == before.returncode == 0
    assert after.stdout == before.stdout
    assert after.stderr == before.stderr == ""


def test_plan_and_dry_run_change_no_byte(workspace: Path) -> None:
    """They print the same and leave everything as it was, with a store and without."""
    for _ in range(2):
        before = files(workspace)
        planned = call("plan", "--now", NOW, at=workspace)
        dry = call("sync", "--dry-run", "--now", NOW, at=workspace)
        assert planned.stdout == dry.stdout
        assert files(workspace) == before
        assert call("sync", "--now", "2026-11-17T09:00:00+01:00", at=workspace).returncode == 0


def test_equal_stores_give_equal_bytes(workspace: Path, tmp_path: Path) -> None:
    """Same store, same configuration, same --now: same bytes, whatever the command and the process."""
    other = write_workspace(tmp_path / "other")
    for arguments in (["sync", "--format", "json"], ["report"], ["report", "--format", "html"]):
        first = run(*arguments, "--now", NOW, at=workspace, environment={"PYTHONHASHSEED": "1"})
        second = run(*arguments, "--now", NOW, at=other, environment={"PYTHONHASHSEED": "2"})
        assert first.stdout == second.stdout, arguments
    for arguments in (
        ["sync"],
        ["plan"],
        ["history"],
        ["plan", "--format", "json"],
        ["explain", "O1", "--format", "json"],
    ):
        assert call(*arguments, "--now", NOW, at=workspace).stdout == call(*arguments, "--now", NOW, at=other).stdout


def test_detailed_exitcode(workspace: Path) -> None:
    """2 when there is something to record, 0 when there is nothing."""
    assert call("plan", "--detailed-exitcode", "--now", NOW, at=workspace).returncode == 2
    call("sync", "--now", NOW, at=workspace)
    assert call("plan", "--detailed-exitcode", "--now", NOW, at=workspace).returncode == 0
    assert call("plan", "--detailed-exitcode", "--offline", "--now", NOW, at=workspace).returncode == 0


def test_a_broken_source_is_4_and_holds_its_own(workspace: Path) -> None:
    """The rest goes on; what needed the source stands as it last was, and says so."""
    call("sync", "--now", "2026-11-17T09:00:00+01:00", at=workspace)
    (workspace / "other.csv").unlink()
    change(workspace, "numbers.csv", "2026-11-16,38", "2026-11-16,40")
    done = call("sync", "--format", "json", "--now", NOW, at=workspace)
    assert done.returncode == 4
    found = document(done)
    assert {source["name"]: source["state"] for source in found["sources"]} == {
        "numbers": "complete",
        "other": "failed",
    }
    assert {part["id"]: part["truth"] for part in found["kpis"]} == {"acv": "held"}
    assert found["kpis"][0]["current"] == 342
    assert found["key_results"][0]["current"] == 40
    text = call("sync", "--now", NOW, at=workspace)
    assert text.returncode == 4
    assert "other.csv" in text.stdout
    assert "held" in text.stdout


def test_all_sources_failed_is_4(workspace: Path) -> None:
    """Not 1: the run came to its end and knows what it does not know."""
    (workspace / "other.csv").unlink()
    (workspace / "numbers.csv").unlink()
    done = call("sync", "--now", NOW, at=workspace)
    assert done.returncode == 4
    assert call("report", "--now", NOW, at=workspace).returncode == 0


def test_source_option_skips_the_others(workspace: Path) -> None:
    """A skipped source is neither incomplete nor a failure."""
    done = call("sync", "--source", "numbers", "--format", "json", "--now", NOW, at=workspace)
    assert done.returncode == 0
    states = {source["name"]: source["state"] for source in document(done)["sources"]}
    assert states == {"numbers": "complete", "other": "skipped"}


def test_a_saved_plan_is_applied_as_reviewed(workspace: Path) -> None:
    """It needs no source, applies once, and is refused when something came between."""
    assert call("plan", "--out", "plan.json", "--now", NOW, at=workspace).returncode == 0
    saved = json.loads((workspace / "plan.json").read_text(encoding="utf-8"))
    assert saved["schema"]
    (workspace / "numbers.csv").rename(workspace / "away.csv")
    done = call("apply", "plan.json", "--now", NOW, at=workspace)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Recorded 5 check-ins;")
    again = call("apply", "plan.json", "--now", NOW, at=workspace)
    assert (again.returncode, again.stdout) == (1, "")
    assert "plan --out" in again.stderr
    (workspace / "away.csv").rename(workspace / "numbers.csv")
    assert call("sync", "--now", NOW, at=workspace).stdout.startswith("Nothing to do")


def test_a_saved_plan_that_was_cut_is_refused(workspace: Path) -> None:
    """One line and 1, no traceback."""
    call("plan", "--out", "plan.json", "--now", NOW, at=workspace)
    text = (workspace / "plan.json").read_text(encoding="utf-8")
    (workspace / "plan.json").write_text(text[: len(text) // 2], encoding="utf-8")
    done = call("apply", "plan.json", "--format", "json", at=workspace)
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads(done.stderr)["problems"][0]["message"]


def test_a_brake_refuses_with_3(workspace: Path) -> None:
    """An unlikely plan is shown and not applied, until it is allowed."""
    many = "".join(
        f"      - {{id: O1.M{n}, title: Metric {n}, metric: m{n}, baseline: 0, target: 100}}\n" for n in range(12)
    )
    change(workspace, "config/goals/all.yaml", "goals:\n", many + "goals:\n")
    metrics = "".join(f"  - {{id: m{n}, source: numbers, series: {{date: Date, value: M{n}}}}}\n" for n in range(12))
    change(workspace, "mappings/metrics.yaml", "metrics:\n", "metrics:\n" + metrics)
    head = ",".join(f"M{n}" for n in range(12))

    def numbers(value: int) -> None:
        rows = f"2026-10-15,33,36.5{',' * 12}\n2026-11-16,38,43.25,{','.join([str(value)] * 12)}\n"
        (workspace / "numbers.csv").write_text(f"Date,NPS,Cost,{head}\n{rows}", encoding="utf-8")

    numbers(80)
    assert call("sync", "--now", NOW, at=workspace).returncode == 0
    numbers(5)
    refused = call("sync", "--now", "2026-11-20T10:00:00+01:00", at=workspace)
    assert refused.returncode == 3, refused.stdout
    assert "status_flips" in refused.stdout
    assert "--allow" in refused.stdout
    as_json = call("plan", "--format", "json", "--now", "2026-11-20T10:00:00+01:00", at=workspace)
    assert as_json.returncode == 3
    assert {brake["name"] for brake in document(as_json)["brakes"]} >= {"status_flips"}
    allowed = call("sync", "--force", "--now", "2026-11-20T11:00:00+01:00", at=workspace)
    assert allowed.returncode == 0, allowed.stdout


def test_record_and_history(workspace: Path) -> None:
    """A value by hand is kept, counted by the next sync, and shown with who said so."""
    done = call("record", "interviews", "1", "--by", "kim", "--note", "Bakery", "--now", NOW, at=workspace)
    assert done.returncode == 0
    assert done.stdout == "Recorded: interviews is 1 on 2026-11-20. `goalsync sync` computes with it.\n"
    assert call("record", "interviews", "-2", "--on", "2026-11-02", "--now", NOW, at=workspace).returncode == 0
    found = document(call("sync", "--format", "json", "--now", NOW, at=workspace))
    assert found["key_results"][1]["current"] == -1
    history = call("history", "interviews", "--now", NOW, at=workspace)
    assert "by kim" in history.stdout
    assert "Bakery" in history.stdout
    runs = document(call("history", "--format", "json", at=workspace))["runs"]
    assert [one["outcome"] for one in runs] == ["recorded", "recorded", "applied"]
    assert len({one["id"] for one in runs}) == 3


def test_check_in_and_watermelon(workspace: Path) -> None:
    """A person's word stands beside the computed one, and where they disagree there is a finding."""
    said = ["check-in", "O1.KR3", "--status", "green", "--confidence", "0.9", "--by", "lee", "--now", NOW]
    assert call(*said, "--changed", "two\nlines", at=workspace).returncode == 0
    found = document(call("sync", "--format", "json", "--now", NOW, at=workspace))
    guardrail = found["key_results"][2]
    assert (guardrail["status"], guardrail["confidence"]) == ("off_track", 0.9)
    assert "watermelon" in {finding["kind"] for finding in found["findings"]}
    history = call("history", "O1.KR3", "--now", NOW, at=workspace).stdout
    assert "changed: two lines" in history
    assert "90%" in history


def test_report_formats_and_dates(workspace: Path) -> None:
    """html stands alone, json is the document, as-of looks back."""
    call("sync", "--now", NOW, at=workspace)
    html = call("report", "--format", "html", "--now", NOW, at=workspace)
    assert html.returncode == 0
    assert html.stdout.startswith("<!DOCTYPE html>")
    assert "Where this comes from" in html.stdout
    assert call("report", "--format", "html", "--out", "r.html", "--now", NOW, at=workspace).stdout == ""
    assert (workspace / "r.html").read_text(encoding="utf-8") == html.stdout
    earlier = document(call("report", "--as-of", "2026-10-31", "--format", "json", "--now", NOW, at=workspace))
    assert (earlier["as_of"], earlier["key_results"][0]["current"]) == ("2026-10-31", 33)
    unknown = call(
        "report", "--as-of", "2026-10-31", "--known-at", "2026-10-31", "--format", "json", "--now", NOW, at=workspace
    )
    assert document(unknown)["key_results"][0]["current"] is None


def test_nothing_has_run_yet(workspace: Path) -> None:
    """Reading commands work on an empty store, say so, and leave no file behind."""
    for arguments in (["report"], ["history"], ["items"], ["explain", "O1.KR1"], ["report", "--format", "html"]):
        done = call(*arguments, at=workspace)
        assert done.returncode == 0, done.stderr
        assert done.stdout
    assert "goalsync sync" in call("report", at=workspace).stdout
    assert not (workspace / ".goalsync").exists()


def test_progress_and_quiet(workspace: Path) -> None:
    """Progress goes to stderr: a line a partition, or JSON lines, or nothing."""
    plain = run("plan", "--now", NOW, at=workspace)
    assert len(plain.stderr.splitlines()) == 2
    lines = [json.loads(line) for line in run("plan", "--log-format", "json", at=workspace).stderr.splitlines()]
    assert {line["source"] for line in lines} == {"numbers", "other"}
    assert call("plan", "--quiet", "--now", NOW, at=workspace).stderr == ""
    assert call("plan", "--format", "json", "--now", NOW, at=workspace).stderr == ""


def test_output_is_plain_when_nobody_looks(workspace: Path) -> None:
    """No colour in a pipe, ASCII where nothing else can be written, no line wider than asked for."""
    run("sync", "--now", NOW, at=workspace)
    assert "\x1b" not in run("report", at=workspace).stdout
    ascii_only = run("report", "--now", NOW, at=workspace, environment={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert ascii_only.returncode == 0
    assert ascii_only.stdout.isascii()
    assert "? 1 no data" in ascii_only.stdout or "+ 1 on track" in ascii_only.stdout
    narrow = run("report", "--now", NOW, at=workspace, environment={"COLUMNS": "50"})
    assert max(map(len, narrow.stdout.splitlines())) <= 50


def test_schemas_and_completion() -> None:
    """What editors and shells need."""
    for kind in ("settings", "goals", "mappings", "check-ins", "report"):
        assert document(call("schema", kind))["$schema"].endswith("2020-12/schema")
    for shell in ("bash", "zsh", "fish"):
        assert "_GOALSYNC_COMPLETE" in call("completion", shell).stdout
    completed = run(
        environment={"_GOALSYNC_COMPLETE": "bash_complete", "COMP_WORDS": "goalsync che", "COMP_CWORD": "1"}
    )
    assert {line.partition(",")[2] for line in completed.stdout.splitlines()} == {"check", "check-in"}


def test_connectors() -> None:
    """What can be read."""
    assert "sheets" in call("connectors").stdout
    names = [one["name"] for one in document(call("connectors", "--format", "json"))["connectors"]]
    assert names == sorted(names)
    assert {"jira", "sheets"} <= set(names)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, run once."""
    directory = tmp_path_factory.mktemp("demo")
    done = call("demo", at=directory)
    assert done.returncode == 0, done.stderr
    (directory / "said.txt").write_text(done.stdout, encoding="utf-8")
    return directory


def test_demo_tells_its_story(demo: Path) -> None:
    """One on track, one at risk, a broken guardrail, one without data; a report; commands that work as printed."""
    said = (demo / "said.txt").read_text(encoding="utf-8")
    for word in ("● on track", "▲ at risk", "✖ guardrail broken", "? no data", "2026-11-20", "report.html"):
        assert word in said
    page = (demo / "goalsync-demo" / "report.html").read_text(encoding="utf-8")
    assert "Where this comes from" in page
    hint = next(line.split() for line in said.splitlines() if line.endswith("explain O1.KR2"))
    done = call(*hint[hint.index("-C") :], at=demo)
    assert done.returncode == 0
    assert "company.xlsx" in done.stdout


def test_demo_runs_again_and_keeps_edits(demo: Path) -> None:
    """A second run tells the same story anew; what a person edited in the copy is left alone."""
    goals = demo / "goalsync-demo" / "config" / "goals" / "company.yaml"
    text = goals.read_text(encoding="utf-8")
    goals.write_text(text + "# mine\n", encoding="utf-8")
    done = call("demo", at=demo)
    assert done.returncode == 0
    assert goals.read_text(encoding="utf-8").endswith("# mine\n")
    assert "config/goals/company.yaml" in done.stdout
    assert "Recorded" in done.stdout


def test_demo_overwrites_nothing_of_others(tmp_path: Path) -> None:
    """A directory that is not an earlier demo is refused and left as it was."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = call("demo", "--into", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert "--into" in done.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "mine.txt"]
