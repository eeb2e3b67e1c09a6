"""The least that sending to many can cost: the library `websockets` on uvloop, which sends one text to all and does nothing else.

    python -m benchmarks.bare_websockets PORT COUNT PAUSE BYTES

Sends COUNT texts of BYTES, one every PAUSE seconds, once it is told to begin (a line on standard input), and prints as JSON
when each was sent.
"""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from benchmarks import load


async def main(port: int, count: int, pause: float, size: int) -> None:
    """Serve, wait for the word, send, print."""
    open_now: set[ServerConnection] = set()

    async def hold(connection: ServerConnection) -> None:
        open_now.add(connection)
        try:
            await connection.wait_closed()
        finally:
            open_now.discard(connection)

    async with serve(hold, load.LOOPBACK, port, compression=None, ping_interval=None):
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        sent: list[dict[str, Any]] = []
        for number in range(count):
            text = json.dumps({"id": f"{port}-{number}", "pad": "x" * size})
            sent.append({"id": f"{port}-{number}", "at": time.time()})
            broadcast(open_now, text)
            await asyncio.sleep(pause)
        print(json.dumps(sent), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
