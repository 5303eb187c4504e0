"""A Google Sheets that nobody here wrote (kits/sheets_emulator.py), and a service account for it."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from support.peers import peer

EMAIL = "goals@project.iam.gserviceaccount.test"


@cache
def _key() -> tuple[str, str]:
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


@cache
def emulator() -> ModuleType:
    """The emulator as a module."""
    spec = importlib.util.spec_from_file_location("sheets_emulator", peer("kits/sheets_emulator.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Google:
    """A running one: `url`, and the key of an account it knows."""

    url: str
    kit: ModuleType

    @property
    def credentials(self) -> str:
        """The JSON key, as Google hands it out."""
        return json.dumps(self.info)

    @property
    def info(self) -> dict[str, str]:
        """The same as a dict."""
        return {
            "type": "service_account",
            "project_id": "project",
            "private_key_id": "k1",
            "private_key": _key()[0],
            "client_email": EMAIL,
            "client_id": "1",
            "token_uri": f"{self.url}/token",
        }

    def control(self, **body: object) -> None:
        """Move its clock, plan faults, change a book."""
        requests.post(f"{self.url}/_control", json=body, timeout=5).raise_for_status()

    def log(self) -> list[dict[str, Any]]:
        """Every request so far but those to the control."""
        found: list[dict[str, Any]] = requests.get(f"{self.url}/_control", timeout=5).json()["log"]
        return found

    def calls(self) -> list[str]:
        """Method and path of every request so far."""
        return [f"{entry['m']} {entry['p']}" for entry in self.log()]


@contextmanager
def google(*spreadsheets: dict[str, Any], books: tuple[object, ...] = (), quota: str = "off") -> Generator[Google]:
    """Serve spreadsheets in the emulator's own form, or books it made from workbooks; signatures are checked."""
    kit = emulator()
    server, url = kit.serve(seed={"spreadsheets": list(spreadsheets)}, quota=quota, books=books)
    from google.auth.crypt import RSAVerifier

    check = RSAVerifier.from_string(_key()[1])

    def verify(token: str) -> bool:
        import base64

        head, body, signature = token.split(".")
        return bool(check.verify(f"{head}.{body}", base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))))

    kit.S.verify = verify
    try:
        yield Google(url, kit)
    finally:
        server.shutdown()
        server.server_close()
