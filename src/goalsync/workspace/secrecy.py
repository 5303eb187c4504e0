"""What must never be shown or written out: which keys hold secrets, and what a literal secret looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from goalsync.sdk.http.addresses import secret_parameter
from goalsync.sdk.secrets import PREFIXES
from goalsync.workspace.document import Part
from goalsync.workspace.problems import Problems

_KEY: Final = re.compile(r"token|passw|secret|credential|private_?key|api_?key|auth|bearer|cookie", re.IGNORECASE)
_ALWAYS_SECRET: Final = re.compile(
    r"token|pass|passwd|password|secret|(?:access|api|auth|bearer)_?token|client_?secret|(?:private|api|access)_?key"
)
"""Keys that hold nothing but a secret in any connector."""
LITERAL: Final = "a secret must be a reference such as env:NAME or file:PATH, never the secret itself"
BY_REFERENCE: Final = "put it into the environment or .env and write env:NAME; if the file was shared, replace it"
_WHOLE_ADDRESS: Final = (
    "put the whole address into the environment or .env and write {key}: env:NAME; if the file was shared, "
    "replace the secret"
)
_IN_URL: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#@\s]*:[^/?#@\s]+@", re.IGNORECASE)
_KNOWN_FORMS: Final = re.compile(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[\w-]{20,}|xox[abeprs]-[\w-]{10,}"
    r"|ATATT3[\w=-]{20,}|AKIA[0-9A-Z]{16}|sk-[A-Za-z0-9_-]{30,}|AIza[\w-]{30,})|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)


def names_secret(key: str) -> bool:
    """Whether a key says that it holds a secret (`token`, `private_key`)."""
    return bool(_KEY.search(key))


def without_secrets(message: str, value: object) -> str:
    """`message` with every text blotted out that stands under a key of `value` that names a secret."""
    for secret in sorted(_secrets(value, secret=False), key=len, reverse=True):
        message = message.replace(secret, "…")
    return message


def _secrets(value: object, *, secret: bool) -> Iterator[str]:
    match value:
        case str() if secret and value and not value.startswith(PREFIXES):
            yield value
        case dict():
            for key, inner in value.items():
                yield from _secrets(inner, secret=secret or names_secret(str(key)))
        case list():
            for inner in value:
                yield from _secrets(inner, secret=secret)
        case _:
            pass


def is_literal(text: str) -> bool:
    """Whether a text is, or holds, a secret itself: a password within a URL, a token of a known form."""
    return bool(_IN_URL.search(text) or _KNOWN_FORMS.search(text))


def refuse_literals(part: Part, problems: Problems) -> None:
    """An error for every text in `part` that is a literal secret, whatever its connector; none of them is shown."""
    for found in _texts(part):
        text = str(found.value)
        plain = _ALWAYS_SECRET.fullmatch(str(found.path[-1])) and not text.startswith(PREFIXES)
        if is_literal(text) or (plain and text):
            problems.error(found, (), LITERAL, rule="literal-secret", remedy=BY_REFERENCE)
        elif parameter := secret_parameter(text):
            key = next((step for step in reversed(found.path) if isinstance(step, str)), "url")
            said = f"the query of this address holds a secret, in its parameter '{parameter}'"
            problems.error(found, (), said, rule="literal-secret", remedy=_WHOLE_ADDRESS.format(key=key))


def _texts(part: Part) -> Iterator[Part]:
    if isinstance(part.value, str):
        yield part
    elif isinstance(part.value, list | dict):
        for child in part.children():
            yield from _texts(child)
