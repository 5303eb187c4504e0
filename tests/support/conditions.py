"""Conditions that tests share."""

from __future__ import annotations

from goalsync.model.condition import Condition

LABELLED = Condition(label=("okr",))
