"""How often faults happen, and to which requests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel._protocol.kinds import KindName
from fastlabel.sandbox import Fault, Faults
from fastlabel.sandbox.faults.plan import Plan
from tests.sandbox.support.faulty_sandbox import faulty_sandbox
from tests.sandbox.support.small_media import png

REQUESTS = st.tuples(
    st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    st.sampled_from(["/v1/tasks/image", "/v1/tasks/video/7", "/v1/tasks/7", "/media/7/a.png"]),
)
RULES = st.builds(
    Fault,
    kind=st.sampled_from(["reset-after-commit", "garbage", "truncated", "stall"]),
    rate=st.floats(0, 1),
    method=st.none() | st.sampled_from(["GET", "POST"]),
    task=st.none() | st.sampled_from(["image", "video"]),
)


def _planned(faults: Faults, requests: list[tuple[str, str]]) -> list[Fault | None]:
    plan = Plan(faults)
    planned = [plan.faults_for(*request) for request in requests]
    return [None if one is None else one.fault for one in planned]


@given(st.lists(RULES, max_size=4), st.integers(), st.lists(REQUESTS, max_size=50))
def test_same_seed_and_requests_have_the_same_faults(
    rules: list[Fault], seed: int, requests: list[tuple[str, str]]
) -> None:
    once = _planned(Faults(rules, seed), requests)
    assert _planned(Faults(rules, seed), requests) == once


@given(st.lists(RULES, max_size=4), RULES, st.integers(), st.lists(REQUESTS, max_size=50))
def test_no_rule_shifts_the_ones_before_it(
    rules: list[Fault], other: Fault, seed: int, requests: list[tuple[str, str]]
) -> None:
    without = _planned(Faults(rules, seed), requests)
    for before, now in zip(without, _planned(Faults([*rules, other], seed), requests), strict=True):
        assert now == (before or now)


@given(st.lists(RULES, min_size=1), st.integers(), st.lists(REQUESTS, max_size=30))
def test_reset_repeats_the_faults(
    rules: list[Fault], seed: int, requests: list[tuple[str, str]]
) -> None:
    plan = Plan(Faults(rules, seed))
    once = [plan.faults_for(*request) for request in requests]
    plan.reset()
    assert [plan.faults_for(*request) for request in requests] == once


@given(st.floats(0, 1), st.integers())
def test_rate_is_a_probability(rate: float, seed: int) -> None:
    planned = _planned(Faults([Fault("empty", rate=rate)], seed), [("GET", "/")] * 1000)
    hits = sum(1 for fault in planned if fault)
    # Six standard deviations and a bit: it does not happen in a lifetime.
    assert abs(hits - 1000 * rate) <= 6 * (1000 * rate * (1 - rate)) ** 0.5 + 6


@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        (Fault("status", status=503), [503] * 6),
        (Fault("status", status=503, rate=1), [503] * 6),
        (Fault("status", status=503, rate=0), [200] * 6),
        (Fault("status", status=503, first=2), [503, 503, 200, 200, 200, 200]),
        (Fault("status", status=503, every=3), [200, 200, 503, 200, 200, 503]),
    ],
    ids=["always", "1", "0", "first", "every"],
)
def test_frequency_of_faults(fault: Fault, codes: list[int]) -> None:
    with faulty_sandbox(fault) as faulty:
        assert [faulty.page().status_code for _ in codes] == codes
        hits = codes.count(503)
        assert faulty.counts == ({"status": hits} if hits else {})


def test_only_requests_that_fit_count() -> None:
    with faulty_sandbox(Fault("status", status=503, every=2, method="POST")) as faulty:
        assert faulty.page().status_code == 200
        assert faulty.create("one").status_code == 200
        assert faulty.page().status_code == 200
        assert faulty.create("two").status_code == 503
        assert faulty.rows() == ["one"]


def test_path_is_how_the_path_begins() -> None:
    with faulty_sandbox(Fault("status", status=503, path="/v1/tasks/image/")) as faulty:
        task_id = faulty.create().json()
        assert faulty.page().status_code == 200
        assert faulty.client.send("GET", f"tasks/image/{task_id}").status_code == 503


def test_media_requests_have_faults_too() -> None:
    with faulty_sandbox(Fault("garbage", path="/media/")) as faulty:
        faulty.create()
        (task,) = faulty.page().json()
        answer = faulty.client.send("GET", "../media/" + task["url"].partition("/media/")[2])
        assert answer.text.startswith("<!doctype")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "tasks/image?project=x", "image"),
        ("GET", "tasks/image/7", "image"),
        ("PUT", "tasks/image/7", "image"),
        ("GET", "tasks/image/classification", "image_classification"),
        ("GET", "tasks/image/classification/7", "image_classification"),
        ("GET", "tasks/multi-image", "multi_image"),
        ("POST", "tasks/sequential-image", "multi_image"),
        ("GET", "tasks/video", "video"),
        ("PUT", "tasks/7", None),
        ("DELETE", "tasks/7", None),
        ("GET", "tasks/images", None),
    ],
)
def test_task_is_the_kind_of_the_path(method: str, path: str, expected: KindName | None) -> None:
    kinds: tuple[KindName, ...] = ("image", "image_classification", "multi_image", "video")
    rules = [Fault("status", status=500 + number, task=kind) for number, kind in enumerate(kinds)]
    with faulty_sandbox(*rules) as faulty:
        status = faulty.client.send(method, path, json={}).status_code
        assert (status - 500 if status >= 500 else None) == (expected and kinds.index(expected))


def test_of_several_the_first_happens() -> None:
    with faulty_sandbox(
        Fault("status", status=503, every=2), Fault("status-after-commit", status=502)
    ) as faulty:
        assert [faulty.create(name).status_code for name in "abcd"] == [502, 503, 502, 503]
        assert faulty.rows() == ["a", "c"]
        assert faulty.counts == {"status": 2, "status-after-commit": 2}


def test_sandbox_reset_repeats_the_faults() -> None:
    with faulty_sandbox(Fault("status", status=503, first=1)) as faulty:
        for _ in range(2):
            assert [faulty.page().status_code for _ in range(2)] == [503, 200]
            assert faulty.counts == {"status": 1}
            faulty.sandbox.reset()
            assert faulty.counts == {}


def test_seed_decides_over_the_wire_too() -> None:
    codes: list[list[int]] = []
    for seed in (1, 1, 2):
        with faulty_sandbox(Fault("status", status=503, rate=0.5), seed=seed) as faulty:
            codes.append([faulty.page().status_code for _ in range(40)])
    assert codes[0] == codes[1] != codes[2]


def test_without_faults_none_are_planned() -> None:
    with faulty_sandbox() as faulty:
        assert faulty.create().status_code == 200
        assert faulty.client.create("image", "cats", "two", png())
        assert faulty.counts == {}
