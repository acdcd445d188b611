"""The command line. Exit status: 0 done, 1 refused or found wrong, 2 wrong usage."""

import gc

gc.disable()  # while modules load there is nothing to collect: a tenth of the start is saved

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from bot import demo, logs, opening, restoring
from bot.app import running
from bot.clock import SystemClock
from bot.commands import all_commands
from bot.control import ask_running
from bot.house import make_house
from bot.settings import Settings, read_settings
from bot.settings.section import BadConfiguration
from channels.fate import NotSent
from channels.telegram_http import RawClient
from domain.refused import Refused
from domain.role import Role
from storage.audit import read_head
from storage.engine import StoreAway
from storage.lock import AlreadyRunning

gc.enable()
gc.freeze()
gc.set_threshold(10_000, 20, 50)  # nearly all that a turn or a message makes ends with it: it is looked for more rarely

Result = TypeVar("Result")
Config = Annotated[Path, typer.Option("--config", help="The TOML file.")]

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The chatbot of the 1022 hotline."
)
staff_cli = typer.Typer(no_args_is_help=True, help="Staff: invite, list, revoke.")
audit_cli = typer.Typer(no_args_is_help=True, help="The audit.")
cli.add_typer(staff_cli, name="staff")
cli.add_typer(audit_cli, name="audit")


@cli.command()
def run(config: Config = Path("config.toml")) -> None:
    """Run the bot until it is told to stop (SIGINT, SIGTERM)."""
    settings = _settings(config)
    logs.set_up(level=settings.logs.level, form=settings.logs.format)
    _start(_serve(settings))


@cli.command("demo")
def demo_(
    port: Annotated[int, typer.Option(help="Where the page with the phones opens.")] = demo.PORT,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin with new data.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the data lies.")] = demo.FOLDER,
    crowd: Annotated[
        int, typer.Option(min=demo.CROWD_LEAST, max=demo.CROWD_MOST, help="How many subscribers to invent.")
    ] = demo.CROWD,
) -> None:
    """Simulator, bot and a cast of invented people, for someone with no Telegram account."""
    from bot.demo.run import run as play  # here, so that nothing of the demo is loaded for real work

    _start(play(port=port, fresh=fresh, folder=folder, people=crowd))


@cli.command("check-config")
def check_config(config: Config = Path("config.toml")) -> None:
    """Say whether the configuration can be used; a wrong one names the key."""
    settings = _settings(config)
    try:
        make_house(settings)
    except BadConfiguration as bad:
        _refuse(str(bad))
    print("ok")


@cli.command()
def migrate(config: Config = Path("config.toml")) -> None:
    """Bring the database's schema up to date."""

    async def work() -> None:
        store = await opening.open_store(settings)
        await store.close()

    settings = _settings(config)
    _start(work())
    print("ok")


@staff_cli.command("invite")
def staff_invite(
    role: Annotated[Role, typer.Option()],
    name: Annotated[str, typer.Option(help="The account's name; approvers' end in _pheduyet.")],
    unit: Annotated[str, typer.Option(help="The unit on whose behalf they act.")],
    config: Config = Path("config.toml"),
) -> None:
    """Print a deep link that works once and for 48 hours."""
    print(_command(config, "staff.invite", {"role": role.value, "name": name, "unit": unit}))


@staff_cli.command("list")
def staff_list(config: Config = Path("config.toml")) -> None:
    """All grants: who gave them and when, and who took them away."""
    for grant in _command(config, "staff.list", {}):
        print(json.dumps(grant, ensure_ascii=False))


@staff_cli.command("revoke")
def staff_revoke(grant: Annotated[int, typer.Argument()], config: Config = Path("config.toml")) -> None:
    """Take a grant away by its id: it counts from the next transaction on."""
    print(_command(config, "staff.revoke", {"grant": grant}))


@cli.command("test-group")
def mark_test_group(
    chat: Annotated[str, typer.Argument(help="The chat's address on its channel.")],
    channel: Annotated[str, typer.Option()] = "telegram",
    leave: Annotated[bool, typer.Option("--leave")] = False,
    config: Config = Path("config.toml"),
) -> None:
    """Mark a chat as one that drills and tests are told to."""
    print(_command(config, "test-group", {"channel": channel, "address": chat, "member": not leave}))


@audit_cli.command("verify")
def audit_verify(
    head: Annotated[list[str] | None, typer.Option(help="NUMBER:HEX, as noted elsewhere, or a file of them.")] = None,
    config: Config = Path("config.toml"),
) -> None:
    """Check every entry of the chain; name the first that is wrong. A noted head shows a cut or rewritten audit too."""
    found = _command(config, "audit.verify", {"heads": [each for given in head or [] for each in _heads(given)]})
    print(f"{found['good']} entries are good; head {found['head']}")
    if found["first_bad"] is not None:
        _refuse(f"entry {found['first_bad']} is not what was written")


@audit_cli.command("export")
def audit_export(to: Annotated[Path, typer.Argument()], config: Config = Path("config.toml")) -> None:
    """Write every entry to a new file, one line of JSON each."""
    print(_command(config, "audit.export", {"to": str(to.absolute())}))


@cli.command("rotate-key")
def rotate_key(config: Config = Path("config.toml")) -> None:
    """Seal everything with `secrets.key`, online; its forerunner stands in `secrets.older_keys` until this is done."""
    print(f"{_command(config, 'keys.rotate', {})} rows sealed anew")
    done, left = _command(config, "files.reseal", {})
    print(f"{done} files of reports sealed anew")
    if left:
        _refuse(f"{left} files could not be sealed anew: keep the older key, look into the log, run this again")


@cli.command()
def backup(to: Annotated[Path, typer.Argument()], config: Config = Path("config.toml")) -> None:
    """A consistent copy of the database, while the bot goes on."""
    print(_command(config, "backup", {"to": str(to.absolute())}))


@cli.command()
def restore(source: Annotated[Path, typer.Argument()], config: Config = Path("config.toml")) -> None:
    """Put a backup in the database's place. Broadcasts stand still until `release`."""
    settings = _settings(config)
    print(_start(restoring.restore(settings.database.path, source, opening.make_vault(settings))))


@cli.command()
def release(config: Config = Path("config.toml")) -> None:
    """Let the broadcasts go on that a restore has held."""
    print(_command(config, "broadcasts.release", {}))


def _heads(given: str) -> list[str]:
    """A head, or those of a file: the last word of each line, as `audit.head_file` has them."""
    try:
        lines = Path(given).read_text(encoding="utf-8").splitlines() if Path(given).is_file() else [given]
        return [str(read_head(line.split()[-1])) for line in lines if line.strip()]
    except (ValueError, OSError):
        _refuse(f"{given}: neither a head (NUMBER:HEX) nor a file of heads")


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running(settings):
        await stop.wait()


def _command(config: Path, command: str, arguments: dict[str, Any]) -> Any:
    settings = _settings(config)
    answer = _start(_through_the_bot(settings, command, arguments))
    if "refused" in answer:
        _refuse(answer["refused"])
    return answer["done"]


async def _through_the_bot(settings: Settings, command: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Over the running bot's socket, or, while none runs, on the database itself under its lock."""
    answer = await ask_running(settings.database.path, command, arguments)
    if answer is not None:
        return answer
    store = await opening.open_store(settings)
    try:
        async with opening.files_of(settings, store) as filing:
            perform = all_commands(make_house(settings), filing)[command]
            return {"done": await perform(store, arguments, SystemClock().now(), _name_asker(settings))}
    finally:
        await store.close()


def _name_asker(settings: Settings) -> Callable[[], Awaitable[str]]:
    async def ask() -> str:
        telegram = settings.telegram
        async with RawClient(telegram.token.get_secret_value(), api_url=telegram.api_url, proxy=telegram.proxy) as lane:
            return str((await lane.post("getMe"))["username"])

    return ask


def _settings(config: Path) -> Settings:
    try:
        return read_settings(config)
    except BadConfiguration as bad:
        _refuse(str(bad))


def _start(work: Coroutine[Any, Any, Result]) -> Result:
    """Run on uvloop where it installs; what is expected to go wrong is one sentence and status 1."""
    try:
        import uvloop
    except ImportError:
        runner = asyncio.Runner()
    else:
        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    try:
        with runner:
            return runner.run(work)
    except (BadConfiguration, AlreadyRunning, Refused, NotSent, StoreAway, OSError) as error:
        _refuse(str(error))


def _refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)


if __name__ == "__main__":
    cli()
