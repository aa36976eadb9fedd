"""Fetching media: without the token, from public addresses, whole, in time, and silently."""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import socket
import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, Literal

import anyio
import pytest
import trustme

import fastlabel
from fastlabel._client._async.media_fetcher import AsyncMediaFetcher
from fastlabel._client._sync.media_fetcher import MediaFetcher
from fastlabel._client.download.response_checks import DownloadedFile
from fastlabel.errors import (
    FastLabelException,
    FastLabelInvalidException,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TransportError,
)
from tests.support.broken_servers import refused, serving
from tests.support.media_files import CAT
from tests.support.recording_server import Answer, recording

SECRET = "X-Amz-Signature=5EC2E7"
LIMIT = 10**6
UNTRUSTING = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
Handle = Callable[[socket.socket], None]


@dataclass
class Fetching:
    """Both fetchers behind one face, each call with a new one."""

    backend: Literal["sync", "asyncio", "trio"]

    def fetch(self, url: str, limit: int = LIMIT, **options: Any) -> bytes:
        async def main() -> bytes:
            fetcher = AsyncMediaFetcher(**settings(options))
            try:
                return await fetcher.fetch(url, limit)
            finally:
                await fetcher.aclose()

        if self.backend != "sync":
            return anyio.run(main, backend=self.backend)
        fetcher = MediaFetcher(**settings(options))
        try:
            return fetcher.fetch(url, limit)
        finally:
            fetcher.close()

    def download(self, url: str, path: Path, limit: int = LIMIT) -> DownloadedFile:
        async def main() -> DownloadedFile:
            fetcher = AsyncMediaFetcher(**settings({}))
            try:
                return await fetcher.download(url, path, max_bytes=limit)
            finally:
                await fetcher.aclose()

        if self.backend != "sync":
            return anyio.run(main, backend=self.backend)
        fetcher = MediaFetcher(**settings({}))
        try:
            return fetcher.download(url, path, max_bytes=limit)
        finally:
            fetcher.close()

    def fails(self, url: str, error: type[FastLabelException], match: str, **options: Any) -> None:
        with pytest.raises(error, match=match) as caught:
            self.fetch(url, **options)
        assert type(caught.value) is error
        text = f"{caught.value} {caught.value!r} {pickle.dumps(caught.value)!r}"
        assert SECRET not in text


def settings(options: dict[str, Any]) -> dict[str, Any]:
    return {"ssl_context": UNTRUSTING, "allow_loopback": True, "timeout": 200.0, **options}


@pytest.fixture(params=["sync", "asyncio", "trio"])
def fetching(request: pytest.FixtureRequest) -> Fetching:
    return Fetching(request.param)


@pytest.fixture(autouse=True)
def signatures_are_not_logged(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    # Those of the client itself are of no interest here.
    assert SECRET not in "".join(record.getMessage() for record in caplog.get_records("call"))


def at(port: int, host: str = "127.0.0.1", scheme: str = "http") -> str:
    return f"{scheme}://{host}:{port}/cat.png?{SECRET}"


@contextmanager
def answering(*answers: bytes) -> Generator[tuple[str, list[bytes]]]:
    """A server that gives these bytes, one answer a connection, and lists what it was asked."""
    asked: list[bytes] = []
    waiting = list(answers)

    def answer(connection: socket.socket) -> None:
        asked.append(connection.recv(65536))
        with suppress(OSError):
            connection.sendall(waiting.pop(0))

    with serving(answer) as port:
        yield at(port), asked


def ok(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 200 OK", b"Connection: close", *headers, b"", body])


def chunked(*chunks: bytes) -> bytes:
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in (*chunks, b""))
    return ok(body, b"Transfer-Encoding: chunked")


@pytest.mark.parametrize(
    "answer",
    [ok(b"abc", b"Content-Length: 3"), chunked(b"a", b"bc"), ok(b"abc")],
    ids=["length", "chunked", "until closed"],
)
def test_fetch_gives_the_bytes(fetching: Fetching, answer: bytes) -> None:
    with answering(answer) as (url, _):
        assert fetching.fetch(url) == b"abc"


def test_nothing_of_the_client_is_sent(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FASTLABEL_ACCESS_TOKEN", "canary")
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login canary password canary")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with recording() as recorder:
        recorder.answers = [Answer(200, b"abc", {"Set-Cookie": "canary=1"})]
        fetching.fetch(f"{recorder.url}cat.png?{SECRET}")
        (request,) = recorder.requests
    assert request.target == f"/v1/cat.png?{SECRET}"
    assert request.headers == {
        "Host": recorder.url.split("/")[2],
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "User-Agent": "fastlabel-media",
    }


def test_proxies_of_the_environment_are_not_asked(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    with recording() as proxy, answering(ok(b"abc")) as (url, _):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
            monkeypatch.setenv(name.lower(), proxy.url)
        assert fetching.fetch(url) == b"abc"
        assert proxy.requests == []


def test_media_of_the_sandbox(
    fetching: Fetching, fastlabel_sandbox: fastlabel.sandbox.Sandbox, tmp_path: Path
) -> None:
    with fastlabel.Client(fastlabel_sandbox.token, fastlabel_sandbox.url) as client:
        task = client.image.find(client.image.create(project="cats", file_path=CAT))
    content = CAT.read_bytes()
    assert fetching.fetch(str(task.url), len(content)) == content
    told = fetching.download(str(task.url), tmp_path / "cat.png")
    assert told == (len(content), hashlib.sha256(content).hexdigest())
    assert (tmp_path / "cat.png").read_bytes() == content


def test_connections_are_used_again() -> None:
    asked = count()

    def answer(connection: socket.socket) -> None:
        while connection.recv(65536):
            next(asked)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")

    with serving(answer) as port:
        fetcher = MediaFetcher(UNTRUSTING, allow_loopback=True)
        # The server takes one connection at a time: a second one would wait without end.
        assert [fetcher.fetch(at(port), 1) for _ in range(3)] == [b"x"] * 3
        fetcher.close()
    assert next(asked) == 3


def test_download_that_fails_leaves_the_old_file(fetching: Fetching, tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"old")
    with answering(ok(b"half", b"Content-Length: 5")) as (url, _):
        with pytest.raises(TransportError):
            fetching.download(url, path)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("cat.png", b"old")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_download_onto_a_full_disk(
    fetching: Fetching, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def write_to_full_disk(_: Path) -> Generator[BinaryIO]:
        with Path("/dev/full").open("wb", buffering=0) as file:
            yield file

    for half in ("_async", "_sync"):
        monkeypatch.setattr(
            f"fastlabel._client.{half}.media_fetcher.atomic_write", write_to_full_disk
        )
    with answering(ok(b"x" * 900_000)) as (url, _), pytest.raises(OSError, match="No space left"):
        fetching.download(url, tmp_path / "cat.png")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_download_that_is_cancelled_leaves_nothing(
    backend: Literal["asyncio", "trio"], tmp_path: Path
) -> None:
    async def main(port: int, clock: Ticking) -> None:
        fetcher = AsyncMediaFetcher(**settings({"clock": clock}))
        with anyio.CancelScope() as scope:
            clock.at(30.0, scope.cancel)
            await fetcher.download(at(port), tmp_path / "cat.png")
        assert scope.cancelled_caught
        await fetcher.aclose()

    clock = Ticking(1.0)
    with serving(clock.dripping(ok(b""), b"x" * 10_000)) as port:
        anyio.run(main, port, clock, backend=backend)
        clock.stop()
    assert list(tmp_path.iterdir()) == []


def test_download_replaces_a_symlink(fetching: Fetching, tmp_path: Path) -> None:
    outside, path = tmp_path / "outside", tmp_path / "cat.png"
    outside.write_bytes(b"mine")
    path.symlink_to(outside)
    with answering(ok(b"theirs")) as (url, _):
        fetching.download(url, path)
    assert (outside.read_bytes(), path.read_bytes()) == (b"mine", b"theirs")
    assert not path.is_symlink()


@pytest.mark.parametrize(
    "answer",
    [ok(b"", b"Content-Length: 11"), chunked(b"x" * 6, b"x" * 5), ok(b"x" * 11)],
    ids=["told", "chunked", "until closed"],
)
def test_size_has_a_limit(fetching: Fetching, answer: bytes) -> None:
    with answering(answer) as (url, _):
        fetching.fails(url, InvalidResponseError, "the maximum of 10 bytes", limit=10)


def test_size_may_be_the_limit(fetching: Fetching) -> None:
    with answering(ok(b"x" * 10, b"Content-Length: 10")) as (url, _):
        assert fetching.fetch(url, 10) == b"x" * 10


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"1234", b"Content-Length: 5"),
        ok(b"1234", b"Content-Length: -5"),
        ok(b"1234", b"Content-Length: 4", b"Content-Length: 5"),
        chunked(b"1234")[:-5],
        ok(b"zz\r\n", b"Transfer-Encoding: chunked"),
        b"",
        b"HTTP/1.1 200 OK\r\nContent-",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000,
        f"GET /cat.png?{SECRET}\r\n\r\n".encode(),
        ok(f"{SECRET}\r\n".encode(), b"Transfer-Encoding: chunked"),
        b"\x16\x03\x01\x02\x00",
    ],
)
def test_answer_that_breaks_off_or_is_no_http(fetching: Fetching, answer: bytes) -> None:
    with answering(answer) as (url, _):
        fetching.fails(url, TransportError, "not valid HTTP, or ends early|was lost")


def test_compressed_answer_was_not_asked_for(fetching: Fetching) -> None:
    with answering(ok(b"\x1f\x8b", b"Content-Encoding: gzip")) as (url, _):
        fetching.fails(url, InvalidResponseError, "was not requested")


@pytest.mark.parametrize(
    ("status", "error", "match"),
    [
        (204, InvalidResponseError, "unexpected status 204"),
        (206, InvalidResponseError, "unexpected status 206"),
        (304, InvalidResponseError, "unexpected status 304"),
        (400, FastLabelInvalidException, "refused"),
        (401, NotFoundError, "expire; read the task again"),
        (403, NotFoundError, "expire; read the task again"),
        (404, NotFoundError, "expire; read the task again"),
        (410, NotFoundError, "expire; read the task again"),
        (429, RateLimitError, "come back later"),
        (500, ServerError, "failed"),
        (503, ServerError, "failed"),
    ],
)
def test_statuses(
    fetching: Fetching, status: int, error: type[FastLabelException], match: str
) -> None:
    body = b"" if status in {204, 304} else f"<StringToSign>{SECRET}</StringToSign>".encode()
    answer = b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)
    with answering(answer) as (url, _):
        fetching.fails(url, error, match)


def redirect(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} X\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(fetching: Fetching, status: int) -> None:
    answers = [redirect(f"/next{n}?{SECRET}", status) for n in range(3)]
    with answering(*answers, ok(b"abc")) as (url, asked):
        assert fetching.fetch(url) == b"abc"
    paths = [request.split()[1].decode() for request in asked]
    assert paths == [f"/{name}?{SECRET}" for name in ("cat.png", "next0", "next1", "next2")]


def test_redirects_come_to_an_end(fetching: Fetching) -> None:
    with answering(*[redirect(f"/cat.png?{SECRET}")] * 9) as (url, asked):
        fetching.fails(url, InvalidResponseError, "more than 3 redirects")
        assert len(asked) == 4


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/x",
        "http://example.com/x",
        "file:///etc/passwd",
        "https://user:pass@example.com/",
        "https://exa mple.com/",
    ],
)
def test_redirects_are_checked_anew(fetching: Fetching, location: str) -> None:
    with answering(redirect(f"{location}?{SECRET}")) as (url, _):
        fetching.fails(url, InvalidResponseError, "redirected to a URL that is not allowed")


def test_redirect_to_what_is_gone(fetching: Fetching) -> None:
    gone = b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"
    with answering(redirect("/gone"), gone) as (url, _):
        fetching.fails(url, NotFoundError, "/gone: does not exist")


def test_redirect_to_nowhere(fetching: Fetching) -> None:
    with answering(b"HTTP/1.1 302 X\r\nContent-Length: 0\r\n\r\n") as (url, _):
        fetching.fails(url, InvalidResponseError, "url: is missing")


def test_too_large_a_body_is_not_read_to_its_end(fetching: Fetching) -> None:
    sent = count()

    def flood(connection: socket.socket) -> None:
        connection.recv(65536)
        with suppress(OSError):
            connection.sendall(ok(b""))
            while next(sent) < 1000:
                connection.sendall(b"x" * 65536)

    with serving(flood) as port:
        fetching.fails(at(port), InvalidResponseError, "the maximum of 10 bytes", limit=10)
    assert next(sent) < 1000


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/x",
        "https://localhost:{port}/x",
        "https://127.1:{port}/x",
        "https://2130706433:{port}/x",
        "http://127.0.0.1:{port}/x",
        "http://localhost:{port}/x",
    ],
)
def test_this_machine_is_only_for_a_service_on_it(fetching: Fetching, url: str) -> None:
    with answering(ok(b"abc")) as (there, asked):
        port = there.split(":")[2].split("/")[0]
        fetching.fails(
            f"{url.format(port=port)}?{SECRET}",
            FastLabelInvalidException,
            "not public|without https",
            allow_loopback=False,
        )
        assert asked == []


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "[fd00::1]", "[64:ff9b::a00:1]"])
def test_private_addresses_are_never_connected_to(fetching: Fetching, host: str) -> None:
    fetching.fails(f"https://{host}/x?{SECRET}", FastLabelInvalidException, "is not public")


@contextmanager
def names(monkeypatch: pytest.MonkeyPatch, *answers: str) -> Generator[list[str]]:
    """Look `media.test` up as these, one after the other, and as the last one ever after."""
    lookups: list[str] = []
    waiting, real = list(answers), socket.getaddrinfo

    def resolve(host: Any, port: Any, *rest: Any, **options: Any) -> list[Any]:
        if host not in {"media.test", b"media.test"}:
            return [*real(host, port, *rest, **options)]
        lookups.append("media.test")
        found = (waiting.pop(0) if len(waiting) > 1 else waiting[0]).split()
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolve)
        yield lookups


def only(*addresses: str) -> Callable[[str], bool]:
    return lambda address: address in addresses


@contextmanager
def tls(
    *hosts: str, answer: bytes | None = None
) -> Generator[tuple[int, ssl.SSLContext, list[str | None]]]:
    """A server for these names. Gives its port, whom to trust, and the names it was called by.

    Unless told otherwise it answers with the host that it was asked for.
    """
    authority = trustme.CA()
    context, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(*hosts).configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # pyOpenSSL is optional
    authority.configure_trust(trusting)  # pyright: ignore[reportUnknownMemberType]  # as above
    called: list[str | None] = []
    context.sni_callback = lambda _, name, __: called.append(name)

    def shake_hands(connection: socket.socket) -> None:
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as wrapped:
            host = wrapped.recv(65536).split(b"Host: ")[1].split(b"\r\n")[0]
            wrapped.sendall(answer or ok(host, b"Content-Length: %d" % len(host)))

    with serving(shake_hands) as port:
        yield port, trusting, called


def test_certificate_is_checked_for_the_name_though_the_address_is_connected_to(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fastlabel._client.download.urls.is_public", only("127.0.0.1"))
    with tls("media.test") as (port, trusting, called), names(monkeypatch, "127.0.0.1"):
        url = at(port, "media.test", "https")
        told = fetching.fetch(url, ssl_context=trusting, allow_loopback=False)
    assert told == f"media.test:{port}".encode()
    assert called == ["media.test"]


@pytest.mark.parametrize("host", ["other.test", "127.0.0.1"])
def test_certificate_for_another_name_is_not_trusted(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    with tls(host) as (port, trusting, _), names(monkeypatch, "127.0.0.1"):
        url = at(port, "media.test", "https")
        fetching.fails(url, TransportError, "certificate is not tru", ssl_context=trusting)


def test_certificate_of_an_unknown_authority_is_not_trusted(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tls("media.test") as (port, _, _), names(monkeypatch, "127.0.0.1"):
        url = at(port, "media.test", "https")
        fetching.fails(url, TransportError, "certificate is not trusted")


def test_name_that_changes_its_address_is_connected_to_at_the_one_that_was_checked(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a name is rebound from a public address to one of this machine."""
    monkeypatch.setattr("fastlabel._client.download.urls.is_public", only("127.0.0.1"))
    rebound = ("127.0.0.1", "127.0.0.2")
    with tls("media.test") as (port, trusting, _), names(monkeypatch, *rebound) as lookups:
        inner = socket.create_server(("127.0.0.2", port))
        inner.setblocking(False)
        url = at(port, "media.test", "https")
        assert fetching.fetch(url, ssl_context=trusting, allow_loopback=False)
        assert lookups == ["media.test"]
        fetching.fails(
            url,
            FastLabelInvalidException,
            r"has the address 127\.0\.0\.2, which is not public",
            ssl_context=trusting,
            allow_loopback=False,
        )
        with inner, pytest.raises(BlockingIOError):
            inner.accept()


def test_redirect_from_the_public_to_this_machine(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fastlabel._client.download.urls.is_public", only("127.0.0.1"))
    with answering(ok(b"abc")) as (inner, asked), names(monkeypatch, "127.0.0.1"):
        with tls("media.test", answer=redirect(inner)) as (port, trusting, _):
            fetching.fails(
                at(port, "media.test", "https"),
                InvalidResponseError,
                "redirected to a URL that is not allowed: .* without https",
                ssl_context=trusting,
                allow_loopback=False,
            )
        assert asked == []


def test_next_address_is_tried(fetching: Fetching, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = "127.0.0.3 127.0.0.1"  # nobody listens at the first
    with tls("media.test") as (port, trusting, _), names(monkeypatch, addresses):
        assert fetching.fetch(at(port, "media.test", "https"), ssl_context=trusting)


def test_nobody_listens(fetching: Fetching) -> None:
    fetching.fails(f"{refused()}?{SECRET}", TransportError, "no connection")


def test_server_that_says_nothing(fetching: Fetching) -> None:
    def wait(connection: socket.socket) -> None:
        while connection.recv(65536):
            pass

    with serving(wait) as port:
        fetching.fails(at(port), TransportError, "took too long", timeout=0.05)


class Ticking:
    """A clock that a drip keeps in step with: each look at it is a tick, and lets a piece out."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._now = 0.0
        self._ticks = threading.Semaphore(0)
        self._alarm: tuple[float, Callable[[], None]] | None = None
        self.is_over = False

    def at(self, seconds: float, call: Callable[[], None]) -> None:
        self._alarm = seconds, call

    def __call__(self) -> float:
        self._now += self._seconds
        if self._alarm and self._now >= self._alarm[0]:
            self._alarm[1]()
        self._ticks.release()
        return self._now

    def stop(self) -> None:
        self.is_over = True
        self._ticks.release()

    def dripping(self, begin: bytes, piece: bytes) -> Handle:
        def drip(connection: socket.socket) -> None:
            connection.recv(65536)
            with suppress(OSError):
                connection.sendall(begin)
                while self._ticks.acquire() and not self.is_over:
                    connection.sendall(piece)

        return drip


@pytest.mark.parametrize(
    ("begin", "piece", "tick", "match"),
    [
        (ok(b""), b"x", 0.5, "slower than 1000 bytes per second"),
        (ok(b"", b"Content-Length: 900000"), b"x" * 256, 0.5, "slower than 1000 bytes"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y", 0.5, "slower than 1000 bytes"),
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.5, "slower than 1000 bytes"),
        (ok(b""), b"x" * 10_000, 1.0, "not done after 25 seconds"),
        (b"", b"HTTP/1.1 102 P\r\nX: " + b"y" * 10_000 + b"\r\n\r\n", 1.0, "not done after 25"),
    ],
    ids=["body", "slow body", "headers", "informational", "deadline", "flood"],
)
def test_drip_comes_to_an_end(
    fetching: Fetching, begin: bytes, piece: bytes, tick: float, match: str
) -> None:
    # The deadline falls before anything is called slow, or long after.
    clock, max_seconds = Ticking(tick), 25.0 if tick == 1 else 1000.0
    with serving(clock.dripping(begin, piece)) as port:
        try:
            fetching.fails(at(port), TransportError, match, clock=clock, max_seconds=max_seconds)
        finally:
            clock.stop()


def test_slow_but_steady_is_waited_for(fetching: Fetching) -> None:
    clock = Ticking(0.5)
    body = ok(b"", b"Content-Length: 200000")
    with serving(clock.dripping(body, b"x" * 10_000)) as port:
        try:
            assert len(fetching.fetch(at(port), clock=clock)) == 200_000
        finally:
            clock.stop()


def test_repr_says_nothing_of_what_is_fetched() -> None:
    fetcher = MediaFetcher(UNTRUSTING)
    assert SECRET not in repr(fetcher)
    fetcher.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only systems with fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_connections_are_not_shared_with_a_fork() -> None:
    connections = count()

    def answer(connection: socket.socket) -> None:
        number = next(connections)
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d" % number)
        if not number:
            # Left open, for its client to use again; the next one comes at once.
            kept.append(connection.dup())

    kept: list[socket.socket] = []
    with serving(answer) as port:
        fetcher = MediaFetcher(UNTRUSTING, allow_loopback=True, timeout=200.0)
        assert fetcher.fetch(at(port), 1) == b"0"
        child = os.fork()
        if not child:
            os._exit(int(fetcher.fetch(at(port), 1)))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
        kept[0].close()
        fetcher.close()


def test_closed_fetcher_says_so() -> None:
    fetcher = MediaFetcher(UNTRUSTING)
    fetcher.close()
    with pytest.raises(FastLabelException, match="the client is closed"):
        fetcher.fetch("https://example.com/x", 1)
