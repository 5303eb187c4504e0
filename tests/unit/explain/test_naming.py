"""What an id means, and what is said of one that means nothing."""

from __future__ import annotations

import pytest

from goalsync.core.explain.naming import UnknownIdError, find
from goalsync.model.goals import Goals, Initiative, Kpi, Objective
from goalsync.model.measures import Bound, BoundKind, Change
from goalsync.model.metric import Manual, Metric
from goalsync.model.settings import Configuration, Mappings, Rule, Settings
from support.judging import PLACE, QUARTER, key_result

KPI = Kpi("nps", "NPS", "lee", "nps", PLACE, healthy=Bound(BoundKind.AT_LEAST, 3))
CONFIGURATION = Configuration(
    Settings({}),
    Goals(
        objectives={"O1": Objective("O1", "An aim", "dana", QUARTER, ("O1.KR1",), PLACE)},
        key_results={"O1.KR1": key_result(Change("nps", 0, 10))},
        kpis={"nps": KPI},
        initiatives={"one-click": Initiative("one-click", "One click", PLACE)},
    ),
    Mappings(
        metrics={name: Metric(name, Manual(), PLACE) for name in ("nps", "churn", "one-click")},
        rules={name: Rule(name, {}, ("O1",), PLACE) for name in ("churn", "checkout")},
    ),
    "digest",
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("O1", "Objective"),
        ("O1.KR1", "KeyResult"),
        ("nps", "Kpi"),
        ("metric:nps", "Metric"),
        ("one-click", "Initiative"),
        ("metric:one-click", "Metric"),
        ("churn", "Metric"),
        ("rule:churn", "Rule"),
        ("checkout", "Rule"),
    ],
)
def test_precedence(name: str, kind: str) -> None:
    """Goals' namespace first, then metrics, then rules; a prefix says it outright."""
    assert type(find(CONFIGURATION, name)).__name__ == kind


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("KR1", "there is no id KR1; did you mean O1.KR1?"),
        ("O1.KR2", "there is no id O1.KR2; did you mean O1.KR1?"),
        ("chrn", "there is no id chrn; did you mean churn?"),
        ("metric:npss", "there is no metric npss; did you mean metric:nps?"),
        ("rule:nps", "there is no rule nps; `goalsync report` shows all ids"),
        ("zzzzzzz", "there is no id zzzzzzz; `goalsync report` shows all ids"),
        ("item:SHOP-12", "there is no work item SHOP-12; `goalsync items` lists those that were pulled"),
        ("", "there is no id ; `goalsync report` shows all ids"),
    ],
)
def test_unknown(name: str, message: str) -> None:
    """One line with the nearest id, if any is near."""
    with pytest.raises(UnknownIdError) as found:
        find(CONFIGURATION, name)
    assert str(found.value) == message
