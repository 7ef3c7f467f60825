"""Files that leave the system: whole or not there, and the same bytes when they are written again."""

import os
from pathlib import Path


def write_whole(path: Path, body: bytes) -> None:
    """Write a file so that nobody ever sees half of it, also after a power cut: tmp, fsync, rename, fsync of the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with unfinished.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)  # it carries names and accounts
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
