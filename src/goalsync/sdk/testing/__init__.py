"""The contract suite that every connector inherits, ours and third parties' alike.

    from goalsync.sdk.testing import ConnectorContract, World

    class TestTimesheets(ConnectorContract):
        connector = timesheets.connector

        def world(self, directory):
            (directory / "a.txt").write_text("2026-11-02 7.5\\n")
            (directory / "b.txt").write_text("2026-11-02 8\\n")
            return World(config={"path": "*.txt"}, metrics={"hours": {"file": "a.txt"}})

        def change(self, directory):
            (directory / "a.txt").write_text("2026-11-02 7.5\\n2026-11-09 6\\n")

        def break_partition(self, directory):
            (directory / "b.txt").write_bytes(b"\\0")
            return "b.txt"

pytest finds the tests in the subclass. They need nothing but pytest's `tmp_path`; a subclass may add fixtures (a server
to talk to) and tests of its own. A connector of a tracker inherits `WorkContract`, which also asks it for lists of
ids and for single items.
"""

from goalsync.sdk.testing.contract import ConnectorContract
from goalsync.sdk.testing.pulls import Pulled, pull_all, pull_one
from goalsync.sdk.testing.watch import Deeds, watching
from goalsync.sdk.testing.work import WorkContract
from goalsync.sdk.testing.world import World, context_of, open_source

__all__ = [
    "ConnectorContract",
    "Deeds",
    "Pulled",
    "WorkContract",
    "World",
    "context_of",
    "open_source",
    "pull_all",
    "pull_one",
    "watching",
]
