"""A real S3 server of its own on loopback, for the store's figures and for its suite."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from media.stores.s3 import S3Settings, S3Store
from media.stores.store import StoreDown, new_name

_START_S = 60.0
_TURNS = 4


def find_weed() -> Path | None:
    """SeaweedFS's program, beside this Python or on the path; None where it is missing."""
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.exists() else shutil.which("weed")
    return Path(found) if found else None


@contextmanager
def s3_server(weed: Path, folder: Path) -> Iterator[S3Settings]:
    """Run a server with one empty bucket, its data in `folder`; about eight seconds to start.

    It needs eight ports at once; where another program was quicker to one of them it ends at once,
    and is started again with others.

    Raises:
        RuntimeError: when it does not answer within a minute, or ends at once four times.
    """
    for turn in range(_TURNS):
        own = folder / str(turn)
        own.mkdir()
        settings, server = _started(weed, own)
        try:
            if _is_up(S3Store(settings), server):
                yield settings
                return
        finally:
            server.kill()
            server.wait()
    raise RuntimeError("the S3 server did not start")


def _started(weed: Path, folder: Path) -> "tuple[S3Settings, subprocess.Popen[bytes]]":
    port = _free_ports(1)[0]
    settings = S3Settings(
        endpoint=f"http://127.0.0.1:{port}",
        bucket="davy",
        access_key="test-access",
        secret_key="test-secret",
        retries_count=0,
    )
    with (folder / "log").open("wb") as log:
        command = _command(weed, folder, port)
        return settings, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)


def _command(weed: Path, folder: Path, s3_port: int) -> list[str]:
    master, volume, filer, *grpc = _free_ports(7)
    users = {"name": "davy", "actions": ["Admin", "Read", "Write", "List"]}
    keys = [{"accessKey": "test-access", "secretKey": "test-secret"}]
    (folder / "s3.json").write_text(json.dumps({"identities": [users | {"credentials": keys}]}))
    return [
        str(weed), "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
        f"-master.port={master}", f"-volume.port={volume}", "-filer=true",
        f"-filer.port={filer}", "-s3=true", f"-s3.port={s3_port}",
        f"-s3.config={folder / 's3.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0",
        f"-master.port.grpc={grpc[0]}", f"-volume.port.grpc={grpc[1]}",
        f"-filer.port.grpc={grpc[2]}", f"-s3.port.grpc={grpc[3]}",
        "-volume.max=20", "-master.volumeSizeLimitMB=32",
    ]  # fmt: skip


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _is_up(store: S3Store, server: subprocess.Popen[bytes]) -> bool:
    """Wait until it takes an object; False when it ended or the time is over."""
    name, deadline_s = new_name(), time.monotonic() + _START_S
    while time.monotonic() < deadline_s and server.poll() is None:
        with suppress(StoreDown):
            store.put(name, b"up")
            store.delete(name)
            return True
        time.sleep(0.1)
    return False
