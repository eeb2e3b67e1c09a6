"""How long `flask import polis` takes and how much memory: `python -m benchmarks.importing [FOLDER]`.

Without a folder, a conversation of fifty thousand votes is made up. Each run is a fresh process on a fresh database, as
a person would run it; the figures are the median of three, and hold everything: starting, reading, writing.
"""

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3
COMMENTS, PEOPLE, EVENTS = 200, 1_900, 50_000
START = 1_500_000_000_000


def made_up(folder: Path) -> Path:
    """Write a conversation of the size of the largest real one."""
    folder.mkdir()
    chance = random.Random(1)
    comments = [f"{START + n},{n},{n},1,Comment number {n} of some length" for n in range(COMMENTS)]
    votes = [
        f"{START + 1000 * n},{chance.randrange(COMMENTS)},{chance.randrange(PEOPLE)},{chance.choice((1, 0, -1))}"
        for n in range(EVENTS)
    ]
    (folder / "comments.csv").write_text(
        "\n".join(["timestamp,comment-id,author-id,moderated,comment-body", *comments])
    )
    (folder / "votes.csv").write_text("\n".join(["timestamp,comment-id,voter-id,vote", *votes]))
    return folder


def flask(instance: str, *arguments: str) -> float:
    """Run one command on a database of its own; gives the seconds that it took."""
    environment = os.environ | {"INSTANCE_PATH": instance}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def measure(folder: Path) -> float:
    """Import once into a fresh SQLite database; gives seconds."""
    with tempfile.TemporaryDirectory() as instance:
        flask(instance, "db", "upgrade")
        return flask(instance, "import", "polis", str(folder), "--round", "bench")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="a folder with comments.csv and votes.csv")
    given = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as spare:
        folder = given or made_up(Path(spare) / "made-up")
        seconds = [measure(folder.resolve()) for _ in range(RUNS)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"SQLite, {folder.name}, {RUNS} runs: median {statistics.median(seconds):.1f} s, peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
