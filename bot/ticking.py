"""The clock's own work, every second and at every start and end: what opens, what is over, who is told how it goes.

APScheduler rings at the very second; this decides, from the database alone. A late ring costs time, never an alert.
"""

from datetime import datetime

import structlog

from bot.clock import Clock
from channels.ability import by_title
from channels.message import Button, Say, Style
from domain.alert import Alert, lapsed
from domain.role import Role
from handlers.house import House
from handlers.issuing import tell_approvers
from handlers.press import Pressed, button_data
from services import alerting
from services.speaking import tell
from storage import alerts, audit, broadcasts, chats, deliveries, tallies
from storage.broadcasts import Broadcast
from storage.engine import Store, Tx
from texts.progress import progress_line
from texts.words import Words

WRITTEN_OFF_AT_ONCE = 1_000

log = structlog.get_logger()


class Ticking:
    def __init__(self, store: Store, clock: Clock, house: House) -> None:
        self._store = store
        self._clock = clock
        self._house = house

    async def step(self) -> int:
        """Open what starts, close what ends, wind down what ended. How much was done."""
        now = self._clock.now()
        async with self._store.reading() as session:
            over = await broadcasts.list_over(session, now=now)
            winding_down = await broadcasts.list_winding_down(session)
            starting = await broadcasts.count_starting(session, now=now)
        if starting:
            await self._open(now)
        for broadcast in over:
            await self._close(broadcast, now)
        left = [await self._wind_down(each, now) for each in winding_down]
        await self._wait_no_longer(now)
        return starting + len(over) + sum(left)

    async def report(self) -> int:
        """Bring the approvers' lines about what is being told up to date; one line a broadcast, edited."""
        async with self._store.reading() as session:
            telling = await broadcasts.list_telling(session)
        told = 0
        for broadcast in telling:
            done = broadcast.filled and not await self._waiting(broadcast)
            stage = "done" if done else "running"
            if broadcast.reported != f"{stage}:{broadcast.progress.settled}":
                async with self._store.transaction() as tx:
                    now_told = await broadcasts.get(tx, broadcast.id)  # as far as the sums of its channels, read next
                    if now_told.reported == broadcast.reported:
                        await self._say(tx, now_told, stage)
                told += 1
        return told

    async def _open(self, now: datetime) -> None:
        async with self._store.transaction() as tx:
            for broadcast, alert, follows in await broadcasts.start(tx, now=now):
                await self._take_over(tx, alert, follows, now)
                await audit.record(tx, "alert.opened", actor="clock", subject=alert, now=now, broadcast=broadcast)
                log.info("alert_opened", broadcast=broadcast)

    async def _take_over(self, tx: Tx, alert: int, follows: int | None, now: datetime) -> None:
        """From its first second on, an update stands in the place of what it refers to."""
        earlier = await broadcasts.get(tx, follows) if follows else None
        if earlier is not None and earlier.alert != alert:
            await alerting.supersede(tx, earlier.alert, by=alert, now=now)

    async def _close(self, broadcast: int, now: datetime) -> None:
        async with self._store.transaction() as tx:
            if await broadcasts.close(tx, broadcast, "over"):
                closed = await broadcasts.get(tx, broadcast)
                await audit.record(tx, "alert.over", actor="clock", subject=closed.alert, now=now)
                tx.wake("broadcaster")

    async def _wind_down(self, broadcast: Broadcast, now: datetime) -> int:
        """Nobody else will be told: write it down bit by bit, then say how it ended. How many were written down."""
        async with self._store.transaction() as tx:
            written = await deliveries.write_off(tx, broadcast.id, most=WRITTEN_OFF_AT_ONCE, now=now)
            if written:
                return written
            if not await deliveries.is_waiting(tx, broadcast.id):
                await self._say(tx, await broadcasts.get(tx, broadcast.id), broadcast.state, last=True)
        return 0

    async def _wait_no_longer(self, now: datetime) -> None:
        """Requests that nobody has decided: the approvers are reminded once, and then they lapse."""
        policy = self._house.policy
        async with self._store.reading() as session:
            waiting = await alerts.list_pending(session, submitted_before=now - policy.remind_after)
        for alert in waiting:
            async with self._store.transaction() as tx:
                if lapsed(alert, now=now, policy=policy):
                    await alerting.lapse(tx, alert.id, now=now, policy=policy)
                    await tell_approvers(tx, self._house, alert, "alert.has_lapsed", now=now, code=alert.code)
                elif await alerts.remind(tx, alert, now=now):
                    await self._remind(tx, alert, now)

    async def _remind(self, tx: Tx, alert: Alert, now: datetime) -> None:
        assert alert.submitted_at is not None
        lapses = alert.submitted_at + self._house.policy.pending_for
        await tell_approvers(tx, self._house, alert, "alert.reminder", now=now, code=alert.code, lapses=lapses)

    async def _waiting(self, broadcast: Broadcast) -> bool:
        async with self._store.reading() as session:
            return await deliveries.is_waiting(session, broadcast.id)

    async def _say(self, tx: Tx, broadcast: Broadcast, stage: str, *, last: bool = False) -> None:
        reported = "end" if last else f"{stage}:{broadcast.progress.settled}"
        if not await broadcasts.report(tx, broadcast, reported):
            return
        alert = await alerts.get(tx, broadcast.alert)
        channels = by_title(await tallies.list_by_channel(tx, broadcast.id))
        concerned = {alert.approved_by, alert.created_by}
        for approver in await chats.list_with_role(tx, Role.APPROVER):
            if approver.person in concerned:
                words = self._house.catalogues[approver.chat.language]
                line = progress_line(
                    broadcast.progress,
                    alert.code,
                    stage,
                    words,
                    reason=broadcast.reason or "",
                    now=self._clock.now(),
                    channels=channels,
                )
                slot = f"broadcast:{broadcast.id}"
                buttons = _buttons(alert, broadcast, words, running=stage == "running")
                message = Say(text=line, buttons=buttons, slot=slot, silent=True, news=stage != "running")
                await tell(tx, approver.chat, message, now=self._clock.now())


def _buttons(alert: Alert, broadcast: Broadcast, words: Words, *, running: bool) -> tuple[tuple[Button, ...], ...]:
    """Who has been told, commune by commune; and while there is somebody to tell, to stop it."""
    details = button_data(Pressed(action="reach.open", subject=str(broadcast.id), version=0))
    row = (Button(text=words.plain("reach.details"), data=details),)
    if not running:
        return (row,)
    cancel = button_data(Pressed(action="alert.cancel", subject=str(alert.id), version=alert.version))
    return ((*row, Button(text=words.plain("alert.cancel"), data=cancel, style=Style.DANGER)),)
