"""`config/goalsync.yaml` as it is written."""

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from goalsync.workspace.shown import got
from goalsync.workspace.written.fields import (
    DURATION_SCHEMA,
    Count,
    Duration,
    Fraction,
    Freshness,
    Kind,
    Limit,
    Name,
    Names,
    Phase,
    Text,
    TooLongError,
    Written,
    WrongValueError,
    read_duration,
)


def _read_census(value: object) -> object:
    if isinstance(value, str) and value in ("always", "never"):
        return value
    try:
        return read_duration(value)
    except TooLongError:
        raise
    except WrongValueError:
        raise WrongValueError(
            f"expected always, never or a duration such as 6 hours, got {got(value)}", "write one of them"
        ) from None


Census = Annotated[
    Any, BeforeValidator(_read_census), WithJsonSchema({"anyOf": [{"enum": ["always", "never"]}, DURATION_SCHEMA]})
]
ONE_STAR: Final[dict[str, Any]] = {"pattern": "^[^*]*[*][^*]*$"}
_STORE: Final = "^(?![Pp][Oo][Ss][Tt][Gg][Rr][Ee][Ss]([Qq][Ll])?:)(?!.*://)"


class SourceKeys(Written):
    """The keys that every source has; the rest are its connector's."""

    connector: Text = Field(description="The system: sheets, or any installed connector (`goalsync connectors`).")
    every: Duration | None = Field(None, description="Skip the source when it was pulled more recently.")
    overlap: Duration | None = Field(None, description="Look-back of the cursor; 5 minutes.")
    census: Census = Field(None, description="How often ids are listed to see what vanished.")
    max_wait: Duration | None = Field(None, description="The longest pause a server may ask for; 5 minutes.")
    proxy: Text | None = Field(None, description="URL of a proxy; else HTTPS_PROXY.")
    ca: Text | None = Field(None, description="File of certificates to trust; else REQUESTS_CA_BUNDLE.")
    phases: dict[Phase, Names] | None = Field(None, description="Raw statuses or labels of a phase.")
    kinds: dict[Kind, Names] | None = Field(None, description="The tracker's types or labels of a kind.")
    counts: list[Kind] | None = Field(None, description="Kinds that count; not pull_request, milestone, initiative.")
    fields: dict[str, Name] | None = Field(None, description="Names for the tracker's fields: an id, a name, or auto.")
    recording: Text | None = Field(
        None, description="Answer from a recorded file instead of the network: for demos and tests."
    )


class BandKeys(Written):
    """Thresholds of one ambition."""

    on_track: Fraction | None = Field(None, description="Progress ÷ expected progress from which it is on track.")
    off_track: Fraction | None = Field(None, description="Progress ÷ expected progress below which it is off track.")
    met: Fraction | None = Field(None, description="Progress at the end from which it is met.")


class MoonshotKeys(BandKeys):
    """Thresholds of moonshots."""

    partly_met: Fraction | None = Field(None, description="Progress at the end from which it is partly met.")


class GraceKeys(Written):
    """Distances to the expected progress that are forgiven."""

    on_track: Fraction | None = None
    off_track: Fraction | None = None


class StatusKeys(Written):
    """When something is on track, at risk, off track, met."""

    roofshot: BandKeys | None = None
    moonshot: MoonshotKeys | None = None
    grace: GraceKeys | None = None


class BrakeKeys(Written):
    """Shares above which a run is held or refused, or off."""

    items_vanished: Limit = 0.20
    source_shrunk: Limit = 0.50
    links_removed: Limit = 0.30
    status_flips: Limit = 0.50
    key_results_back: Limit = 0.30


class ReportKeys(Written):
    """What the report shows."""

    redact: Literal["none", "titles", "keys"] = Field("none", description="titles: keys only; keys: counts only.")


class SettingsKeys(Written):
    """config/goalsync.yaml without its sources and teams, which are read one by one."""

    organization: Text | None = Field(None, description="The name on reports.")
    fiscal_year_starts: Annotated[int, Field(ge=1, le=12)] = Field(
        1, description="Month from which 2026, 2026-H2 and 2026-Q4 are counted."
    )
    timezone: Text = Field("UTC", description="For deadlines and report dates: Europe/Berlin.")
    store: Text = Field(
        ".goalsync/goalsync.db", description="The file that remembers.", json_schema_extra={"pattern": _STORE}
    )
    link_label: Text | None = Field(
        "goal/*", description="Work with this label is linked without a rule; null: none.", json_schema_extra=ONE_STAR
    )
    attribution: Literal["split", "shared", "exclusive"] = Field("split", description="Work tied to several goals.")
    brakes: BrakeKeys | None = None
    status: StatusKeys | None = None
    engine: Text = Field("local", description="local", json_schema_extra={"const": "local"})
    concurrency: Annotated[Count, Field(le=64)] = Field(8, description="Pulls in flight.")
    fresh: Freshness | None = Field(None, description="How old values may be, unless given elsewhere.")
    cadence: Literal["month", "quarter", "half", "year"] = Field("quarter", description="Of coverage and budgets.")
    report: ReportKeys | None = None
