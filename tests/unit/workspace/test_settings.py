"""config/goalsync.yaml: what it means, and what is said of everything that is wrong with it."""

from datetime import timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from pydantic import model_validator

from goalsync.model.condition import Condition
from goalsync.model.metric import Fresh
from goalsync.model.settings import Bands, Brakes, Grace, Settings, StatusRules
from goalsync.model.vocabulary import Kind, Phase
from goalsync.workspace import WorkspaceError, load
from goalsync.workspace.written import fields as written
from support.workspaces import (
    CONNECTORS,
    SETTINGS,
    Table,
    TableSource,
    configuration_of,
    lines_of,
    problems_of,
    write_files,
)

FILE = "config/goalsync.yaml"
FULL = """\
organization: Acme
fiscal_year_starts: 4
timezone: Europe/Berlin
store: state.db
sources:
  numbers:
    connector: table
    path: [a.csv, b.csv]
    token: env:TOKEN
    every: 15 minutes
    overlap: 1 hour
    census: never
    max_wait: 30 seconds
    proxy: http://proxy:3128
    ca: ca.pem
    phases: {done: [Released], dropped: Gone}
    kinds: {epic: [Feature]}
    counts: [story, bug]
    fields: {points: auto, team: 10001}
link_label: null
attribution: shared
brakes: {items_vanished: 5%, source_shrunk: 0.25, links_removed: off}
status:
  roofshot: {on_track: 0.8}
  moonshot: {partly_met: 0.2}
  grace: {off_track: 0.2}
engine: local
concurrency: 2
fresh: {warn_after: 2 weeks, error_after: 60 days}
cadence: half
teams:
  commerce: {project: [SHOP, acme/shop], not: {label: 2026}}
report: {redact: titles}
"""


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    """Every key arrives where the program computes with it."""
    settings = configuration_of(tmp_path, {FILE: FULL}).settings
    source = settings.sources["numbers"]
    assert (settings.organization, settings.fiscal_year_starts, settings.timezone) == (
        "Acme",
        4,
        ZoneInfo("Europe/Berlin"),
    )
    assert (settings.store, settings.engine, settings.concurrency, settings.cadence) == ("state.db", "local", 2, "half")
    assert (settings.link_label, settings.attribution, settings.redact) == (None, "shared", "titles")
    assert settings.brakes == Brakes(items_vanished=0.05, source_shrunk=0.25, links_removed=None)
    assert settings.status == StatusRules(Bands(0.8, 0.7, 1.0), Bands(0.7, 0.3, 0.7, partly_met=0.2), Grace(0.05, 0.2))
    assert settings.fresh == Fresh(timedelta(days=14), timedelta(days=60))
    team = Condition(project=("SHOP", "acme/shop"), not_=Condition(label=("2026",)))
    assert settings.teams == {"commerce": team}
    assert (source.connector, source.every, source.overlap) == ("table", timedelta(minutes=15), timedelta(hours=1))
    assert (source.census, source.max_wait) == ("never", timedelta(seconds=30))
    assert (source.proxy, source.ca) == ("http://proxy:3128", "ca.pem")
    assert source.phases == {"done": ("Released",), "dropped": ("Gone",)}
    assert source.kinds == {"epic": ("Feature",)}
    assert source.counts == ("story", "bug")
    assert source.fields == {"points": "auto", "team": "10001"}
    assert str(source.place) == f"{FILE}:6:3"
    assert source.settings == TableSource(path=["a.csv", "b.csv"], token="env:TOKEN")  # noqa: S106  # a reference


def test_only_sources_are_required(tmp_path: Path) -> None:
    """Everything else has the defaults of the specification."""
    settings = configuration_of(tmp_path, {FILE: SETTINGS}).settings
    assert settings == Settings(settings.sources)


S = "sources: {n: {connector: table, path: a.csv}}\n"
T = "sources:\n  n:\n    connector: table\n    path: a.csv\n"
WRONG = {
    "organization: Acme\n": "1:1: sources: missing",
    "sources:\n": "1:1: sources: expected a mapping (key: value), got nothing",
    "sources: {}\n": "1:1: sources: no source",
    "sources: [a]\n": "1:1: sources: expected a mapping (key: value), got a list",
    "sources: {n: text}\n": "1:11: sources.n: expected a mapping (key: value), got 'text'",
    "sources: {n: {path: a.csv}}\n": "1:11: sources.n.connector: missing",
    "sources: {n: {connector: tabel}}\n": "1:15: sources.n.connector: "
    "there is no connector 'tabel' (installed: board, table); did you mean 'table'?",
    "sources: {n: {connector: zzz}}\n": "1:15: sources.n.connector: "
    "there is no connector 'zzz' (installed: board, table)",
    "sources: {n: {connector: 5}}\n": "1:15: sources.n.connector: expected text, got 5",
    "sources: {'a b': {connector: table, path: a}}\n": "1:11: sources['a b']: "
    "expected an id of letters, digits, '.', '_' and '-', got 'a b'",
    "sources:\n  tracker:\n    connector: board\n    projcts: [SHOP]\n": "4:5: sources.tracker.projcts: "
    "unknown key; did you mean 'projects'?",
    T + "    pathh: a\n": "5:5: sources.n.pathh: unknown key; did you mean 'path'?",
    T + "    evry: 5 days\n": "5:5: sources.n.evry: unknown key; did you mean 'every'?",
    T + "    zzz: 1\n": "5:5: sources.n.zzz: unknown key",
    T + "    every: soon\n": "5:5: sources.n.every: expected a duration such as 35 days, got 'soon'",
    T + "    every: 0 days\n": "5:5: sources.n.every: expected a duration such as 35 days, got '0 days'",
    T + "    every: 12:30\n": "5:5: sources.n.every: expected a duration such as 35 days, got '12:30'",
    T + "    census: often\n": "5:5: sources.n.census: "
    "expected always, never or a duration such as 6 hours, got 'often'",
    T + "    ca:\n": "5:5: sources.n.ca: has no value",
    T + "    counts: [storry]\n": "5:14: sources.n.counts[0]: expected initiative, epic, story, task, bug, subtask, "
    "issue, pull_request, milestone or other, got 'storry'; did you mean 'story'?",
    T + "    phases: {finished: [a]}\n": "5:14: sources.n.phases.finished: "
    "unknown key, expected todo, doing, done or dropped",
    T + "    phases: {done: 5}\n    kinds: []\n": "6:5: sources.n.kinds: expected a mapping (key: value), "
    "got an empty list",
    "sources: {n: {connector: table, path: {}}}\n": "1:33: sources.n.path: "
    "expected text or a list, got an empty mapping",
    "sources: {n: {connector: table, path: [a, 5]}}\n": "1:43: sources.n.path[1]: expected text, got 5",
    S + "fiscal_year_starts: 13\n": "2:1: fiscal_year_starts: expected a number of at most 12, got 13",
    S + "fiscal_year_starts: 1.5\n": "2:1: fiscal_year_starts: expected a whole number, got 1.5",
    S + "concurrency: true\n": "2:1: concurrency: expected a whole number, got true",
    S + "timezone: Europe/Berln\n": "2:1: timezone: "
    "there is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?",
    S + "timezone: ../../etc/passwd\n": "2:1: timezone: there is no time zone '../../etc/passwd'",
    S + "store: postgresql://db/goals\n": "2:1: store: PostgreSQL comes later and is not built yet",
    S + "store: postgres://u:pw@db/goals\n": "2:1: store: PostgreSQL comes later and is not built yet",
    S + "store: mysql://db\n": "2:1: store: this kind of store is not known",
    S + "engine: dask://host:8786\n": "2:1: engine: Dask comes later and is not built yet",
    S + "engine: spark\n": "2:1: engine: this kind of engine is not known",
    S + "link_label: goal/\n": "2:1: link_label: expected one * that stands for the id, got 'goal/'",
    S + "attribution: splt\n": "2:1: attribution: "
    "expected split, shared or exclusive, got 'splt'; did you mean 'split'?",
    S + "brakes: {items_vanished: 30}\n": "2:10: brakes.items_vanished: "
    "expected a share such as 30% or 0.3, or off, got 30",
    S + "brakes: {status_flips: false}\n": "2:10: brakes.status_flips: "
    "expected a share such as 30% or 0.3, or off, got false",
    S + "brakes: {status_flip: off}\n": "2:10: brakes.status_flip: unknown key; did you mean 'status_flips'?",
    S + "status: {roofshot: {partly_met: 0.3}}\n": "2:21: status.roofshot.partly_met: unknown key",
    S + "status: {moonshot: {on_track: 0.2}}\n": "2:21: status.moonshot.on_track: off_track 0.3 is above on_track 0.2",
    S + "fresh: {warn_after: 60 days, error_after: 2 weeks}\n": "2:9: fresh.warn_after: "
    "warns after 60 days, not before error_after, 14 days",
    S + "fresh: 60 days\n": "2:1: fresh: expected a mapping (key: value), got '60 days'",
    S + "cadence: weekly\n": "2:1: cadence: expected month, quarter, half or year, got 'weekly'",
    S + "teams: {a: {projekt: X}}\n": "2:13: teams.a.projekt: unknown key; did you mean 'project'?",
    S + "teams: {a: {}}\n": "2:9: teams.a: an empty condition matches everything",
    S + "report: {redact: all}\n": "2:10: report.redact: expected none, titles or keys, got 'all'",
    S + "reports: {}\n": "2:1: reports: unknown key; did you mean 'report'?",
    S + "sources: {}\n": "2:1: sources: duplicate key 'sources'; it stands on line 1 already",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=[line.partition(": ")[2] for line in WRONG.values()])
def test_wrong_settings(tmp_path: Path, text: str, said: str) -> None:
    """One line at the key it is about, in the words of the file, and something to do."""
    problems = problems_of(tmp_path, {FILE: text})
    assert [str(problem) for problem in problems] == [f"{FILE}:{said}"]
    assert all(problem.remedy for problem in problems)


def test_all_of_them_in_one_run(tmp_path: Path) -> None:
    """What is wrong with one key does not hide what is wrong with another."""
    text = (
        T
        + "    every: soon\n    extra: 1\ntimezone: Nowhere\nfresh: {warn_after: 9 days, error_after: 1 day}\nxyz: 1\n"
    )
    assert lines_of(tmp_path, {FILE: text}) == [
        f"{FILE}:5:5: sources.n.every: expected a duration such as 35 days, got 'soon'",
        f"{FILE}:6:5: sources.n.extra: unknown key",
        f"{FILE}:7:1: timezone: there is no time zone 'Nowhere'",
        f"{FILE}:8:9: fresh.warn_after: warns after 9 days, not before error_after, 1 day",
        f"{FILE}:9:1: xyz: unknown key",
    ]


SECRET = "hunter2hunter2"  # noqa: S105  # never shown is what is tested
LITERALS = {
    T + f"    token: {SECRET}\n": "5:5: sources.n.token",
    T + "    pin: 1234567890\n": "5:5: sources.n.pin",
    T + f"    token: [{SECRET}]\n": "5:5: sources.n.token",
    T + f"    proxy: http://me:{SECRET}@proxy:3128\n": "5:5: sources.n.proxy",
    f"sources: {{n: {{connector: table, path: 'https://me:{SECRET}@host/x.csv'}}}}\n": "1:33: sources.n.path",
    f"sources: {{n: {{connector: table, path: 'https://host/x?a=1&access_key={SECRET}'}}}}\n": "1:33: sources.n.path",
    T + f"    token_url: [https://host/x.csv?sig={SECRET}]\n": "5:17: sources.n.token_url[0]",
    T + f"    ca: ghp_{SECRET * 3}\n": "5:5: sources.n.ca",
    T + f"    password: {SECRET}\n": "5:5: sources.n.password",
    T + f"    fields: {{app: {{private_key: {SECRET}}}}}\n": "5:20: sources.n.fields.app.private_key",
}


@pytest.mark.parametrize(("text", "at"), LITERALS.items(), ids=list(LITERALS.values()))
def test_a_literal_secret_is_never_shown(tmp_path: Path, text: str, at: str) -> None:
    """It is an error with its place, and neither message nor remedy repeats it."""
    problems = problems_of(tmp_path, {FILE: text})
    told = [problem for problem in problems if problem.rule == "literal-secret"]
    assert [str(problem).startswith(f"{FILE}:{at}: ") for problem in told] == [True]
    assert SECRET not in repr(problems)
    assert "1234567890" not in repr(problems)


class CarelessSource(TableSource):
    """A stranger's keys: a secret as plain text, repeated when it is refused."""

    login_token: str | None = None

    @model_validator(mode="after")
    def _refuse(self) -> "CarelessSource":
        raise ValueError(f"cannot log in with {self.login_token}")


class Careless(Table):
    """A stranger's connector."""

    source_config = CarelessSource


def test_a_connectors_own_words_do_not_show_a_secret(tmp_path: Path) -> None:
    """What stands under a key that names a secret is blotted out of what a connector says."""
    write_files(tmp_path, {FILE: T + f"    login_token: {SECRET}\n"})
    with pytest.raises(WorkspaceError) as caught:
        load(tmp_path, {"table": Careless()}, {})
    assert [str(problem) for problem in caught.value.problems] == [f"{FILE}:2:3: sources.n: cannot log in with …"]
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "variables", "env", "warned"),
    [
        ("token: env:TOKEN", {}, "", [("sources.numbers.token", "TOKEN")]),
        ("token: env:TOKEN", {"TOKEN": ""}, "", [("sources.numbers.token", "TOKEN")]),
        ("token: env:TOKEN", {"TOKEN": "x"}, "", []),
        ("token: env:TOKEN", {}, "TOKEN=x", []),
        ("token: file:token", {}, "", []),
        ("path: [a.csv, 'env:WHERE']", {}, "", [("sources.numbers.path[1]", "WHERE")]),
        ("token: env:TOKEN, recording: tape.yaml", {}, "", []),
    ],
)
def test_a_variable_that_is_not_set_is_a_warning(
    tmp_path: Path, keys: str, variables: dict[str, str], env: str, warned: list[tuple[str, str]]
) -> None:
    """Of the process or of `.env`; a recording needs none. What names it can still be set before a run."""
    path = "" if "path" in keys else "path: a.csv, "
    settings = f"sources: {{numbers: {{connector: table, {path}{keys}}}}}\n"
    write_files(tmp_path, {FILE: settings, "tape.yaml": "", ".env": env})
    found = load(tmp_path, CONNECTORS, variables).configuration.warnings
    assert [(one.path, one.remedy) for one in found] == [
        (place, f"set {name}, or put it in .env") for place, name in warned
    ]


def test_kinds_and_phases_are_those_of_the_vocabulary() -> None:
    """What may be written is what the program knows, in its order."""
    assert tuple(get_args(written.Kind)) == tuple(Kind)
    assert tuple(get_args(written.Phase)) == tuple(Phase)
