"""From the stock of a subject to what is delivered of it."""

from __future__ import annotations

from goalsync.core.maths.work import Delivery
from goalsync.model.linked import Amount, Stock, WorkReading
from goalsync.model.measures import Work
from goalsync.model.report import WorkPart

BY_ITEMS = Work()


def delivery_of(stock: Stock, measure: Work = BY_ITEMS) -> Delivery | None:
    """Done weight and whole weight as a key result asks for them; None where no leaf is linked to it.

    Dropped work is left out, or counts as done or open. Items without points weigh as much as the median of those with
    (1 where none has any).
    """
    parts = (stock.open, stock.done, stock.dropped) if measure.dropped != "exclude" else (stock.open, stock.done)
    if not any(one.count for one in parts):
        return None
    weights = [weight_of(one, stock.median, measure) for one in parts]
    done = weights[1] + (weights[2] if measure.dropped == "done" else 0.0)
    return Delivery(done, sum(weights))


def weight_of(amount: Amount, median: float | None, measure: Work) -> float:
    """Items, or their points."""
    if measure.by == "items":
        return amount.items
    return amount.points + amount.missing * (1.0 if median is None else median)


def estimated(stock: Stock, measure: Work) -> str | None:
    """What is said of missing points; None where none is missing, or points do not matter."""
    parts = (stock.open, stock.done) if measure.dropped == "exclude" else (stock.open, stock.done, stock.dropped)
    if measure.by == "items" or not any(one.missing for one in parts):
        return None
    weight = "1 each, as none has any" if stock.median is None else f"the median, {stock.median:g}, each"
    return f"items without points count as {weight}"


def work_part(reading: WorkReading) -> WorkPart:
    """The work behind a subject as documents show it: leaves that are open or done, whole items."""
    stock = reading.stock
    counted = (stock.open, stock.done)
    return WorkPart(
        items=sum(one.count for one in counted),
        done=stock.done.count,
        points=sum(one.points for one in counted),
        points_done=stock.done.points,
        dropped=stock.dropped.count,
        excluded=dict(reading.excluded),
    )
