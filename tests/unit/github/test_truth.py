"""What is decoded and translated is what the stand-in holds, and what GitHub once sent is understood."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from goalsync.model.work import WorkItem
from goalsync.sdk.work import Kinds, Phases
from goalsync_github.facts.answers import decode_issues, decode_milestones
from goalsync_github.facts.translate import Translator
from support.github import differences, github, kit
from support.peers import peer


def read(repo: Any) -> tuple[dict[str, WorkItem], Translator]:
    """All of a repository, as lists of a hundred would show it."""
    translator = Translator("code", Phases(), Kinds())
    found = [
        translator.issue(raw, repo.full)
        for page in hundreds(list(repo.issues.values()))
        for raw in decode_issues(json.dumps(page).encode())
    ]
    every = json.dumps(list(repo.milestones.values())).encode()
    found += [translator.milestone(raw, repo.full) for raw in decode_milestones(every)]
    return {item.native_id: item for item in found}, translator


def hundreds(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Pages."""
    for at in range(0, len(rows), 100):
        yield rows[at : at + 100]


@pytest.mark.parametrize("seed", [1, 7])
def test_every_item_is_what_github_holds(seed: int) -> None:
    """Nothing of the truth is lost or altered: states, merges, titles of any script, labels, times."""
    with github(f"acme/widgets:1500:{seed}") as world:
        repo = world.server.world.find("acme/widgets")
        held, translator = read(repo)
        assert len(held) == len(repo.issues) + len(repo.milestones)
        assert len(repo.issues) > 1400
        assert differences(held, world.truth("acme/widgets"), "acme/widgets") == []
        assert translator.notes() == ()


def test_relations_are_what_github_holds() -> None:
    """The sub-issue's parent, else the milestone."""
    with github("acme/widgets:900:3") as world:
        repo = world.server.world.find("acme/widgets")
        held, _ = read(repo)
        parents = {item.key: item.parent_key for item in held.values() if item.kind != "milestone"}
        assert repo.parent
        for number, raw in repo.issues.items():
            above = repo.parent.get(number)
            own = raw["milestone"] and f"acme/widgets/milestones/{raw['milestone']['number']}"
            expected = f"{above[0]}#{above[1]}" if above else own or None
            assert parents[f"acme/widgets#{number}"] == expected
        children = [item for item in held.values() if item.parent is not None]
        assert all(held[(item.parent or "").removeprefix("code:")].key == item.parent_key for item in children)
        assert children


def test_recorded_payloads_are_understood() -> None:
    """Of real repositories since 2012: every one is an item, with times and a known phase."""
    directory = peer("data/github")
    everything = kit().World()
    kit().load_store(everything, directory, set())
    seen = 0
    for repo in everything.repos.values():
        held, translator = read(repo)
        seen += len(held)
        assert len(held) == len(repo.issues) + len(repo.milestones)
        assert all(item.created and item.updated and item.title for item in held.values())
        assert not [note for note in translator.notes() if "not documented" in note or "not known" in note]
    assert seen > 50
