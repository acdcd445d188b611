"""The command line: `python -m simulator --port 8081`."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from simulator.control.people import add_person
from simulator.server import Simulator

Port = Annotated[int, typer.Option(help="Where to listen; 0 takes a free port.")]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
Token = Annotated[str | None, typer.Option(help="Serve only the bot of this token; any well-formed one otherwise.")]
JournalFile = Annotated[Path | None, typer.Option(help="Write every accepted message here, and read it at the start.")]
PeopleFile = Annotated[Path | None, typer.Option(help="A JSON list of people to begin with.")]
Counting = Annotated[
    bool, typer.Option(help="Every positive chat id exists; nothing is kept but counts and the journal.")
]
Areas = Annotated[Path | None, typer.Option(help="The communes of the page's map: JSON with a list `units`.")]
Story = Annotated[Path | None, typer.Option(help="The story that the page tells; simulator/page/stories/ says how.")]
SmtpPort = Annotated[int | None, typer.Option(help="Take mail by SMTP here; it lands in the same box as POST /mail.")]
Latency = Annotated[int, typer.Option(help="Milliseconds before each answer.")]


def main(
    port: Port = 8081,
    host: Host = "127.0.0.1",
    token: Token = None,
    journal: JournalFile = None,
    people: PeopleFile = None,
    counting: Counting = False,
    latency: Latency = 0,
    areas: Areas = None,
    story: Story = None,
    smtp_port: SmtpPort = None,
) -> None:
    """Telegram on your own machine: a Bot API server, people, an SMS gateway, a mailbox and a page with phones."""
    simulator = Simulator(
        host=host,
        port=port,
        token=token,
        journal=journal,
        counting=counting,
        latency=latency / 1000,
        areas=areas,
        story=story,
        smtp_port=smtp_port,
    )
    for person in json.loads(people.read_text("utf-8")) if people else []:
        add_person(simulator.world, person)
    try:
        run(simulator)
    except OSError as problem:
        typer.echo(f"cannot listen on {host}:{port}: {problem.strerror}", err=True)
        sys.exit(1)


def run(simulator: Simulator) -> None:
    if sys.platform == "win32":
        asyncio.run(serve(simulator))
        return
    import uvloop

    uvloop.run(serve(simulator))


async def serve(simulator: Simulator) -> None:
    async with simulator:
        typer.echo(f"simulator at {simulator.url}/ — Bot API at {simulator.url}/bot<TOKEN>/<METHOD>. Ctrl+C stops it.")
        sys.stdout.flush()
        stopping = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        await stopping.wait()


if __name__ == "__main__":
    typer.run(main)
