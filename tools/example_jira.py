"""The example company's Jira as raw issue JSON, made from example_world.txt: the same bytes each time.

    python tools/example_jira.py DIRECTORY     writes issues.json and fields.json there

What it writes has the shape of Jira Cloud's REST API v3 and can be served by a stand-in; tools/record.py records
the example's cassette from that. All people and places are invented.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

WORLD = Path(__file__).with_name("example_world.txt")
ZONE = ZoneInfo("Europe/Berlin")
SITE = "https://acme.atlassian.net"
POINTS, SPRINT = "customfield_10016", "customfield_10020"
PROJECTS = {"SHOP": ("10000", "Shop"), "PAY": ("10001", "Payments and merchants")}
TYPES = {
    "Epic": ("10000", 1),
    "Story": ("10001", 0),
    "Task": ("10002", 0),
    "Sub-task": ("10003", -1),
    "Bug": ("10004", 0),
}
STATUSES = {
    "To Do": ("10000", "new", 2),
    "In Progress": ("10001", "indeterminate", 4),
    "In Review": ("10002", "indeterminate", 4),
    "Done": ("10003", "done", 3),
}
CATEGORIES = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}
PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
RESOLUTIONS = {"Done": "10000", "Won't Do": "10001", "Duplicate": "10002"}
SPRINTS = {"Q4-1": ("closed", 1), "Q4-2": ("closed", 2), "Q4-3": ("closed", 3), "Q4-4": ("active", 4)}
COMPONENTS = ("checkout", "delivery", "mail", "onboarding", "payout", "returns", "web")
Json = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One line of the world."""

    key: str
    type: str
    parent: str
    title: str
    status: str
    points: str
    created: str
    started: str
    closed: str
    who: str
    tags: tuple[str, ...]

    @property
    def project(self) -> str:
        """Its key."""
        return self.key.partition("-")[0]

    @property
    def id(self) -> str:
        """Immutable, and in the order of creation within a project."""
        return str({"SHOP": 10100, "PAY": 10500}[self.project] + 3 * int(self.key.partition("-")[2]))

    def tagged(self, sign: str) -> list[str]:
        """The tags that begin with a sign, without it."""
        return [tag[1:].replace("_", " ") for tag in self.tags if tag[0] == sign]


def rows() -> list[Row]:
    """The world in the order of its lines."""
    lines = [line for line in WORLD.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    cells = [[cell.strip() for cell in line.split(" | ")] for line in (f"{line} " for line in lines)]
    return [Row(*cell[:10], tags=tuple(cell[10].split())) for cell in cells]


def issues() -> list[Json]:
    """Every issue, parents before what refers to them."""
    known = {row.key: row for row in rows()}
    return [_issue(row, known) for row in known.values()]


def fields() -> list[Json]:
    """What GET /rest/api/3/field answers."""
    kinds = {
        "string": "summary description",
        "datetime": "created updated resolutiondate",
        "date": "duedate",
        "array": "labels fixVersions components",
        "user": "assignee reporter",
        **{kind: kind for kind in ("status", "issuetype", "project", "resolution", "priority")},
    }
    system = {name: kind for kind, names in kinds.items() for name in names.split()}
    found = [
        _field(name, name.capitalize(), {"type": kind, "system": name}, custom=False) for name, kind in system.items()
    ]
    found.append({**_field("parent", "Parent", {}, custom=False), "searchable": False})
    points = {"type": "number", "custom": "com.pyxis.greenhopper.jira:jsw-story-points", "customId": 10016}
    sprint = {"type": "array", "items": "json", "custom": "com.pyxis.greenhopper.jira:gh-sprint", "customId": 10020}
    return [
        *found,
        _field(POINTS, "Story point estimate", points, custom=True),
        _field(SPRINT, "Sprint", sprint, custom=True),
    ]


def _field(identity: str, name: str, schema: Json, *, custom: bool) -> Json:
    clauses = [f"cf[{schema['customId']}]", name] if custom else [identity]
    found = {"id": identity, "key": identity, "name": name, "custom": custom, "orderable": True, "navigable": True}
    return {**found, "searchable": True, "clauseNames": clauses, **({"schema": schema} if schema else {})}


def _issue(row: Row, known: Mapping[str, Row]) -> Json:
    created, started, closed = (
        _moment(row, day, hour) for day, hour in ((row.created, 9), (row.started, 11), (row.closed, 15))
    )
    resolution = (row.tagged("=") or ["Done"])[0] if closed else None
    person = _person(row.who) if row.who else None
    values: Json = {
        "summary": row.title,
        "project": _project(row.project),
        "issuetype": _type(row.type),
        "status": _status(row.status),
        "resolution": _named("resolution", RESOLUTIONS[resolution], resolution) if resolution else None,
        "resolutiondate": _text(closed),
        "created": _text(created),
        "updated": _text(max([created, *(at for at, _, _ in _steps(row, started, closed))])),
        "duedate": None,
        "labels": [tag for tag in row.tags if tag[0] not in "@^*!="],
        "fixVersions": [_named("version", str(20000 + len(name)), name) for name in row.tagged("^")],
        "components": [_named("component", str(30000 + COMPONENTS.index(name)), name) for name in row.tagged("@")],
        "assignee": person,
        "reporter": _person("robin"),
        "creator": _person("robin"),
        "priority": _priority((row.tagged("!") or ["Medium"])[0]),
        "description": None,
        POINTS: float(row.points) if row.points else None,
        SPRINT: [_sprint(row.project, name) for name in row.tagged("*")] or None,
    }
    if row.parent:
        parent = known[row.parent]
        inner = {"summary": parent.title, "status": _status(parent.status), "issuetype": _type(parent.type)}
        values["parent"] = {
            "id": parent.id,
            "key": parent.key,
            "self": f"{SITE}/rest/api/3/issue/{parent.id}",
            "fields": inner,
        }
    found: Json = {"id": row.id, "key": row.key, "self": f"{SITE}/rest/api/3/issue/{row.id}", "fields": values}
    histories = list(_histories(row, started, closed))
    found["changelog"] = {"startAt": 0, "maxResults": len(histories), "total": len(histories), "histories": histories}
    return found


def _steps(row: Row, started: datetime | None, closed: datetime | None) -> list[tuple[datetime, str, str]]:
    """(when, status before, status after), oldest first."""
    steps: list[tuple[datetime, str, str]] = []
    if started:
        steps.append((started, "To Do", "In Progress"))
    if row.status == "In Review" and started:
        steps.append((started + timedelta(days=1), "In Progress", "In Review"))
    if closed:
        steps.append((closed, "In Progress" if started else "To Do", "Done"))
    return steps


def _histories(row: Row, started: datetime | None, closed: datetime | None) -> Iterator[Json]:
    """Newest first, as Jira has them."""
    for number, (at, before, after) in reversed(list(enumerate(_steps(row, started, closed)))):
        item = {"field": "status", "fieldtype": "jira", "fieldId": "status"}
        item |= {"from": STATUSES[before][0], "fromString": before, "to": STATUSES[after][0], "toString": after}
        author = _person(row.who or "robin")
        yield {"id": f"{row.id}{number}", "author": author, "created": _text(at), "items": [item]}


def _moment(row: Row, day: str, hour: int) -> datetime | None:
    """A time of a day that follows from the key, with milliseconds as Jira has them."""
    if not day:
        return None
    number = int.from_bytes(hashlib.sha256(f"{row.key} {hour}".encode()).digest()[:4])
    return datetime.fromisoformat(day).replace(tzinfo=ZONE) + timedelta(hours=hour, milliseconds=number % 7_000_000)


def _text(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}{at:%z}"


def _named(kind: str, identity: str, name: str) -> Json:
    return {"self": f"{SITE}/rest/api/3/{kind}/{identity}", "id": identity, "name": name}


def _project(key: str) -> Json:
    identity, name = PROJECTS[key]
    return {**_named("project", identity, name), "key": key, "projectTypeKey": "software", "simplified": False}


def _type(name: str) -> Json:
    identity, level = TYPES[name]
    return {**_named("issuetype", identity, name), "description": "", "subtask": level < 0, "hierarchyLevel": level}


def _status(name: str) -> Json:
    identity, category, number = STATUSES[name]
    kind = {
        **_named("statuscategory", str(number), CATEGORIES[category]),
        "id": number,
        "key": category,
        "colorName": "blue-gray",
    }
    return {**_named("status", identity, name), "description": "", "statusCategory": kind}


def _priority(name: str) -> Json:
    return _named("priority", str(PRIORITIES.index(name) + 1), name)


def _sprint(project: str, name: str) -> Json:
    state, number = SPRINTS[name]
    board = 1 + list(PROJECTS).index(project)
    return {"id": 100 * board + number, "name": f"{project} {name}", "state": state, "boardId": board}


def _person(name: str) -> Json:
    account = "712020:" + hashlib.sha256(name.encode()).hexdigest()[:24]
    found = {"self": f"{SITE}/rest/api/3/user?accountId={account}", "accountId": account, "accountType": "atlassian"}
    return {**found, "displayName": name.capitalize(), "active": True, "timeZone": "Europe/Berlin"}


def written(content: Sequence[Json]) -> str:
    """One issue or field a line."""
    lines = (json.dumps(one, ensure_ascii=False, sort_keys=True) for one in content)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def write(directory: Path) -> None:
    """issues.json and fields.json."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "issues.json").write_text(written(issues()), encoding="utf-8")
    (directory / "fields.json").write_text(written(fields()), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
