"""A work item explained: what ties it, what it counts for, or why for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from goalsync.core.explain.applied import Applied, applied, applied_parts, came_to, links_of
from goalsync.core.explain.known import Known
from goalsync.core.explain.ties import Ties, rulebook_of, ties_of
from goalsync.core.explain.work import StoredWork
from goalsync.core.links import Rulebook
from goalsync.core.links.profile import Bounds, Profile
from goalsync.core.links.readings import AMBIGUOUS, COVERED
from goalsync.core.links.standing import DROPPED, left_out, scope_of
from goalsync.core.match import Lineage, misses
from goalsync.core.match.misses import keys_of
from goalsync.core.wording import exact, listed
from goalsync.model.explanation import AppliedPart, CountPart, Explanation, WorkItemPart
from goalsync.model.measures import Work
from goalsync.model.vocabulary import Scope
from goalsync.model.work import ItemFacts, ParentFacts

_NEAR: Final = 3
"""Rules that are named as nearly applying to an item that nothing ties."""


def explain_item(item: ItemFacts, known: Known, work: StoredWork) -> Explanation:
    """By the rules as they are: which apply, which of them count, and with what share it counts for what."""
    line = (item, *work.ancestors(item))
    lineage = Lineage.of(
        ParentFacts(one.uid, one.source, one.key, one.parent, one.parent_key, one.former_keys) for one in line[1:]
    )
    book = rulebook_of(known, lineage)
    found = applied(line, book)
    ties = ties_of(known)
    bounds = ties.bounds if ties is not None else Bounds.of(known.configuration.goals, book.cadence, known.zone)
    profile = Profile(
        item.source, item.project, book.around.team_of(item), item.kind, item.phase, item.presence, item.points,
        bounds.passed(item.closed) if item.phase in ("done", DROPPED) else 0,
    )  # fmt: skip
    scope, why = scope_of(found.tie, profile, book), left_out(profile, book)
    counts = tuple(_counts(item, found, profile, book, bounds, ties, known))
    nearly = tuple(_nearly(found, book)) if scope is Scope.UNLINKED else ()
    return Explanation(
        id=item.key,
        kind="item",
        title=item.title,
        result=WorkItemPart(
            uid=item.uid,
            key=item.key,
            former_keys=item.former_keys,
            source=item.source,
            project=item.project,
            kind=item.kind,
            type=item.type,
            status=item.status,
            phase=item.phase,
            team=profile.team,
            points=item.points,
            presence=item.presence,
            parent=line[1].key if len(line) > 1 else item.parent_key,
            scope=scope.value,
            scope_reason=why,
            linked_to=links_of(found, book),
            exempt=found.tie.exemption if not found.tie.links else None,
            counts_for=counts,
            applied=tuple(applied_parts(found, book)),
            nearly=nearly,
        ),
        formula=_formula(found, scope, why, counts, book),
        inputs=(),
        items=(),
        excluded=(),
        place="",
    )


def _counts(
    item: ItemFacts,
    found: Applied,
    profile: Profile,
    book: Rulebook,
    bounds: Bounds,
    ties: Ties | None,
    known: Known,
) -> Iterator[CountPart]:
    """Everything that its links give a share to."""
    row = ties.work.tie_of(item.uid) if ties is not None else None
    covered = ties.standings.tables.covers[row.cover] if ties is not None and row is not None else ()
    out = left_out(profile, book)
    goals = known.configuration.goals
    for subject, share in book.shares.of_links(found.tie.links).items():
        declared = goals.key_results.get(subject)
        measure = declared.measure if declared is not None else None
        kept = isinstance(measure, Work) and measure.dropped != "exclude" and out == DROPPED
        reason = out if out is not None and not kept else None
        if reason is None and share <= 0:
            reason = AMBIGUOUS
        elif reason is None and subject in covered:
            reason = COVERED
        notes = [f"dropped work counts as {measure.dropped}"] if kept and isinstance(measure, Work) else []
        if declared is not None and declared.metric is not None:
            notes.append(f"its progress is that of {declared.metric}")
        late = profile.phase == "done" and not bounds.in_time(subject, profile.passed)
        notes += ["closed after its last day: it counts as open"] if late else []
        weighs = subject in goals.initiatives or isinstance(measure, Work)
        yield CountPart(
            subject=subject,
            kind=_kind(subject, known),
            share=share,
            weight=_weight(subject, measure, item, known) if weighs else None,
            counts=reason is None,
            reason=reason,
            note="; ".join(notes),
        )


def _kind(subject: str, known: Known) -> str:
    goals = known.configuration.goals
    if subject in goals.initiatives:
        return "initiative"
    return "key_result" if subject in goals.key_results else "goal" if subject in goals.goals else "kpi"


def _weight(subject: str, measure: object, item: ItemFacts, known: Known) -> float:
    if not isinstance(measure, Work) or measure.by == "items":
        return 1.0
    if item.points is not None:
        return item.points
    readings = known.snapshot.work.get(subject, ())
    median = readings[-1].stock.median if readings else None
    return 1.0 if median is None else median


def _nearly(found: Applied, book: Rulebook) -> Iterator[AppliedPart]:
    """The rules of which a single key does not hold and another does, in order of declaration."""
    number = 0
    for rule in book.rules.values():
        if len(list(keys_of(rule.when))) < 2:
            continue
        lacking = misses(rule.when, found.line[0], book.around)
        if len(lacking) == 1 and number < _NEAR:
            number += 1
            note = f"{lacking[0]} does not hold"
            yield AppliedPart("rule", rule.id, rule.link_to, "nearly", note, rule.place.file, rule.place.line, None)


def _formula(found: Applied, scope: Scope, why: str | None, counts: Sequence[CountPart], book: Rulebook) -> str:
    said = came_to(found, book)
    match scope:
        case Scope.OUT_OF_SCOPE:
            reason = f"kind {found.line[0].kind} does not count" if why == "kind" else str(why).replace("_", " ")
            text = f"out of scope: {reason}"
            text += "" if said == "unlinked" else f"; it is {said}"
        case Scope.UNLINKED:
            text = _why_unlinked(found, book)
        case _:
            text = said
    given = [f"{exact(one.share)} for {one.subject}" for one in counts if one.counts]
    return f"{text}; it counts {listed(given)}" if given else text


def _why_unlinked(found: Applied, book: Rulebook) -> str:
    idle = [one for one in applied_parts(found, book) if one.outcome == "ignored"]
    if idle:
        return f"unlinked: {listed([f'{one.kind} {one.id} applies, but {one.note}' for one in idle])}"
    above = len(found.line) - 1
    others = "" if not above else " or to its parent" if above == 1 else f" or to one of its {above} ancestors"
    item = found.line[-1]
    lost = f"; {item.parent_key}, which is above, is not stored" if item.parent_key and item.parent is None else ""
    return f"unlinked: no rule, label or exemption applies to it{others}{lost}"
