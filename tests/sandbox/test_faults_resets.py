"""Faults that cut the connection."""

from __future__ import annotations

import pytest
import requests

from fastlabel.sandbox import Fault
from fastlabel.sandbox.faults.kinds import FaultKind
from tests.sandbox.support.fault_plans import bad_day, creation, everything, until_reset
from tests.support.patience import HANG_SECONDS


def test_reset_on_accept_meets_connections() -> None:
    with bad_day(Fault("reset-on-accept", first=2)) as day:
        for _ in range(2):
            # The reset may be here before connect is through, and is then its error.
            with pytest.raises(ConnectionResetError), day.connect() as caller:
                everything(caller)
        assert day.create().status_code == 200
        assert (day.rows(), day.met) == (["one"], {"reset-on-accept": 2})


def test_reset_before_reading_comes_before_the_upload() -> None:
    with bad_day(Fault("reset-before-reading")) as day, day.connect() as caller:
        caller.sendall(day.head("POST", "tasks/image", 1000))
        assert until_reset(caller) == b""
        assert (day.rows(), day.met) == ([], {"reset-before-reading": 1})


@pytest.mark.parametrize(("count", "sent"), [(10, 10), (None, 500)])
def test_reset_mid_upload_comes_in_the_middle(count: int | None, sent: int) -> None:
    with bad_day(Fault("reset-mid-upload", bytes=count)) as day, day.connect() as caller:
        caller.sendall(day.head("POST", "tasks/image", 1000) + b"x" * (sent - 1))
        caller.settimeout(0.1)
        with pytest.raises(TimeoutError):
            caller.recv(1)
        caller.settimeout(HANG_SECONDS)
        caller.sendall(b"x")
        assert until_reset(caller) == b""
        assert (day.rows(), day.met) == ([], {"reset-mid-upload": 1})


def test_reset_mid_upload_does_not_commit_a_small_body() -> None:
    with bad_day(Fault("reset-mid-upload")) as day:
        with pytest.raises(requests.ConnectionError):
            day.create()
        assert day.rows() == []


def test_reset_after_commit_has_committed() -> None:
    with bad_day(Fault("reset-after-commit", method="POST")) as day:
        with day.connect() as caller:
            day.post(caller)
            assert until_reset(caller) == b""
        assert (day.rows(), day.met) == (["one"], {"reset-after-commit": 1})
        assert [task["name"] for task in day.page().json()] == ["one"]


@pytest.mark.parametrize(("count", "sent"), [(5, 5), (None, 19), (0, 0), (1000, 37)])
def test_reset_mid_answer_follows_a_part(count: int | None, sent: int) -> None:
    with bad_day(Fault("reset-mid-answer", bytes=count)) as day, day.connect() as caller:
        day.post(caller)
        head, _, body = until_reset(caller).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert b"content-length: 38" in head
        assert len(body) == sent
        assert (day.rows(), day.met) == (["one"], {"reset-mid-answer": 1})


def test_close_after_answer_ends_a_connection_that_was_to_be_kept() -> None:
    with bad_day(Fault("close-after-answer")) as day, day.connect() as caller:
        day.post(caller)
        head, _, body = everything(caller).lower().partition(b"\r\n\r\n")
        assert head.startswith(b"http/1.1 200 ")
        assert b"connection:" not in head
        assert len(body) == 38
        assert (day.rows(), day.met) == (["one"], {"close-after-answer": 1})


def test_requests_beside_a_reset_are_served() -> None:
    with bad_day(Fault("reset-after-commit", method="DELETE")) as day:
        with requests.Session() as session:
            session.headers.update(day.client.headers)
            url = f"{day.sandbox.url}tasks/image"
            task_id = session.post(url, json=creation("one"), timeout=HANG_SECONDS).json()
            with pytest.raises(requests.ConnectionError):
                day.client.remove(task_id)
            assert session.post(url, json=creation("two"), timeout=HANG_SECONDS).status_code == 200
        assert day.rows() == ["two"]


@pytest.mark.parametrize("kind", ["reset-mid-upload", "reset-before-reading"])
def test_reset_meets_a_large_upload_while_it_is_sent(kind: FaultKind) -> None:
    with bad_day(Fault(kind)) as day, day.connect() as caller:
        size = 2**26
        caller.sendall(day.head("POST", "tasks/image", size))
        # More than the buffers of both sides hold, so that not all of it can have left.
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            caller.sendall(bytes(size))
        assert (day.rows(), day.met) == ([], {kind: 1})
