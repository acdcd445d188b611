"""A line is a channel and all that runs for it: its lanes, its ways in, what it does again and again.

Every line has the same shape, and the program knows no other: what a line has none of is left as it is here.
"""

import asyncio
from collections.abc import Sequence

from bot.loops import Round
from bot.web.server import Route
from channels.channel import Messenger
from channels.lane import Lane
from channels.pace import Pace
from channels.sms import CodeSender


class Line:
    """`pace` is that of its broadcasts; `codes` is the gateway for one-time codes that it brings along."""

    channel: Messenger
    lanes: Sequence[Lane]
    pace: Pace
    codes: CodeSender | None = None
    routes: Sequence[Route] = ()
    rounds: Sequence[Round] = ()

    async def start(self) -> None:
        for lane in self.lanes:
            await lane.start()

    async def receive(self, stopping: asyncio.Event) -> None:
        """Ask for what people do there until we stop, or see to it that we are told; cancelled at the stop."""

    async def drain(self) -> None:
        """After the last `receive`: keep what has come in and is nowhere else."""

    async def close(self) -> None:
        for lane in self.lanes:
            await lane.close()
