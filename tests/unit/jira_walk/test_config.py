"""What people may write of a Jira source and its metrics."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from goalsync_jira.config import JiraMetric, JiraSource, unordered

BASE = {"url": "https://acme.atlassian.net/", "token": "env:JIRA_TOKEN", "projects": ["shop", "PAY"]}


def test_keys_and_addresses_are_taken_as_jira_has_them() -> None:
    """Keys in capitals, an address without a slash at its end."""
    source = JiraSource.model_validate(BASE)
    assert source.projects == ("SHOP", "PAY")
    assert source.url == "https://acme.atlassian.net"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"token": "hunter2"}, "reference"),
        ({"url": "acme.atlassian.net"}, "expected an address"),
        ({"url": "https://me:hunter2@acme.atlassian.net"}, "must not hold credentials"),
        ({"projects": None}, "needs `projects` or `jql`"),
        ({"projects": ["SHOP", "shop"]}, "same project twice"),
        ({"projects": ["SHOP OR x"]}, "not a project's key"),
        ({"jql": "labels = okr ORDER BY created"}, "leave out ORDER BY"),
        ({"jql": "labels = okr) OR (project = HR"}, "parentheses"),
        ({"jql": 'labels = "okr'}, "no end"),
        ({"jql": "  "}, "empty"),
        ({"email": "nobody"}, "e-mail"),
        ({"cloud_id": "a/b"}, "id of a Cloud site"),
        ({"cloud_id": "a-b", "deployment": "datacenter"}, "is for Cloud"),
        ({"projcts": []}, "Extra inputs"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, object], message: str) -> None:
    """Each with its reason, and no secret repeated."""
    with pytest.raises(ValidationError, match=message) as caught:
        JiraSource.model_validate({**BASE, **change})
    assert "hunter2" not in "".join(problem["msg"] for problem in caught.value.errors())


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("labels = okr", "labels = okr"),
        ("labels = okr ORDER  BY created", "labels = okr"),
        ('summary ~ "order by (x"', 'summary ~ "order by (x"'),
        ("summary ~ 'it\\'s' order by key", "summary ~ 'it\\'s'"),
    ],
)
def test_the_order_of_a_query_is_left_out(written: str, bare: str) -> None:
    """But not what is quoted."""
    assert unordered(JiraMetric(jql=written).jql) == bare


def test_a_metric_needs_a_bound() -> None:
    """Counting everything there is is never meant."""
    with pytest.raises(ValidationError, match="which issues"):
        JiraMetric(jql="ORDER BY created")
