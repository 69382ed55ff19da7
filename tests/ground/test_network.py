"""That nothing in the suite can leave the machine, and that loopback still works."""

import asyncio
import socket
import threading

import pytest

from backend.db.engine import Database, transaction_held
from tests.ground.network import HeldUp, OutsideRefused, forgive, is_loopback

# An address that is set apart for documentation and routed nowhere. RFC 5737.
OUTSIDE = "192.0.2.1"


def test_a_connection_outwards_is_refused() -> None:
    with socket.socket() as way_out, pytest.raises(OutsideRefused):
        way_out.connect((OUTSIDE, 443))
    forgive()


def test_a_datagram_outwards_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as way_out, pytest.raises(OutsideRefused):
        way_out.sendto(b"?", (OUTSIDE, 53))
    forgive()


def test_a_name_is_not_looked_up_outside() -> None:
    with pytest.raises(OutsideRefused):
        socket.getaddrinfo("davy.example", 443)
    forgive()


async def test_asyncio_cannot_leave_either() -> None:
    with pytest.raises(OutsideRefused):
        await asyncio.open_connection(OUTSIDE, 443)
    forgive()


async def test_loopback_is_open() -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("way", ["write", "write_once", "read", "look"])
def test_within_a_transaction_not_even_loopback_is_open(database_url: str, way: str) -> None:
    database = Database(database_url)
    with socket.create_server(("127.0.0.1", 0)) as server:
        with getattr(database, way)(), pytest.raises(HeldUp):
            socket.create_connection(server.getsockname())
        forgive()
        socket.create_connection(server.getsockname()).close()
    database.close()


def test_a_name_looked_up_within_a_transaction_is_refused_too(database_url: str) -> None:
    database = Database(database_url)
    with database.read(), pytest.raises(HeldUp):
        socket.getaddrinfo("localhost", 443)
    forgive()
    database.close()


def test_another_threads_transaction_is_not_ours(database_url: str) -> None:
    database, seen = Database(database_url), list[bool]()
    with database.write():
        asked = threading.Thread(target=lambda: seen.append(transaction_held()))
        asked.start()
        asked.join()
        assert (seen, transaction_held()) == ([False], True)
    assert not transaction_held()
    with pytest.raises(ZeroDivisionError), database.write():
        1 / 0  # noqa: B018
    assert not transaction_held()
    database.close()


@pytest.mark.parametrize("host", [None, "", "localhost", b"localhost", "127.0.0.9", "::1"])
def test_a_loopback_host_is_told(host: object) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "davy.example", "127.0.0.1.example", "2001:db8::1"])
def test_any_other_host_is_outside(host: object) -> None:
    assert not is_loopback(host)
