"""Faults that take time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from fastlabel.sandbox import Fault, Sandbox
from fastlabel.sandbox.faults.kinds import FaultKind
from fastlabel.sandbox.tasks.service import VisibilityDelays
from tests.sandbox.support.fault_plans import HOUR, bad_day, creation, eventually
from tests.sandbox.support.plain_client import PlainClient
from tests.support.patience import HANG_SECONDS


@pytest.mark.parametrize(
    ("fault", "rows"),
    [(Fault("delay", seconds=HOUR), []), (Fault("delay-after-commit", seconds=HOUR), ["one"])],
)
def test_delay_is_before_or_after_the_commit(fault: Fault, rows: list[str]) -> None:
    with bad_day(fault) as day, day.connect() as caller:
        day.post(caller)
        eventually(lambda: day.met == {fault.kind: 1})
        assert day.rows() == rows


@pytest.mark.parametrize("kind", ["delay", "delay-after-commit"])
def test_delayed_request_is_answered_in_the_end(kind: FaultKind) -> None:
    with bad_day(Fault(kind, seconds=0.2, method="POST")) as day:
        before = time.monotonic()
        assert day.create().status_code == 200
        assert time.monotonic() - before >= 0.2
        assert (day.rows(), day.met) == (["one"], {kind: 1})


def test_delay_commits_though_the_caller_is_gone() -> None:
    with bad_day(Fault("delay", seconds=1)) as day:
        with pytest.raises(requests.Timeout):
            requests.post(
                f"{day.sandbox.url}tasks/image",
                headers=day.client.headers,
                json=creation("one"),
                timeout=(HANG_SECONDS, 0.1),
            )
        assert day.rows() == []
        eventually(lambda: day.rows() == ["one"])


def test_delays_go_with_other_faults() -> None:
    with bad_day(
        Fault("delay", seconds=0.1),
        Fault("status", status=503, method="GET"),
        Fault("delay-after-commit", seconds=0.1),
        Fault("reset-after-commit"),
    ) as day:
        before = time.monotonic()
        assert day.page().status_code == 503
        assert time.monotonic() - before >= 0.1
        assert day.met == {"delay": 1, "status": 1}
        with pytest.raises(requests.ConnectionError):
            day.create()
        assert time.monotonic() - before >= 0.3
        expected = {"delay": 2, "status": 1, "delay-after-commit": 1, "reset-after-commit": 1}
        assert (day.rows(), day.met) == (["one"], expected)


def test_delays_do_not_hold_up_others() -> None:
    with bad_day(Fault("delay", seconds=HOUR, first=50)) as day:
        callers = [day.connect() for _ in range(50)]
        for number, caller in enumerate(callers):
            day.post(caller, str(number))
        eventually(lambda: day.met == {"delay": 50})
        with ThreadPoolExecutor(4) as pool:
            names = [f"other {number}" for number in range(8)]
            assert {answer.status_code for answer in pool.map(day.create, names)} == {200}
        for caller in callers:
            caller.close()
        assert sorted(day.rows()) == names


@pytest.mark.parametrize(
    "fault",
    [
        Fault("delay", seconds=HOUR),
        Fault("delay-after-commit", seconds=HOUR),
        Fault("late-commit", seconds=HOUR),
        Fault("late-commit", seconds=HOUR, status=504),
        Fault("drip", seconds=HOUR),
        Fault("stall"),
        Fault("stall-upload"),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status}",
)
def test_stop_ends_what_waits(fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    before = set(threading.enumerate())
    with bad_day(fault) as day:
        caller = day.connect()
        day.post(caller)
        eventually(lambda: day.met == {fault.kind: 1})
    # After 3 seconds of its own patience, uvicorn would log what it had to cancel.
    assert caplog.records == []
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=HANG_SECONDS)
        assert not thread.is_alive()
    caller.close()


def test_late_commit_resets_first() -> None:
    with bad_day(Fault("late-commit", seconds=1)) as day:
        with pytest.raises(requests.ConnectionError):
            day.create()
        assert (day.rows(), day.met) == ([], {"late-commit": 1})
        eventually(lambda: day.rows() == ["one"])


def test_late_commit_answers_first() -> None:
    with bad_day(Fault("late-commit", seconds=1, status=504, body="late")) as day:
        answer = day.create()
        assert (answer.status_code, answer.text) == (504, "late")
        assert (day.rows(), day.met) == ([], {"late-commit": 1})
        eventually(lambda: day.rows() == ["one"])


def test_late_commit_is_none_if_the_sandbox_stops(tmp_path: Path) -> None:
    with bad_day(Fault("late-commit", seconds=HOUR), data=tmp_path) as day:
        with pytest.raises(requests.ConnectionError):
            day.create()
    with Sandbox(tmp_path) as again:
        assert PlainClient(again.url, again.token).list("image", "cats") == []


def test_lookup_lag_hides_a_new_task_for_a_while() -> None:
    with bad_day(Fault("lookup-lag", seconds=2)) as day:
        task_id = day.create().json()
        path = f"tasks/image/{task_id}"
        assert day.page().json() == []
        assert day.client.send("GET", path).status_code == 404
        assert (day.rows(), day.met) == (["one"], {"lookup-lag": 1})
        # It is there all the same: its name is taken, and it can be changed.
        assert day.create().status_code == 409
        assert day.client.update(task_id, status="approved") == task_id
        eventually(lambda: day.client.send("GET", path).status_code == 200)
        assert [task["name"] for task in day.page().json()] == ["one"]


def test_lookup_lag_leaves_pages_whole() -> None:
    with bad_day(Fault("lookup-lag", seconds=HOUR, every=2)) as day:
        names = [str(number) for number in range(6)]
        ids = [day.create(name).json() for name in names]
        page = day.client.list("image", "cats", offset=1, limit=2)
        assert [task["name"] for task in page] == ["2", "4"]
        day.client.remove(ids[1])
        assert day.rows() == ["0", "2", "3", "4", "5"]


def test_lookup_lag_counts_what_was_created_only() -> None:
    with bad_day(Fault("lookup-lag", seconds=HOUR)) as day:
        assert day.client.send("POST", "tasks/image", json={}).status_code == 422
        assert day.met == {}


def test_lookup_lag_goes_by_the_time_of_the_commit() -> None:
    now = [100.0]
    lag = VisibilityDelays(lambda: now[0])
    with lag.after_commit("a", 2):
        now[0] += 50
        assert lag.hidden() == ["a"]
    now[0] += 1.9
    assert lag.hidden() == ["a"]
    now[0] += 0.1
    assert lag.hidden() == []


def test_lookup_lag_forgets_what_was_not_committed() -> None:
    lag = VisibilityDelays()
    with pytest.raises(KeyError), lag.after_commit("a", 2):
        raise KeyError
    assert lag.hidden() == []
