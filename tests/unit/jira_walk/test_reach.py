"""Which projects a query can reach."""

from __future__ import annotations

import pytest

from goalsync_jira.reach import named_projects, reached


@pytest.mark.parametrize(
    ("jql", "named"),
    [
        ("project = ALPHA", {"alpha"}),
        ("Project=alpha AND priority = Highest", {"alpha"}),
        ("labels = x and project in (ALPHA, 'Beta' ,10001) ORDER BY id", {"alpha", "beta", "10001"}),
        ('project = "Alpha project" && type = Bug', {"alpha project"}),
        ("project in (A, B) AND project = B", {"b"}),
        ('project = A AND (labels = x OR labels = "y and z")', {"a"}),
        ('project = A AND summary ~ "this or that"', {"a"}),
        ("project = brand", {"brand"}),
        ("project = currentProject()", None),
        ("labels = x", None),
        ("project = A OR labels = x", None),
        ("project = A AND labels = x OR labels = y", None),
        ("project = A || labels = x", None),
        ("NOT project = A", None),
        ("project != A", None),
        ("project not in (A)", None),
        ("(project = A OR project = B)", None),
        ("(project = A)", None),
        ("project in projectsLeadByUser()", None),
        ("project in (A, projectsLeadByUser())", None),
        ("labels = 'project = A'", None),
    ],
)
def test_a_plain_bound_is_understood_and_nothing_else(jql: str, named: set[str] | None) -> None:
    """What could reach further counts as reaching everywhere."""
    found = named_projects(jql)
    assert found == (None if named is None else frozenset(named))


def test_of_projects_those_are_reached_that_are_named_or_all() -> None:
    """Whatever the case of their keys."""
    assert reached("project = alpha", ("ALPHA", "BETA")) == {"ALPHA"}
    assert reached("labels = x", ("ALPHA", "BETA")) == {"ALPHA", "BETA"}
    assert reached("project = OTHER", ("ALPHA", "BETA")) == frozenset()
