"""The token is found in nothing that the client says, keeps or writes, whatever the server does."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import socket
import traceback
import warnings
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import anyio
import pytest

import fastlabel
from fastlabel.errors import FastLabelException
from fastlabel.sandbox import Sandbox
from tests.support.broken_servers import refused, resetting, serving, untrusted
from tests.support.media_files import CAT, VIDEO
from tests.support.recording_server import Answer, recording

# Characters that are spelled differently in URLs, in base64 and in base64 for URLs.
TOKEN = "canary-7f3A/9+z=Q~x?C0&ffee>>>???"
Call = Callable[[fastlabel.Client], object]


def forms() -> dict[str, bytes]:
    """The token in every spelling that a log or a file may have it in."""
    token = TOKEN.encode()
    # Three bytes become four characters, so there are three ways to fall between others.
    shifted = [base64.b64encode(b"\0" * shift + token) for shift in range(3)]
    inner = [text[4 if shift else 0 : -4] for shift, text in enumerate(shifted)]
    found = {f"base64 {shift}": text for shift, text in enumerate(inner)}
    found |= {f"{name} for URLs": text.translate(URLS) for name, text in list(found.items())}
    quoted = quote(TOKEN, safe="").encode()
    return found | {
        "plain": token,
        "percent": quoted,
        "percent in small letters": quote(TOKEN, safe="").replace("%2F", "%2f").encode(),
        "path": quote(TOKEN).encode(),
        "JSON": json.dumps(TOKEN).encode()[1:-1].replace(b"/", rb"\/"),
        "HTML": TOKEN.replace("&", "&amp;").replace(">", "&gt;").encode(),
        "hexadecimal": token.hex().encode(),
        "UTF-16": TOKEN.encode("utf-16-le"),
    }


URLS = bytes.maketrans(b"+/", b"-_")
FORMS = forms()


class Net:
    """Catches what is said, and tells where the canary is in it."""

    def __init__(self) -> None:
        self.caught: list[tuple[str, bytes]] = []

    def catch(self, place: str, said: str | bytes) -> None:
        self.caught.append((place, said if isinstance(said, bytes) else said.encode()))

    def catch_error(self, error: BaseException) -> None:
        """An exception with the locals of its frames, and those that it hides."""
        told = traceback.TracebackException.from_exception(error, capture_locals=True, compact=True)
        self.catch("traceback", "".join(told.format()))
        seen: list[BaseException] = []
        waiting: list[BaseException | None] = [error]
        while waiting:
            found = waiting.pop()
            if found is None or found in seen:
                continue
            seen.append(found)
            self.catch(f"str of {type(found).__name__}", str(found))
            self.catch(f"repr of {type(found).__name__}", repr(found))
            self.catch(f"vars of {type(found).__name__}", repr(vars(found)))
            waiting += [found.__cause__, found.__context__]
        self.catch("pickle", pickle.dumps(error))

    def catch_client(self, client: fastlabel.Client | fastlabel.AsyncClient) -> None:
        for name, part in [("client", client), *vars(client).items()]:
            self.catch(f"repr of {name}", repr(part))
            for inner, value in getattr(part, "__dict__", {}).items():
                self.catch(f"repr of {name}.{inner}", repr(value))

    def catch_files(self, folder: Path) -> None:
        for path in folder.rglob("*"):
            self.catch("name of a file", str(path))
            if path.is_file():
                self.catch(f"file {path.name}", path.read_bytes())

    def leaks(self) -> set[str]:
        return {
            f"{place}: {form}: {said[:300]!r}"
            for place, said in self.caught
            for form, text in FORMS.items()
            if text in said
        }


class Listener(logging.Handler):
    def __init__(self, net: Net) -> None:
        super().__init__(logging.DEBUG)
        self._net = net

    def emit(self, record: logging.LogRecord) -> None:
        self._net.catch(f"log of {record.name}", self.format(record))
        self._net.catch(f"log of {record.name}", repr(vars(record)))


LOGGERS = ("httpx", "httpcore", "httpcore.http11", "httpcore.connection", "fastlabel", "asyncio")


@pytest.fixture(autouse=True)
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastlabel._client.retry.policy._FIRST_WAIT", 0.001)


@contextmanager
def listening(folder: Path) -> Generator[Net]:
    """Listens to all loggers and warnings, looks into the files, and finds no canary anywhere."""
    net = Net()
    listener, root = Listener(net), logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", *LOGGERS)}
    root.addHandler(listener)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            yield net
        finally:
            root.removeHandler(listener)
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)
    for warning in warned:
        net.catch("warning", str(warning))
    net.catch_files(folder)
    assert net.leaks() == set()


def no_wait(*_: object) -> float:
    return 0.0


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastlabel._client.retry.attempts.backoff", no_wait)


# What servers do.


@contextmanager
def answering(answer: Callable[[bytes], bytes]) -> Generator[str]:
    """A server that makes its answers from the bytes of the request."""

    def serve(connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request and (more := connection.recv(65536)):
            request += more
        with suppress(OSError):
            connection.sendall(answer(request))

    with serving(serve) as port:
        yield f"http://127.0.0.1:{port}/v1/"


def http(status: int, body: bytes = b"", *headers: str, reason: str = "X") -> bytes:
    lines = [f"HTTP/1.1 {status} {reason}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def token_of(request: bytes) -> str:
    return request.split(b"Bearer ")[1].split(b"\r\n")[0].decode()


def message(request: bytes, status: int = 401) -> bytes:
    return http(status, json.dumps({"message": f"bad token {token_of(request)}"}).encode())


SERVERS: dict[str, Callable[[bytes], bytes]] = {
    "401 message": message,
    "403 message": lambda request: message(request, 403),
    "404 message": lambda request: message(request, 404),
    "409 message": lambda request: message(request, 409),
    "422 message": lambda request: message(request, 422),
    "429 message": lambda request: http(429, request, "Retry-After: 1000000"),
    "401 headers": lambda request: http(
        401,
        b"",
        f"WWW-Authenticate: Bearer realm={token_of(request)}",
        f"X-Debug: {token_of(request)}",
        f"Set-Cookie: token={quote(token_of(request), safe='')}",
    ),
    "401 reason": lambda request: http(401, reason=token_of(request)),
    "500 request": lambda request: http(500, b"<html>" + request + b"</html>"),
    "500 dump": lambda request: http(500, repr(request).encode()),
    "500 base64": lambda request: http(500, base64.b64encode(request)),
    "500 base64 of the token": lambda request: http(
        500, base64.urlsafe_b64encode(token_of(request).encode())
    ),
    "500 percent": lambda request: http(500, quote(token_of(request), safe="").encode()),
    "500 JSON": lambda request: http(
        500, json.dumps({"message": token_of(request)}).replace("/", "\\/").encode()
    ),
    "500 HTML": lambda request: http(500, token_of(request).replace("&", "&amp;").encode()),
    "500 longer than what is shown": lambda request: http(
        500, b"x" * 480 + token_of(request).encode()
    ),
    "200 request": lambda request: http(200, request),
    "200 of another shape": lambda request: http(
        200, json.dumps({"id": {token_of(request): 1}, "name": [token_of(request)]}).encode()
    ),
    "200 compressed": lambda request: http(200, request, "Content-Encoding: gzip"),
    "204": lambda request: http(204, b"", f"X-Debug: {token_of(request)}"),
    "302 location": lambda request: http(
        302, b"", f"Location: http://127.0.0.1:9/?token={quote(token_of(request), safe='')}"
    ),
    "307 location": lambda request: http(307, b"", f"Location: /v1/{token_of(request)}"),
    "no HTTP": lambda request: request,
    "no HTTP but the token": lambda request: token_of(request).encode() + b"\r\n\r\n",
    "no HTTP but a status": lambda request: b"HTTP/1.1 " + request,
    "bad header": lambda request: b"HTTP/1.1 200 OK\r\n" + token_of(request).encode() + b"\r\n\r\n",
    "bad length": lambda request: (
        b"HTTP/1.1 200 OK\r\nContent-Length: %b\r\n\r\n" % token_of(request).encode()
    ),
    "bad chunk": lambda request: (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + token_of(request).encode()
        + b"\r\n"
    ),
    "bad coding": lambda request: (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: %b\r\n\r\n" % token_of(request).encode()
    ),
    "bad type": lambda request: http(
        200, b"\xff", f"Content-Type: text/x; charset={token_of(request)}"
    ),
    "truncated": lambda request: http(200, request)[:-5],
    "nothing": lambda _: b"",
}


CALLS: dict[str, Call] = {
    "find": lambda client: client.image.find("1"),
    "get": lambda client: client.image.get(project="p"),
    "create": lambda client: client.image.create(project="p", file_path=CAT),
    "update": lambda client: client.tasks.update("1", status="approved"),
    "delete": lambda client: client.tasks.delete("1"),
    "flat": lambda client: client.find_image_task("1"),
}


def call_and_catch(net: Net, client: fastlabel.Client, call: Call) -> None:
    try:
        call(client)
    except FastLabelException as error:
        net.catch_error(error)
    net.catch_client(client)


@pytest.mark.parametrize("server", SERVERS)
def test_servers_that_echo(tmp_path: Path, server: str) -> None:
    with listening(tmp_path) as net, answering(SERVERS[server]) as url:
        for call in CALLS.values():
            with fastlabel.Client(TOKEN, url, confirm_after=0.02) as client:
                call_and_catch(net, client, call)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("server", ["401 message", "500 request", "no HTTP", "302 location"])
def test_servers_that_echo_to_the_async_client(
    tmp_path: Path, server: str, backend: Literal["asyncio", "trio"]
) -> None:
    async def main(url: str, net: Net) -> None:
        async with fastlabel.AsyncClient(TOKEN, url, confirm_after=0.02) as client:
            calls: list[Awaitable[object]] = [
                client.image.find("1"),
                client.image.create(project="p", file_path=CAT),
                client.tasks.delete("1"),
            ]
            for call in calls:
                try:
                    await call
                except FastLabelException as error:
                    net.catch_error(error)
            net.catch_client(client)

    with listening(tmp_path) as net, answering(SERVERS[server]) as url:
        anyio.run(main, url, net, backend=backend)


@contextmanager
def silent() -> Generator[str]:
    def wait(connection: socket.socket) -> None:
        with suppress(OSError):
            while connection.recv(65536):
                pass

    with serving(wait) as port:
        yield f"http://127.0.0.1:{port}/v1/"


@contextmanager
def network(fault: str) -> Generator[str]:
    if fault == "refused":
        yield refused()
    elif fault == "untrusted":
        with untrusted() as (url, _):
            yield url
    elif fault == "silent":
        with silent() as url:
            yield url
    else:
        with resetting(int(fault)) as (url, _):
            yield url


@pytest.mark.parametrize("fault", ["refused", "untrusted", "silent", "0", "100", "100000"])
def test_networks_that_fail(tmp_path: Path, fault: str) -> None:
    with listening(tmp_path) as net, network(fault) as url:
        for call in CALLS.values():
            with fastlabel.Client(TOKEN, url, timeout=0.05, confirm_after=0.02) as client:
                call_and_catch(net, client, call)


def test_base_urls_that_are_refused(tmp_path: Path) -> None:
    with listening(tmp_path) as net:
        for url in ("http://api.fastlabel.ai/v1/", "https://u:p@a/", "https://a/?t=1", "x"):
            try:
                fastlabel.Client(TOKEN, url, confirm_after=0.02)
            except FastLabelException as error:
                net.catch_error(error)


def test_bad_input(tmp_path: Path) -> None:
    bad: list[Call] = [
        lambda client: client.image.create(project="p", file_path=tmp_path / "none.png"),
        lambda client: client.image.create(project="p"),
        lambda client: client.image.get(project="p", limit=10_000),
        lambda client: client.tasks.update("1", tags=[""]),
        lambda client: client.image.find("1"),
    ]
    with (
        listening(tmp_path) as net,
        answering(SERVERS["nothing"]) as url,
        fastlabel.Client(TOKEN, url, confirm_after=0.02) as client,
    ):
        for call in bad:
            call_and_catch(net, client, call)


def test_tour_of_the_sandbox(tmp_path: Path) -> None:
    with (
        listening(tmp_path) as net,
        Sandbox(tmp_path / "data", token=TOKEN) as sandbox,
        fastlabel.Client(TOKEN, sandbox.url) as client,
    ):
        tour(net, client, tmp_path / "coco.json")
        net.catch("repr of the sandbox", repr(sandbox))
        with fastlabel.Client("wrong", sandbox.url) as stranger:
            call_and_catch(net, stranger, CALLS["find"])


def tour(net: Net, client: fastlabel.Client, path: Path) -> None:
    box = {"type": "bbox", "value": "cat", "points": [0, 0, 451, 300]}
    cat = client.image.create(project="i", file_path=CAT, annotations=[box], tags=["t"])
    client.image_classification.create(project="c", file_path=CAT)
    client.multi_image.create(project="m", name="n", files={"a.png": CAT})
    client.video.create(project="v", file_path=VIDEO)
    for resource in (client.image, client.image_classification, client.multi_image, client.video):
        net.catch("repr of a resource", repr(resource))
    tasks: list[Any] = [*client.image.iter(project="i"), *client.video.iter(project="v")]
    for task in tasks:
        net.catch("repr of a task", repr(task))
        net.catch("pickle of a task", pickle.dumps(task))
    fastlabel.write_coco(tasks, path)
    client.tasks.update(cat, status="approved")
    call_and_catch(net, client, lambda client: client.image.create(project="i", file_path=CAT))
    client.tasks.delete(cat)
    call_and_catch(net, client, lambda client: client.image.find(cat))


def test_net_catches_what_it_should(tmp_path: Path) -> None:
    net = Net()
    for text in FORMS.values():
        net.catch("x", b"..." + text + b"...")
    assert len(net.leaks()) >= len(set(FORMS.values()))
    for shift in range(3):
        net = Net()
        net.catch("x", base64.b64encode(b"x" * shift + b"Authorization: Bearer " + TOKEN.encode()))
        assert net.leaks()
    net = Net()
    (tmp_path / "a").write_text(f"token={TOKEN}")
    net.catch_files(tmp_path)
    try:
        secret = TOKEN
        raise ValueError(len(secret))
    except ValueError as error:
        net.catch_error(error)
    assert {leak.split(":")[0] for leak in net.leaks()} == {"file a", "traceback"}


def test_the_canary_reaches_the_server() -> None:
    with recording() as recorder, fastlabel.Client(TOKEN, recorder.url) as client:
        recorder.answers = [Answer(204)]
        client.tasks.delete("1")
        assert recorder.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"
