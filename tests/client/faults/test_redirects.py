"""Redirects are never followed, and the token goes nowhere else."""

from __future__ import annotations

import ssl
from collections.abc import Generator

import pytest
import trustme

import fastlabel
from fastlabel.errors import InvalidResponseError
from tests.client.faults.faulty_service import Exchange, Fault, Row, Service, serving
from tests.client.faults.sync_and_async import (
    Call,
    create,
    delete,
    every_way,
    failing,
    find,
    run,
    update,
)
from tests.support.patience import hang_guard
from tests.support.recording_server import Answer

ROW = Row("id-1", "a.png", "")
STATUSES = [300, 301, 302, 303, 304, 307, 308, 399]


@pytest.fixture
def elsewhere() -> Generator[Service]:
    with serving() as service:
        yield service


def redirecting(status: int, location: str | None) -> Fault:
    def answer(exchange: Exchange) -> None:
        exchange.read()
        headers = {} if location is None else {"Location": location}
        exchange.answer(Answer(status, b"", headers))

    return answer


def redirect_all(service: Service, status: int, location: str | None) -> None:
    for method in ("POST", "GET", "PUT", "DELETE"):
        service.on(method, redirecting(status, location))


@pytest.mark.parametrize("call", [create, find, update, delete])
@pytest.mark.parametrize("status", STATUSES)
def test_to_another_host(status: int, call: Call, service: Service, elsewhere: Service) -> None:
    redirect_all(service, status, elsewhere.url + "tasks/image/id-1")
    error = failing(InvalidResponseError, "sync", service.url, call)
    assert error.code == status
    assert len(service.exchanges) == 1
    assert elsewhere.connections == 0
    assert service.rows == []


@pytest.mark.parametrize("call", [create, find, update, delete])
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("location", ["id-1", "/v1/tasks/image/id-1", "//127.0.0.1:9/", "?a=b", ""])
def test_to_the_same_host(location: str, status: int, call: Call, service: Service) -> None:
    redirect_all(service, status, location)
    error = failing(InvalidResponseError, "sync", service.url, call)
    assert error.code == status
    assert len(service.exchanges) == 1
    assert service.rows == []


@every_way
@pytest.mark.parametrize("status", [301, 307])
def test_every_way(way: str, status: int, service: Service, elsewhere: Service) -> None:
    redirect_all(service, status, elsewhere.url)
    failing(InvalidResponseError, way, service.url, create)
    assert len(service.exchanges) == 1
    assert elsewhere.connections == 0


@every_way
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_loop(way: str, status: int, service: Service) -> None:
    def turn(exchange: Exchange) -> None:
        exchange.answer(Answer(status, b"", {"Location": exchange.target}))

    service.on("GET", *[turn] * 50)
    with hang_guard():
        failing(InvalidResponseError, way, service.url, find)
    assert len(service.exchanges) == 1


@every_way
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_downgrade_to_plain_http(
    way: str, status: int, authority: trustme.CA, ca_file: str, elsewhere: Service
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # pyOpenSSL is optional
    with serving(context) as service:
        redirect_all(service, status, elsewhere.url)
        failing(InvalidResponseError, way, service.url, find, ca_file=ca_file)
        assert len(service.exchanges) == 1
    assert elsewhere.connections == 0


@pytest.mark.parametrize("call", [create, find])
@pytest.mark.parametrize(
    "location",
    [
        "http://[::1",
        "http://a:99999999/",
        "http://\xff\xfe/",
        "http://xn--/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http:///",
        "https://",
        "::::",
        "%%%",
        "x" * 70_000,
    ],
)
def test_to_what_is_no_url(location: str, call: Call, service: Service) -> None:
    """A redirect is final, whatever it says: it leaves no doubt and is not tried again."""
    redirect_all(service, 302, location)
    failing(InvalidResponseError, "sync", service.url, call)
    assert len(service.exchanges) == 1


def test_during_a_look_up(service: Service, elsewhere: Service) -> None:
    def lose(exchange: Exchange) -> None:
        exchange.carry_out()
        exchange.reset()

    service.on("POST", lose)
    service.on("GET", redirecting(302, elsewhere.url))
    failing(fastlabel.AmbiguousWriteError, "sync", service.url, create)
    assert service.count("POST") == 1
    assert elsewhere.connections == 0


def test_cookies_of_an_answer_go_nowhere(service: Service) -> None:
    """A service without sessions needs none back."""

    def set_cookie(exchange: Exchange) -> None:
        exchange.answer(Answer(200, b'{"id": "id-1", "name": "a"}', {"Set-Cookie": "a=b; Path=/"}))

    service.rows.append(ROW)
    service.on("GET", set_cookie)
    with fastlabel.Client("t", service.url) as client:
        client.image.find("id-1")
        client.image.find("id-1")
    assert "cookie" not in service.exchanges[1].headers


def test_client_works_on_after_a_redirect(service: Service) -> None:
    service.rows.append(ROW)
    service.on("GET", redirecting(301, "/"))
    with fastlabel.Client("t", service.url) as client:
        with pytest.raises(InvalidResponseError):
            client.image.find("id-1")
        assert client.image.find("id-1").name == "a.png"
    assert run("sync", service.url, find)
