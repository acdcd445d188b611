"""Which handler answers what: each conversation notes its commands and its buttons here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from domain.role import Role
from handlers.press import Pressed
from handlers.turn import Turn

OnCommand = Callable[[Turn, str], Awaitable[None]]
OnPress = Callable[[Turn, Pressed], Awaitable[None]]
Roles = Role | tuple[Role, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`role` is the right that it needs, or several of which one is enough; None for everyone."""

    name: str
    handler: OnCommand
    role: Roles


@dataclass(frozen=True, slots=True)
class Routes:
    """A conversation's own routes, and, once put together, all of them."""

    commands: dict[str, Command] = field(default_factory=dict)
    presses: dict[str, tuple[OnPress, Roles]] = field(default_factory=dict)

    def command(self, name: str, *, role: Roles = None) -> Callable[[OnCommand], OnCommand]:
        def note(handler: OnCommand) -> OnCommand:
            self.commands[name] = Command(name=name, handler=handler, role=role)
            return handler

        return note

    def press(self, action: str, *, role: Roles = None) -> Callable[[OnPress], OnPress]:
        def note(handler: OnPress) -> OnPress:
            self.presses[action] = (handler, role)
            return handler

        return note

    def take_in(self, other: "Routes") -> None:
        """Raises ValueError when two conversations claim the same command or button."""
        twice = (self.commands.keys() & other.commands.keys()) | (self.presses.keys() & other.presses.keys())
        if twice:
            raise ValueError(f"two handlers for {', '.join(sorted(twice))}")
        self.commands.update(other.commands)
        self.presses.update(other.presses)
