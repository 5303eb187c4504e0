"""Settings of a workspace, as the program computes with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from goalsync.model.condition import Condition
from goalsync.model.goals import Goals
from goalsync.model.metric import Fresh, Metric
from goalsync.model.place import Place, Problem

if TYPE_CHECKING:
    from goalsync.model.check_in import CheckIn


class Bands(Struct, frozen=True):
    """Thresholds of one ambition: progress ÷ expected while running, progress at the end."""

    on_track: float
    off_track: float
    met: float
    partly_met: float | None = None


class Grace(Struct, frozen=True):
    """Distances to the expected progress that are forgiven while running."""

    on_track: float = 0.05
    off_track: float = 0.10


class StatusRules(Struct, frozen=True):
    """`status:` of goalsync.yaml."""

    roofshot: Bands = field(default_factory=lambda: Bands(0.9, 0.7, 1.0))
    moonshot: Bands = field(default_factory=lambda: Bands(0.7, 0.3, 0.7, 0.3))
    grace: Grace = field(default_factory=Grace)


class Brakes(Struct, frozen=True):
    """Shares above which a run is held or refused; None is off."""

    items_vanished: float | None = 0.20
    source_shrunk: float | None = 0.50
    links_removed: float | None = 0.30
    status_flips: float | None = 0.50
    key_results_back: float | None = 0.30


class SourceSettings(Struct, frozen=True):
    """One entry of `sources:`: the common keys, and the connector's own validated model."""

    name: str
    connector: str
    settings: object
    place: Place
    every: timedelta | None = None
    overlap: timedelta = timedelta(minutes=5)
    census: timedelta | str | None = None
    max_wait: timedelta = timedelta(minutes=5)
    proxy: str | None = None
    ca: str | None = None
    phases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counts: tuple[str, ...] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    recording: str | None = None
    """The file, relative to the workspace, that answers instead of the network."""


class Settings(Struct, frozen=True):
    """`config/goalsync.yaml`."""

    sources: Mapping[str, SourceSettings]
    organization: str | None = None
    fiscal_year_starts: int = 1
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    store: str = ".goalsync/goalsync.db"
    link_label: str | None = "goal/*"
    attribution: str = "split"
    brakes: Brakes = field(default_factory=Brakes)
    status: StatusRules = field(default_factory=StatusRules)
    engine: str = "local"
    concurrency: int = 8
    fresh: Fresh = field(default_factory=Fresh)
    cadence: str = "quarter"
    teams: Mapping[str, Condition] = field(default_factory=dict)
    redact: str = "none"


class Rule(Struct, frozen=True):
    """A YAML statement tying work to a goal."""

    id: str
    when: Condition
    link_to: tuple[str, ...]
    place: Place


class Exemption(Struct, frozen=True):
    """Work that is not meant to be tied."""

    id: str
    when: Condition
    reason: str
    place: Place
    owner: str | None = None
    until: date | None = None
    """Its last day."""
    budget: float | None = None


class RuleTest(Struct, frozen=True):
    """An example item and what the rules must make of it."""

    name: str
    item: Mapping[str, object]
    expect: object
    place: Place


class Mappings(Struct, frozen=True):
    """Everything declared in `mappings/`, by id, in the order of the files and of their text."""

    metrics: Mapping[str, Metric] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    exemptions: Mapping[str, Exemption] = field(default_factory=dict)
    tests: tuple[RuleTest, ...] = ()


class Configuration(Struct, frozen=True):
    """What a workspace declares, checked. `digest` changes when anything that can change a number does."""

    settings: Settings
    goals: Goals
    mappings: Mappings
    digest: str
    check_ins: tuple[CheckIn, ...] = ()
    """Those written in `config/check-ins/`."""
    warnings: tuple[Problem, ...] = ()
