"""`mappings/*.yaml` → Mappings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from goalsync.model.metric import Formula, Metric
from goalsync.model.settings import Mappings, Settings
from goalsync.workspace.circles import circles
from goalsync.workspace.document import Part
from goalsync.workspace.names import Names, entries
from goalsync.workspace.problems import Problems
from goalsync.workspace.translate.metrics import metric_of

_OF_WORK: Final = ("rules", "exempt", "tests")
"""Lists that workspaces without trackers have no use for."""


def mappings_of(documents: Sequence[Part], settings: Settings, names: Names, problems: Problems) -> Mappings:
    """Everything the files declare that is right, with the problems of the rest told."""
    metrics: dict[str, Metric] = {}
    parts: dict[str, Part] = {}
    for document in documents:
        for part in entries(document, "metrics"):
            metric = metric_of(part, settings, names, problems)
            if metric is not None:
                metrics[metric.id] = metric
                parts[metric.id] = part
    _refuse_circles(metrics, parts, problems)
    if not any(key in document.mapping for document in documents for key in _OF_WORK):
        return Mappings(metrics)
    from goalsync.workspace.translate.doubts import doubt_rules  # noqa: PLC0415  # likewise
    from goalsync.workspace.translate.rules import exemptions_of, rules_of, tests_of  # noqa: PLC0415  # likewise

    rules = list(rules_of(documents, names, problems))
    exemptions = list(exemptions_of(documents, names, problems))
    if not problems.wrong:
        doubt_rules(rules, exemptions, settings, names, problems)
    return Mappings(
        metrics,
        {rule.id: rule for rule, _ in rules},
        {exemption.id: exemption for exemption, _ in exemptions},
        tuple(tests_of(documents, names, problems)),
    )


def _refuse_circles(metrics: Mapping[str, Metric], parts: Mapping[str, Part], problems: Problems) -> None:
    for circle in circles({name: metric.inputs for name, metric in metrics.items()}):
        first = circle[0]
        key = "formula" if isinstance(metrics[first].definition, Formula) else "ratio"
        said = "computed from itself: " + " → ".join((*circle, first))
        problems.error(parts[first], (key,), said, rule="circular", remedy="take one of them out of the circle")
