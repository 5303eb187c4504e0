"""`python -m goalsync`."""

import sys

from goalsync.cli import main

sys.exit(main())
