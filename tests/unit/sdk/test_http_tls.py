"""Encrypted connections: who is trusted, and that credentials never leave them."""

from __future__ import annotations

from pathlib import Path

import pytest

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, session
from support.certificates import certificate
from support.clock import FakeClock
from support.contexts import context
from support.server import Answer, scripted


def test_an_unknown_certificate_is_refused_at_once(tmp_path: Path) -> None:
    """Trying again would not mend it; the remedy names `ca:`."""
    clock = FakeClock()
    _, tls = certificate(tmp_path)
    with scripted(Answer(), tls=tls) as server:
        with pytest.raises(SourceError, match="the certificate is not trusted") as caught:
            session(context(), gates=Gates(clock.timing())).get(server.url)
        assert not server.seen
    assert caught.value.code is PullCode.UNREACHABLE
    assert "`ca:`" in (caught.value.remedy or "")
    assert not clock.slept


def test_certificates_of_the_source_or_the_environment_are_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ca: FILE` in the workspace, else REQUESTS_CA_BUNDLE."""
    trusted, tls = certificate(tmp_path)
    with scripted(Answer(body=b"fine"), tls=tls) as server:
        assert session(context(tmp_path, ca="ours.pem")).get(server.url).content == b"fine"
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
        assert session(context()).get(server.url).content == b"fine"


def test_a_body_is_never_redirected_to_plain_http(tmp_path: Path) -> None:
    """A token request that keeps its body on the way is as secret as a header."""
    _, tls = certificate(tmp_path)
    with (
        scripted(Answer()) as plain,
        scripted(Answer(307, headers={"Location": plain.url}), tls=tls) as server,
        pytest.raises(SourceError, match="would send what is secret in clear"),
    ):
        session(context(tmp_path, ca="ours.pem")).post(server.url, data={"assertion": "hunter2"})
    assert not plain.seen


def test_credentials_are_never_redirected_to_plain_http(tmp_path: Path) -> None:
    """From https to http with Authorization is an error; without credentials it is an ordinary redirect."""
    _, tls = certificate(tmp_path)
    with (
        scripted(Answer(body=b"plain")) as plain,
        scripted(Answer(302, headers={"Location": f"{plain.url}/b"}), tls=tls) as server,
    ):
        http = session(context(tmp_path, ca="ours.pem"))
        with pytest.raises(SourceError, match="would send what is secret in clear") as caught:
            http.get(server.url, headers={"Authorization": "Bearer hunter2"})
        assert not plain.seen
        assert "hunter2" not in str(caught.value)
        assert http.get(server.url).content == b"plain"
