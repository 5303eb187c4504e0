"""KPIs and metrics explained: one newest value, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from goalsync.core.evaluate.known import Knowledge
from goalsync.core.explain.known import Known, basis_of, counts_with, formula_of, items_behind_of, with_remark
from goalsync.core.explain.measures import bound_of
from goalsync.core.explain.values import Collected, excluded_parts
from goalsync.core.maths.kpi import healthy_range
from goalsync.core.maths.values import Excluded
from goalsync.core.measure import Series
from goalsync.core.parts import day, kpi_part, moment
from goalsync.core.subjects import readers
from goalsync.core.wording import exact
from goalsync.model.explanation import Explanation, MetricPart
from goalsync.model.goals import Kpi
from goalsync.model.metric import Metric, Point
from goalsync.model.vocabulary import Truth


def explain_kpi(declared: Kpi, known: Known) -> Explanation:
    """Its status from its newest value."""
    found = known.evaluations.kpis[declared.id]
    basis = basis_of(known, declared).kpis.get(declared.id)
    used = basis.used if basis is not None else ()
    values = Collected(known.readings)
    values.add(declared.metric, used)
    healthy = healthy_range(declared)
    series = known.series.get(declared.metric)
    excluded, counts = excluded_parts(
        declared.metric, _left_out(series, known, used=used) if series is not None else (), known.readings
    )
    behind = items_behind_of(declared.metric, used, known)
    return Explanation(
        id=declared.id,
        kind="kpi",
        title=declared.title,
        result=kpi_part(declared, found),
        formula=with_remark(formula_of(known, found.verdict, basis.formula if basis is not None else ""), behind),
        inputs=tuple(values.inputs),
        items=behind.items,
        excluded=(*excluded, *behind.excluded),
        place=str(declared.place),
        parameters={**(bound_of(healthy) if healthy is not None else {}), **(behind.parameters or {})},
        values=tuple(values.values),
        excluded_counts=counts_with(counts, behind),
        **known.behind([declared.metric]),
    )


def explain_metric(declared: Metric, known: Known) -> Explanation:
    """Its newest number up to today; while it is held, of what was known when it was last complete."""
    series = _standing(known.series[declared.id], known)
    newest = tuple(point for point in series.per_date if point.day <= known.snapshot.today)[-1:]
    values = Collected(known.readings)
    values.add(declared.id, newest)
    excluded, counts = excluded_parts(declared.id, _left_out(series, known, used=newest), known.readings)
    current = newest[0] if newest else None
    behind = items_behind_of(declared.id, newest, known)
    return Explanation(
        id=declared.id,
        kind="metric",
        title="",
        result=MetricPart(
            id=declared.id,
            unit=declared.unit,
            defined_as=series.formula,
            current=current.value if current is not None else None,
            measured_at=day(current.day) if current is not None else None,
            truth=series.truth.value,
            reason=series.reason,
            held_since=moment(series.held_since, known.zone),
            values=len(series.points),
            read_by=tuple(_read_by(declared, known)),
        ),
        formula=with_remark(
            f"{series.formula}: {exact(current.value)} on {current.day}" if current else series.formula, behind
        ),
        inputs=tuple(values.inputs),
        items=behind.items,
        excluded=(*excluded, *behind.excluded),
        place=str(declared.place),
        parameters=behind.parameters or {},
        values=tuple(values.values),
        excluded_counts=counts_with(counts, behind),
        **known.behind([declared.id]),
    )


def _standing(series: Series, known: Known) -> Series:
    if series.truth is not Truth.HELD or series.held_since is None:
        return series
    knowledge = Knowledge(known.snapshot, known.configuration.mappings.metrics, known.series)
    return knowledge.last_complete(series.metric.id)


def _left_out(series: Series, known: Known, *, used: tuple[Point, ...]) -> Iterator[Excluded]:
    """The other numbers, and the dates that have none."""
    counted = {point.day for point in used}
    for point in series.per_date:
        if point.day not in counted:
            late = point.day > known.snapshot.today
            yield Excluded(point, "after today" if late else "not the last value")
    for gap in series.gaps:
        for row in gap.measurements:
            yield Excluded(row, gap.reason)


def _read_by(declared: Metric, known: Known) -> Iterator[str]:
    metrics = known.configuration.mappings.metrics
    yield from readers(known.configuration.goals, metrics).get(declared.id, ())
    yield from (name for name, other in metrics.items() if declared.id in other.inputs)
