"""Work tied to goals: which rules apply to an item, what it inherits, whom it counts for, and what it all comes to.

A stream of items is classified (`Classifier`), what they inherit and which parents have counted children is found in
the forest of all (`Forest`), and everything is added up by cells: so many items of one tie and one profile (`Cells`).
From the cells follow the readings of all subjects, coverage, and what moved. No item is kept.

What others ask of it:

* `Rulebook.of(configuration, around, cadence)`: everything declared, compiled for one day.
* `Rulebook.applying(item)` → `Applying`: all rules, labels and exemptions that apply to an item itself, one by one.
* `Rulebook.tie_of(item)` → `Tie`: what they come to; `Rulebook.shares.of_links(links)` → subject → share.
* `delivery_of(stock, measure)` → done and whole weight of a key result of kind work, or of an initiative.
* `work_hold(...)` why the work of a subject is incomplete now.
* `Snapshot.work[subject]` the readings of a subject in recorded order, `Snapshot.linking` the last of the whole.
"""

from goalsync.core.links.book import Applying, Rulebook
from goalsync.core.links.delivery import delivery_of, work_part
from goalsync.core.links.shares import Shares

__all__ = ["Applying", "Rulebook", "Shares", "delivery_of", "work_part"]
