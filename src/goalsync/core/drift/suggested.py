"""Rules to paste: one line of YAML under `rules:`, in flow style, so that it may be wrapped at any blank."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import chain, count
from typing import Final

from goalsync.core import flow

_NOT_IN_IDS: Final = re.compile(r"[^\w.-]+")
PLACEHOLDER: Final = "GOAL"
"""Where nothing close by says which."""


def rule(name: str, when: Mapping[str, str], goal: str, taken: Collection[str] = ()) -> str:
    """`- {id: shop-12, when: {source: tracker, key: SHOP-12}, link_to: one-click}`; the id is made of any text.

    It is none of those that are `taken`.
    """
    conditions = flow.mapping({key: flow.scalar(_literal(value)) for key, value in when.items()})
    plain = _NOT_IN_IDS.sub("-", name).strip("-").casefold() or "rule"
    names = chain([plain], (f"{plain}-{number}" for number in count(2)))
    id_ = next(one for one in names if one not in taken)
    return "- " + flow.mapping({"id": flow.scalar(id_), "when": conditions, "link_to": flow.scalar(goal)})


def _literal(text: str) -> str:
    """A text as a condition that matches nothing else."""
    if "*" not in text and "?" not in text:
        return text
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in text)
