"""Which field of a site is what."""

from __future__ import annotations

import random

import pytest

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_jira.facts.answers import RawField, Schema
from goalsync_jira.facts.fields import resolve
from support.issues import EPIC_LINK, ESTIMATE, PARENT_LINK, POINTS, SITE, SPRINT, TEAM, custom

FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float"


def test_cloud_by_schema() -> None:
    """Both fields that can hold points are asked for, the decoy of the same name is not; `parent` says the rest."""
    fields = resolve(SITE, {}, cloud=True)
    assert fields.points == (ESTIMATE, POINTS)
    assert (fields.sprint, fields.team) == ((SPRINT,), (TEAM,))
    assert (fields.epic_link, fields.parent_link) == ((), ())
    assert "customfield_10099" not in fields.asked
    assert {"parent", "statuscategorychangedate", "summary", ESTIMATE, POINTS} <= set(fields.asked)
    assert list(fields.asked) == sorted(fields.asked)
    assert [note for note in fields.notes if ESTIMATE in note and POINTS in note]


def test_data_center_by_schema() -> None:
    """Epics and what is above them stand in fields of their own."""
    fields = resolve(SITE, {}, cloud=False)
    assert (fields.epic_link, fields.parent_link) == ((EPIC_LINK,), (PARENT_LINK,))
    assert "statuscategorychangedate" not in fields.asked


@pytest.mark.parametrize("cloud", [True, False])
def test_the_order_of_the_answer_does_not_matter(cloud: bool) -> None:
    """The same site in another order is the same, digest and all."""
    shuffled = list(SITE)
    random.Random(5).shuffle(shuffled)
    assert resolve(shuffled, {}, cloud=cloud) == resolve(SITE, {}, cloud=cloud)
    assert resolve(shuffled, {}, cloud=cloud).digest == resolve(SITE, {}, cloud=cloud).digest


@pytest.mark.parametrize("told", [POINTS, "Story Points"])
def test_a_chosen_field_for_points_ends_the_doubt(told: str) -> None:
    """By id or by exact name; the field of that name that holds no numbers is not meant."""
    fields = resolve(SITE, {"points": told}, cloud=True)
    assert fields.points == (POINTS,)
    assert fields.notes == ()
    assert ESTIMATE not in fields.asked


def test_names_alone_prove_nothing() -> None:
    """A number field with another schema, or a float with another name, is not taken for story points."""
    fields = (
        custom("customfield_1", "Story Points", "number", "com.example.app:points"),
        custom("customfield_2", "story points total", "number", FLOAT),
        custom("customfield_3", "Sprint", "string", "com.atlassian.jira.plugin.system.customfieldtypes:textfield"),
        RawField(id="customfield_4", name="Story Points", custom=True),
    )
    found = resolve(fields, {}, cloud=False)
    assert (found.points, found.sprint) == ((), ())


def test_a_translated_name_is_seen_through() -> None:
    """Cloud tells the name before translation."""
    fields = (custom("customfield_7", "Storypunkte", "number", FLOAT, untranslated_name="Story Points"),)
    assert resolve(fields, {}, cloud=True).points == ("customfield_7",)


def test_names_of_peoples_own() -> None:
    """Any field by id or exact name, system fields too."""
    wanted = {"impact": "Impact", "budget": "customfield_10201", "target": "Due date", "team": "Impact"}
    fields = resolve(SITE, wanted, cloud=True)
    assert fields.named == {"budget": "customfield_10201", "impact": "customfield_10200", "target": "duedate"}
    assert fields.team == ("customfield_10200",)
    assert fields.meant == ("team",)
    assert {"customfield_10200", "customfield_10201", "duedate"} <= set(fields.asked)


@pytest.mark.parametrize(
    ("wanted", "code", "told"),
    [
        ({"impact": "Impakt"}, PullCode.GONE, "did you mean 'Impact'"),
        ({"points": "customfield_99999"}, PullCode.GONE, "fields.points: this Jira shows the account no field"),
        ({"reach": "Reach"}, PullCode.UNREADABLE, 'customfield_10202 "Reach" (number); customfield_10203 "Reach"'),
        ({"points": "customfield_10099"}, PullCode.UNREADABLE, "story points are numbers"),
        ({"impact": "auto"}, PullCode.UNREADABLE, "auto is known for points, epic, parent, team, sprint only"),
        ({"impact": "impact"}, PullCode.GONE, "did you mean 'Impact'"),
    ],
)
def test_what_cannot_be_meant(wanted: dict[str, str], code: PullCode, told: str) -> None:
    """A field that does not exist, is one of several, or cannot hold it, is an error that lists what there is."""
    with pytest.raises(SourceError) as caught:
        resolve(SITE, wanted, cloud=True)
    assert caught.value.code is code
    assert told in caught.value.message
    assert caught.value.remedy


def test_auto_that_finds_nothing_is_said() -> None:
    """Who writes `points: auto` learns that there is none."""
    fields = resolve(SITE[:3], {"points": "auto", "team": "auto"}, cloud=True)
    assert [note.partition(":")[0] for note in fields.notes] == ["points", "team"]
    assert resolve(SITE[:3], {}, cloud=True).notes == ()


def test_the_digest_follows_the_meaning() -> None:
    """What is asked for or what it means changes it; a renamed field does not."""
    before = resolve(SITE, {}, cloud=True).digest
    renamed = [RawField(id=one.id, name=f"{one.name}!", schema=one.schema) if one.id == SPRINT else one for one in SITE]
    assert resolve(renamed, {}, cloud=True).digest == before
    assert resolve(SITE, {"points": POINTS}, cloud=True).digest != before
    assert resolve(SITE, {"impact": "Impact"}, cloud=True).digest != before
    assert resolve(SITE, {"team": "auto"}, cloud=True).digest != before


def test_a_field_without_schema_is_no_number_field() -> None:
    """System fields such as the key have none."""
    with pytest.raises(SourceError, match="no field"):
        resolve([RawField(id="issuekey", name="Key", schema=Schema())], {"x": "Kay"}, cloud=True)
