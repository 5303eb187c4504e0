"""Who GitHub takes us for: a token, an App whose tokens end, an installation's token; never nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from support.github import BASES, TOKEN, Stored, World, github

SHOP = "acme/shop"
APP = {"id": 1, "private_key": "env:KEY", "installation": 4242}


@cache
def key() -> str:
    """A private key of an App."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


@pytest.fixture(params=BASES)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A repository that only the App may see."""
    options = ("--private-tokens", "none", "--tokens", "none", "--ghes-rate-limits")
    with github("acme/shop:430:1:private=1", base=request.param, options=options) as running:
        running.config = {"url": running.base, "app": APP, "repositories": [SHOP]}
        yield running


def pull(world: World, stored: Stored | None = None, **keys: Any) -> Stored:
    """A pull as the App."""
    return world.pull(stored, environment={"KEY": key()}, **keys)


def minted(world: World) -> int:
    """How many tokens were made."""
    return sum(request["path"].endswith("/access_tokens") for request in world.log)


def test_an_app_pulls_what_its_installation_sees(world: World) -> None:
    """One token for the run; long ones are no trouble; globs go by what is installed."""
    stored = pull(world)
    assert stored.errors == {}
    assert world.differences(stored) == []
    assert minted(world) == 1
    pull(world, stored, config={"repositories": ["acme/*"]})
    assert list(stored.traffic) == [SHOP]


def test_a_token_that_ends_between_two_pages_is_renewed_once(world: World) -> None:
    """Refused in the middle of the walk: another one is made, the page asked for again, and nobody notices."""
    source = world.source(environment={"KEY": key()})
    stored = Stored()
    (partition,) = source.partitions()
    pages = source.pull(partition, None, Traffic())
    stored.take(SHOP, next(pages))
    for token in world.server.minted.values():
        token["expires"] = 0
    for page in pages:
        stored.take(SHOP, page)
    source.close()
    assert world.differences(stored) == []
    assert minted(world) == 2
    assert 401 in {request["status"] for request in world.log}


def test_a_token_is_renewed_before_it_ends(world: World) -> None:
    """One that lasts two seconds is never used after them."""
    world.server.cfg.app_ttl = 2
    source = world.source(environment={"KEY": key()})
    stored = Stored()
    (partition,) = source.partitions()
    for page in source.pull(partition, None, Traffic()):
        stored.take(SHOP, page)
        time.sleep(0.6)
    source.close()
    assert world.differences(stored) == []
    assert minted(world) >= 2
    assert 401 not in {request["status"] for request in world.log}


def test_an_app_that_was_removed_is_said(world: World) -> None:
    """No other token to be had: auth, with what to check, and no key in it."""
    world.fault("access_tokens", {"status": 404})
    with pytest.raises(SourceError, match="installation 4242") as caught:
        world.source(environment={"KEY": key()}).partitions()
    assert caught.value.code is PullCode.AUTH
    assert "PRIVATE" not in str(caught.value)


def test_a_key_that_is_none_is_said(world: World) -> None:
    """Something that is no PEM: auth, and it is not repeated."""
    with pytest.raises(SourceError) as caught:
        world.source(environment={"KEY": "s3cret-but-no-key"}).partitions()
    assert caught.value.code is PullCode.AUTH
    assert "s3cret" not in str(caught.value)
    assert "private key" in str(caught.value)


def test_etags_of_an_app_are_not_kept(world: World) -> None:
    """Its tokens are others in each run, and their ETags with them."""
    stored = pull(world)
    pull(world, stored)
    assert '"token"' not in stored.cursors[SHOP]
    assert '"tags":{}' in stored.cursors[SHOP]


def test_the_token_of_an_installation_is_taken_for_one() -> None:
    """As GitHub Actions gives it: it may not ask who it is, but which repositories it sees."""
    with github("acme/shop:30:1") as world:
        world.fault("/user$", {"status": 403})
        stored = world.pull(config={"repositories": ["acme/*"]})
        assert world.differences(stored) == []
        assert "/installation/repositories" in {request["path"] for request in world.log}


@pytest.mark.parametrize("base", BASES)
def test_nobody_is_believed(base: str) -> None:
    """A wrong token is an error before anything is asked; so is an answer that names nobody."""
    with github("acme/shop:30:1", base=base, options=("--tokens", TOKEN)) as world:
        with pytest.raises(SourceError, match="new token") as caught:
            world.source(environment={"GITHUB_TOKEN": "ghp_wrong"}).partitions()
        assert caught.value.code is PullCode.AUTH
        assert "ghp_wrong" not in str(caught.value)
        world.fault("/user$", {"json": {"message": "hello"}, "status": 200})
        with pytest.raises(SourceError, match="names nobody"):
            world.source().partitions()
    with pytest.raises(SourceError, match="line break"):
        world.source(environment={"GITHUB_TOKEN": "two\nlines"}).partitions()


def test_single_sign_on_is_said() -> None:
    """The organization wants the token to be authorized; a list that leaves out organizations is not believed."""
    with github("acme/shop:30:1") as world:
        sso = {"X-GitHub-SSO": "required; url=https://github.com/orgs/acme/sso?authorization_request=A"}
        world.fault("/repos/acme/shop", {"status": 403, "headers": sso})
        stored = world.pull()
        assert "single sign-on" in str(stored.errors[SHOP].remedy)
        partial = {"X-GitHub-SSO": "partial-results; organizations=21955855"}
        world.heal()
        world.fault("/orgs/acme/repos", {"status": 200, "json": [], "headers": partial})
        with pytest.raises(SourceError, match="single sign-on"):
            world.source(config={"repositories": ["acme/*"]}).partitions()


def test_an_address_that_refuses_is_said() -> None:
    """Nobody listens there."""
    with github("acme/shop:1:1") as world:
        source = world.source(config={"url": "http://127.0.0.1:9"})
        with pytest.raises(SourceError, match=r"127\.0\.0\.1:9"):
            source.partitions()


def test_without_the_library_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install."""
    import sys

    monkeypatch.setitem(sys.modules, "github", None)
    world = World(None, "", "https://api.github.com", (SHOP,))
    with pytest.raises(SourceError, match=r"goalsync\[github\]"):
        world.source().partitions()


def test_a_secret_of_files_is_read(tmp_path: Path, world: World) -> None:
    """The App's key is a file as a rule."""
    path = tmp_path / "app.pem"
    path.write_text(key())
    stored = world.pull(config={"app": {**APP, "private_key": f"file:{path}"}})
    assert world.differences(stored) == []
