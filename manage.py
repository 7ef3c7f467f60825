#!/usr/bin/env python3
"""The one command: `python3 manage.py demo`, `python3 manage.py test`, and every Django command, with a bare Python."""

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    """Prepare the environment (or start again inside it), then hand over."""
    # Run as a file and not imported: its package brings Celery, which a bare Python does not have.
    runpy.run_path(str(ROOT / "assistance" / "bootstrap.py"))["enter"](ROOT, sys.argv)
    from assistance.embedded.commands import run

    sys.exit(run(ROOT, sys.argv))


if __name__ == "__main__":
    main()
