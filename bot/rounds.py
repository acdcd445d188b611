"""All that comes round by itself, beside the messages that come and go, and how often it does."""

import aiohttp

from bot.anchoring import Anchoring, make_anchors
from bot.clock import Clock
from bot.counting import Counting
from bot.deadlines import Deadlines
from bot.filing import Archive, Download, Filing
from bot.loops import Round
from bot.menus import Menus
from bot.opening import make_archive
from bot.passing import PassingFiles
from bot.purging import Purging
from bot.scheduler import Scheduler
from bot.setback import SetBack
from bot.settings import Settings
from bot.statistics import Statistics
from bot.ticking import Ticking
from bot.upkeep import Upkeep
from channels.ability import ability_of
from channels.channel import Messenger
from handlers.router import Router
from storage.engine import Store

TICK = 1.0  # seconds, as all of these
REPORT_EVERY = 2.0
COUNTING_EVERY = 5.0
DEADLINES_EVERY = 15.0
UPKEEP_EVERY = 60.0


class Rounds:
    """Each part by its name. `channels` are those from which files are fetched."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        session: aiohttp.ClientSession,
        router: Router,
        channels: list[Messenger],
        clock: Clock,
    ) -> None:
        house = router.house
        self.ticking = Ticking(store, clock, house)
        self.setback = SetBack(store, clock)
        self.scheduler = Scheduler(store, clock)
        self.counting = Counting(store, clock, house)
        self.deadlines = Deadlines(store, clock, house)
        self.statistics = Statistics(store, clock, house)
        self.menus = Menus(store, clock, router)
        self.anchoring = Anchoring(store, clock, make_anchors(settings, session, house))
        self.purging = Purging(store, clock, house)
        self.upkeep = Upkeep(store, clock, house)
        self.passing, self.filing = _keepers(store, make_archive(settings, session), channels, clock)

    def all(self) -> list[Round]:
        return [
            Round("clock", self._tick, rest=TICK),
            Round("report", self.ticking.report, rest=REPORT_EVERY, every=True),
            Round("counting", self.counting.step, rest=COUNTING_EVERY),
            Round("deadlines", self.deadlines.step, rest=DEADLINES_EVERY),
            Round("statistics", self.statistics.step, rest=DEADLINES_EVERY),
            Round("passing", self.passing.step, rest=TICK),
            Round("filing", self.filing.step, rest=DEADLINES_EVERY),
            Round("menus", self.menus.step, rest=UPKEEP_EVERY),
            Round("anchoring", self.anchoring.step, rest=UPKEEP_EVERY, every=True),
            Round("purging", self.purging.step, rest=UPKEEP_EVERY),
            Round("upkeep", self.upkeep.step, rest=UPKEEP_EVERY, every=True),
        ]

    def start(self) -> None:
        self.scheduler.start()

    async def stop(self) -> None:
        """After the last round."""
        self.scheduler.stop()
        await self.anchoring.stop()

    async def _tick(self) -> int:
        did = await self.setback.step() + await self.ticking.step()
        await self.scheduler.look_ahead()
        return did


def _keepers(store: Store, archive: Archive, channels: list[Messenger], clock: Clock) -> tuple[PassingFiles, Filing]:
    """What a channel holds for a while only comes to a report by way of our own copy, the rest from the channel."""
    downloads: dict[str, Download] = {channel.name: channel.download for channel in channels}
    passing = PassingFiles(store, archive, downloads, clock)
    lasting = {name: held for name, held in downloads.items() if ability_of(name).lasting_files}
    return passing, Filing(store, archive, {**dict.fromkeys(downloads, passing.read), **lasting}, clock)
