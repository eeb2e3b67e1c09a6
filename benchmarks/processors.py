"""What the served site costs: seconds of the processor and memory of its workers and its database, without the client.

Rates swing with whatever else a machine does; seconds of the processor hardly do. All figures are 0 on a system that has
no /proc.
"""

import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

PARENT, USER, SYSTEM, RESIDENT = 1, 11, 12, 21
"""Where /proc/…/stat has them, counted from the process's state on."""


def seconds_of(process: int) -> float:
    """Seconds of the processor that one process has used so far."""
    fields = _fields(process)
    return (int(fields[USER]) + int(fields[SYSTEM])) / TICKS if fields else 0.0


def seconds_below(parent: int) -> float:
    """The same of all processes below this one."""
    return sum(seconds_of(process) for process in _below(parent))


def memory_below(parent: int) -> int:
    """Bytes that all processes below this one hold in memory."""
    return sum(int(fields[RESIDENT]) * PAGE_BYTES for process in _below(parent) if (fields := _fields(process)))


def _below(parent: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for entry in PROC.glob("[0-9]*"):
        fields = _fields(int(entry.name))
        if fields:
            children.setdefault(int(fields[PARENT]), []).append(int(entry.name))
    below = list(children.get(parent, []))
    while below:
        process = below.pop()
        yield process
        below += children.get(process, [])


def _fields(process: int) -> list[str]:
    """What the system says of a process; nothing where it has ended meanwhile."""
    try:
        return (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
