"""Servers that ask for a pause, sensibly or not: it is kept, and it is never a hang."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import pytest

import fastlabel
from fastlabel.errors import AmbiguousWriteError, RateLimitError, ServerError
from tests.client.faults.faulty_service import Exchange, Fault, Row, Service, always
from tests.client.faults.sync_and_async import PNG, create, every_way, failing, find, run
from tests.support.patience import hang_guard
from tests.support.recording_server import Answer

ROW = Row("id-1", "b.png", "")
NOW = datetime(2026, 1, 1, 12, 0, 8, 900_000, tzinfo=UTC)
DATES = [
    "Thu, 01 Jan 2026 12:00:09 GMT",
    "Thursday, 01-Jan-26 12:00:09 GMT",
    "Thu Jan  1 12:00:09 2026",
]
SOON = [
    None,
    "",
    " ",
    "0",
    "00",
    " 0 ",
    "-1",
    "-0",
    "+1",
    "1.5",
    "0.0",
    "1e9",
    "1_000",
    "0x10",
    "inf",
    "-inf",
    "nan",
    "null",
    "soon",
    "١٢٣",
    "\uff11\uff12\uff13",
    "²",
    "1" + "0" * 20,
    "9" * 5000,
    "1, 2",
    "120; comment",
    "[1]",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Thu, 01 Jan 2026 11:00:00 GMT",
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Thu, 99 Jan 2026 11:00:00 GMT",
    "Thu, 01 Jan 2026 25:61:61 GMT",
    "Thu, 01 Jan 0000 00:00:00 GMT",
    "Thu, 01 Jan 2026",
    "2026-01-01T12:00:09Z",
    "Thu, 01 Jan 2026 12:00:09 +99999999999",
    "\xff\xfe",
]
LATE = [
    "120",
    "3600",
    "86400",
    "4294967296",
    "99999999999",
    "Thu, 01 Jan 2026 13:00:00 GMT",
    "Friday, 01-Jan-27 00:00:00 GMT",
    "Fri Jan  1 00:00:00 2100",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Fri, 31 Dec 9999 23:59:59 -2359",
]


class FixedDatetime(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp(NOW.timestamp(), tz)


@pytest.fixture
def fixed_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastlabel._client.retry.policy.datetime", FixedDatetime)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds of each pause that the sync client makes."""
    pauses = [0.0]

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        time.sleep(seconds)

    monkeypatch.setattr("fastlabel._client._sync.transport.sleep", sleep)
    monkeypatch.setattr("fastlabel._client._sync.retrying.sleep", sleep)
    return pauses


def throttling(retry_after: str | None, status: int = 429) -> Fault:
    def answer(exchange: Exchange) -> None:
        exchange.read()
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        exchange.answer(Answer(status, b'{"message": "too many"}', headers))

    return answer


@pytest.mark.usefixtures("fixed_now")
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", [*SOON, *DATES])
def test_pause_that_is_short_or_none(
    value: str | None, status: int, service: Service, pauses: list[float]
) -> None:
    service.on("POST", throttling(value, status), throttling(value, status))
    assert run("sync", service.url, create) == "id-1"
    assert max(pauses) < 0.5
    assert [row.name for row in service.rows] == ["a.png"]
    assert service.count("POST") == 3


@pytest.mark.usefixtures("fixed_now")
@pytest.mark.parametrize("value", LATE)
def test_pause_that_is_longer_than_the_call_may_take(value: str, service: Service) -> None:
    service.on("POST", *always(throttling(value)))
    with hang_guard():
        error = failing(RateLimitError, "sync", service.url, create, deadline=60)
    assert error.retry_at is None or error.retry_at > NOW + timedelta(seconds=60)
    assert error.retry_at is not None or "9999" in value
    assert len(service.exchanges) == 1
    assert service.rows == []


@every_way
def test_pause_that_is_too_long_every_way(way: str, service: Service) -> None:
    service.on("GET", *always(throttling("3600")))
    before = datetime.now(UTC)
    with hang_guard():
        error = failing(RateLimitError, way, service.url, find)
    assert error.retry_at is not None
    assert timedelta(minutes=59) < error.retry_at - before < timedelta(minutes=61)


@pytest.mark.parametrize(
    ("way", "status"), [("sync", 429), ("sync", 503), ("asyncio", 429), ("trio", 429)]
)
def test_seconds_are_kept(way: str, status: int, service: Service) -> None:
    service.rows.append(ROW)
    service.on("GET", throttling("1", status))
    with hang_guard():
        run(way, service.url, find)
    first, second = (exchange.at for exchange in service.exchanges)
    assert second - first >= 1


@pytest.mark.usefixtures("fixed_now")
@pytest.mark.parametrize("value", DATES)
def test_dates_are_kept(value: str, service: Service, pauses: list[float]) -> None:
    service.rows.append(ROW)
    service.on("GET", throttling(value))
    run("sync", service.url, find)
    assert 0.09 < max(pauses) < 1


@every_way
def test_throttling_is_not_charged_to_the_attempts(way: str, service: Service) -> None:
    service.rows.append(ROW)
    service.on("GET", *[throttling("0")] * 9)
    run(way, service.url, find)
    assert service.count("GET") == 10


@every_way
@pytest.mark.parametrize(("status", "error"), [(429, RateLimitError), (503, ServerError)])
def test_throttling_without_end_ends_with_the_deadline(
    way: str, status: int, error: type[RateLimitError | ServerError], service: Service
) -> None:
    # The pauses asked for keep all attempts away from the deadline, which would cut one off.
    service.on("GET", *always(throttling("1", status)) * 9)
    with hang_guard():
        failing(error, way, service.url, find, deadline=1.5)
    assert service.count("GET") <= 2


@every_way
def test_look_up_that_is_throttled(way: str, service: Service) -> None:
    def lose(exchange: Exchange) -> None:
        exchange.carry_out()
        exchange.reset()

    service.on("POST", lose)
    service.on("GET", throttling("0"), throttling(None), throttling("junk"))
    assert run(way, service.url, create) == "id-1"
    assert len(service.rows) == 1


@every_way
def test_look_up_that_is_throttled_for_too_long(way: str, service: Service) -> None:
    def lose(exchange: Exchange) -> None:
        exchange.carry_out()
        exchange.reset()

    service.on("POST", lose)
    service.on("GET", *always(throttling("3600")))
    with hang_guard():
        failing(AmbiguousWriteError, way, service.url, create)
    assert service.count("GET") == 1


def test_storm_to_64_threads(service: Service) -> None:
    """One pause, shared: who is asked to wait says so to all."""
    told = threading.Event()
    until: list[float] = []

    def refuse(exchange: Exchange) -> None:
        exchange.read()
        now = time.monotonic()
        if not told.is_set():
            until.append(now + 1)
            told.set()
        if now < until[0]:
            exchange.answer(Answer(429, b"", {"Retry-After": "1"}))
        else:
            exchange.answer()

    service.on("POST", *[refuse] * 1000)
    start = threading.Barrier(64)

    def send(client: fastlabel.Client, number: int) -> None:
        start.wait()
        for part in "ab":
            client.image.create(project="p", name=f"{number}{part}.png", file=PNG)

    with fastlabel.Client("t", service.url, deadline=300) as client, hang_guard():
        with ThreadPoolExecutor(64) as pool:
            assert list(pool.map(send, [client] * 64, range(64))) == [None] * 64
    assert len({row.name for row in service.rows}) == len(service.rows) == 128
    assert service.count("POST") <= 128 + 64 + 8
    assert service.count("GET") == 0


def test_pause_of_one_call_is_kept_by_the_next(service: Service) -> None:
    service.rows.append(ROW)
    service.on("GET", throttling("2"))
    with fastlabel.Client("t", service.url, deadline=0.5) as client:
        with pytest.raises(RateLimitError):
            client.image.find("id-1")
        with hang_guard(), pytest.raises(RateLimitError, match="allows no request"):
            client.image.find("id-1")
        assert service.count("GET") == 1
        client.with_options(deadline=300).image.find("id-1")
    first, second = (exchange.at for exchange in service.exchanges)
    assert second - first >= 2


@pytest.mark.parametrize("hours", [-1, 1])
def test_clock_that_is_an_hour_off(
    hours: int, service: Service, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pause is reckoned from the server's own clock, where it says what that shows."""

    class OffDatetime(FixedDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(NOW.timestamp() + 3600 * hours, tz)

    def throttle(exchange: Exchange) -> None:
        dates = {"Date": "Thu, 01 Jan 2026 12:00:08 GMT", "Retry-After": DATES[0]}
        exchange.answer(Answer(429, b"", dates))

    monkeypatch.setattr("fastlabel._client.retry.policy.datetime", OffDatetime)
    service.rows.append(ROW)
    service.on("GET", throttle)
    run("sync", service.url, find)
    assert 0.9 < max(pauses) < 2


@pytest.mark.parametrize("hours", [-1, 1])
def test_clock_that_is_an_hour_off_without_a_date_to_compare(
    hours: int, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OffDatetime(FixedDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(NOW.timestamp() + 3600 * hours, tz)

    monkeypatch.setattr("fastlabel._client.retry.policy.datetime", OffDatetime)
    service.rows.append(ROW)
    service.on("GET", throttling(DATES[0]))
    with hang_guard():
        if hours > 0:
            run("sync", service.url, find)
        else:
            failing(RateLimitError, "sync", service.url, find)


@pytest.mark.parametrize("jump", [-3600.0, 3600.0])
def test_wall_clock_that_jumps_moves_no_deadline(
    jump: float, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time

    def hold(exchange: Exchange) -> None:
        monkeypatch.setattr(time, "time", lambda: real() + jump)
        exchange.hold()

    service.rows.append(ROW)
    service.on("GET", hold)
    with hang_guard():
        run("sync", service.url, find, timeout=0.5)
    assert service.count("GET") == 2
