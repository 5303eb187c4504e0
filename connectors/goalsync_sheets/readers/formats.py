"""Number format codes, as far as they matter without a library."""

from __future__ import annotations

import re

_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
PERCENT_BUILTINS = frozenset({9, 10})
"""The formats `0%` and `0.00%`, which files use without defining them."""


def is_percent(code: str) -> bool:
    """Whether a format code shows a number as a percentage; its first section decides."""
    return "%" in _LITERAL.sub("", code.partition(";")[0])
