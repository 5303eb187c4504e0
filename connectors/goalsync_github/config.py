"""What people write under `sources.NAME`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from goalsync.sdk.connector import Advice, SourceConfig
from goalsync.sdk.secrets import SecretReference

API: Final = "https://api.github.com"
METRICS: Final = "metrics"
"""The partition of the metrics that GitHub counts: they may be over several repositories, and none fails with them."""
_WEB: Final = frozenset({"github.com", "www.github.com"})
_OWNER: Final = r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
_REPOSITORY: Final = re.compile(rf"{_OWNER}/[A-Za-z0-9_.*?\[\]!-]+")
_PROJECT: Final = re.compile(rf"{_OWNER}/[1-9][0-9]*")
_GLOB: Final = re.compile(r"[*?\[]")

Included = Literal["issues", "pull_requests", "milestones", "releases", "runs", "deployments"]


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query and not parts.fragment
        host, secret = parts.hostname or "", bool(parts.username or parts.password)
    except ValueError:
        fits, host, secret = False, "", False
    if secret:  # what is wrong is not repeated
        raise ValueError("an address must not hold credentials; give `token` or `app`")
    if not fits:
        raise ValueError(f"expected the address of an API, such as {API} or https://github.acme.com/api/v3")
    if host.lower() in _WEB:
        raise ValueError(f"this is the address of the web site; the API's is {API}")
    return text.rstrip("/")


def _repository(text: str) -> str:
    if not _REPOSITORY.fullmatch(text) or text.endswith(("/.", "/..")):
        message = f"'{text}' is not a repository; expected OWNER/NAME, or a glob over an owner's, such as acme/pay-*"
        raise ValueError(message)
    return text


def _project(text: str) -> str:
    if not _PROJECT.fullmatch(text):
        message = f"'{text}' is not a project; expected OWNER/NUMBER, such as acme/7"
        raise ValueError(message)
    return text


def is_glob(repository: str) -> bool:
    """Whether the name of a repository stands for several."""
    return bool(_GLOB.search(repository))


_TEXT: Final = WithJsonSchema({"type": "string", "minLength": 1})

Address = Annotated[str, AfterValidator(_address), WithJsonSchema({"type": "string", "pattern": "^https?://"})]
Repository = Annotated[str, AfterValidator(_repository), _TEXT]
Project = Annotated[str, AfterValidator(_project), _TEXT]


class GitHubApp(BaseModel):
    """An installation of a GitHub App: its tokens last an hour and are renewed in a long run."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    id: int | str = Field(description="The App's id, or its client id.")
    private_key: SecretReference = Field(description="The App's private key in PEM: file:app.pem.")
    installation: int = Field(
        description="The installation's id: the number at the end of its settings' address.", gt=0
    )


class GitHubSource(SourceConfig):
    """Issues, pull requests and milestones of repositories."""

    url: Address = Field(API, description="The API's address; of Enterprise Server https://github.acme.com/api/v3.")
    token: SecretReference | None = Field(None, description="A personal access token: env:GITHUB_TOKEN.")
    app: GitHubApp | None = Field(None, description="Instead of a token: a GitHub App's installation.")
    repositories: tuple[Repository, ...] = Field(
        description="Repositories to pull, OWNER/NAME; globs over an owner's: acme/pay-*.", min_length=1
    )
    include: tuple[Included, ...] = Field(
        ("issues", "pull_requests", "milestones"),
        description="What becomes work items: issues, pull_requests, milestones. Releases, runs and deployments are "
        "numbers: metrics read them, named here or not.",
    )
    projects: tuple[Project, ...] = Field(
        (), description="Projects (v2) whose field values are read for the items: OWNER/NUMBER."
    )

    @model_validator(mode="after")
    def _fits(self) -> GitHubSource:
        if (self.token is None) == (self.app is None):
            raise ValueError("needs either `token` or `app`: anonymous answers leave out what is private")
        names = [name.casefold() for name in self.repositories]
        if len(set(names)) < len(names):
            raise ValueError("`repositories` names the same repository twice")
        return self

    def pulled_projects(self) -> tuple[str, ...]:
        """The repositories."""
        return self.repositories

    def advice(self, directory: Path) -> Iterable[Advice]:
        """An Enterprise Server whose API is not where it usually is."""
        del directory
        parts = urlsplit(self.url)
        host = (parts.hostname or "").lower()
        if not parts.path and host.startswith("github.") and not host.endswith(".ghe.com"):
            yield ("url",), "Enterprise Server answers below /api/v3", f"write {self.url}/api/v3 unless it is a proxy"
