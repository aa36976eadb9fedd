"""One budget in a file: among processes, after forks and kills, and in files that are no good."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from fastlabel._client.rate_limit.limit import Pacer, RateLimit
from fastlabel.errors import FastLabelInvalidException
from tests.support.patience import HANG_SECONDS
from tests.support.rate_limit_simulation import Clock, simulate
from tests.support.strict_rate_limit_server import StrictServer, StrictWindow, calling

HOUR = 3600.0
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shared"


@contextmanager
def sharing(path: Path, calls: int = 10, seconds: float = 60, count: int = 2) -> Generator[Budget]:
    """So many clients of one budget, on one clock."""
    clock = Clock()
    limit = RateLimit(calls, seconds, path)
    draw = random.Random(0).uniform
    clients = [Pacer(limit, clock, clock, draw) for _ in range(count)]
    yield Budget(clock, clients)
    for client in clients:
        client.close()


class Budget:
    def __init__(self, clock: Clock, clients: list[Pacer]) -> None:
        self.clock = clock
        self.clients = clients

    def spend(self) -> int:
        """Take what there is, by turns, until there has been nothing for two seconds."""
        taken, idle = 0, 0
        while idle < 4:
            got = 0
            while any(client.acquire_or_wait_time() == 0 for client in self.clients):
                got += 1
            taken += got
            idle = 0 if got else idle + 1
            self.clock.now += 0.5
        return taken


def test_clients_of_one_file_share_a_budget(path: Path) -> None:
    with sharing(path) as budget:
        assert budget.spend() == 10
        budget.clock.now += 62
        assert budget.spend() == 10


def test_clients_of_two_files_do_not(path: Path) -> None:
    with sharing(path) as one, sharing(path.with_name("other")) as other:
        assert one.spend() == other.spend() == 10


def test_the_budget_outlives_its_clients(path: Path) -> None:
    with sharing(path) as budget:
        assert budget.spend() == 10
    with sharing(path) as budget:
        assert budget.spend() == 0


def test_clients_with_other_limits_count_the_same_calls(path: Path) -> None:
    with sharing(path, calls=600) as large, sharing(path, calls=2, count=1) as small:
        small.clock.now += 1
        assert large.spend() == 600
        small.clock.now = large.clock.now
        assert small.spend() == 0
        small.clock.now += 62
        assert small.spend() == 2
        large.clock.now = small.clock.now
        assert large.spend() == 598


def test_processes_use_the_quota_of_a_strict_server_and_no_more(path: Path) -> None:
    limit = RateLimit(calls=100, seconds=2, path=path)
    window = StrictWindow(limit.calls, limit.seconds)
    server = StrictServer(window, total=201)
    with calling(server.port, limit, processes=4, threads=16):
        assert server.serve(HANG_SECONDS)
    # A machine that holds a call up for longer than the margin makes no promise.
    if window.lateness < 0.03 * limit.seconds:
        assert window.refused == 0
        assert window.used() > 0.8


def test_four_processes_in_a_simulation_ask_seldom(path: Path) -> None:
    draw = random.Random(0).uniform
    with sharing(path, calls=500, seconds=20, count=4) as budget:
        seen = simulate(budget.clients, budget.clock, 64, 1001, way=lambda: draw(0.001, 0.05))
    window = StrictWindow(500, 20)
    assert sum(window.arrive(arrival) for arrival in seen.arrivals) == 1001
    assert window.used() >= 0.95
    assert seen.asked <= 10 * 1001


def test_a_clock_set_back_neither_blocks_nor_forgets(path: Path) -> None:
    with sharing(path) as budget:
        assert budget.spend() == 10
        budget.clock.now -= HOUR
        assert 0 < budget.clients[0].acquire_or_wait_time() <= 67
        budget.clock.now += 62
        assert budget.spend() == 10


def test_a_clock_set_ahead_does_not_block(path: Path) -> None:
    with sharing(path) as budget:
        assert budget.spend() == 10
        budget.clock.now += HOUR
        assert budget.spend() == 10


def test_the_file_is_private_and_holds_nothing_but_times(path: Path) -> None:
    with sharing(path) as budget:
        budget.spend()
        files = sorted(path.parent.iterdir())
        assert [file.name for file in files] == ["shared", "shared-shm", "shared-wal"]
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert list(path.parent.iterdir()) == [path]
    with closing(sqlite3.connect(path)) as database:
        assert [row[0] for row in database.execute("SELECT name FROM sqlite_master")] == ["permits"]
        rows = database.execute("SELECT number, time FROM permits").fetchall()
    assert [number for number, _ in rows] == list(range(1, 11))
    assert all(abs(time / 1000 - Clock.now) < 60 for _, time in rows)


def test_the_file_does_not_grow(path: Path) -> None:
    with sharing(path, calls=10, seconds=0.1, count=1) as budget:
        simulate(budget.clients, budget.clock, 1, 2000, way=lambda: 0.01)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM permits").fetchone()[0] < 300


def test_an_empty_file_will_do(path: Path) -> None:
    path.touch()
    with sharing(path) as budget:
        assert budget.spend() == 10


def refusal(path: Path) -> str:
    with pytest.raises(FastLabelInvalidException) as caught:
        Pacer(RateLimit(path=path))
    assert caught.value.code == 422
    assert f"rate_limit.path: {str(path)!r}" in caught.value.message
    return caught.value.message


def test_folder_that_does_not_exist(path: Path) -> None:
    assert "its folder must exist" in refusal(path / "budget")
    path.touch()
    assert "its folder must exist" in refusal(path / "budget")


def test_path_of_a_folder(tmp_path: Path) -> None:
    assert "cannot be used" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"not a database, but long enough to be one" * 9, b"{}"])
def test_file_of_another_kind(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "delete it" in refusal(path)
    assert path.read_bytes() == content


def test_database_of_something_else_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE photos (name TEXT)")
    content = path.read_bytes()
    assert "name another file" in refusal(path)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_damaged_file(path: Path) -> None:
    with sharing(path) as budget:
        budget.spend()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    assert "If it is damaged, delete it" in refusal(path)
    path.unlink()
    with sharing(path) as budget:
        assert budget.spend() == 10


def test_file_damaged_while_it_is_used(path: Path) -> None:
    with sharing(path, count=1) as budget:
        budget.spend()
        with closing(sqlite3.connect(path)) as other:
            other.execute("DROP TABLE permits")
        with pytest.raises(FastLabelInvalidException, match="If it is damaged, delete it"):
            budget.clients[0].acquire_or_wait_time()
        path.unlink()
        assert budget.spend() == 10


def test_a_locked_file_is_waited_for(path: Path) -> None:
    with sharing(path) as budget, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert 0 < budget.clients[0].acquire_or_wait_time() < 1
        other.rollback()
        assert budget.clients[0].acquire_or_wait_time() == 0


def test_a_lock_that_stays_is_an_error(path: Path) -> None:
    with sharing(path) as budget, closing(sqlite3.connect(path)) as other:
        client = budget.clients[0]
        other.execute("BEGIN IMMEDIATE")
        for _ in range(12):
            assert client.acquire_or_wait_time() > 0
            budget.clock.now += 0.9
        with pytest.raises(FastLabelInvalidException, match="locked by another process for 10 s"):
            client.acquire_or_wait_time()
        other.rollback()
        assert client.acquire_or_wait_time() == 0


def test_two_locks_long_apart_are_no_error(path: Path) -> None:
    with sharing(path) as budget, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            assert budget.clients[0].acquire_or_wait_time() > 0
            budget.clock.now += HOUR


def test_opening_a_locked_file_is_no_error(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with sharing(path) as budget:
            assert budget.clients[0].acquire_or_wait_time() > 0
            other.rollback()
            assert budget.spend() == 10


def test_a_process_that_is_killed_leaves_no_lock(path: Path) -> None:
    script = (
        "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('BEGIN IMMEDIATE'); "
        "print('locked', flush=True); sys.stdin.read()"
    )
    with sharing(path) as budget:
        with subprocess.Popen(
            [sys.executable, "-c", script, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"locked\n"
            assert budget.clients[0].acquire_or_wait_time() > 0
            holder.send_signal(signal.SIGKILL)
        assert budget.spend() == 10


@forks
def test_children_share_the_budget_of_their_parent(path: Path) -> None:
    script = """
import os, sys
from fastlabel._client.rate_limit.limit import Pacer, RateLimit
pacer = Pacer(RateLimit(calls=1000, seconds=600_000, path=sys.argv[1]), wall_clock=lambda: 1e9)
def take(most):
    return sum(not pacer.acquire_or_wait_time() for _ in range(most))
assert take(10) == 10
for _ in range(4):
    read, write = os.pipe()
    if not os.fork():
        os.write(write, str(take(20)).encode())
        os._exit(0)
    os.wait()
    assert os.read(read, 9) == b"20", "a child"
assert take(100) == 10, "what a burst has left"
assert sorted(os.listdir(os.path.dirname(sys.argv[1]))) == ["shared", "shared-shm", "shared-wal"]
pacer.close()
"""
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, timeout=HANG_SECONDS)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM permits").fetchone()[0] == 100


@forks
def test_a_child_that_outlives_its_parent_still_shares(path: Path) -> None:
    """The last to close removes what SQLite keeps beside the file; the parent is not the last."""
    script = """
import os, sys
from fastlabel._client.rate_limit.limit import Pacer, RateLimit
pacer = Pacer(RateLimit(calls=100, seconds=600_000, path=sys.argv[1]), wall_clock=lambda: 1e9)
pacer.acquire_or_wait_time()
if os.fork():
    pacer.acquire_or_wait_time()
    pacer.close()
    os._exit(0)
pacer.acquire_or_wait_time()
print("ready", flush=True)
sys.stdin.readline()
print(pacer.acquire_or_wait_time(), flush=True)
pacer.close()
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        assert parent.wait() == 0
        other = Pacer(RateLimit(calls=100, seconds=600_000, path=path), wall_clock=lambda: 1e9)
        assert [other.acquire_or_wait_time() for _ in range(6)] == [0.0] * 6
        assert parent.stdin is not None
        parent.stdin.write(b"\n")
        parent.stdin.flush()
        assert parent.stdout.readline() == b"0.0\n"
    assert other.acquire_or_wait_time() > 0
    other.close()
