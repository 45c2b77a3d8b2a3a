"""Marks on every answer: the first header says whose it is, the last one that the head is whole.

A connection cut within the head of an answer leaves a shorter head that looks whole to every HTTP library; "900"
may have become "9". Whoever finds the first mark without the last knows better.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gridapp.sync.protocol import FIRST_MARK, LAST_MARK, VERSION


class Marks:
    """Puts the marks on what `app` answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                first = (FIRST_MARK.lower().encode(), str(VERSION).encode())
                last = (LAST_MARK.lower().encode(), b"1")
                message["headers"] = [first, *message["headers"], last]
            await send(message)

        await self._app(scope, receive, marked)
