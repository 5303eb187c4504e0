"""What the README tells people to type works as it stands there, line after line."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from e2e.cli import NOW, run

README = Path(__file__).resolve().parents[2] / "README.md"
STARTS: dict[str, list[str]] = {"goalsync": [], "demo": ["demo"]}
"""The jobs of ./run that are the command line, and what they hand to it; the others (test) are not run by a test."""


def typed() -> list[list[str]]:
    """The arguments of every command line in README's shell blocks, in their order."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    assert all(line[:1] == ["./run"] for line in lines), "a line that does not work from the clone as it stands"
    return [[*STARTS[job], *rest] for _, job, *rest in lines if job in STARTS]


def test_every_line_of_the_readme_works(tmp_path: Path) -> None:
    """In order, from one directory, as a person would who copies them."""
    commands = typed()
    assert commands[:2] == [["demo"], ["init", "my-goals"]]
    assert len(commands) >= 7
    for arguments in commands:
        dated = [] if "demo" in arguments else ["--now", NOW]
        done = run(*arguments, *dated, at=tmp_path)
        assert done.returncode == 0, (arguments, done.stderr)
        assert done.stdout, arguments
