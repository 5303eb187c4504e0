"""Metrics as they are written in `mappings/*.yaml`, but for the keys that belong to connectors."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from goalsync.workspace.shown import got
from goalsync.workspace.written.fields import Freshness, Id, Name, Text, Written, WrongValueError


class MetricKeys(Written):
    """The keys that every metric has."""

    id: Id
    unit: Text | None = Field(None, description='"%" reads percent cells in percent points.')
    fresh: Freshness | None = None


class SourceMetric(MetricKeys):
    """Read from a source by its connector, which has the other keys."""

    source: Name = Field(description="A name in `sources:` of config/goalsync.yaml.")


class ManualMetric(MetricKeys):
    """Recorded by people with `goalsync record`."""

    manual: Literal[True]


class FormulaMetric(MetricKeys):
    """Arithmetic over other metrics."""

    formula: Text = Field(description="+ - * / ( ) min max abs round over metric ids.")


PAIR: Final[dict[str, Any]] = {"minItems": 2, "maxItems": 2}


def read_pair(value: object) -> object:
    """Numerator and denominator, two of a kind."""
    if isinstance(value, list) and len(value) != 2:
        raise WrongValueError(
            f"expected two entries, numerator and denominator, got {len(value)}", "write [numerator, denominator]"
        )
    if isinstance(value, list) and isinstance(value[0], dict) != isinstance(value[1], dict):
        raise WrongValueError(
            "expected two metrics or two selectors, got one of each", "give the selector an id as a metric of its own"
        )
    if not isinstance(value, list):
        raise WrongValueError(
            f"expected a list of numerator and denominator, got {got(value)}", "write [numerator, denominator]"
        )
    return value


class RatioMetric(MetricKeys):
    """100 · numerator ÷ denominator of two metrics, in percent points."""

    ratio: Annotated[list[Id], BeforeValidator(read_pair)] = Field(
        description="[numerator, denominator]", json_schema_extra=PAIR
    )


METRICS: Final[Mapping[str, type[MetricKeys]]] = {
    "manual": ManualMetric,
    "formula": FormulaMetric,
    "ratio": RatioMetric,
}
"""The key that tells how a metric is measured → its model."""
