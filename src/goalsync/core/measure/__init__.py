"""From stored rows to series: what each metric's values are, and what is known of them."""

from goalsync.core.measure.measuring import measure
from goalsync.core.measure.needed import needed
from goalsync.core.measure.over_work import Keys, key_of, of_period
from goalsync.core.measure.series import Series

__all__ = ["Keys", "Series", "key_of", "measure", "needed", "of_period"]
