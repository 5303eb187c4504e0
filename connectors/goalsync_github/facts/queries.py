"""The texts of all GraphQL queries; the tests check each against GitHub's published schema. Pure."""

from __future__ import annotations

from typing import Final

FIELDS: Final = """
query ProjectFields($owner: String!, $number: Int!, $after: String) {
  owner: OWNER(login: $owner) {
    projectV2(number: $number) {
      id
      fields(first: 20, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          ... on ProjectV2FieldCommon { id databaseId name dataType }
          ... on ProjectV2IterationField {
            configuration { iterations { id title } completedIterations { id title } }
          }
        }
      }
    }
  }
}
"""

_ITEMS: Final = """
query ProjectItems($project: ID!, $first: Int!, $after: String%(variables)s) {
  node(id: $project) {
    ... on ProjectV2 {
      items(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          id
          type
          updatedAt
          content {
            ... on Issue { number repository { nameWithOwner } }
            ... on PullRequest { number repository { nameWithOwner } }
          }
%(values)s
        }
      }
    }
  }
}
"""

_VALUE: Final = """
fragment value on ProjectV2ItemFieldValue {
  ... on ProjectV2ItemFieldTextValue { text }
  ... on ProjectV2ItemFieldNumberValue { number }
  ... on ProjectV2ItemFieldDateValue { date }
  ... on ProjectV2ItemFieldSingleSelectValue { name optionId }
  ... on ProjectV2ItemFieldIterationValue { title iterationId }
}
"""

OPEN_ISSUES: Final = """
query OpenIssues($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    hasIssuesEnabled
    issues(first: 1, states: OPEN) { totalCount }
  }
}
"""


def fields_query(owner: str) -> str:
    """The fields of a project of an `organization` or a `user`."""
    return FIELDS.replace("OWNER", owner)


def items_query(fields: int) -> str:
    """A page of items with the values of so many fields, named by the variables n0, n1 … and told as v0, v1 …"""
    variables = "".join(f", $n{at}: String!" for at in range(fields))
    values = "\n".join(f"          v{at}: fieldValueByName(name: $n{at}) {{ ...value }}" for at in range(fields))
    return _ITEMS % {"variables": variables, "values": values} + (_VALUE if fields else "")
