"""The closed sets: one word per thing, the same in YAML, code, tables and reports."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Truth(StrEnum):
    """What we know of a value. A value that is not known is never a number made up."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    HELD = "held"


class Status(StrEnum):
    """The computed judgement of a key result, goal or objective."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    MET = "met"
    PARTLY_MET = "partly_met"
    MISSED = "missed"
    STALE = "stale"
    NO_DATA = "no_data"


class KpiStatus(StrEnum):
    """The computed judgement of a KPI."""

    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    STALE = "stale"
    NO_DATA = "no_data"


class Severity(StrEnum):
    """How much a problem or a finding matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Ambition(StrEnum):
    """How a key result is graded."""

    ROOFSHOT = "roofshot"
    MOONSHOT = "moonshot"


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Mode(StrEnum):
    """`observe` computes and shows, and never writes."""

    SYNC = "sync"
    OBSERVE = "observe"


class Rollup(StrEnum):
    """How an objective's score follows from its key results."""

    MEAN = "mean"
    MIN = "min"
    ALL_OF = "all_of"


class Judge(StrEnum):
    """Which value of a period a `maintain` key result is judged on."""

    LAST = "last"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    P95 = "p95"
    EVERY_PERIOD = "every_period"


class Summary(StrEnum):
    """How the values of one window of a `consistency` key result become one."""

    LAST = "last"
    SUM = "sum"
    MEAN = "mean"


class Accumulation(StrEnum):
    """What an `accumulate` key result adds up."""

    SUM = "sum"
    COUNT = "count"


class OnDuplicate(StrEnum):
    """What two rows of one date mean for a metric that is read as one number per date."""

    ERROR = "error"
    LAST = "last"
    SUM = "sum"


class Origin(StrEnum):
    """Where a stored value came from."""

    SYNC = "sync"
    MANUAL = "manual"
    CORRECTION = "correction"


class PullState(StrEnum):
    """How completely a source or a partition was read in a run."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


class PullCode(StrEnum):
    """Why a partition is not complete, for programs; the reason beside it is for people."""

    AUTH = "auth"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    LIMITED = "limited"
    UNREACHABLE = "unreachable"
    BAD_ANSWER = "bad_answer"
    VANISHED = "vanished"
    UNREADABLE = "unreadable"


class ChangeKind(StrEnum):
    """The kinds of change that a plan can hold."""

    RECORD_CHECK_IN = "record_check_in"
    ADD_LINK = "add_link"
    REMOVE_LINK = "remove_link"
    FLAG_UNLINKED = "flag_unlinked"
    CLEAR_FLAG = "clear_flag"
    NOTE_SCOPE_CHANGE = "note_scope_change"
    WRITE_BACK = "write_back"


class ExitCode(IntEnum):
    """Public; the first that applies in the order 5, 6, 1, 3, 4, 2, 0 (5, 6 and 1 are raised as errors)."""

    DONE = 0
    FAILED = 1
    CHANGES = 2
    REFUSED = 3
    INCOMPLETE = 4
    CONFIGURATION = 5
    LOCKED = 6


class Presence(StrEnum):
    """Whether an item that was pulled once is still there. Only `deleted` means absent.

    `out_of_coverage`: its partition was taken out of the configuration. A connector says present, archived or moved.
    """

    PRESENT = "present"
    MOVED = "moved"
    DELETED = "deleted"
    ARCHIVED = "archived"
    ACCESS_LOST = "access_lost"
    UNOBSERVED = "unobserved"
    OUT_OF_COVERAGE = "out_of_coverage"


class Scope(StrEnum):
    """What an item is to the goals: of everything that was pulled each item is exactly one of these."""

    LINKED = "linked"
    EXEMPT = "exempt"
    UNLINKED = "unlinked"
    OUT_OF_SCOPE = "out_of_scope"


class Attribution(StrEnum):
    """How the work of an item that is tied to several things is shared among them."""

    SPLIT = "split"
    SHARED = "shared"
    EXCLUSIVE = "exclusive"


class Move(StrEnum):
    """What can move the progress of work; the names of the parts of its waterfall."""

    GOAL_EDIT = "goal_edit"
    RULE_EDIT = "rule_edit"
    SCOPE_ADDED = "scope_added"
    SCOPE_REMOVED = "scope_removed"
    DROPPED = "dropped"
    REOPENED = "reopened"
    RE_ESTIMATED = "re_estimated"
    DELIVERED = "delivered"


class Phase(StrEnum):
    """The normalised state of work."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


class Kind(StrEnum):
    """What sort of work an item is."""

    INITIATIVE = "initiative"
    EPIC = "epic"
    STORY = "story"
    TASK = "task"
    BUG = "bug"
    SUBTASK = "subtask"
    ISSUE = "issue"
    PULL_REQUEST = "pull_request"
    MILESTONE = "milestone"
    OTHER = "other"
