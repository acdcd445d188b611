"""/nhatky: the audit as admins read it, newest first, of one kind of act or one person at a time."""

from channels.message import Button, Style
from domain.refused import Refused
from domain.role import Role
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.turn import Turn
from storage import audit, staff
from storage.audit import Entry
from texts.times import short_moment
from texts.words import Safe

PAGE = 12
ALL = "all"
FAMILIES = (ALL, "alert", "staff", "account", "report", "data", "chat", "broadcasts", "keys")

routes = Routes()


@routes.command("nhatky", role=Role.ADMIN)
async def newest(turn: Turn, arguments: str) -> None:
    """`/nhatky 4123…`: what somebody did, by their number in the audit."""
    actor = arguments.strip()
    if actor and not _is_person(actor):
        raise Refused("journal.no_such_person")
    await _show(turn, actor or ALL, None)


@routes.press("journal.of", role=Role.ADMIN)
async def of_family(turn: Turn, pressed: Pressed) -> None:
    if pressed.subject not in FAMILIES:
        raise Refused("press.unreadable")
    await _show(turn, pressed.subject, None)


@routes.press("journal.older", role=Role.ADMIN)
async def older(turn: Turn, pressed: Pressed) -> None:
    """The subject is a family or a person, the version the number of the last entry that was shown."""
    if pressed.subject not in FAMILIES and not _is_person(pressed.subject):
        raise Refused("press.unreadable")
    await _show(turn, pressed.subject, pressed.version)


async def _show(turn: Turn, chosen: str, before: int | None) -> None:
    """`chosen` is a family of acts, or the person who acted."""
    actor = chosen if _is_person(chosen) else ""
    act = "" if actor or chosen == ALL else f"{chosen}."
    entries = await audit.list_recent(turn.tx, act=act, actor=actor, before=before, most=PAGE + 1)
    shown, more = entries[:PAGE], len(entries) > PAGE
    labels = {str(each.person): each.grant.label for each in await staff.list_grants(turn.tx)}
    lines = [_line(turn, entry, labels) for entry in shown]
    text = Safe("\n".join(lines) if lines else turn.words.say("journal.nothing"))
    turn.redraw(
        Safe(f"{turn.words.say('journal.title')}\n\n{text}"),
        buttons=[
            *([[_older(turn, chosen, shown[-1].seq)]] if more else []),
            *_families(turn, chosen),
        ],
    )


def _line(turn: Turn, entry: Entry, labels: dict[str, str]) -> Safe:
    return turn.words.say(
        "journal.line",
        seq=str(entry.seq),
        at=short_moment(entry.at, turn.words),
        act=entry.act,
        actor=labels.get(entry.actor, entry.actor),
        subject=entry.subject,
        facts=", ".join(f"{name} {fact}" for name, fact in entry.facts.items()),
    )


def _older(turn: Turn, chosen: str, seq: int) -> Button:
    return turn.button("journal.older", "journal.older", chosen, seq)


def _is_person(subject: str) -> bool:
    return subject.isascii() and subject.isdigit() and len(subject) <= 19


def _families(turn: Turn, chosen: str) -> list[list[Button]]:
    names = [
        turn.button(f"journal.{family}", "journal.of", family, style=Style.PRIMARY if family == chosen else Style.PLAIN)
        for family in FAMILIES
    ]
    return [names[i : i + 3] for i in range(0, len(names), 3)]
