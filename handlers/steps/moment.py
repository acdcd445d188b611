"""A moment, typed as people here type it or chosen from presets; the full reading is always shown before it counts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from domain.moment import read_moment
from domain.refused import Refused
from handlers.step import Choice, Prompt, Step, Taken, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe

END_OF_DAY = time(23, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentStep(Step):
    """`presets` gives buttons as (value, name, moment); `whole_day` is the time meant when only a day is named."""

    presets: Callable[[Turn, dict[str, Any]], tuple[tuple[str, str, datetime], ...]]
    check: Callable[[Turn, dict[str, Any], datetime], None]
    whole_day: time | None = None

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        offered = tuple(Choice(value=value, name=name) for value, name, _ in self.presets(turn, draft.answers))
        return replace(await Step.ask(self, turn, draft), choices=offered, columns=3)

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Taken:
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
