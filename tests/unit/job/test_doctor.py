"""What doctor finds out before a run does, over workspaces of text and stand-in connectors."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from goalsync.job.doctor import Examined, examinations
from goalsync.job.doctor.extras import lacking
from goalsync.job.lock import LOCK, only_run
from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Context, Examination, MetricConfig, Page, Partition, Soundness, SourceConfig, Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.secrets import SecretReference
from goalsync.store import Store
from goalsync.workspace import load

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


class Keys(SourceConfig):
    """A source with secrets."""

    token: SecretReference | None = None
    more: tuple[str, ...] = ()


class Stand:
    """A source that lists its partitions, or raises."""

    def __init__(self, connector: Connector, context: Context) -> None:
        self.connector = connector
        self.context = context

    def partitions(self) -> Sequence[Partition]:
        """As the test says."""
        if isinstance(self.connector.has, Exception):
            raise self.connector.has
        return tuple(map(Partition, self.connector.has))

    def metrics_of(self, partition: Partition) -> Sequence[str]:
        """None."""
        return ()

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        """Never called by doctor."""
        raise AssertionError

    def close(self) -> None:
        """Remember it; fail where the test says so."""
        self.connector.closed += 1
        if self.connector.close_fails:
            raise RuntimeError("the door is stuck")


class Telling(Stand):
    """One that examines itself, until something goes wrong."""

    def examine(self) -> Iterator[Examination]:
        """Two things, then what the test says."""
        yield Examination("reachable", Soundness.OK, "yes")
        yield Examination("identity", Soundness.WARNING, "nobody", "sign in")
        if isinstance(self.connector.has, Exception):
            raise self.connector.has


class Connector:
    """Opens stands."""

    name: ClassVar[str] = "stand"
    summary: ClassVar[str] = "for tests"
    source_config: type[SourceConfig] = Keys
    metric_config: type[MetricConfig] | None = None

    def __init__(self, has: Sequence[str] | Exception = ("a", "b"), kind: type[Stand] = Stand) -> None:
        self.has = has
        self.kind = kind
        self.opened: list[Context] = []
        self.closed = 0
        self.close_fails = False

    def open(self, config: Keys, context: Context) -> Stand:
        """Remember the context."""
        self.opened.append(context)
        return self.kind(self, context)


def examined(
    directory: Path,
    connector: Connector | None = None,
    keys: str = "",
    *,
    settings: str = "",
    environment: Mapping[str, str] | None = None,
    only: Sequence[str] | None = None,
) -> list[Examined]:
    """Doctor over a workspace with the source `one`."""
    text = f"{settings}\nsources:\n  one: {{connector: stand{', ' if keys else ''}{keys}}}\n"
    (directory / "config").mkdir(exist_ok=True)
    (directory / "config" / "goalsync.yaml").write_text(text, encoding="utf-8")
    connectors = {"stand": connector or Connector()}
    workspace = load(directory, connectors, environment or {})
    return list(examinations(workspace, connectors, now=NOW, only=only))


def of(found: Sequence[Examined], name: str) -> Examination:
    """The one examination of that name."""
    (one,) = [one for _, one in found if one.name == name]
    return one


def test_a_sound_workspace(tmp_path: Path) -> None:
    """Nothing to complain of: the workspace, then the source, each thing with what was found."""
    found = examined(tmp_path, settings="timezone: Asia/Kolkata")
    assert [(source, one.name, one.soundness.value) for source, one in found] == [
        (None, "files", "ok"),
        (None, "time zone", "ok"),
        (None, "store", "note"),
        (None, "lock", "ok"),
        ("one", "connector", "ok"),
        ("one", "parts", "ok"),
    ]
    assert of(found, "time zone").found == "Asia/Kolkata, where it is 2026-11-20 13:30 now"
    assert of(found, "parts").found == "it lists a, b"


@pytest.mark.parametrize("kind", [Stand, Telling])
@pytest.mark.parametrize(
    ("error", "found", "remedy"),
    [
        (SourceError(PullCode.AUTH, "who are you", remedy="sign in"), "who are you", "sign in"),
        (RuntimeError("oops"), "the connector did not understand what it got (RuntimeError: oops)", None),
    ],
)
def test_what_a_connector_raises_is_an_examination(
    tmp_path: Path, kind: type[Stand], error: Exception, found: str, remedy: str | None
) -> None:
    """What it found out before stands; the source is closed; doctor goes on."""
    connector = Connector(error, kind)
    *before, (source, last) = examined(tmp_path, connector)
    assert (source, last) == ("one", Examination("examination", Soundness.FAILED, found, remedy))
    names = [one.name for whose, one in before if whose == "one"]
    assert names == ["connector", *(["reachable", "identity"] if kind is Telling else [])]
    assert connector.closed == 1


def test_a_source_that_cannot_be_closed_is_no_end(tmp_path: Path) -> None:
    """What it found out stands, and the rest is looked at."""
    connector = Connector()
    before = examined(tmp_path, connector)
    connector.close_fails = True
    assert examined(tmp_path, connector) == before


def test_secrets_are_looked_for_and_never_told(tmp_path: Path) -> None:
    """Set, missing, or set with a line break that nobody meant; without them the source is not asked."""
    (tmp_path / "key").write_text("hunter3\n", encoding="utf-8")
    keys = "token: env:TOKEN, more: [env:OTHER, file:key, file:gone, 'env: not one', plain]"
    connector = Connector()
    found = examined(tmp_path, connector, keys, environment={"TOKEN": "hunter2\n"})
    states = {one.name: one.soundness.value for source, one in found if source}
    assert states == {
        "connector": "ok",
        "secret env:TOKEN": "warning",
        "secret env:OTHER": "failed",
        "secret file:key": "ok",
        "secret file:gone": "failed",
    }
    assert of(found, "secret env:OTHER").remedy == "set OTHER, or put it in .env"
    assert "hunter" not in repr(found)
    assert connector.opened == []


def test_a_recording_needs_no_secret(tmp_path: Path) -> None:
    """A note instead of what is missing; the connector gets a made-up secret, and is asked."""
    (tmp_path / "tape.yaml").write_text("interactions: []", encoding="utf-8")
    connector = Connector()
    found = examined(tmp_path, connector, "token: env:TOKEN, recording: tape.yaml")
    assert of(found, "files").soundness is Soundness.OK
    assert of(found, "recording").soundness is Soundness.NOTE
    assert "tape.yaml" in of(found, "recording").found
    assert of(found, "parts").soundness is Soundness.OK
    (context,) = connector.opened
    assert context.recording == Path("tape.yaml")
    assert context.secrets.resolve("env:TOKEN").get_secret_value() == "recorded"


@pytest.mark.parametrize("content", [None, "- no recording"])
def test_a_recording_that_cannot_be_read_fails(tmp_path: Path, content: str | None) -> None:
    """Missing (`check` warns of that) or something else: the source is not asked."""
    if content is not None:
        (tmp_path / "tape.yaml").write_text(content, encoding="utf-8")
    connector = Connector()
    found = examined(tmp_path, connector, "recording: tape.yaml")
    assert of(found, "recording").soundness is Soundness.FAILED
    assert of(found, "files").soundness is (Soundness.OK if content else Soundness.WARNING)
    assert connector.opened == []


def test_a_source_without_parts_is_a_warning(tmp_path: Path) -> None:
    """Nothing to pull is hardly what was meant."""
    assert of(examined(tmp_path, Connector(())), "parts").soundness is Soundness.WARNING


def test_only_the_named_sources_are_asked(tmp_path: Path) -> None:
    """The workspace is looked at all the same."""
    connector = Connector()
    assert {source for source, _ in examined(tmp_path, connector, only=())} == {None}
    assert connector.opened == []


def _tree(directory: Path) -> dict[str, str]:
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(directory.rglob("*"))
    }


def test_the_store_is_looked_at_and_left_as_it_is(tmp_path: Path) -> None:
    """Sound, of an earlier schema, another program's, newer: said, and no file is made, changed or removed."""
    path = tmp_path / ".goalsync" / "goalsync.db"
    with Store.open(path, now=NOW):
        pass
    examined(tmp_path)
    before = _tree(tmp_path)
    assert of(examined(tmp_path), "store").soundness is Soundness.OK
    assert _tree(tmp_path) == before
    for version, state, words in ((1, Soundness.NOTE, "next sync"), (999, Soundness.FAILED, "newer goalsync")):
        _run(path, f"PRAGMA user_version = {version}")
        found = of(examined(tmp_path), "store")
        assert (found.soundness, words in found.found) == (state, True)
    _run(path, "PRAGMA application_id = 1")
    assert "another program" in of(examined(tmp_path), "store").found
    path.write_bytes(b"no database at all" * 100)
    broken = of(examined(tmp_path), "store")
    assert (broken.soundness, bool(broken.remedy)) == (Soundness.FAILED, True)


def _run(path: Path, statement: str) -> None:
    import sqlite3

    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement)
    connection.close()


def test_a_store_that_cannot_be_made(tmp_path: Path) -> None:
    """A file stands where its directory would be."""
    (tmp_path / "occupied").write_text("", encoding="utf-8")
    found = of(examined(tmp_path, settings="store: occupied/goalsync.db"), "store")
    assert (found.soundness, bool(found.remedy)) == (Soundness.FAILED, True)


def test_a_run_that_is_going_on_is_told_and_not_disturbed(tmp_path: Path) -> None:
    """Its process is named; the lock is neither taken nor waited for; afterwards it is free."""
    with only_run(tmp_path, NOW):
        found = of(examined(tmp_path), "lock")
        assert (found.soundness, f"process {os.getpid()}" in found.found) == (Soundness.NOTE, True)
    assert of(examined(tmp_path), "lock").soundness is Soundness.OK


def test_a_run_that_was_killed_is_told(tmp_path: Path) -> None:
    """Its note is still there, its process is not."""
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    (tmp_path / ".goalsync").mkdir()
    note = {"pid": int(done.stdout), "started": NOW.isoformat()}
    (tmp_path / f"{LOCK}.json").write_text(json.dumps(note), encoding="utf-8")
    found = of(examined(tmp_path), "lock")
    assert (found.soundness, "was killed" in found.found) == (Soundness.NOTE, True)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The extra of the connector's own distribution with its name; other extras do not count."""
    (tmp_path / "stands-1.0.dist-info").mkdir()
    (tmp_path / "stands-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: stands\nVersion: 1.0\nRequires-Dist: click\nProvides-Extra: stand\n"
        "Requires-Dist: never-heard-of[x]>=3 ; extra == 'stand'\nRequires-Dist: click>=1; extra == 'stand'\n"
        "Requires-Dist: nor-of-this; extra == 'other'\n",
        encoding="utf-8",
    )
    (tmp_path / "stands-1.0.dist-info" / "entry_points.txt").write_text(
        "[goalsync.connectors]\nstand = nowhere:connector\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert lacking("stand") == ("never-heard-of",)
    assert lacking("unknown") == ()
    connector = Connector()
    found = of(examined(tmp_path, connector), "connector")
    assert (found.soundness, found.remedy) == (Soundness.FAILED, "run: pip install 'goalsync[stand]'")
    assert connector.opened == []
