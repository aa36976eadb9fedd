"""Whole answers that are not what was promised, by status, type and size."""

from __future__ import annotations

import gzip
import threading
import tracemalloc
import zlib
from collections.abc import Generator

import pytest

import fastlabel
from fastlabel._client.decompression import GzipDecoder
from fastlabel.errors import (
    AmbiguousWriteError,
    AuthenticationError,
    ConflictError,
    FastLabelException,
    FastLabelInvalidException,
    InvalidResponseError,
    NotFoundError,
    ServerError,
    TransportError,
)
from tests.client.faults.faulty_service import Exchange, Fault, Row, Service, always, head_of
from tests.client.faults.sync_and_async import (
    HALF_READ,
    Call,
    create,
    delete,
    every_way,
    failing,
    find,
    list_all,
    run,
    update,
)
from tests.support.patience import hang_guard
from tests.support.recording_server import Answer

ROW = Row("id-1", "a.png", "")
PAGE = b"<html><h1>Bad gateway</h1></html>"
IN_DOUBT = [408, 425, 500, 502, 503, 504, *range(520, 527)]
MOST = 2**23


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """8 MiB instead of half a gigabyte."""
    monkeypatch.setattr(GzipDecoder.__init__, "__defaults__", (MOST,))


def saying(status: int, body: bytes = b"", *, committed: bool = False, **headers: str) -> Fault:
    def answer(exchange: Exchange) -> None:
        if committed:
            exchange.carry_out()
        else:
            exchange.read()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        exchange.answer(Answer(status, body, named))

    return answer


# Statuses that leave a doubt.


@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize("body", [b"", PAGE, b'{"message": "oh"}'])
@pytest.mark.parametrize("status", IN_DOUBT)
def test_create_in_doubt(status: int, body: bytes, committed: bool, service: Service) -> None:
    service.on("POST", saying(status, body, committed=committed))
    with hang_guard():
        assert run("sync", service.url, create, confirm_after=0.01) == "id-1"
    assert [row.name for row in service.rows] == ["a.png"]
    assert service.count("POST") == 2 - committed


@every_way
@pytest.mark.parametrize("committed", [True, False])
def test_create_in_doubt_every_way(way: str, committed: bool, service: Service) -> None:
    service.on("POST", saying(502, PAGE, committed=committed))
    assert run(way, service.url, create) == "id-1"
    assert [row.name for row in service.rows] == ["a.png"]


@pytest.mark.parametrize("call", [find, update, delete, list_all])
@pytest.mark.parametrize("status", IN_DOUBT)
def test_other_calls_are_sent_again(status: int, call: Call, service: Service) -> None:
    service.rows.append(ROW)
    for method in ("GET", "PUT", "DELETE"):
        service.on(method, *[saying(status, PAGE)] * 3)
    run("sync", service.url, call)
    assert len(service.exchanges) == 4


@every_way
@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 526])
def test_service_that_stays_down(way: str, status: int, service: Service) -> None:
    service.on("GET", *always(saying(status, PAGE)))
    error = failing(ServerError, way, service.url, find)
    assert error.code == status
    assert service.count("GET") == 4


@every_way
def test_create_on_a_service_that_stays_down(way: str, service: Service) -> None:
    service.on("POST", saying(502, PAGE))
    service.on("GET", *always(saying(502, PAGE)))
    failing(AmbiguousWriteError, way, service.url, create)
    assert service.count("POST") == 1


# 409.


@every_way
def test_name_of_somebody_else_is_a_conflict(way: str, service: Service) -> None:
    service.names_are_unique = True
    service.rows.append(ROW)
    failing(ConflictError, way, service.url, create)
    assert len(service.exchanges) == 1
    assert service.rows == [ROW]


@every_way
def test_lock_is_waited_for(way: str, service: Service) -> None:
    service.on("POST", saying(409, b'{"message": "The project is locked"}'))
    assert run(way, service.url, create) == "id-1"
    assert [exchange.method for exchange in service.exchanges] == ["POST", "POST"]


# Refusals.


@pytest.mark.parametrize("call", [create, find, update, delete])
@pytest.mark.parametrize(
    "body", [b"", b'{"statusCode": 400}', b"[]", b"[1, 2]", PAGE, b'"no"', b"\xff\xfe", b"null"]
)
def test_refusals_without_a_message(call: Call, body: bytes, service: Service) -> None:
    own = {401: AuthenticationError, 403: AuthenticationError, 404: NotFoundError}
    own |= {409: ConflictError}
    statuses = [status for status in range(400, 423) if status != 408]
    for method in ("POST", "GET", "PUT", "DELETE"):
        service.on(method, *[saying(status, body) for status in statuses])
    with fastlabel.Client("t", service.url) as client:
        for status in statuses:
            with pytest.raises(FastLabelException) as caught:
                call(client)
            assert type(caught.value) is own.get(status, FastLabelInvalidException)
            assert caught.value.code == status
            assert caught.value.message
    assert len(service.exchanges) == len(statuses)
    assert service.rows == []


# Success that is none.

STRANGE = [
    saying(200, PAGE, committed=True, Content_Type="text/html"),
    saying(200, b"", committed=True),
    saying(204, committed=True),
    saying(200, b"null", committed=True),
    saying(200, b"{", committed=True),
    saying(200, b'"id', committed=True),
    saying(200, b"no gzip at all", committed=True, Content_Encoding="gzip"),
    saying(200, b"x", committed=True, Content_Encoding="br"),
    saying(200, gzip.compress(b'"id-1"') + b"x", committed=True, Content_Encoding="gzip"),
]


@every_way
@HALF_READ
@pytest.mark.parametrize("fault", STRANGE)
def test_create_whose_answer_means_nothing(way: str, fault: Fault, service: Service) -> None:
    service.on("POST", fault)
    assert run(way, service.url, create) == "id-1"
    assert len(service.rows) == 1
    assert service.count("POST") == 1


@every_way
@HALF_READ
@pytest.mark.parametrize("fault", STRANGE)
def test_read_whose_answer_means_nothing(way: str, fault: Fault, service: Service) -> None:
    service.rows.append(ROW)
    service.on("GET", *always(fault))
    failing(InvalidResponseError, way, service.url, find)


@pytest.mark.parametrize(
    "kind", ["text/html", "text/plain; charset=shift_jis", "application/json; charset=utf-16", ""]
)
def test_json_of_another_type_is_json(kind: str, service: Service) -> None:
    service.on("POST", saying(200, b'"id-1"', Content_Type=kind))
    assert run("sync", service.url, create) == "id-1"
    assert service.count("GET") == 0


# Size.


def send_bomb(exchange: Exchange) -> None:
    """10 MB that would unpack to 10 GB."""
    exchange.carry_out()
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    start = packer.compress(b"\x00" * 2**24) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b"\x00" * 2**24) + packer.flush(zlib.Z_FULL_FLUSH)
    headers = {"Content-Encoding": "gzip", "Content-Length": str(len(start) + 640 * len(block))}
    exchange.send(head_of(200, headers) + start)
    for _ in range(640):
        exchange.send(block)
    exchange.close()


def send_without_end(exchange: Exchange) -> None:
    exchange.carry_out()
    exchange.send(head_of(200, {"Content-Length": str(10**12)}) + b"[")
    while True:
        exchange.send(b'{"id": "x", "name": "y"},' * 1000)


def send_chunks_without_end(exchange: Exchange) -> None:
    exchange.carry_out()
    exchange.send(head_of(200, {"Transfer-Encoding": "chunked"}))
    while True:
        exchange.send(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


TOO_LARGE = [send_bomb, send_without_end, send_chunks_without_end]


@pytest.fixture
def traced() -> Generator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@every_way
@HALF_READ
@pytest.mark.usefixtures("small_limit", "traced")
@pytest.mark.parametrize("fault", TOO_LARGE)
def test_answer_too_large_to_hold(way: str, fault: Fault, service: Service) -> None:
    service.on("GET", *always(fault))
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    with hang_guard():
        error = failing(InvalidResponseError, way, service.url, find)
    _, peak = tracemalloc.get_traced_memory()
    assert "larger than 8,388,608 bytes" in error.message
    assert peak - before < 4 * MOST
    assert service.count("GET") == 1


@every_way
@HALF_READ
@pytest.mark.usefixtures("small_limit")
@pytest.mark.parametrize("fault", TOO_LARGE)
def test_create_whose_answer_is_too_large_to_hold(way: str, fault: Fault, service: Service) -> None:
    service.on("POST", fault)
    with hang_guard():
        assert run(way, service.url, create) == "id-1"
    assert len(service.rows) == 1


def send_long_header(exchange: Exchange) -> None:
    answer = exchange.carry_out()
    exchange.answer(Answer(200, answer.body, {"X-Long": "x" * 200_000}))


def send_many_headers(exchange: Exchange) -> None:
    answer = exchange.carry_out()
    exchange.answer(Answer(200, answer.body, {f"X-{number}": "x" for number in range(20_000)}))


@every_way
@pytest.mark.parametrize("fault", [send_long_header, send_many_headers])
def test_headers_too_large_to_hold(way: str, fault: Fault, service: Service) -> None:
    service.on("POST", fault)
    assert run(way, service.url, create) == "id-1"
    assert len(service.rows) == 1
    service.on("GET", *always(fault))
    failing(TransportError, way, service.url, find)


@pytest.mark.parametrize(
    "line",
    [
        b"HTTP/1.1 200",
        b"HTTP/1.1 2000 OK",
        b"HTTP/1.1 abc OK",
        b"HTTP/9.9 200 OK",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1e3",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz",
        b"HTTP/1.1 200 OK\r\nBad Name: 1",
        b"HTTP/1.1 200 OK\r\nX: \x00",
        b"HTTP/1.1 200 OK\r\nSet-Cookie: \xff\xfe; expires=never; max-age=x; domain=.\xff",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: \xff",
        b"HTTP/1.1 200 OK\r\nContent-Type: \xff; charset=\xff",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x",
        b"HTTP/1.1 099 Low",
        b"HTTP/1.1 999 High",
        b"HTTP/1.1 200 \xff\xfe",
        b"",
        b"\x00" * 100,
        b"\x16\x03\x01\x02\x00",
    ],
)
def test_heads_that_are_odd(line: bytes, service: Service) -> None:
    """Any of the package's errors, or what came, but never a foreign error."""

    def answer(exchange: Exchange) -> None:
        exchange.carry_out()
        exchange.send(line + b"\r\n\r\n")
        exchange.close()

    service.rows.append(ROW)
    service.on("GET", *always(answer))
    service.on("POST", *always(answer))
    for call in (find, create):
        with hang_guard(), pytest.raises(FastLabelException):
            run("sync", service.url, call)
    assert [row.name for row in service.rows] == ["a.png"] * 2


# Several calls at once, each with its own fault.


def test_answers_of_many_threads_do_not_mix(service: Service) -> None:
    faults = [saying(500), None, saying(429, Retry_After="0"), saying(200, PAGE)]
    service.rows += [Row(f"r-{number}", f"{number}.png", "") for number in range(40)]
    service.on("GET", *faults * 5)
    start, wrong = threading.Barrier(20), list[str]()

    def read(client: fastlabel.Client, number: int) -> None:
        start.wait()
        for own in (number, number + 20):
            task = client.image.find(f"r-{own}")
            if task.name != f"{own}.png":
                wrong.append(task.name)

    with fastlabel.Client("t", service.url, max_attempts=20) as client:
        threads = [threading.Thread(target=read, args=(client, number)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
