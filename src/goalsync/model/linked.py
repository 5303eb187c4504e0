"""Work tied to goals: ties and links, what they add up to for each goal, and how much of all work serves one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from goalsync.model.coverage import CoveragePart


class Link(Struct, frozen=True, order=True):
    """An item's tie to what a rule or a label names: an initiative, a key result or a goal.

    `share` is the part of the item that the link takes: 1/n in split, 1 in shared; 0 where exclusive attribution finds
    two of them. `rule` is the id of the first declared rule that gives it, or the label `goal/ID` that does.
    """

    goal: str
    share: float
    rule: str


class Tie(Struct, frozen=True, order=True):
    """What of rules, labels and exemptions applies to an item itself; what it inherits is the tie of an ancestor.

    `rules` are all that match, in order of declaration, also those to inactive initiatives; `labels` the `goal/ID`
    labels with a known id; `exemption` the first that matches. `links` in order of goal; empty: it inherits.
    """

    rules: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    exemption: str | None = None
    links: tuple[Link, ...] = ()
    unknown_labels: tuple[str, ...] = ()
    """What such labels name that work cannot be linked to."""

    @property
    def binds(self) -> bool:
        """Whether the item takes nothing from its ancestors."""
        return bool(self.links) or self.exemption is not None


class Amount(Struct, frozen=True):
    """Work added up. `items`, `points` and `missing` (those without points) are times the items' shares."""

    count: int = 0
    """How many items."""
    items: float = 0.0
    points: float = 0.0
    missing: float = 0.0


class Stock(Struct, frozen=True):
    """The leaves linked to one subject: open, done (up to its last day) and dropped; of a move, the differences."""

    open: Amount = field(default_factory=Amount)
    done: Amount = field(default_factory=Amount)
    dropped: Amount = field(default_factory=Amount)
    median: float | None = None
    """Of the known points of those open and done: what missing points count as."""


class WorkReading(Struct, frozen=True):
    """The work behind one subject (key result, goal, KPI, initiative) as a run found it; stored where it differs.

    Of what is done after its last day, `stock` says that it is open. `moved`: the differences since the reading before
    by what brought them about (`Move`); they add up to the difference of the stocks.
    """

    subject: str
    stock: Stock = field(default_factory=Stock)
    excluded: Mapping[str, int] = field(default_factory=dict)
    """Reason → number of items linked to it that do not count: dropped, deleted, moved, out_of_coverage, kind,
    has_counted_children, ambiguous."""
    places: tuple[tuple[str, str], ...] = ()
    """(source, project) of every item linked to it, in order."""
    unseen: Mapping[str, int] = field(default_factory=dict)
    """access_lost, unobserved → number of items that count as they were last seen, and hold it."""
    last_closed: str | None = None
    """When the last of what is done was closed."""
    undated: int = 0
    """How many are done and do not say since when."""
    moved: Mapping[str, Stock] = field(default_factory=dict)
    held: bool = False
    """It stands for what was known when all of it was last read; `moved` is what moved meanwhile."""
    recorded_at: datetime | None = None
    run: str | None = None

    @property
    def linked(self) -> int:
        """How many leaves are linked to it, dropped ones too."""
        return self.stock.open.count + self.stock.done.count + self.stock.dropped.count


class RuleUse(Struct, frozen=True):
    """What a rule does. `matched`: items it applies to; `gave`: those of them with a link that is this rule's.

    Items are all that were ever pulled.
    """

    id: str
    matched: int = 0
    gave: int = 0


class ExemptionUse(Struct, frozen=True):
    """What an exemption does: the items that it exempts itself or through an ancestor, and the effort closed of them.

    The effort is of this cadence period: points, missing ones as the median of their project.
    """

    id: str
    matched: int = 0
    effort_closed: float = 0.0


class UnlinkedGroup(Struct, frozen=True):
    """Unlinked work of one project and team. `open` and `closed` (in this cadence period) count items."""

    source: str
    project: str
    team: str | None
    count: int = 0
    open: int = 0
    closed: int = 0


class Linking(Struct, frozen=True):
    """How all work is tied to goals, as a run found it; stored where it differs."""

    coverage: CoveragePart
    rules: tuple[RuleUse, ...] = ()
    """All that are declared, in order of declaration."""
    exemptions: tuple[ExemptionUse, ...] = ()
    """All that are declared, also expired ones (which match nothing)."""
    effort_closed: float = 0.0
    """Of all work that was closed in this cadence period, whatever its scope but out of scope."""
    unlinked: tuple[UnlinkedGroup, ...] = ()
    """In order of source, project and team."""
    ambiguous: int = 0
    """Items with several links where attribution is exclusive."""
    unknown_labels: Mapping[str, int] = field(default_factory=dict)
    """goal/ID labels that name nothing that work can be linked to → number of items."""
    cycles: tuple[tuple[str, ...], ...] = ()
    """Keys of items that are their own ancestors, each circle from its smallest uid on."""


class TieRow(Struct, frozen=True, array_like=True, gc=False):
    """What is kept of an item to tie it again only when something changed; numbers are those of the state's tables."""

    item: str
    own: int
    carried: int
    cover: int
    profile: int
    parent: str | None
    waiting: bool
    """Only the key of its parent is known."""


class ScopeRow(Struct, frozen=True, array_like=True, gc=False):
    """The scope that an item gets."""

    item: str
    scope: str


class Tied(Struct, frozen=True):
    """What a run stores of how work is tied, beside the links of its plan."""

    state: str
    """The tables and cells, as JSON."""
    rows: tuple[TieRow, ...] = ()
    scopes: tuple[ScopeRow, ...] = ()
    readings: tuple[WorkReading, ...] = ()
    """Those that differ from the ones before."""
    linking: Linking | None = None
    """None: it is as it was."""


class TiedItem(Struct, frozen=True, gc=False):
    """An item with its tie; numbers are those of the state's tables."""

    uid: str
    key: str
    own: int
    carried: int
    cover: int
    profile: int
    parent: str | None


class Kin(Struct, frozen=True, gc=False):
    """What is asked of an ancestor: its key, the number of its own tie, and its parent's uid."""

    key: str
    own: int
    parent: str | None
