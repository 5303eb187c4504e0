"""YAML that programs write for people: scalars and mappings in flow style, each on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z_][\w./-]*", re.ASCII)
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
_ESCAPED: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ufeff\ufffe\uffff]")


def scalar(text: str) -> str:
    """A text as any YAML 1.2 reader reads it back; plain where nobody could take it for something else."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)


def mapping(texts: Mapping[str, str]) -> str:
    """`{source: tracker, key: SHOP-12}`: keys as they are, values written already."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in texts.items()) + "}"
