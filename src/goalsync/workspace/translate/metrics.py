"""Metrics of `mappings/*.yaml` → Metric."""

from __future__ import annotations

from typing import Final

from goalsync.model.metric import Definition, Formula, Manual, Metric, Ratio
from goalsync.model.settings import Settings
from goalsync.workspace.document import Part
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.scalars import written as as_written
from goalsync.workspace.shown import both, quoted
from goalsync.workspace.translate.freshness import fresh_of
from goalsync.workspace.translate.source_metrics import source_metric_of
from goalsync.workspace.validation import is_mapping, validated
from goalsync.workspace.written.metrics import METRICS, FormulaMetric, MetricKeys, RatioMetric

_WAYS: Final[tuple[str, ...]] = ("manual", "formula", "ratio", "count", "sum", "percentile")
_METRIC: Final = ("metric",)


def metric_of(part: Part, settings: Settings, names: Names, problems: Problems) -> Metric | None:
    """The metric, or None with its problems."""
    if not is_mapping(part, problems):
        return None
    ways = [key for key in _WAYS if key in part.mapping]
    if "source" in part.mapping:
        return source_metric_of(part, ways, settings, names, problems)
    if len(ways) != 1:
        said = f"{both(ways)} are several ways to be measured" if ways else "has no way to be measured"
        add = f"give it source with the keys of its connector, or one of {', '.join(_WAYS)}"
        problems.error(part, ways[1:2], said, rule="way-to-measure", remedy="keep one of them" if ways else add)
        common = {key: value for key, value in part.mapping.items() if key in MetricKeys.model_fields}
        validated(MetricKeys, part, problems, value=common)
        return None
    if _of_work(part, ways[0]):
        from goalsync.workspace.translate.work_metrics import work_metric_of  # noqa: PLC0415  # few workspaces need it

        return work_metric_of(part, ways[0], settings, names, problems)
    written = validated(METRICS[ways[0]], part, problems)
    if written is None:
        _check_inputs(part, names, problems)
    definition = _definition(part, written, names, problems) if written else None
    if written is None or definition is None:
        return None
    unit = written.unit or ("%" if isinstance(definition, Ratio) else None)
    fresh = fresh_of(part, ("fresh",), written.fresh, settings.fresh, problems)
    return Metric(written.id, definition, part.place, unit, fresh)


def _of_work(part: Part, way: str) -> bool:
    """A ratio may be one of metrics or of work items."""
    value = part.mapping[way]
    return way not in METRICS or (way == "ratio" and isinstance(value, list) and isinstance((*value, 0)[0], dict))


def _definition(part: Part, written: MetricKeys, names: Names, problems: Problems) -> Definition | None:
    match written:
        case FormulaMetric():
            return _formula(part, written.formula, names, problems)
        case RatioMetric():
            for index, name in enumerate(written.ratio):
                names.metrics.check(part, ("ratio", index), name, _METRIC, problems)
            numerator, denominator = written.ratio
            return Ratio(numerator, denominator)
        case _:
            return Manual()


def _check_inputs(part: Part, names: Names, problems: Problems) -> None:
    """Tell what dangles in a metric that is wrong elsewhere."""
    ratio, formula = part.mapping.get("ratio"), part.mapping.get("formula")
    if isinstance(formula, str) and None not in part.mapping.values():  # a ',' not in quotes ends it before its end
        _formula(part, formula, names, problems)
    for index, name in enumerate(ratio if isinstance(ratio, list) else ()):
        if isinstance(name, str | int | float):
            names.metrics.check(part, ("ratio", index), as_written(name), _METRIC, problems)


def _formula(part: Part, text: str, names: Names, problems: Problems) -> Formula | None:
    from goalsync.core.maths.formula import parse_formula, subtraction_hint  # noqa: PLC0415  # few workspaces need it

    try:
        expression = parse_formula(text)
    except ValueError as error:
        remedy = "use + - * / ( ) and min, max, abs, round over metric ids and numbers"
        problems.error(part, ("formula",), str(error), rule="formula", remedy=remedy)
        return None
    if not expression.names:
        problems.error(part, ("formula",), "names no metric", rule="formula", remedy="name at least one metric id")
        return None
    for name in expression.names:
        hint = subtraction_hint(name)
        if hint and names.metrics.kind(name) is None and names.metrics.complete:
            problems.error(part, ("formula",), f"there is no metric {quoted(name)}", rule="dangling-id", remedy=hint)
        else:
            names.metrics.check(part, ("formula",), name, _METRIC, problems)
    return Formula(text, expression.names)
