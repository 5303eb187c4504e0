"""What people write under `sources.NAME` and of a metric that Jira counts."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from goalsync.sdk.connector import MetricConfig, SourceConfig
from goalsync.sdk.secrets import PREFIXES, SecretReference

PARTITION: Final = "jql"
"""The partition of the metrics that Jira counts: no project has to be read for them, and none fails with them."""
GATEWAY: Final = "https://api.atlassian.com"
_QUOTED: Final = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""", re.DOTALL)
_ORDER: Final = re.compile(r"\border\s+by\b", re.IGNORECASE)
_KEY: Final = re.compile(r"[^\W_]\w*")
_CLOUD_ID: Final = re.compile(r"[A-Za-z0-9-]+")


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query and not parts.fragment
        secret = bool(parts.username or parts.password)
    except ValueError:
        fits, secret = False, False
    if secret:  # what is wrong is not repeated
        raise ValueError("an address must not hold credentials; give `email` and `token`")
    if not fits:
        raise ValueError("expected an address such as https://acme.atlassian.net or https://jira.acme.com/jira")
    return text.rstrip("/")


def _project(key: str) -> str:
    if not _KEY.fullmatch(key):
        message = f"'{key}' is not a project's key; expected one such as SHOP"
        raise ValueError(message)
    return key.upper()


def _email(text: str) -> str:
    if not text.startswith(PREFIXES) and "@" not in text:
        raise ValueError("expected an e-mail address, or env:NAME that holds one")
    return text


def _cloud_id(text: str) -> str:
    if not _CLOUD_ID.fullmatch(text):
        raise ValueError("expected the id of a Cloud site, as https://SITE/_edge/tenant_info shows it")
    return text


def masked(jql: str) -> str:
    """A query of the same length without what is quoted in it."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), jql)


def unordered(jql: str) -> str:
    """A query without its ORDER BY."""
    found = _ORDER.search(masked(jql))
    return (jql[: found.start()] if found else jql).strip()


def _whole(jql: str) -> str:
    """The same query if it stands for itself: not empty, and nothing in it reaches beyond its ends."""
    text = masked(jql)
    if not unordered(jql):
        raise ValueError("the query is empty: it must say which issues")
    depth = 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth < 0:
            break
    if depth:
        raise ValueError("its parentheses do not match")
    if '"' in text or "'" in text:
        raise ValueError("a quotation mark in it has no end")
    return jql.strip()


def _bound(jql: str) -> str:
    if _ORDER.search(masked(jql)):
        raise ValueError("leave out ORDER BY: the query only bounds what is pulled")
    return _whole(jql)


_ADDRESS: Final = WithJsonSchema({"type": "string", "pattern": "^https?://"})
_TEXT: Final = WithJsonSchema({"type": "string", "minLength": 1})

Address = Annotated[str, AfterValidator(_address), _ADDRESS]
ProjectKey = Annotated[str, AfterValidator(_project), _TEXT]


class JiraSource(SourceConfig):
    """Issues of Jira projects."""

    url: Address = Field(description="https://acme.atlassian.net, or Data Center's with its context path.")
    deployment: Literal["auto", "cloud", "datacenter"] = Field("auto", description="Told by the site itself if auto.")
    cloud_id: Annotated[str, AfterValidator(_cloud_id), _TEXT] | None = Field(
        None, description="With a scoped token: the id of the Cloud site, from https://SITE/_edge/tenant_info."
    )
    gateway: Address = Field(GATEWAY, description="Where scoped tokens are answered.")
    email: Annotated[str, AfterValidator(_email), _TEXT] | None = Field(
        None, description="Of the Cloud account (env:JIRA_EMAIL); leave it out with a personal access token."
    )
    token: SecretReference = Field(description="API token, or personal access token of Data Center: env:JIRA_TOKEN.")
    projects: tuple[ProjectKey, ...] | None = Field(
        None, description="Keys of the projects to pull; without it all that the account can browse, within `jql`."
    )
    jql: Annotated[str, AfterValidator(_bound), _TEXT] | None = Field(
        None, description="An extra bound for what is pulled of each project: labels = okr."
    )

    @model_validator(mode="after")
    def _fits(self) -> JiraSource:
        if self.projects is None and self.jql is None:
            raise ValueError("needs `projects` or `jql`: what to pull (`projects: []` pulls no items, only metrics)")
        if self.projects and len(set(self.projects)) < len(self.projects):
            raise ValueError("`projects` names the same project twice")
        if self.cloud_id and self.deployment == "datacenter":
            raise ValueError("`cloud_id` is for Cloud, not for `deployment: datacenter`")
        return self

    def pulled_projects(self) -> tuple[str, ...] | None:
        """The projects, where they are named."""
        return self.projects


class JiraMetric(MetricConfig):
    """The number of issues that a query finds, counted exactly, as of the day of the run."""

    jql: Annotated[str, AfterValidator(_whole), _TEXT] = Field(
        description="Counted by the tracker: project = OPS AND priority = Highest."
    )
