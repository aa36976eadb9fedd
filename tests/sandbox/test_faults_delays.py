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
from tests.sandbox.support.faulty_sandbox import HOUR, eventually, faulty_sandbox, new_task
from tests.sandbox.support.plain_client import PlainClient
from tests.support.patience import HANG_SECONDS


@pytest.mark.parametrize(
    ("fault", "rows"),
    [(Fault("delay", seconds=HOUR), []), (Fault("delay-after-commit", seconds=HOUR), ["one"])],
)
def test_delay_is_before_or_after_the_commit(fault: Fault, rows: list[str]) -> None:
    with faulty_sandbox(fault) as faulty, faulty.connect() as caller:
        faulty.post(caller)
        eventually(lambda: faulty.counts == {fault.kind: 1})
        assert faulty.rows() == rows


@pytest.mark.parametrize("kind", ["delay", "delay-after-commit"])
def test_delayed_request_is_answered_in_the_end(kind: FaultKind) -> None:
    with faulty_sandbox(Fault(kind, seconds=0.2, method="POST")) as faulty:
        before = time.monotonic()
        assert faulty.create().status_code == 200
        assert time.monotonic() - before >= 0.2
        assert (faulty.rows(), faulty.counts) == (["one"], {kind: 1})


def test_delay_commits_though_the_caller_is_gone() -> None:
    with faulty_sandbox(Fault("delay", seconds=1)) as faulty:
        with pytest.raises(requests.Timeout):
            requests.post(
                f"{faulty.sandbox.url}tasks/image",
                headers=faulty.client.headers,
                json=new_task("one"),
                timeout=(HANG_SECONDS, 0.1),
            )
        assert faulty.rows() == []
        eventually(lambda: faulty.rows() == ["one"])


def test_delays_go_with_other_faults() -> None:
    with faulty_sandbox(
        Fault("delay", seconds=0.1),
        Fault("status", status=503, method="GET"),
        Fault("delay-after-commit", seconds=0.1),
        Fault("reset-after-commit"),
    ) as faulty:
        before = time.monotonic()
        assert faulty.page().status_code == 503
        assert time.monotonic() - before >= 0.1
        assert faulty.counts == {"delay": 1, "status": 1}
        with pytest.raises(requests.ConnectionError):
            faulty.create()
        assert time.monotonic() - before >= 0.3
        expected = {"delay": 2, "status": 1, "delay-after-commit": 1, "reset-after-commit": 1}
        assert (faulty.rows(), faulty.counts) == (["one"], expected)


def test_delays_do_not_hold_up_others() -> None:
    with faulty_sandbox(Fault("delay", seconds=HOUR, first=50)) as faulty:
        callers = [faulty.connect() for _ in range(50)]
        for number, caller in enumerate(callers):
            faulty.post(caller, str(number))
        eventually(lambda: faulty.counts == {"delay": 50})
        with ThreadPoolExecutor(4) as pool:
            names = [f"other {number}" for number in range(8)]
            assert {answer.status_code for answer in pool.map(faulty.create, names)} == {200}
        for caller in callers:
            caller.close()
        assert sorted(faulty.rows()) == names


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
    with faulty_sandbox(fault) as faulty:
        caller = faulty.connect()
        faulty.post(caller)
        eventually(lambda: faulty.counts == {fault.kind: 1})
    # After 3 seconds of its own patience, uvicorn would log what it had to cancel.
    assert caplog.records == []
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=HANG_SECONDS)
        assert not thread.is_alive()
    caller.close()


def test_late_commit_resets_first() -> None:
    with faulty_sandbox(Fault("late-commit", seconds=1)) as faulty:
        with pytest.raises(requests.ConnectionError):
            faulty.create()
        assert (faulty.rows(), faulty.counts) == ([], {"late-commit": 1})
        eventually(lambda: faulty.rows() == ["one"])


def test_late_commit_answers_first() -> None:
    with faulty_sandbox(Fault("late-commit", seconds=1, status=504, body="late")) as faulty:
        answer = faulty.create()
        assert (answer.status_code, answer.text) == (504, "late")
        assert (faulty.rows(), faulty.counts) == ([], {"late-commit": 1})
        eventually(lambda: faulty.rows() == ["one"])


def test_late_commit_is_none_if_the_sandbox_stops(tmp_path: Path) -> None:
    with faulty_sandbox(Fault("late-commit", seconds=HOUR), data=tmp_path) as faulty:
        with pytest.raises(requests.ConnectionError):
            faulty.create()
    with Sandbox(tmp_path) as again:
        assert PlainClient(again.url, again.token).list("image", "cats") == []


def test_lookup_lag_hides_a_new_task_for_a_while() -> None:
    with faulty_sandbox(Fault("lookup-lag", seconds=2)) as faulty:
        task_id = faulty.create().json()
        path = f"tasks/image/{task_id}"
        assert faulty.page().json() == []
        assert faulty.client.send("GET", path).status_code == 404
        assert (faulty.rows(), faulty.counts) == (["one"], {"lookup-lag": 1})
        # It is there all the same: its name is taken, and it can be changed.
        assert faulty.create().status_code == 409
        assert faulty.client.update(task_id, status="approved") == task_id
        eventually(lambda: faulty.client.send("GET", path).status_code == 200)
        assert [task["name"] for task in faulty.page().json()] == ["one"]


def test_lookup_lag_leaves_pages_whole() -> None:
    with faulty_sandbox(Fault("lookup-lag", seconds=HOUR, every=2)) as faulty:
        names = [str(number) for number in range(6)]
        ids = [faulty.create(name).json() for name in names]
        page = faulty.client.list("image", "cats", offset=1, limit=2)
        assert [task["name"] for task in page] == ["2", "4"]
        faulty.client.remove(ids[1])
        assert faulty.rows() == ["0", "2", "3", "4", "5"]


def test_lookup_lag_counts_what_was_created_only() -> None:
    with faulty_sandbox(Fault("lookup-lag", seconds=HOUR)) as faulty:
        assert faulty.client.send("POST", "tasks/image", json={}).status_code == 422
        assert faulty.counts == {}


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
