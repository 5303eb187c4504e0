"""Tying work to goals: items, rules and key results at scale, beside the same joins in DuckDB.

    .venv/bin/python bench/bench_links.py [--items 1000000] [--patterns 100] [--duckdb PYTHON]

The data: ten children an epic, in fifty projects; each rule is a label in a project and names one of five hundred key
results; three items in ten have a label that a rule asks for, and so has every second epic. What is compared is
matching, inheriting, and adding up by key result and coverage, CPU seconds of each; `--duckdb` is a Python that has
duckdb, which is no dependency of ours.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

RULES, KEY_RESULTS, PROJECTS, CHANGED = 1000, 500, 50, 0.01
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

REFERENCE = """
import sys, time, duckdb, resource
path = sys.argv[1]
db = duckdb.connect()
for name in ("items", "tags", "rules"):
    db.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}/{name}.csv', header=true, all_varchar=true)")
db.execute("CREATE TABLE work AS SELECT * REPLACE (try_cast(points AS DOUBLE) AS points) FROM items")
start, wall = time.process_time(), time.perf_counter()
db.execute('''
CREATE TABLE own AS SELECT DISTINCT w.uid, r.goal FROM work w JOIN tags t ON t.item = w.uid
  JOIN rules r ON r.project = w.project AND r.label = t.value;
CREATE TABLE counted AS SELECT uid, goal, 1.0 / count(*) OVER (PARTITION BY uid) AS share FROM (
  SELECT uid, goal FROM own UNION ALL
  SELECT w.uid, o.goal FROM work w JOIN own o ON o.uid = w.parent WHERE w.uid NOT IN (SELECT uid FROM own));
CREATE TABLE covered AS SELECT DISTINCT w.parent AS uid, c.goal FROM work w JOIN counted c ON c.uid = w.uid
  WHERE w.parent IS NOT NULL AND w.phase <> 'dropped';
''')
progress = db.execute('''
SELECT c.goal, sum(CASE WHEN w.phase = 'done' THEN share ELSE 0 END) AS done, sum(share) AS whole,
  sum(share * w.points) AS points, median(w.points) AS median
FROM counted c JOIN work w USING (uid) LEFT JOIN covered v ON v.uid = c.uid AND v.goal = c.goal
WHERE w.phase <> 'dropped' AND v.uid IS NULL GROUP BY 1 ORDER BY 1''').fetchall()
coverage = db.execute('''
SELECT w.project, w.phase, l.uid IS NOT NULL, count(*), sum(w.points)
FROM work w LEFT JOIN (SELECT DISTINCT uid FROM counted) l USING (uid) GROUP BY 1, 2, 3''').fetchall()
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"    {time.process_time() - start:.2f} s CPU, {time.perf_counter() - wall:.2f} s wall, {memory:.0f} MB;",
      f"{len(progress)} key results, {sum(row[2] for row in progress):.3f} items")
"""


def items(count: int) -> Iterator[tuple[object, ...]]:
    """uid, project, kind, phase, parent, points, labels, title: an epic and its ten children, one after the other."""
    chance = random.Random(5)
    for number in range(count):
        family, place = divmod(number, 11)
        project = f"P{family % PROJECTS}"
        asked = chance.random() < (0.5 if place == 0 else 0.3)
        labels = [f"l{chance.randrange(RULES // PROJECTS)}"] if asked else []
        labels += [f"other{chance.randrange(200)}"] if chance.random() < 0.5 else []
        yield (
            f"tracker:{number:08}", project, "epic" if place == 0 else "story",
            chance.choice(("todo", "doing", "done", "done", "dropped")),
            f"tracker:{family * 11:08}" if place else None,
            chance.choice((None, 1.0, 2.0, 3.0, 5.0, 8.0)),
            labels,
            f"{chance.choice(('Fix', 'Add', 'Move'))} {chance.choice(('cart', 'search', 'login'))} {number % 997}",
        )  # fmt: skip


def make(path: Path, count: int) -> None:
    """A store with that many items."""
    from goalsync.store import Store

    with Store.open(path, now=NOW) as store:
        closed, at = "2026-11-03T10:00:00+00:00", NOW.isoformat()
        insert = (
            "INSERT INTO items (uid, source, native_id, key, project, kind, type, title, status, phase, parent, "
            "points, closed, presence, fields, first_seen, last_seen, run) VALUES "
            "(?, 'tracker', ?, ?, ?, ?, 'Story', ?, 'Open', ?, ?, ?, ?, 'present', '{}', ?, ?, 'first')"
        )
        with store.transaction() as db:
            for one in items(count):
                uid, project, kind, phase, parent, points, labels, title = one
                shut = closed if phase in ("done", "dropped") else None
                native = str(uid).partition(":")[2]
                db.conn.execute(
                    insert,
                    (uid, native, f"{project}-{native}", project, kind, title, phase, parent, points, shut, at, at),
                )
                db.conn.executemany(
                    "INSERT INTO item_tags VALUES (?, 'label', ?)", [(uid, label) for label in set(labels)]
                )


def configuration(patterns: int) -> object:
    """A thousand rules, the last of them with patterns of titles, to five hundred key results."""
    from zoneinfo import ZoneInfo

    from goalsync.model.condition import Condition
    from goalsync.model.goals import Goals, KeyResult
    from goalsync.model.measures import Work
    from goalsync.model.period import Period
    from goalsync.model.place import Place
    from goalsync.model.settings import Configuration, Mappings, Rule, Settings

    place, quarter = Place("mappings/rules.yaml", 1, 1), Period(date(2026, 10, 1), date(2026, 12, 31), "2026-Q4")
    rules = {}
    for number in range(RULES):
        label, project = f"l{number // PROJECTS}", f"P{number % PROJECTS}"
        when = Condition(project=(project,), label=(label,))
        rules[f"r{number}"] = Rule(f"r{number}", when, (f"K{number % KEY_RESULTS}",), place)
    for number in range(patterns):
        when = Condition(title=(f"/(?i)(crash|timeout) {number} [a-f]+/",))
        rules[f"p{number}"] = Rule(f"p{number}", when, (f"K{number % KEY_RESULTS}",), place)
    key_results = {
        name: KeyResult(name, name, "sam", "O1", quarter, Work(), place)
        for name in (f"K{number}" for number in range(KEY_RESULTS))
    }
    settings = Settings({}, timezone=ZoneInfo("Europe/Berlin"))
    return Configuration(settings, Goals(key_results=key_results), Mappings(rules=rules), "sha256:x")


def run(path: Path, patterns: int, *, then: str) -> None:
    """Tie everything once, or what changed; prints CPU seconds and what they came to."""
    from goalsync.job.linking import link_work
    from goalsync.store import Store

    declared = configuration(patterns)
    with Store.open(path, now=NOW) as store:
        if then == "cells":
            cells(store, declared)
            return
        snapshot = store.snapshot(NOW, NOW.date())
        start = time.process_time()
        found = link_work(store, snapshot, declared, run_id="second")  # type: ignore[arg-type]
        spent = time.process_time() - start
        assert found is not None
        report(spent, f"{len(found.tied.rows)} rows differ", found.work)
        if then == "store":
            keep(store, found, declared)


def cells(store: object, declared: object) -> None:
    """Match, inherit and add up: what the reference does."""
    from goalsync.job.linking import classified

    start = time.process_time()
    readings = classified(store, declared, NOW)  # type: ignore[arg-type]
    report(
        time.process_time() - start, "matched, inherited, added up", {name: (one,) for name, one in readings.items()}
    )


def keep(store: object, found: object, declared: object) -> None:
    """Apply it."""
    from goalsync.apply import apply
    from goalsync.core.links.planning import link_changes
    from goalsync.model.plan import Plan
    from goalsync.model.run import Run

    plan = Plan(changes=link_changes(found, declared))  # type: ignore[arg-type]
    start = time.process_time()
    apply(plan, store, Run("first", NOW, outcome="applied"), now=NOW, tied=found.tied)  # type: ignore[arg-type, attr-defined]
    print(f"    stored {len(plan.changes)} changes in {time.process_time() - start:.2f} s")


def report(spent: float, what: str, work: object) -> None:
    """One line."""
    whole = sum(one[-1].stock.open.items + one[-1].stock.done.items for one in work.values())  # type: ignore[attr-defined]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"    {spent:.2f} s CPU, {memory:.0f} MB; {what}; {len(work)} subjects, {whole:.3f} items")  # type: ignore[arg-type]


def main() -> None:
    """Make the data once, then each measurement in a process of its own."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--items", type=int, default=1_000_000)
    asked.add_argument("--patterns", type=int, default=100)
    asked.add_argument("--duckdb", help="a Python that has duckdb")
    asked.add_argument("--store", type=Path, help="where the data is kept, and found again")
    asked.add_argument("--only", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.only:
        name, patterns = given.only.split(":")
        run(given.store, int(patterns), then=name)
        return
    with tempfile.TemporaryDirectory() as scratch:
        path = given.store or Path(scratch) / "goalsync.db"
        if not path.exists():
            make(path, given.items)
        base = [sys.executable, __file__, "--store", str(path), "--only"]
        if given.duckdb:
            print("DuckDB, joins in memory", flush=True)
            export(Path(scratch), given.items)
            subprocess.run([given.duckdb, "-c", REFERENCE, scratch], check=True)
        for title, what in (
            ("match, inherit, add up", "cells:0"),
            (f"the same with {given.patterns} patterns", f"cells:{given.patterns}"),
            ("all of it, compared and stored", "store:0"),
            ("again, nothing changed", "again:0"),
        ):
            print(title, flush=True)
            subprocess.run([*base, what], check=True)
        change(path)
        print(f"{CHANGED:.0%} changed", flush=True)
        subprocess.run([*base, "again:0"], check=True)


def change(path: Path) -> None:
    """One item in a hundred moves on, gets a label or loses one, as a run pulled it."""
    import sqlite3

    chance = random.Random(7)
    with sqlite3.connect(path) as db:
        db.execute("INSERT OR IGNORE INTO runs (id, started, changed, sources) VALUES ('second', ?, 1, '[]')",
                   (NOW.isoformat(),))  # fmt: skip
        uids = [uid for (uid,) in db.execute("SELECT uid FROM items") if chance.random() < CHANGED]
        for uid in uids:
            phase = chance.choice(("todo", "done", "dropped"))
            db.execute("UPDATE items SET phase = ?, run = 'second' WHERE uid = ?", (phase, uid))
            if chance.random() < 0.2:
                db.execute("DELETE FROM item_tags WHERE item = ?", (uid,))
                db.execute("INSERT INTO item_tags VALUES (?, 'label', ?)", (uid, f"l{chance.randrange(20)}"))


def export(folder: Path, count: int) -> None:
    """The same data as files."""
    import csv

    with (folder / "items.csv").open("w") as one, (folder / "tags.csv").open("w") as two:
        work, tags = csv.writer(one), csv.writer(two)
        work.writerow(("uid", "project", "kind", "phase", "parent", "points"))
        tags.writerow(("item", "value"))
        for uid, project, kind, phase, parent, points, labels, _ in items(count):
            work.writerow((uid, project, kind, phase, parent, points))
            tags.writerows((uid, label) for label in set(labels))  # type: ignore[call-overload]
    with (folder / "rules.csv").open("w") as one:
        rules = csv.writer(one)
        rules.writerow(("project", "label", "goal"))
        rules.writerows(
            (f"P{number % PROJECTS}", f"l{number // PROJECTS}", f"K{number % KEY_RESULTS}") for number in range(RULES)
        )


if __name__ == "__main__":
    main()
