"""A form is data plus small functions: steps, each of which asks for one thing and accepts it or says why not."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from channels.message import Button, Key, Style
from domain.refused import Refused
from handlers.turn import Turn
from storage.forms import PARTLY, Draft
from texts.words import Safe


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button, a number or a typed name, all meaning `value` (at most 24 characters of A-Z a-z 0-9 _ -)."""

    value: str
    name: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a step shows. `keys` go below the chat (to share a contact or a place), `choices` under the message,
    `links` are rows of other buttons under those."""

    text: Safe
    choices: tuple[Choice, ...] = ()
    columns: int = 1
    keys: tuple[Key, ...] = ()
    links: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """The step has its answer: plain data, kept sealed with the draft."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Partly:
    """Something was added and the step goes on; `quietly` when one line is to be edited rather than sent anew."""

    value: Any
    quietly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Not accepted, and this is why; whatever was counted on the way stays counted."""

    text: Safe


@dataclass(frozen=True, slots=True, kw_only=True)
class Goto:
    """On to another step with nothing kept for this one, and from there back to the summary, if there is one."""

    step: str


Taken = Took | Partly | Again | Goto


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The base of all kinds. Its sentences are `<form>.<key>.ask` and `<form>.<key>.label`."""

    key: str
    optional: bool = False
    when: Callable[[dict[str, Any]], bool] = lambda answers: True

    @property
    def uses_keys(self) -> bool:
        return False

    @property
    def listed(self) -> bool:
        """Whether the summary shows it."""
        return True

    def may_skip(self, turn: Turn) -> bool:
        return self.optional

    @property
    def sums_up(self) -> bool:
        """Whether it is the summary, from which each answer can be changed."""
        return False

    def so_far(self, draft: Draft) -> Any:
        """What this step has been given up to now: its part of an answer while it goes on, else its answer."""
        return draft.answers.get(PARTLY, {}).get(self.key, draft.answers.get(self.key))

    def kept(self, draft: Draft) -> Any:
        """What a step that is skipped leaves behind, because the wrong tap must not lose it."""
        return None

    async def enter(self, turn: Turn, draft: Draft) -> None:
        """Called once when the form arrives here going forward, before the step asks."""

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        return Prompt(text=turn.words.say(f"{draft.form}.{self.key}.ask"))

    async def offers(self, turn: Turn, draft: Draft) -> tuple[Choice, ...]:
        """What may be named by typing: the choices of the prompt. Overridden where the rest of it costs a query."""
        return (await self.ask(turn, draft)).choices

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Taken:
        """A choice was made. Raises `Refused` for one that was not offered."""
        raise Refused("form.no_such_choice")

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        """Something was typed or sent. Raises `Refused` when it will not do."""
        raise Refused("form.choose_below")

    async def catch(self, turn: Turn, draft: Draft) -> Taken | None:
        """Something sent while another step asks; None when it is not for this one. Raises `Refused`."""
        return None

    def noted(self, turn: Turn, value: Any) -> Safe:
        """What is said of something that was caught while the form stays where it is."""
        return self.shown(turn, value)

    def shown(self, turn: Turn, value: Any) -> Safe:
        """The answer, as the summary shows it."""
        return Safe(turn.words.written(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """`privileged` forms take no forwarded words; one that is not `resumable` begins anew each time it is opened.

    `finish` does the deed once every step has its answer.

    Its sentences: `<name>.title`, `<name>.dropped`.
    """

    name: str
    steps: tuple[Step, ...]
    finish: Callable[[Turn, dict[str, Any]], Awaitable[None]]
    privileged: bool = False
    resumable: bool = True

    def step(self, key: str) -> Step:
        return next(step for step in self.steps if step.key == key)

    @property
    def summary(self) -> str | None:
        """The key of the step that sums up, None for a form without one."""
        return next((step.key for step in self.steps if step.sums_up), None)

    def applying(self, answers: dict[str, Any]) -> list[Step]:
        return [step for step in self.steps if step.when(answers)]
