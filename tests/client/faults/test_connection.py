"""Connections that are not made, that end too early, and that go on too slowly."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import ssl
import struct
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest
import trustme

import fastlabel
from fastlabel.errors import AmbiguousWriteError, TransportError
from tests.client.faults.faulty_service import (
    Exchange,
    Fault,
    Row,
    Service,
    always,
    head_of,
    serving,
)
from tests.client.faults.sync_and_async import (
    HALF_READ,
    PNG,
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
from tests.support.broken_servers import refused
from tests.support.patience import HANG_SECONDS, hang_guard
from tests.support.recording_server import Answer

ROW = Row("id-1", "b.png", "")
CALLS = [create, find, update, delete, list_all]
RESET = struct.pack("ii", 1, 0)


def names(service: Service) -> list[str]:
    return [row.name for row in service.rows]


def reset_at_once(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    raise EOFError


@contextmanager
def full() -> Generator[tuple[str, socket.socket]]:
    """A port whose queue of connections is full, so that one more hangs; and who listens there."""
    with ExitStack() as held:
        listener = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1/", listener


# Not connected.


@every_way
@pytest.mark.parametrize("call", CALLS)
def test_refused(way: str, call: Call) -> None:
    with hang_guard():
        assert "not sent" in failing(TransportError, way, refused(), call).message


@every_way
def test_queue_of_connections_is_full(way: str) -> None:
    with full() as (url, _), hang_guard():
        error = failing(TransportError, way, url, create, timeout=0.1)
    assert "not sent (ConnectTimeout" in error.message


@every_way
def test_name_that_is_not_known(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failing(TransportError, way, "https://api.fastlabel.invalid/v1/", create)
    assert "not sent" in error.message


@every_way
def test_handshake_that_does_not_come(way: str) -> None:
    """Connected, but TLS is never spoken: nothing was sent."""
    with serving() as plain, hang_guard():
        plain.greetings.extend([hold] * 4)
        url = plain.url.replace("http:", "https:")
        error = failing(TransportError, way, url, create, timeout=0.1)
    assert "not sent" in error.message


@every_way
def test_tls_to_a_port_that_speaks_http(way: str) -> None:
    with serving() as plain, hang_guard():
        plain.greetings.extend([speak_http] * 4)
        url = plain.url.replace("http:", "https:")
        error = failing(TransportError, way, url, create)
    assert "not sent" in error.message
    assert plain.rows == []


def speak_http(connection: socket.socket) -> None:
    connection.sendall(head_of(400, {}))


def hold(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass
    raise EOFError


# Certificates.


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # pyOpenSSL is optional
    return context


@every_way
def test_ca_file_makes_a_certificate_good(way: str, authority: trustme.CA, ca_file: str) -> None:
    with serving(context_of(authority.issue_cert("127.0.0.1"))) as service:
        assert run(way, service.url, create, ca_file=ca_file) == "id-1"
    assert names(service) == ["a.png"]


@every_way
@pytest.mark.parametrize("fault", ["nobody", "self", "expired", "other host"])
def test_certificate_that_is_not_good(
    way: str, fault: str, authority: trustme.CA, ca_file: str
) -> None:
    stranger = trustme.CA()
    certificate = {
        "nobody": lambda: stranger.issue_cert("127.0.0.1"),
        "self": lambda: stranger.issue_cert("127.0.0.1"),
        "expired": lambda: authority.issue_cert(
            "127.0.0.1",
            not_before=datetime(2020, 1, 1, tzinfo=UTC),
            not_after=datetime(2021, 1, 1, tzinfo=UTC),
        ),
        "other host": lambda: authority.issue_cert("other.example"),
    }[fault]()
    with serving(context_of(certificate)) as service, hang_guard():
        if fault == "nobody":
            error = failing(TransportError, way, service.url, create)
        else:
            error = failing(TransportError, way, service.url, create, ca_file=ca_file)
    assert "certificate is not trusted" in error.message
    assert service.connections == 1
    assert service.exchanges == []


# Resets and connections that end.


@every_way
@pytest.mark.parametrize("call", CALLS)
def test_reset_on_accept(way: str, call: Call, service: Service) -> None:
    service.rows.append(ROW)
    service.greetings.extend([reset_at_once] * 2)
    with hang_guard():
        run(way, service.url, call)
    assert service.connections >= 3
    assert names(service).count("a.png") == (call is create)


@every_way
def test_reset_on_every_accept(way: str, service: Service) -> None:
    service.greetings.extend([reset_at_once] * 99)
    with hang_guard(), pytest.raises((TransportError, AmbiguousWriteError)):
        run(way, service.url, create, deadline=0.5)
    assert service.rows == []


def reset_before(exchange: Exchange) -> None:
    exchange.read()
    exchange.reset()


def reset_after(exchange: Exchange) -> None:
    exchange.carry_out()
    exchange.reset()


def close_before(exchange: Exchange) -> None:
    exchange.read()
    exchange.close()


def close_after(exchange: Exchange) -> None:
    exchange.carry_out()
    exchange.close()


def reset_in_the_head(exchange: Exchange) -> None:
    exchange.carry_out()
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Le")
    exchange.reset()


def reset_in_the_body(exchange: Exchange) -> None:
    whole = exchange.carry_out()
    exchange.send(head_of(200, {"Content-Length": "4000"}) + whole.body)
    exchange.reset()


def cut_by_length(exchange: Exchange) -> None:
    whole = exchange.carry_out()
    exchange.send(head_of(200, {"Content-Length": str(len(whole.body))}) + whole.body[:-2])
    exchange.close()


def cut_by_chunk(exchange: Exchange) -> None:
    whole = exchange.carry_out()
    chunk = b"%x\r\n%b" % (len(whole.body), whole.body[:-2])
    exchange.send(head_of(200, {"Transfer-Encoding": "chunked"}) + chunk)
    exchange.close()


def cut_after_a_chunk(exchange: Exchange) -> None:
    whole = exchange.carry_out()
    chunk = b"%x\r\n%b\r\n" % (len(whole.body), whole.body)
    exchange.send(head_of(200, {"Transfer-Encoding": "chunked"}) + chunk)
    exchange.close()


def cut_by_close(exchange: Exchange) -> None:
    whole = exchange.carry_out()
    exchange.send(head_of(200, {"Connection": "close"}) + whole.body[:-2])
    exchange.close()


def cut_in_gzip(exchange: Exchange) -> None:
    whole = exchange.carry_out()
    exchange.answer(Answer(200, gzip.compress(whole.body)[:-9], {"Content-Encoding": "gzip"}))


def cut_before_gzip(exchange: Exchange) -> None:
    exchange.carry_out()
    exchange.answer(Answer(200, b"", {"Content-Encoding": "gzip"}))


def speak_something_else(exchange: Exchange) -> None:
    exchange.carry_out()
    exchange.send(b"SSH-2.0-OpenSSH_9.6\r\n")
    exchange.close()


ENDS = [
    reset_before,
    reset_after,
    close_before,
    close_after,
    reset_in_the_head,
    reset_in_the_body,
    cut_by_length,
    cut_by_chunk,
    cut_after_a_chunk,
    cut_by_close,
    cut_in_gzip,
    cut_before_gzip,
    speak_something_else,
]


@every_way
@pytest.mark.parametrize("fault", ENDS)
def test_create_whose_answer_does_not_come_whole(way: str, fault: Fault, service: Service) -> None:
    service.on("POST", fault)
    with hang_guard():
        assert run(way, service.url, create) == "id-1"
    assert names(service) == ["a.png"]
    assert service.count("POST") == (2 if fault in {reset_before, close_before} else 1)


@pytest.mark.parametrize("call", [find, update, list_all])
@pytest.mark.parametrize("fault", ENDS)
def test_other_calls_whose_answer_does_not_come_whole(
    fault: Fault, call: Call, service: Service
) -> None:
    service.rows.append(ROW)
    whole = run("sync", service.url, call)
    for method in ("GET", "PUT"):
        service.on(method, fault, fault)
    assert run("sync", service.url, call) == whole
    assert len(service.exchanges) == 4


@pytest.mark.parametrize("fault", ENDS)
def test_delete_whose_answer_does_not_come_whole(fault: Fault, service: Service) -> None:
    service.rows.append(ROW)
    service.on("DELETE", fault, fault)
    run("sync", service.url, delete)
    assert service.rows == []


@every_way
@pytest.mark.parametrize("fault", ENDS)
def test_read_whose_answer_never_comes_whole(way: str, fault: Fault, service: Service) -> None:
    service.rows.append(ROW)
    service.on("GET", *always(fault))
    with hang_guard(), pytest.raises(fastlabel.FastLabelException) as caught:
        run(way, service.url, find)
    assert type(caught.value) in {TransportError, fastlabel.InvalidResponseError}
    assert service.count("GET") == 4


@every_way
@pytest.mark.parametrize("fault", ENDS)
def test_create_whose_answers_never_come_whole(way: str, fault: Fault, service: Service) -> None:
    """Look-ups fail as well: what became of it is not known, and that is what is said."""
    service.on("POST", fault)
    service.on("GET", *always(fault))
    with hang_guard():
        failing(AmbiguousWriteError, way, service.url, create)
    assert len(service.rows) <= 1
    assert service.count("POST") == 1


# Connections that are kept.


def test_connection_that_is_closed_after_each_answer_without_a_word(service: Service) -> None:
    """The race is real: now and then the request is already out when the end arrives.

    The create is sent again on the connection of its look-up, so one call may meet it repeatedly.
    """

    def answer_and_close(exchange: Exchange) -> None:
        exchange.answer()
        exchange.close()

    service.on("POST", *[answer_and_close] * 20)
    service.on("GET", *[answer_and_close] * 200)
    with fastlabel.Client("t", service.url, confirm_after=0.02, max_attempts=20) as client:
        for number in range(20):
            client.image.create(project="p", name=f"{number}.png", file=PNG)
    assert names(service) == [f"{number}.png" for number in range(20)]


@pytest.mark.parametrize("fault", [close_before, reset_before])
@pytest.mark.parametrize("call", CALLS)
def test_kept_connection_that_ends_just_as_it_is_used(
    call: Call, fault: Fault, service: Service
) -> None:
    service.rows.append(ROW)
    with fastlabel.Client("t", service.url, confirm_after=0.02) as client:
        client.image.find("id-1")
        for method in ("GET", "POST", "PUT", "DELETE"):
            service.on(method, fault)
        call(client)
    assert names(service).count("a.png") == (call is create)


@pytest.mark.xfail(reason="httpx keeps what came after an answer for the next")
def test_answer_that_nobody_asked_for_is_not_taken_for_the_next(service: Service) -> None:
    """A second answer follows the first at once, on a kept connection."""

    def answer_twice(exchange: Exchange) -> None:
        whole = exchange.carry_out()
        other = b'{"id": "other", "name": "other"}'
        exchange.send(
            b"".join(
                head_of(200, {"Content-Length": str(len(body))}) + body
                for body in (whole.body, other)
            )
        )

    service.rows.append(ROW)
    service.on("GET", answer_twice)
    with fastlabel.Client("t", service.url) as client:
        client.image.find("id-1")
        assert client.image.find("id-1").id == "id-1"


# Slowness.


def hold_before(exchange: Exchange) -> None:
    exchange.read()
    exchange.hold()


def hold_after(exchange: Exchange) -> None:
    exchange.carry_out()
    exchange.hold()


def hold_in_the_head(exchange: Exchange) -> None:
    exchange.carry_out()
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Le")
    exchange.hold()


def hold_in_the_body(exchange: Exchange) -> None:
    whole = exchange.carry_out()
    exchange.send(head_of(200, {"Content-Length": "4000"}) + whole.body)
    exchange.hold()


def drip_the_head(exchange: Exchange) -> None:
    exchange.carry_out()
    exchange.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    drip(exchange)


def drip_the_body(exchange: Exchange) -> None:
    exchange.carry_out()
    exchange.send(head_of(200, {"Content-Length": "4000"}))
    drip(exchange)


def drip(exchange: Exchange) -> None:
    pace = threading.Event()
    while not pace.wait(0.02):
        exchange.send(b" ")


def flood_with_1xx(exchange: Exchange) -> None:
    exchange.carry_out()
    statuses = itertools.cycle([100, 102, 103])
    while True:
        exchange.send(head_of(next(statuses), {"Link": "<x>"}) * 100)


STALLS = [hold_before, hold_after, hold_in_the_head, hold_in_the_body]
DRIPS = [drip_the_head, drip_the_body, flood_with_1xx]


@every_way
@pytest.mark.parametrize("fault", STALLS)
def test_create_whose_answer_stalls(way: str, fault: Fault, service: Service) -> None:
    service.on("POST", fault)
    with hang_guard():
        assert run(way, service.url, create, timeout=0.3) == "id-1"
    assert names(service) == ["a.png"]


@every_way
@pytest.mark.parametrize("fault", STALLS)
def test_read_whose_answer_stalls(way: str, fault: Fault, service: Service) -> None:
    service.rows.append(ROW)
    service.on("GET", *always(fault))
    with hang_guard():
        failing(TransportError, way, service.url, find, timeout=0.1)
    # The service may see the last of them after its client has given up.
    service.wait_for(lambda: service.count("GET") == 4)


@every_way
@pytest.mark.parametrize("fault", [*STALLS, *DRIPS])
def test_deadline_ends_what_does_not_end(way: str, fault: Fault, service: Service) -> None:
    """Each byte comes in time, so no timeout of one read would ever end it."""
    service.rows.append(ROW)
    service.on("GET", *always(fault))
    with hang_guard():
        failing(TransportError, way, service.url, find, deadline=0.3)
    assert service.count("GET") <= 1


@every_way
@pytest.mark.parametrize("fault", DRIPS)
def test_create_that_drips_is_ambiguous_when_time_is_up(
    way: str, fault: Fault, service: Service
) -> None:
    service.on("POST", fault)
    with hang_guard():
        failing(AmbiguousWriteError, way, service.url, create, deadline=0.6)
    assert names(service) == ["a.png"]


@every_way
def test_look_up_that_drips_ends_with_the_deadline(way: str, service: Service) -> None:
    service.on("POST", reset_after)
    service.on("GET", *always(drip_the_body))
    with hang_guard():
        failing(AmbiguousWriteError, way, service.url, create, deadline=0.6)
    assert names(service) == ["a.png"]


@every_way
@HALF_READ
def test_what_hardly_goes_on_is_given_up(
    way: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fastlabel._client.time_limits._WINDOW_SECONDS", 0.1)
    service.rows.append(ROW)
    service.on("GET", *always(drip_the_body))
    with hang_guard():
        failing(TransportError, way, service.url, find, max_attempts=2)


@every_way
def test_1xx_before_the_answer_are_passed_over(way: str, service: Service) -> None:
    def answer_late(exchange: Exchange) -> None:
        exchange.send(head_of(103, {"Link": "<x>"}) * 1000)
        exchange.answer()

    service.on("POST", answer_late)
    assert run(way, service.url, create) == "id-1"
    assert service.count("POST") == 1


def test_deadline_holds_for_the_wait_for_a_connection(service: Service) -> None:
    """All connections of the pool are taken by calls that hang."""
    goes_on = threading.Event()

    def wait_and_answer(exchange: Exchange) -> None:
        goes_on.wait(HANG_SECONDS)
        exchange.answer()

    service.rows.append(ROW)
    service.on("GET", *[wait_and_answer] * 100)
    with ThreadPoolExecutor(100) as pool:
        with fastlabel.Client("t", service.url, deadline=300, timeout=200) as client:
            hanging = [pool.submit(client.image.find, "id-1") for _ in range(100)]
            service.wait_for(lambda: len(service.exchanges) == 100)
            with hang_guard(), pytest.raises(TransportError, match="not sent"):
                client.with_options(deadline=0.2).image.find("id-1")
            goes_on.set()
            assert {future.result().id for future in hanging} == {"id-1"}


# What was committed late, or is seen late.


@every_way
def test_late_commit_is_adopted(way: str, service: Service) -> None:
    """The client gave up; two look-ups later the service is done with it after all."""
    commit = threading.Event()

    def commit_late(exchange: Exchange) -> None:
        body = exchange.read()
        exchange.hold()
        assert commit.wait(HANG_SECONDS)
        service.carry_out(exchange, body)

    def look_and_commit(exchange: Exchange) -> None:
        exchange.answer()
        commit.set()

    service.on("POST", commit_late)
    service.on("GET", None, None, look_and_commit)
    with hang_guard():
        assert run(way, service.url, create, timeout=0.3, confirm_after=20) == "id-1"
    assert names(service) == ["a.png"]
    assert service.count("POST") == 1


@every_way
def test_commit_after_all_look_ups_is_adopted_where_names_are_unique(
    way: str, service: Service
) -> None:
    service.names_are_unique = True
    held: list[tuple[Exchange, bytes]] = []

    def keep(exchange: Exchange) -> None:
        held.append((exchange, exchange.read()))
        exchange.reset()

    def commit_the_first(exchange: Exchange) -> None:
        body = exchange.read()
        service.carry_out(*held.pop())
        exchange.answer(service.carry_out(exchange, body))

    service.on("POST", keep, commit_the_first)
    assert run(way, service.url, create) == "id-1"
    assert names(service) == ["a.png"]


@every_way
def test_look_up_that_lags(way: str, service: Service) -> None:
    def see_nothing(exchange: Exchange) -> None:
        exchange.answer(Answer(200, json.dumps([]).encode()))

    service.on("POST", reset_after)
    service.on("GET", *[see_nothing] * 5)
    with hang_guard():
        assert run(way, service.url, create, confirm_after=20) == "id-1"
    assert names(service) == ["a.png"]
    assert service.count("POST") == 1
    assert service.count("GET") == 7  # of the last, two pages
