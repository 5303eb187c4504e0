"""What GitHub's objects hold: only the keys that are used, bodies are not kept. Pure.

Shapes: REST 2022-11-28 and 2026-03-10 (which leaves out `assignee`), recorded payloads back to 2012; keys that a server
does not know are absent. Where absent and null differ (`merged_at`), absent is UNSET.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType, field


class RawLabel(Struct, frozen=True, gc=False):
    """A label."""

    name: str | None = None


class RawUser(Struct, frozen=True, gc=False):
    """A person, a bot, or an organisation."""

    login: str | None = None


class RawType(Struct, frozen=True, gc=False):
    """An issue type of an organisation, such as Bug."""

    name: str | None = None


class RawMerge(Struct, frozen=True, gc=False):
    """What an issue that is a pull request says of it."""

    url: str | None = None
    html_url: str | None = None
    merged_at: str | UnsetType | None = UNSET
    """None: not merged. Absent (answers before 2020): not told."""


class RawSummary(Struct, frozen=True, gc=False):
    """How many sub-issues an issue has."""

    total: int = 0


class RawOption(Struct, frozen=True, gc=False):
    """The chosen option of a field."""

    name: str | None = None


class RawFieldValue(Struct, frozen=True, gc=False):
    """The value of a field that an organisation defined for its issues."""

    name: str | None = field(default=None, name="issue_field_name")
    id: int | None = field(default=None, name="issue_field_id")
    data_type: str | None = None
    value: str | float | None = None
    option: RawOption | None = field(default=None, name="single_select_option")


class RawMilestone(Struct, gc=False):
    """A milestone, alone or in an issue."""

    id: int
    number: int
    title: str = ""
    state: str = ""
    html_url: str | None = None
    due_on: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    closed_at: str | None = None
    odd: tuple[str, ...] = field(default=(), name=" odd")


class RawIssue(Struct, gc=False):
    """An issue or a pull request as issue lists show it.

    `odd` names the keys whose value was of no shape that GitHub documents; they are read as absent.
    """

    id: int
    number: int
    state: str = ""
    title: str = ""
    updated_at: str | None = None
    created_at: str | None = None
    closed_at: str | None = None
    state_reason: str | None = None
    html_url: str | None = None
    repository_url: str | None = None
    labels: list[RawLabel | str] = []
    milestone: RawMilestone | None = None
    assignees: list[RawUser] | None = None
    assignee: RawUser | None = None
    draft: bool | None = None
    pull_request: RawMerge | None = None
    type: RawType | None = None
    parent_issue_url: str | UnsetType | None = UNSET
    sub_issues_summary: RawSummary | UnsetType | None = UNSET
    issue_field_values: list[RawFieldValue] | None = None
    odd: tuple[str, ...] = field(default=(), name=" odd")

    @property
    def is_pull(self) -> bool:
        """Whether it is a pull request; answers of 2012 gave plain issues one without any address."""
        pull = self.pull_request
        return pull is not None and bool(pull.url or pull.html_url or pull.merged_at)


class RawPull(Struct, frozen=True, gc=False):
    """A pull request as lists of pull requests show it; its id is not the issue's."""

    number: int
    merged_at: str | None = None
    draft: bool | None = None


class RawOwner(Struct, frozen=True, gc=False):
    """Whose a repository is; `type` is User, Organization, or what comes."""

    login: str | None = None
    type: str | None = None


class RawRepository(Struct, gc=False):
    """A repository. What is not told is None: `has_issues` None is taken for True by nobody but the one who asks."""

    id: int
    full_name: str
    archived: bool = False
    disabled: bool = False
    private: bool = False
    has_issues: bool | None = None
    fork: bool = False
    owner: RawOwner | None = None
    html_url: str | None = None
    stargazers_count: int | None = None
    forks_count: int | None = None
    open_issues_count: int | None = None
    """Issues and pull requests together."""
    odd: tuple[str, ...] = field(default=(), name=" odd")


class RawRelease(Struct, frozen=True, gc=False):
    """A release; a draft has no `published_at`."""

    id: int
    tag_name: str | None = None
    name: str | None = None
    draft: bool = False
    prerelease: bool = False
    published_at: str | None = None
    html_url: str | None = None


class RawDeployment(Struct, frozen=True, gc=False):
    """A deployment that was asked for; how it went is in its statuses."""

    id: int
    environment: str | None = None
    created_at: str | None = None
    production_environment: bool | None = None


class RawDeploymentStatus(Struct, frozen=True, gc=False):
    """One state that a deployment was in: success, failure, error, inactive, in_progress, queued, pending."""

    id: int
    state: str | None = None
    created_at: str | None = None


class RawRun(Struct, frozen=True, gc=False):
    """A run of a workflow; its latest attempt."""

    id: int
    name: str | None = None
    path: str | None = None
    event: str | None = None
    head_branch: str | None = None
    status: str | None = None
    conclusion: str | None = None
    run_attempt: int | None = None
    created_at: str | None = None
    html_url: str | None = None
