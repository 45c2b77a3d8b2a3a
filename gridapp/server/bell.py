"""Waiting for news of a county without asking again and again: one look at the journals per moment, however many
computers wait. With several server processes each looks for itself, so news from another process is heard too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

LOOK_EVERY = 0.5
"""Seconds between two looks while somebody waits."""


class Bell:
    """Rings when a county's journal moves. `heads` gives every county's newest number."""

    def __init__(self, heads: Callable[[], dict[str, int]]) -> None:
        self._heads = heads
        self._waiting = 0
        self._known: dict[str, int] = {}
        self._rung = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._stopped = False

    def stop(self) -> None:
        """Send everybody home, soon: the server is going down. May be called from another thread."""
        self._stopped = True

    async def wait(self, county: str, seq: int, seconds: float) -> int:
        """The county's newest number, as soon as it is not `seq` any more, or after so many seconds."""
        self._waiting += 1
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(seconds):
                while self._known.get(county, seq) == seq and not self._stopped:
                    await self._rung.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1
        return self._known.get(county, seq)

    async def _look(self) -> None:
        """Look while anybody waits; then stop, so that an idle server does nothing."""
        try:
            while self._waiting:
                known = await run_in_threadpool(self._heads)
                if known != self._known or self._stopped:
                    self._known = known
                    self._rung.set()
                    self._rung = asyncio.Event()
                await asyncio.sleep(LOOK_EVERY)
        finally:
            self._looking = None
            self._known = {}
