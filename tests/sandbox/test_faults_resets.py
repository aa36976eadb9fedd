"""Faults that cut the connection."""

from __future__ import annotations

import pytest
import requests

from fastlabel.sandbox import Fault
from fastlabel.sandbox.faults.kinds import FaultKind
from tests.sandbox.support.faulty_sandbox import (
    faulty_sandbox,
    new_task,
    read_to_end,
    read_to_reset,
)
from tests.support.patience import HANG_SECONDS


def test_reset_on_accept_resets_connections() -> None:
    with faulty_sandbox(Fault("reset-on-accept", first=2)) as faulty:
        for _ in range(2):
            # The reset may be here before connect is through, and is then its error.
            with pytest.raises(ConnectionResetError), faulty.connect() as caller:
                read_to_end(caller)
        assert faulty.create().status_code == 200
        assert (faulty.rows(), faulty.counts) == (["one"], {"reset-on-accept": 2})


def test_reset_before_reading_comes_before_the_upload() -> None:
    with faulty_sandbox(Fault("reset-before-reading")) as faulty, faulty.connect() as caller:
        caller.sendall(faulty.head("POST", "tasks/image", 1000))
        assert read_to_reset(caller) == b""
        assert (faulty.rows(), faulty.counts) == ([], {"reset-before-reading": 1})


@pytest.mark.parametrize(("count", "sent"), [(10, 10), (None, 500)])
def test_reset_mid_upload_comes_in_the_middle(count: int | None, sent: int) -> None:
    with (
        faulty_sandbox(Fault("reset-mid-upload", bytes=count)) as faulty,
        faulty.connect() as caller,
    ):
        caller.sendall(faulty.head("POST", "tasks/image", 1000) + b"x" * (sent - 1))
        caller.settimeout(0.1)
        with pytest.raises(TimeoutError):
            caller.recv(1)
        caller.settimeout(HANG_SECONDS)
        caller.sendall(b"x")
        assert read_to_reset(caller) == b""
        assert (faulty.rows(), faulty.counts) == ([], {"reset-mid-upload": 1})


def test_reset_mid_upload_does_not_commit_a_small_body() -> None:
    with faulty_sandbox(Fault("reset-mid-upload")) as faulty:
        with pytest.raises(requests.ConnectionError):
            faulty.create()
        assert faulty.rows() == []


def test_reset_after_commit_has_committed() -> None:
    with faulty_sandbox(Fault("reset-after-commit", method="POST")) as faulty:
        with faulty.connect() as caller:
            faulty.post(caller)
            assert read_to_reset(caller) == b""
        assert (faulty.rows(), faulty.counts) == (["one"], {"reset-after-commit": 1})
        assert [task["name"] for task in faulty.page().json()] == ["one"]


@pytest.mark.parametrize(("count", "sent"), [(5, 5), (None, 19), (0, 0), (1000, 37)])
def test_reset_mid_answer_follows_a_part(count: int | None, sent: int) -> None:
    with (
        faulty_sandbox(Fault("reset-mid-answer", bytes=count)) as faulty,
        faulty.connect() as caller,
    ):
        faulty.post(caller)
        head, _, body = read_to_reset(caller).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert b"content-length: 38" in head
        assert len(body) == sent
        assert (faulty.rows(), faulty.counts) == (["one"], {"reset-mid-answer": 1})


def test_close_after_answer_ends_a_connection_that_was_to_be_kept() -> None:
    with faulty_sandbox(Fault("close-after-answer")) as faulty, faulty.connect() as caller:
        faulty.post(caller)
        head, _, body = read_to_end(caller).lower().partition(b"\r\n\r\n")
        assert head.startswith(b"http/1.1 200 ")
        assert b"connection:" not in head
        assert len(body) == 38
        assert (faulty.rows(), faulty.counts) == (["one"], {"close-after-answer": 1})


def test_requests_beside_a_reset_are_served() -> None:
    with faulty_sandbox(Fault("reset-after-commit", method="DELETE")) as faulty:
        with requests.Session() as session:
            session.headers.update(faulty.client.headers)
            url = f"{faulty.sandbox.url}tasks/image"
            task_id = session.post(url, json=new_task("one"), timeout=HANG_SECONDS).json()
            with pytest.raises(requests.ConnectionError):
                faulty.client.remove(task_id)
            assert session.post(url, json=new_task("two"), timeout=HANG_SECONDS).status_code == 200
        assert faulty.rows() == ["two"]


@pytest.mark.parametrize("kind", ["reset-mid-upload", "reset-before-reading"])
def test_reset_during_a_large_upload(kind: FaultKind) -> None:
    with faulty_sandbox(Fault(kind)) as faulty, faulty.connect() as caller:
        size = 2**26
        caller.sendall(faulty.head("POST", "tasks/image", size))
        # More than the buffers of both sides hold, so that not all of it can have left.
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            caller.sendall(bytes(size))
        assert (faulty.rows(), faulty.counts) == ([], {kind: 1})
