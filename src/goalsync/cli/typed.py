"""How this program is called from here."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path


def typed() -> str:
    """What to type for this program here: its name where the shell finds it, else the way to it."""
    if shutil.which("goalsync"):
        return "goalsync"
    beside = Path(sys.executable).with_name("goalsync")
    if not beside.exists():
        return f"{shlex.quote(sys.executable)} -m goalsync"
    here = Path.cwd()
    return shlex.quote(str(beside.relative_to(here) if beside.is_relative_to(here) else beside))
