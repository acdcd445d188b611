"""A moment: typed as people here type it, a preset, or picked from a grid of days and hours."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from domain.moment import read_moment
from domain.refused import Refused
from handlers.step import Choice, Partly, Prompt, Step, Taken, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.times import day_name
from texts.words import Safe

END_OF_DAY = time(23, 59)
GRID, DAY = "grid", "day"
DAYS = 8

Preset = tuple[str, str, datetime]
Check = Callable[[Turn, dict[str, Any], datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentStep(Step):
    """`presets` gives buttons as (value, name, moment); `whole_day` is the time meant when only a day is named.

    `check` raises `Refused` for a moment that will not do.
    """

    presets: Callable[[Turn, dict[str, Any]], tuple[Preset, ...]]
    check: Check
    whole_day: time | None = None

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        prompt = await Step.ask(self, turn, draft)
        match self.so_far(draft):
            case {"day": str(day)}:
                text = turn.words.say("moment.which_hour", day=day_name(date.fromisoformat(day), turn.words))
                return replace(prompt, text=text, choices=_hours(), columns=4)
            case {"grid": _}:
                return replace(prompt, text=turn.words.say("moment.which_day"), choices=_days(turn), columns=2)
        offered = tuple(Choice(value=value, name=name) for value, name, _ in self.presets(turn, draft.answers))
        grid = Choice(value=GRID, name=turn.words.plain("moment.grid"))
        return replace(prompt, choices=(*offered, grid), columns=3)

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Taken:
        if value == GRID:
            return Partly(value={GRID: True})
        if value.startswith(DAY) and value in {choice.value for choice in _days(turn)}:
            return Partly(value={DAY: value.removeprefix(f"{DAY}-")})
        match self.so_far(draft):
            case {"day": str(day)} if value in {choice.value for choice in _hours()}:
                at = time(int(value.removeprefix("at")))
                zone = turn.house.province.zone
                return self._took(turn, draft, datetime.combine(date.fromisoformat(day), at, tzinfo=zone))
        for preset, _, moment in self.presets(turn, draft.answers):
            if preset == value:
                return self._took(turn, draft, moment)
        raise Refused("form.no_such_choice")

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        if turn.typed is None:
            raise Refused("form.type_it")
        zone = turn.house.province.zone
        read = read_moment(turn.typed, now=turn.now, zone=zone)
        if read.at is not None:
            return self._took(turn, draft, read.at)
        if self.whole_day is None:
            raise Refused("moment.hour_needed", day=f"{read.day:%d/%m/%Y}")
        return self._took(turn, draft, datetime.combine(read.day, self.whole_day, tzinfo=zone))

    def shown(self, turn: Turn, value: Any) -> Safe:
        return Safe(turn.words.written(datetime.fromisoformat(value)))

    def _took(self, turn: Turn, draft: Draft, moment: datetime) -> Took:
        self.check(turn, draft.answers, moment)
        return Took(value=moment.astimezone(UTC).isoformat())


def _days(turn: Turn) -> tuple[Choice, ...]:
    today = turn.now.astimezone(turn.house.province.zone).date()
    days = [today + timedelta(days=n) for n in range(DAYS)]
    return tuple(Choice(value=f"{DAY}-{each.isoformat()}", name=day_name(each, turn.words)) for each in days)


def _hours() -> tuple[Choice, ...]:
    return tuple(Choice(value=f"at{hour:02}", name=f"{hour:02}:00") for hour in range(24))
