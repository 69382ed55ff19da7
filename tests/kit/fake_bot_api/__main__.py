"""The fake as a process of its own: `python -m tests.kit.fake_bot_api --port 8081`."""

import argparse
import asyncio
import signal
from pathlib import Path

from tests.kit.fake_bot_api.control import Control
from tests.kit.fake_bot_api.server import FakeBotApi


def main() -> None:
    """Serve until SIGTERM or SIGINT; prints the address first."""
    parser = argparse.ArgumentParser(prog="fake_bot_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--hurry", type=float, default=1.0, help="shortens pauses between pushes")
    parser.add_argument("--local-folder", type=Path, help="be a server in local mode")
    parser.add_argument("--token", action="append", default=[], help="a bot that exists at once")
    asyncio.run(serve(parser.parse_args()))


async def serve(chosen: argparse.Namespace) -> None:
    """Serve with these options."""
    api = FakeBotApi(port=chosen.port, hurry=chosen.hurry, local_folder=chosen.local_folder)
    api.extend = Control(api).add_to
    for token in chosen.token:
        api.bot(token)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with api:
        print(f"listening on {api.url}", flush=True)  # noqa: T201
        await ended.wait()


if __name__ == "__main__":
    main()
