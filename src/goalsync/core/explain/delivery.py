"""The linked work behind a key result or an initiative: each item with its weight, share and link, or why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import fsum

from goalsync.core.explain.applied import link_part
from goalsync.core.explain.known import Known
from goalsync.core.explain.ties import Ties, ties_of
from goalsync.core.explain.work import Behind
from goalsync.core.links.delivery import delivery_of
from goalsync.core.links.readings import counted, median_of, state_of
from goalsync.core.maths.compare import close
from goalsync.core.wording import exact, listed, natural
from goalsync.model.explanation import ExcludedPart, ItemPart, LinkPart
from goalsync.model.linked import TiedItem
from goalsync.model.measures import Work

INACTIVE = "initiative_inactive"
_DROPPED, _OPEN, _DONE = "dropped", "open", "done"


@dataclass(slots=True)
class _Found:
    """The items as they are met: those that count with their share and state, the others with the reason."""

    counted: list[tuple[TiedItem, float, str]] = field(default_factory=list)
    left_out: list[tuple[TiedItem, str]] = field(default_factory=list)


def work_behind(subject: str, measure: Work, known: Known) -> Behind:
    """The leaves linked to a subject as the last run tied them, in order of key, and what does not count.

    From weight, share and `counts_as` of the items the progress follows. Where they come to another number than the
    one that stands (it is held, or something was edited since), that is said.
    """
    ties = ties_of(known)
    if ties is None:
        return Behind()
    leading = leading_to(subject, ties)
    found = _found(subject, measure, leading, ties)
    median = median_of(_points(found, ties))
    given = ties.from_whom([one for one, _, _ in found.counted])
    items = [
        ItemPart(
            uid=one.uid,
            key=one.key,
            phase=ties.standings.tables.profiles[one.profile].phase,
            weight=_weight(one, measure, median, ties),
            share=share,
            link=_link(one, subject, leading, given.get(one.uid), ties),
            counts_as=state,
        )
        for one, share, state in found.counted
    ]
    items.sort(key=lambda one: (natural(one.key), one.uid))
    excluded = [ExcludedPart(one.uid, one.key, reason) for one, reason in found.left_out]
    excluded += (ExcludedPart(one.uid, one.key, INACTIVE) for one in _inactive(subject, found, ties))
    excluded.sort(key=lambda one: (one.reason, natural(one.key or ""), one.uid or ""))
    return Behind(tuple(items), tuple(excluded), None, _remark(subject, measure, items, known))


def leading_to(subject: str, ties: Ties) -> frozenset[str]:
    """The ids that work can be linked to so that it counts for a subject: itself, and initiatives that serve it."""
    shares = ties.book.shares
    through = (name for name, passed in shares.passes.items() if subject in passed and name not in shares.inactive)
    return frozenset({subject, *through})


def progress_of(items: Iterable[ItemPart]) -> tuple[float, float]:
    """Done weight and whole weight of items that count."""
    parts = [(one.weight * one.share, one.counts_as) for one in items]
    return fsum(weight for weight, state in parts if state == _DONE), fsum(weight for weight, _ in parts)


def _found(subject: str, measure: Work, leading: frozenset[str], ties: Ties) -> _Found:
    found = _Found()
    profiles = ties.standings.tables.profiles
    for one in ties.work.linked_to(leading):
        share, why = _share(subject, (one.carried, one.cover, one.profile), ties)
        if share is None:
            continue
        if why == _DROPPED and measure.dropped != "exclude":
            found.counted.append((one, share, measure.dropped))
        elif why is not None:
            found.left_out.append((one, why))
        else:
            found.counted.append((one, share, state_of(subject, profiles[one.profile], ties.bounds)))
    return found


def _share(subject: str, cell: tuple[int, int, int], ties: Ties) -> tuple[float | None, str | None]:
    for name, share, why in counted(cell, ties.standings):
        if name == subject:
            return share, why
    return None, None


def _points(found: _Found, ties: Ties) -> Counter[float]:
    """The known points of what is open or done, each with how often it occurs."""
    profiles = ties.standings.tables.profiles
    all_known = (profiles[one.profile].points for one, _, _ in found.counted if profiles[one.profile].phase != _DROPPED)
    return Counter(points for points in all_known if points is not None)


def _weight(one: TiedItem, measure: Work, median: float | None, ties: Ties) -> float:
    if measure.by == "items":
        return 1.0
    points = ties.standings.tables.profiles[one.profile].points
    if points is not None:
        return points
    return 1.0 if median is None else median


def _link(one: TiedItem, subject: str, leading: frozenset[str], giver: str | None, ties: Ties) -> LinkPart:
    """The first link that leads to the subject; `via` names the initiative, and the ancestor that it is from."""
    links = [link for link in ties.own(one.carried).links if link.goal in leading]
    if not links:
        return LinkPart(None, None, None, None)
    through = [f"initiative {link.goal}" for link in links if link.goal != subject]
    via = [listed(through)] if through else []
    via += [giver] if giver is not None else []
    return link_part(links[0], ties.book, ", ".join(via) or None)


def _inactive(subject: str, found: _Found, ties: Ties) -> Iterator[TiedItem]:
    """Items that a rule or label ties to an initiative which counts for nothing, and that nothing else ties to it."""
    shares = ties.book.shares
    idle = {name for name in shares.inactive if name == subject or subject in shares.passes.get(name, {})}
    if not idle:
        return
    rules = {rule.id for rule in ties.book.rules.values() if idle & set(rule.link_to)}
    numbers = [
        number
        for number, tie in enumerate(ties.standings.tables.ties)
        if rules & set(tie.rules) or idle & set(tie.labels)
    ]
    known = {one.uid for one, _, _ in found.counted} | {one.uid for one, _ in found.left_out}
    yield from (one for one in ties.work.owning(numbers) if one.uid not in known)


def _remark(subject: str, measure: Work, items: list[ItemPart], known: Known) -> str | None:
    last = next(reversed(known.snapshot.work.get(subject, ())), None)
    delivery = delivery_of(last.stock, measure) if last is not None else None
    done, whole = progress_of(items)
    if (delivery is None and not items) or (
        delivery is not None and close(delivery.done, done) and close(delivery.whole, whole)
    ):
        return None
    return f"the items as they are tied now come to {exact(done)} of {exact(whole)}"
