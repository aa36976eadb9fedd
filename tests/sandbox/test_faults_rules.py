"""Rules in Python, in the short form and in JSON, and what is refused."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from fastlabel.errors import FastLabelInvalidException
from fastlabel.sandbox import Fault, Faults
from fastlabel.sandbox.faults.effects import AFTER, BEFORE, REPLACE
from fastlabel.sandbox.faults.kinds import DELAYS, TRAITS, FaultKind


def _refusal(make: Any, *given: Any) -> str:
    with pytest.raises(FastLabelInvalidException) as caught:
        make(*given)
    return caught.value.message


def test_every_kind_can_happen() -> None:
    connections = {kind for kind, traits in TRAITS.items() if traits.is_before_request}
    happen = [*AFTER, *BEFORE, *REPLACE, *DELAYS, *connections]
    assert len(happen) == len(set(happen))
    assert set(happen) == set(TRAITS) == set(get_args(FaultKind))


def test_every_kind_is_documented_with_what_it_takes() -> None:
    page = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| .* \| ?(.*) ?\|$", page, re.MULTILINE)
    documented = {kind: set(re.findall(r"`(\w+)`", takes)) for kind, takes in rows}
    assert documented == {kind: set(traits.takes) for kind, traits in TRAITS.items()}


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"kind": "flood"}, "kind: expected one of status, status-mid-upload, "),
        ({"kind": ["x"]}, "kind: expected one of status, "),
        ({"kind": "empty", "rate": 1.5}, "rate: expected a probability from 0 to 1, got 1.5"),
        ({"kind": "empty", "rate": -0.1}, "rate: expected a probability from 0 to 1, got -0.1"),
        ({"kind": "empty", "rate": math.nan}, "rate: expected a probability from 0 to 1, got nan"),
        ({"kind": "empty", "rate": "1"}, "rate: expected a probability from 0 to 1, got '1'"),
        ({"kind": "empty", "rate": True}, "rate: expected a probability from 0 to 1, got True"),
        ({"kind": "empty", "first": 0}, "first: expected a whole number of at least 1, got 0"),
        ({"kind": "empty", "every": 1.0}, "every: expected a whole number of at least 1, got 1.0"),
        ({"kind": "delay"}, "seconds: delay requires it"),
        (
            {"kind": "delay", "seconds": math.inf},
            "seconds: expected a number of seconds of at least 0, got inf",
        ),
        (
            {"kind": "delay", "seconds": -1},
            "seconds: expected a number of seconds of at least 0, got -1",
        ),
        ({"kind": "status"}, "status: status requires it"),
        ({"kind": "status", "status": 199}, "status: expected a status from 200 to 599, got 199"),
        ({"kind": "status", "status": 600}, "status: expected a status from 200 to 599, got 600"),
        (
            {"kind": "status", "status": 204, "body": "x"},
            "body: a response with status 204 has no body",
        ),
        ({"kind": "status", "status": 500, "body": 1}, "body: expected text or bytes, got 1"),
        (
            {"kind": "truncated", "bytes": -1},
            "bytes: expected a number of bytes of at least 0, got -1",
        ),
        (
            {"kind": "reset-after-commit", "seconds": 1},
            "seconds: reset-after-commit takes no parameters",
        ),
        ({"kind": "no-id", "bytes": 1}, "bytes: no-id takes body, headers, status"),
        (
            {"kind": "lookup-lag", "seconds": 1, "method": "GET"},
            "method: lookup-lag happens to POST, not to GET",
        ),
        (
            {"kind": "empty", "method": "get"},
            "method: expected one of GET, POST, PUT, DELETE, got 'get'",
        ),
        (
            {"kind": "reset-on-accept", "path": "/v1/"},
            "path: reset-on-accept happens before there is a request",
        ),
        ({"kind": "empty", "path": "tasks"}, "path: expected a path that begins with a slash"),
        ({"kind": "empty", "task": "audio"}, "task: expected one of image, image_class"),
        (
            {"kind": "garbage", "headers": "x"},
            "headers: expected a mapping of header names to values, got 'x'",
        ),
        (
            {"kind": "garbage", "headers": {"a b": "x"}},
            "headers: expected a header name, got 'a b'",
        ),
        (
            {"kind": "garbage", "headers": {"a": "x\r\ny"}},
            "headers: expected a header value, got 'x\\r\\ny'",
        ),
        (
            {"kind": "garbage", "headers": {"a": 1}},
            "headers: expected a mapping of header names to values, got 1",
        ),
        (
            {"kind": "garbage", "headers": {"Content-Length": "1"}},
            "headers: Content-Length follows from the body",
        ),
    ],
)
def test_invalid_rule_is_refused_with_its_path(fault: Any, message: str) -> None:
    rules = [Fault("reset-after-commit"), Fault("empty"), Fault(**fault)]
    assert _refusal(Faults, rules).startswith(f"faults[2].{message}")


def test_frequencies_exclude_each_other() -> None:
    assert _refusal(Faults, [Fault("empty", rate=0.5, first=2)]) == (
        "faults[0]: expected one of rate, first, every, got rate and first"
    )


@pytest.mark.parametrize("seed", ["7", 1.5, True, None])
def test_seed_is_an_integer(seed: Any) -> None:
    assert _refusal(Faults, [], seed) == f"seed: expected an integer, got {seed!r}"


def test_short_form() -> None:
    faults = Faults.from_spec(
        "reset-after-commit=0.1, status-503=0.05,delay-2s=first:3,seed=7,"
        "status-502-after-commit=every:4@POST,lookup-lag-0.5s=1,status-413-mid-upload=1"
    )
    assert faults.seed == 7
    assert list(faults.faults) == [
        Fault("reset-after-commit", rate=0.1),
        Fault("status", rate=0.05, status=503),
        Fault("delay", first=3, seconds=2),
        Fault("status-after-commit", every=4, status=502, method="POST"),
        Fault("lookup-lag", rate=1, seconds=0.5),
        Fault("status-mid-upload", rate=1, status=413),
    ]


@pytest.mark.parametrize("kind", TRAITS)
def test_every_kind_has_a_short_form(kind: FaultKind) -> None:
    needs = TRAITS[kind].needs
    name = kind.replace("status", "status-500", 1) if "status" in needs else kind
    (fault,) = Faults.from_spec(f"{name}-3s=1" if "seconds" in needs else f"{name}=1").faults
    assert fault.kind == kind


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", "faults: expected KIND=HOW-OFTEN, such as "),
        ("empty", "faults: expected KIND=HOW-OFTEN, such as "),
        ("empty=", "faults: expected KIND=HOW-OFTEN, such as "),
        ("empty=0.1,", "faults: expected KIND=HOW-OFTEN, such as "),
        ("empty=1@get", "faults: expected KIND=HOW-OFTEN, such as "),
        ("empty=first:0.5", "faults: expected KIND=HOW-OFTEN, "),
        ("empty=1.2.3", "faults: expected KIND=HOW-OFTEN, "),
        ("flood=1", "faults: expected a kind from status, "),
        ("seed=x", "faults: expected seed=INTEGER, got 'seed=x'"),
        ("empty=1,empty=1.5", "faults[1].rate: expected a probability from 0 to 1, got 1.5"),
        ("delay=1", "faults[0].seconds: delay requires it"),
        ("status=1", "faults[0].status: status requires it"),
    ],
)
def test_short_form_that_cannot_be_read(spec: str, message: str) -> None:
    assert _refusal(Faults.from_spec, spec).startswith(message)


def test_json_has_the_same_fields() -> None:
    rule = {
        "kind": "status",
        "every": 3,
        "method": "POST",
        "path": "/v1/tasks/image",
        "task": "image",
        "status": 429,
        "headers": {"Retry-After": "3"},
        "body": "{}",
    }
    other = {"kind": "drip", "rate": 0.5, "seconds": 0.1}
    faults = Faults.from_json(json.dumps({"faults": [rule, other], "seed": 9}))
    assert list(faults.faults) == [
        Fault(
            "status",
            every=3,
            method="POST",
            path="/v1/tasks/image",
            task="image",
            status=429,
            headers={"Retry-After": "3"},
            body="{}",
        ),
        Fault("drip", rate=0.5, seconds=0.1),
    ]
    assert faults.seed == 9
    assert Faults.from_json('{"faults": []}').seed == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "faults: not JSON: "),
        (b"\xff", "faults: not JSON: "),
        ("[]", "faults: expected a JSON object, got []"),
        ("{}", "faults: is required; expected a list of rules"),
        ('{"faults": {}}', "faults: expected a list of rules, got {}"),
        ('{"faults": [], "sead": 1}', "sead: no such field; expected one of faults, seed"),
        ('{"faults": [1]}', "faults[0]: expected a rule, got 1"),
        ('{"faults": [{}]}', "faults[0].kind: is required; expected one of status, "),
        (
            '{"faults": [{"kind": "empty", "often": 1}]}',
            "faults[0].often: no such field; expected ",
        ),
        (
            '{"faults": [{"kind": "empty", "rate": []}]}',
            "faults[0].rate: expected a probability from 0 to 1, got []",
        ),
        ('{"faults": [], "seed": null}', "seed: expected an integer, got None"),
    ],
)
def test_json_that_cannot_be_read(text: str, message: str) -> None:
    assert _refusal(Faults.from_json, text).startswith(message)


def test_repr_is_complete() -> None:
    faults = Faults([Fault("reset-after-commit", rate=0.1)], seed=7)
    assert repr(faults).startswith("Faults([Fault(kind='reset-after-commit', rate=0.1,")
    assert repr(faults).endswith("seed=7)")
