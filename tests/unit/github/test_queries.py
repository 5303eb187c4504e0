"""Every GraphQL query is one that GitHub's published schema allows."""

from __future__ import annotations

from functools import cache

import graphql
import pytest

from goalsync_github.facts import queries
from support.octokit import schema_file

EVERY = {
    "fields of an organization's project": queries.fields_query("organization"),
    "fields of a user's project": queries.fields_query("user"),
    "items without a field": queries.items_query(0),
    "items with fields": queries.items_query(7),
    "open issues": queries.OPEN_ISSUES,
}
"""All that the module offers; `test_none_is_left_out` holds it to that."""


@cache
def schema() -> graphql.GraphQLSchema:
    """As published; it is large, so it is taken as valid itself."""
    return graphql.build_schema(schema_file().read_text(), assume_valid=True, assume_valid_sdl=True)


def problems(text: str) -> list[str]:
    """What is wrong with a query."""
    return [error.message for error in graphql.validate(schema(), graphql.parse(text))]


@pytest.mark.parametrize("name", EVERY)
def test_it_is_allowed(name: str) -> None:
    """Fields, arguments, variables and fragments are GitHub's."""
    assert problems(EVERY[name]) == []


def test_a_query_that_is_not_allowed_would_be_found() -> None:
    """The check can fail: on a field that does not exist, and on a value of another kind of field."""
    assert problems(queries.OPEN_ISSUES.replace("hasIssuesEnabled", "hasIssuesEnabledAtAll"))
    assert problems(queries.items_query(1).replace("{ number }", "{ numeral }"))


def test_none_is_left_out() -> None:
    """Texts and makers of texts in the module are those that are checked."""
    public = {name for name, value in vars(queries).items() if name.isupper() and isinstance(value, str)}
    made = {name for name, value in vars(queries).items() if callable(value) and value.__module__ == queries.__name__}
    assert {name for name in public if not name.startswith("_")} == {"FIELDS", "OPEN_ISSUES"}
    assert made == {"fields_query", "items_query"}
