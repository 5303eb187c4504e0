"""Secrets are references (`env:NAME`, `file:PATH`), resolved at the last moment and never formatted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, SecretStr, WithJsonSchema

from goalsync.sdk.errors import SecretError

PREFIXES = ("env:", "file:")


def check_reference(value: str) -> str:
    """Return `value` if it is a reference; the error never repeats what was given."""
    if not value.startswith(PREFIXES) or not value.partition(":")[2]:
        raise ValueError("a secret must be a reference such as env:NAME or file:PATH, never the secret itself")
    return value


SecretReference = Annotated[
    str,
    AfterValidator(check_reference),
    WithJsonSchema({"type": "string", "pattern": "^(env|file):.+", "description": "env:NAME or file:PATH"}),
]
"""A field that holds a secret by reference."""


@dataclass(frozen=True, slots=True)  # a struct cannot leave a field out of its repr
class Secrets:
    """Resolves references against an environment (the process's and the workspace's `.env`) and files."""

    directory: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    stand_in: str | None = None

    def made_up(self) -> Secrets:
        """The same without any secret: every reference stands for one text. A recording needs no more."""
        return Secrets(self.directory, stand_in="recorded")

    def resolve(self, reference: str) -> SecretStr:
        """The secret behind a reference; raises SecretError with the remedy."""
        if self.stand_in is not None:
            return SecretStr(self.stand_in)
        kind, _, name = reference.partition(":")
        if kind == "env":
            value = self.environment.get(name)
            if not value:
                raise SecretError(
                    f"the environment variable {name} is not set", remedy=f"set {name}, or put it in .env"
                )
            return SecretStr(value)
        path = self.directory / name
        try:
            return SecretStr(path.read_text(encoding="utf-8").strip())
        except (OSError, UnicodeDecodeError) as error:
            raise SecretError(f"the secret file {name} cannot be read: {error}", remedy="check the path") from None
