"""Which attempts are repeated, when, and how often: on real sockets, and in the pure rules."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastlabel
from fastlabel._client.retry import policy
from fastlabel.errors import FastLabelException, NotFoundError, ServerError, TransportError
from tests.support.broken_servers import refused, resetting, untrusted
from tests.support.media_files import CAT
from tests.support.recording_server import Answer, Recorder, recording

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
GIVEN_UP = Answer(503, b"{}")
Call = Callable[[fastlabel.Client], object]


@pytest.fixture
def recorder() -> Generator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits that were asked for, none of which is waited."""
    asked: list[float] = []
    monkeypatch.setattr("fastlabel._client._sync.retrying.sleep", asked.append)
    return asked


def create(client: fastlabel.Client) -> object:
    return client.image.create(project="p", file_path=CAT)


def find(client: fastlabel.Client) -> object:
    return client.image.find("1")


def update(client: fastlabel.Client) -> object:
    return client.tasks.update("1", tags=[])


def delete(client: fastlabel.Client) -> None:
    client.tasks.delete("1")


@pytest.mark.parametrize("call", [find, update, delete])
def test_reads_updates_and_deletes_are_sent_again(
    call: Call, recorder: Recorder, waits: list[float]
) -> None:
    recorder.answers = [Answer(500), Answer(502), Answer(504)]
    with fastlabel.Client("t", recorder.url) as client:
        call(client)
    assert len(recorder.requests) == 4
    assert len({(r.method, r.target, r.body) for r in recorder.requests}) == 1
    assert [wait <= 0.5 * 2**n for n, wait in enumerate(waits)] == [True] * 3


@pytest.mark.parametrize("call", [find, update, delete])
def test_four_attempts_are_the_most(call: Call, recorder: Recorder, waits: list[float]) -> None:
    recorder.answers = [GIVEN_UP] * 9
    with fastlabel.Client("t", recorder.url) as client, pytest.raises(ServerError):
        call(client)
    assert len(recorder.requests) == 4
    assert len(waits) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 501, 505])
def test_permanent_refusals_are_not_repeated(
    status: int, recorder: Recorder, waits: list[float]
) -> None:
    recorder.answers = [Answer(status)]
    with fastlabel.Client("t", recorder.url) as client, pytest.raises(FastLabelException):
        find(client)
    assert len(recorder.requests) == 1
    assert waits == []


@pytest.mark.parametrize("retry_after", ["0", "junk", "-1"])
def test_calls_that_were_throttled_are_sent_again(retry_after: str, recorder: Recorder) -> None:
    recorder.answers = [Answer(429, b"", {"Retry-After": retry_after})] * 2
    with fastlabel.Client("t", recorder.url) as client:
        create(client)
    assert len(recorder.requests) == 3
    assert len({request.body for request in recorder.requests}) == 1


def test_delete_that_worked_though_its_answer_was_lost(
    recorder: Recorder, waits: list[float]
) -> None:
    recorder.answers = [Answer(502), Answer(404)]
    with fastlabel.Client("t", recorder.url) as client:
        client.tasks.delete("1")
        assert len(waits) == 1
        recorder.answers = [Answer(404)]
        with pytest.raises(NotFoundError):
            client.tasks.delete("1")


@pytest.mark.parametrize("call", [find, create, update, delete])
def test_refused_connection_is_tried_four_times(call: Call, waits: list[float]) -> None:
    with (
        fastlabel.Client("t", refused()) as client,
        pytest.raises(TransportError, match="not sent"),
    ):
        call(client)
    assert len(waits) == 3


def test_create_reset_midway_is_sent_again(waits: list[float], tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(64 * 2**20)
    with resetting(1000) as (url, seen), fastlabel.Client("t", url) as client:
        with pytest.raises(TransportError, match="not sent"):
            client.image.create(project="p", file_path=large)
    assert len(seen) == 4
    assert len(waits) == 3


def test_read_without_an_answer_is_tried_four_times(waits: list[float]) -> None:
    with resetting(1) as (url, seen), fastlabel.Client("t", url) as client:
        with pytest.raises(TransportError, match=r"GET tasks/image/1: no response"):
            find(client)
    assert len(seen) == 4
    assert len(waits) == 3


def test_certificate_of_nobody_is_not_tried_again(waits: list[float]) -> None:
    with untrusted() as (url, handshakes), fastlabel.Client("t", url) as client:
        with pytest.raises(TransportError, match="certificate is not trusted"):
            find(client)
    assert handshakes == [False]
    assert waits == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("100000", 100_000.0),
        (format_datetime(datetime(2026, 1, 1, 12, 0, 9, tzinfo=UTC), usegmt=True), 9.0),
        ("Thursday, 01-Jan-26 12:00:09 GMT", 9.0),
        ("Thu Jan  1 12:00:09 2026", 9.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("1e9", None),
        ("inf", None),
        ("١٢٣", None),
        ("1" * 20, None),
        ("Thu, 99 Jan 2026 11:00:00 GMT", None),
    ],
)
def test_retry_after(text: str | None, seconds: float | None) -> None:
    assert policy.parse_retry_after(text, NOW) == seconds


@given(attempt=st.integers(1, 2000), seed=st.integers())
def test_backoff_stays_within_its_bounds(attempt: int, seed: int) -> None:
    wait = policy.backoff(attempt, random.Random(seed))
    assert 0 <= wait <= min(20.0, 0.5 * 2 ** min(attempt - 1, 10))


@given(text=st.text())
def test_retry_after_never_fails(text: str) -> None:
    wait = policy.parse_retry_after(text, NOW)
    assert wait is None or wait >= 0


@pytest.mark.parametrize(("answers", "is_imported"), [([], False), ([404], False), ([502], True)])
def test_tenacity_is_imported_for_a_second_attempt_only(
    answers: list[int], is_imported: bool, recorder: Recorder
) -> None:
    recorder.answers = [Answer(status) for status in answers]
    code = (
        "import sys, contextlib, fastlabel\n"
        "with fastlabel.Client('t', sys.argv[1]) as client:\n"
        "    with contextlib.suppress(fastlabel.NotFoundError):\n"
        "        client.image.find('1')\n"
        "print('tenacity' in sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, recorder.url], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == str(is_imported)
