"""Faults that spoil an answer after the request was acted on."""

from __future__ import annotations

import gzip
import time
import zlib

import httpx
import pytest

from fastlabel.sandbox import Fault
from tests.sandbox.support.faulty_sandbox import eventually, faulty_sandbox, read_to_end


@pytest.mark.parametrize(("count", "sent"), [(None, 19), (1, 1), (0, 0), (38, 37)])
def test_truncated_promises_more_than_it_sends(count: int | None, sent: int) -> None:
    with faulty_sandbox(Fault("truncated", bytes=count)) as faulty, faulty.connect() as caller:
        faulty.post(caller)
        head, _, body = read_to_end(caller).partition(b"\r\n\r\n")
        assert b"content-length: 38" in head
        assert (len(body), body[:1]) == (sent, b'"'[:sent])
        assert (faulty.rows(), faulty.counts) == (["one"], {"truncated": 1})


def test_truncated_is_an_error_of_the_protocol() -> None:
    with faulty_sandbox(Fault("truncated")) as faulty:
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(
                f"{faulty.sandbox.url}tasks/image?project=cats", headers=faulty.client.headers
            )


@pytest.mark.parametrize("count", [None, 7, 0])
def test_truncated_chunked_has_no_end(count: int | None) -> None:
    with (
        faulty_sandbox(Fault("truncated-chunked", bytes=count)) as faulty,
        faulty.connect() as caller,
    ):
        faulty.post(caller)
        head, _, body = read_to_end(caller).partition(b"\r\n\r\n")
        assert b"transfer-encoding: chunked" in head
        assert b"content-length" not in head
        size = 19 if count is None else count
        assert body.startswith(b"%x\r\n" % size if size else b"")
        assert len(body) == (len(b"%x\r\n\r\n" % size) + size if size else 0)
        assert b"0\r\n\r\n" not in body
        assert (faulty.rows(), faulty.counts) == (["one"], {"truncated-chunked": 1})


def test_truncated_gzip_ends_in_order_with_half_of_its_bytes() -> None:
    with faulty_sandbox(Fault("truncated-gzip", method="GET"), unique_names=False) as faulty:
        for _ in range(20):
            faulty.create()
        url = f"{faulty.sandbox.url}tasks/image?project=cats"
        with httpx.stream("GET", url, headers=faulty.client.headers) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(raw)
        with pytest.raises(EOFError):
            gzip.decompress(raw)
        assert zlib.decompressobj(31).decompress(raw).startswith(b'[{"id":')
        assert faulty.counts == {"truncated-gzip": 1}


def test_garbage_is_html_with_200() -> None:
    with faulty_sandbox(Fault("garbage", method="POST")) as faulty:
        answer = faulty.create()
        assert (answer.status_code, answer.text[:9]) == (200, "<!doctype")
        assert answer.headers["Content-Type"].startswith("text/html")
        assert (faulty.rows(), faulty.counts) == (["one"], {"garbage": 1})


def test_garbage_may_be_anything() -> None:
    headers = {"Content-Type": "application/json"}
    with faulty_sandbox(Fault("garbage", body=b'"\xff', headers=headers)) as faulty:
        answer = faulty.create()
        assert answer.content == b'"\xff'
        assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("status", [None, 201, 204])
def test_empty_is_empty(status: int | None) -> None:
    with faulty_sandbox(Fault("empty", status=status)) as faulty:
        answer = faulty.create()
        assert (answer.status_code, answer.content) == (status or 200, b"")
        assert (faulty.rows(), faulty.counts) == (["one"], {"empty": 1})


@pytest.mark.parametrize("body", [None, "null", "[]", '{"id":""}', '""', "0"])
def test_no_id_is_json_without_one(body: str | None) -> None:
    with faulty_sandbox(Fault("no-id", body=body)) as faulty:
        answer = faulty.create()
        assert (answer.status_code, answer.text) == (200, body or "{}")
        assert answer.headers["Content-Type"] == "application/json"
        assert faulty.page().json()
        assert (faulty.rows(), faulty.counts) == (["one"], {"no-id": 1})


def test_drip_sends_a_byte_at_a_time() -> None:
    with faulty_sandbox(Fault("drip", seconds=0.01)) as faulty, faulty.connect() as caller:
        before = time.monotonic()
        faulty.post(caller)
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += caller.recv(1)
        parts: list[bytes] = []
        while part := caller.recv(65536):
            parts.append(part)
        assert b"content-length: 38" in head
        assert len(b"".join(parts)) == 38
        assert len(parts) > 10
        assert time.monotonic() - before >= 0.38
        assert (faulty.rows(), faulty.counts) == (["one"], {"drip": 1})


def test_drip_ends_with_its_caller(caplog: pytest.LogCaptureFixture) -> None:
    with faulty_sandbox(Fault("drip", seconds=0.05, first=1)) as faulty:
        with faulty.connect() as caller:
            faulty.post(caller)
            assert caller.recv(1)
        assert faulty.page().status_code == 200
    assert caplog.records == []


@pytest.mark.parametrize(("count", "sent"), [(None, b""), (12, b"HTTP/1.1 200")])
def test_stall_sends_no_more(count: int | None, sent: bytes) -> None:
    with faulty_sandbox(Fault("stall", bytes=count)) as faulty, faulty.connect() as caller:
        faulty.post(caller)
        received = b""
        while len(received) < len(sent):
            received += caller.recv(100)
        assert received == sent
        eventually(lambda: faulty.counts == {"stall": 1})
        caller.settimeout(0.1)
        with pytest.raises(TimeoutError):
            caller.recv(1)
        assert faulty.rows() == ["one"]


def test_stall_ends_with_its_caller(caplog: pytest.LogCaptureFixture) -> None:
    with faulty_sandbox(Fault("stall", first=1)) as faulty:
        with faulty.connect() as caller:
            faulty.post(caller)
            eventually(lambda: faulty.counts == {"stall": 1})
        assert faulty.page().status_code == 200
    assert caplog.records == []


def test_stall_upload_blocks_who_sends() -> None:
    with faulty_sandbox(Fault("stall-upload")) as faulty, faulty.connect() as caller:
        caller.settimeout(0.3)
        caller.sendall(faulty.head("POST", "tasks/image", 10**9))
        eventually(lambda: faulty.counts == {"stall-upload": 1})
        with pytest.raises(TimeoutError):
            caller.sendall(bytes(2**28))
        assert faulty.rows() == []


def test_stall_upload_may_end_in_a_reset() -> None:
    with faulty_sandbox(Fault("stall-upload", seconds=0.05)) as faulty, faulty.connect() as caller:
        caller.sendall(faulty.head("POST", "tasks/image", 1000))
        with pytest.raises(ConnectionResetError):
            caller.recv(1)
        assert faulty.rows() == []
