"""How far a batch has come: in words, to a function, on a terminal and off it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from types import SimpleNamespace

import pytest

from fastlabel import progress
from fastlabel.progress import BatchProgress, track_progress


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (BatchProgress(0, None, {}, 0), "0"),
        (BatchProgress(0, 10, {}, 3), "0 of 10"),
        (BatchProgress(5, None, {"created": 5, "failed": 0}, 2), "5 (5 created), 2.5 a second"),
        (
            BatchProgress(1000, 4600, {"created": 999, "failed": 1}, 1000),
            "1,000 of 4,600 (999 created, 1 failed), 1 a second, 60 min left",
        ),
        (BatchProgress(1, 100_000, {}, 1), "1 of 100,000, 1 a second, 27.8 h left"),
        (BatchProgress(10, 10, {"fetched": 10}, 1), "10 of 10 (10 fetched), 10 a second"),
    ],
)
def test_in_words(progress: BatchProgress, words: str) -> None:
    assert str(progress) == words


def test_function_is_told_of_each() -> None:
    told: list[BatchProgress] = []
    with track_progress([1, 2, 3], "work", told.append) as tracker:
        for outcome in ("created", "failed", "created"):
            tracker.count(outcome)
    assert [(each.done, each.total) for each in told] == [(1, 3), (2, 3), (3, 3)]
    assert told[2].counts == {"created": 2, "failed": 1}
    assert (tracker.count_for("created"), tracker.count_for("skipped")) == (2, 0)


@pytest.mark.parametrize("show", [None, True, False])
def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str], show: bool | None) -> None:
    with track_progress(iter("ab"), "work", show) as tracker:
        tracker.count("created")
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the clock says next."""
    given: list[float] = []
    clock = SimpleNamespace(monotonic=lambda: given.pop(0))
    monkeypatch.setattr(progress, "time", clock)
    return given


def test_long_work_says_so_less_and_less_often(
    capsys: pytest.CaptureFixture[str], seconds: list[float]
) -> None:
    seconds += [0, 1, 5, 6, 11, 29, 31, 90, 92]
    with track_progress(range(8), "work", None) as tracker:
        for _ in range(8):
            tracker.count("created")
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" (")[0] for line in lines] == [
        f"work: {done} of 8" for done in (2, 4, 5, 7, 8)
    ]


def test_bar_on_a_terminal() -> None:
    code = (
        "from fastlabel.progress import track_progress\n"
        "with track_progress('abc', 'create_many', None) as tracker:\n"
        "    for _ in 'abc': tracker.count('created')\n"
    )
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen([sys.executable, "-c", code], stderr=theirs, env=environment) as child:
        os.close(theirs)
        shown = bytearray()
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # the other side is closed
            pass
        finally:
            os.close(ours)
    assert child.returncode == 0
    assert b"create_many" in shown
    assert b"3 of 3 (3 created)" in shown
