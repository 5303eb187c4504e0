"""Work linked to key results and initiatives: which reading counts, and why it may be held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from goalsync.core.links.delivery import delivery_of, estimated
from goalsync.core.links.holding import WorkHold, work_hold
from goalsync.core.match.days import day_of
from goalsync.core.maths.milestone import Fact
from goalsync.core.maths.outcome import Outcome
from goalsync.core.maths.term import Term
from goalsync.core.maths.work import work
from goalsync.core.measure.reading import Sources
from goalsync.core.wording import exact, plural
from goalsync.model.copies import replace
from goalsync.model.linked import WorkReading
from goalsync.model.measures import Work
from goalsync.model.settings import Configuration


@dataclass(frozen=True, slots=True)
class LinkedWork:
    """All readings of the work behind subjects, and what the last pull says of where it lies."""

    configuration: Configuration
    sources: Sources
    readings: Mapping[str, Sequence[WorkReading]] = field(default_factory=dict)

    def reading(self, subject: str, until: datetime | None = None) -> WorkReading | None:
        """The last one (up to a moment)."""
        found = self.readings.get(subject, ())
        if until is not None:
            found = [one for one in found if one.recorded_at is None or one.recorded_at <= until]
        return found[-1] if found else None

    def hold(self, subject: str) -> WorkHold | None:
        """Why the work of a subject is held now, if it is."""
        return work_hold(subject, self.reading(subject), self.configuration, self.sources)

    def outcome(self, subject: str, measure: Work, term: Term, graded: datetime | None) -> Outcome:
        """Progress by the work linked to a key result; once it was graded, by what was known then."""
        reading = self.reading(subject, graded)
        hold = self.hold(subject) if graded is None else None
        delivery = delivery_of(reading.stock, measure) if reading is not None else None
        found = work(delivery, term)
        if reading is not None:
            said = estimated(reading.stock, measure)
            if found.progress is None and reading.stock.dropped.count:
                dropped = plural(reading.stock.dropped.count, "item")
                found = replace(found, reason=f"no work linked but {dropped} that were dropped")
            elif said is not None and found.formula:
                found = replace(found, formula=f"{found.formula}; {said}")
        return found if hold is None else replace(found, held=hold.reason, held_since=hold.since)

    def fact(self, initiative: str) -> Fact:
        """Whether an initiative is done: it has linked work, and none of it is open; on the day the last was closed."""
        hold, reading = self.hold(initiative), self.reading(initiative)
        held, since = (hold.reason, hold.since) if hold is not None else (None, None)
        stock = reading.stock if reading is not None else None
        if reading is None or stock is None or not stock.open.count + stock.done.count:
            why = "no work linked" if stock is None or not stock.dropped.count else "all work linked was dropped"
            return Fact(unknown=f"{initiative}: {why}", held=held, since=since)
        words = f"{initiative}: {stock.done.count} of {plural(stock.open.count + stock.done.count, 'item')} done"
        if stock.open.count:
            return Fact(held=held, since=since, words=words)
        if reading.last_closed is None:
            return Fact(unknown=f"{words}, but nothing says since when", held=held, since=since)
        day = day_of(reading.last_closed, self.configuration.settings.timezone)
        return Fact(day, held=held, since=since, words=words)

    def verdict(self, initiative: str) -> str:
        """What can be said of the work of an initiative in a few words."""
        reading = self.reading(initiative)
        stock = reading.stock if reading is not None else None
        whole = stock.open.count + stock.done.count if stock is not None else 0
        if stock is None or not whole:
            return "no work linked" if stock is None or not stock.dropped.count else "all work linked was dropped"
        return f"{exact(stock.done.count)} of {plural(whole, 'item')} done"
