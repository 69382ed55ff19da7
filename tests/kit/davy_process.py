"""A real `davy` process for tests: started, killed in the middle of anything, started again."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

_READY_S = 40.0


def free_port() -> int:
    """A port on loopback that nobody holds at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class DavyProcess:
    """One process with its own folder, port and environment."""

    folder: Path
    env: dict[str, str]
    port: int = field(default_factory=free_port)
    arguments: tuple[str, ...] = ("serve",)
    process: asyncio.subprocess.Process | None = None
    starts_count: int = 0

    @property
    def url(self) -> str:
        """The web door's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Everything the processes wrote, one after another."""
        return self.folder / "davy.log"

    def environment(self) -> dict[str, str]:
        """What this process, and any `davy` command beside it, is started with."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("DAVY_")}
        return env | {
            "DAVY_DATA_DIR": str(self.folder / "data"),
            "DAVY_KEY_DIR": str(self.folder / "keys"),
            "DAVY_PORT": str(self.port),
            "DAVY_FILES_MIN_MB": "1",
            "DAVY_WORDS_MIN_MB": "0",
            **self.env,
        }

    async def start(self, *, ready: bool = True) -> None:
        """Start it; returns when it answers."""
        self.starts_count += 1
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                *self.arguments,
                env=self.environment(),
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        if ready and self.arguments[0] == "serve":
            await self.answering()

    async def answering(self) -> None:
        """Wait until the web door answers.

        Raises:
            AssertionError: it did not within 40 seconds, or the process ended.
        """
        deadline = asyncio.get_running_loop().time() + _READY_S
        async with httpx2.AsyncClient() as client:
            while asyncio.get_running_loop().time() < deadline:
                assert self.process is not None
                assert self.process.returncode is None, self.log.read_text()[-4000:]
                with contextlib.suppress(httpx2.HTTPError):
                    if (await client.get(f"{self.url}/bye", timeout=2)).status_code == 200:
                        return
                await asyncio.sleep(0.05)
        raise AssertionError(f"no answer; the log ends: {self.log.read_text()[-4000:]}")

    async def kill(self) -> None:
        """`kill -9`."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def stop(self) -> float:
        """SIGTERM; gives how many seconds it took to end."""
        assert self.process is not None
        begun = asyncio.get_running_loop().time()
        if self.process.returncode is None:
            self.process.terminate()
            await asyncio.wait_for(self.process.wait(), 20)
        return asyncio.get_running_loop().time() - begun
