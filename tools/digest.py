"""Print one digest of the named files and of all files in the named folders: the same digest, nothing to do."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

BUILT = Path("static/dist")


def files(names: list[str]) -> Iterator[Path]:
    """Every file that is named, or that stands in a named folder; what we built ourselves is left out."""
    for name in sorted(names):
        path = Path(name)
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in found if file.is_file() and BUILT not in file.parents)


def main() -> None:
    """Read, digest, print."""
    total = hashlib.sha256(sys.version.encode())
    for file in files(sys.argv[1:]):
        total.update(f"{file}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    print(total.hexdigest())


if __name__ == "__main__":
    main()
