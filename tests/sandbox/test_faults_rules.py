"""Rules: what may be said, in Python, in short and in JSON, and what is refused."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from fastlabel.errors import FastLabelInvalidException
from fastlabel.sandbox import Fault, Faults
from fastlabel.sandbox.faults.effects import AFTER, EARLY, INSTEAD
from fastlabel.sandbox.faults.kinds import DELAYS, TRAITS, FaultKind


def _refusal(make: Any, *given: Any) -> str:
    with pytest.raises(FastLabelInvalidException) as caught:
        make(*given)
    return caught.value.message


def test_every_kind_can_happen() -> None:
    connections = {kind for kind, traits in TRAITS.items() if traits.meets_connections}
    happen = [*AFTER, *EARLY, *INSTEAD, *DELAYS, *connections]
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
        ({"kind": "flood"}, "kind: 'flood' is none; there are status, status-mid-upload, "),
        ({"kind": ["x"]}, "kind: ['x'] is none; there are "),
        ({"kind": "empty", "rate": 1.5}, "rate: 1.5 is no probability, 0 to 1"),
        ({"kind": "empty", "rate": -0.1}, "rate: -0.1 is no probability, 0 to 1"),
        ({"kind": "empty", "rate": math.nan}, "rate: nan is no probability, 0 to 1"),
        ({"kind": "empty", "rate": "1"}, "rate: '1' is no probability, 0 to 1"),
        ({"kind": "empty", "rate": True}, "rate: True is no probability, 0 to 1"),
        ({"kind": "empty", "first": 0}, "first: 0 is no whole number from 1"),
        ({"kind": "empty", "every": 1.0}, "every: 1.0 is no whole number from 1"),
        ({"kind": "delay"}, "seconds: delay needs it"),
        ({"kind": "delay", "seconds": math.inf}, "seconds: inf is no number of seconds, from 0"),
        ({"kind": "delay", "seconds": -1}, "seconds: -1 is no number of seconds, from 0"),
        ({"kind": "status"}, "status: status needs it"),
        ({"kind": "status", "status": 199}, "status: 199 is no status of an answer, 200 to 599"),
        ({"kind": "status", "status": 600}, "status: 600 is no status of an answer, 200 to 599"),
        ({"kind": "status", "status": 204, "body": "x"}, "body: an answer with status 204 has "),
        ({"kind": "status", "status": 500, "body": 1}, "body: 1 is no text"),
        ({"kind": "truncated", "bytes": -1}, "bytes: -1 is no number of bytes, from 0"),
        (
            {"kind": "reset-after-commit", "seconds": 1},
            "seconds: reset-after-commit does not take it; it takes nothing",
        ),
        (
            {"kind": "no-id", "bytes": 1},
            "bytes: no-id does not take it; it takes body, headers, status",
        ),
        (
            {"kind": "lookup-lag", "seconds": 1, "method": "GET"},
            "method: lookup-lag happens to POST, not to GET",
        ),
        ({"kind": "empty", "method": "get"}, "method: 'get' is not one of GET, POST, PUT, DELETE"),
        (
            {"kind": "reset-on-accept", "path": "/v1/"},
            "path: reset-on-accept happens before there is a request; leave it out",
        ),
        ({"kind": "empty", "path": "tasks"}, "path: 'tasks' does not begin with a slash"),
        ({"kind": "empty", "task": "audio"}, "task: 'audio' is not one of image, image_class"),
        ({"kind": "garbage", "headers": "x"}, "headers: 'x' is no mapping of names to values"),
        ({"kind": "garbage", "headers": {"a b": "x"}}, "headers: 'a b' is no name of a header"),
        ({"kind": "garbage", "headers": {"a": "x\r\ny"}}, "headers: 'x\\r\\ny' of a is no value"),
        ({"kind": "garbage", "headers": {"a": 1}}, "headers: 1 of a is no value of a header"),
        ({"kind": "garbage", "headers": {"Content-Length": "1"}}, "headers: Content-Length is set"),
    ],
)
def test_rule_that_cannot_be_is_refused_with_its_place(fault: Any, message: str) -> None:
    rules = [Fault("reset-after-commit"), Fault("empty"), Fault(**fault)]
    assert _refusal(Faults, rules).startswith(f"faults[2].{message}")


def test_frequencies_exclude_each_other() -> None:
    assert _refusal(Faults, [Fault("empty", rate=0.5, first=2)]) == (
        "faults[0]: has rate and first; how often is one of rate, first, every"
    )


@pytest.mark.parametrize("seed", ["7", 1.5, True, None])
def test_seed_is_an_integer(seed: Any) -> None:
    assert _refusal(Faults, [], seed) == f"seed: {seed!r} is no integer"


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
        ("", "faults: '' cannot be read; write KIND=HOW-OFTEN, as in status-503=0.1, "),
        ("empty", "faults: 'empty' cannot be read; write "),
        ("empty=", "faults: 'empty=' cannot be read; write "),
        ("empty=0.1,", "faults: '' cannot be read; write "),
        ("empty=1@get", "faults: 'empty=1@get' cannot be read; write "),
        ("empty=first:0.5", "faults: 'empty=first:0.5' cannot be read: 0.5 is no number; write "),
        ("empty=1.2.3", "faults: 'empty=1.2.3' cannot be read: 1.2.3 is no number; write "),
        ("flood=1", "faults: 'flood' is no kind of fault; there are status, "),
        ("seed=x", "faults: seed=x is no integer"),
        ("empty=1,empty=1.5", "faults[1].rate: 1.5 is no probability, 0 to 1"),
        ("delay=1", "faults[0].seconds: delay needs it"),
        ("status=1", "faults[0].status: status needs it"),
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
        ("[]", "faults: [] is no JSON object"),
        ("{}", "faults: a list of rules is due"),
        ('{"faults": {}}', "faults: a list of rules is due"),
        ('{"faults": [], "sead": 1}', "sead: no such field; there are faults, seed"),
        ('{"faults": [1]}', "faults[0]: 1 is no JSON object"),
        ('{"faults": [{}]}', "faults[0].kind: is required; there are status, "),
        ('{"faults": [{"kind": "empty", "often": 1}]}', "faults[0].often: no such field; there "),
        ('{"faults": [{"kind": "empty", "rate": []}]}', "faults[0].rate: [] is no probability"),
        ('{"faults": [], "seed": null}', "seed: None is no integer"),
    ],
)
def test_json_that_cannot_be_read(text: str, message: str) -> None:
    assert _refusal(Faults.from_json, text).startswith(message)


def test_repr_says_it_all() -> None:
    faults = Faults([Fault("reset-after-commit", rate=0.1)], seed=7)
    assert repr(faults).startswith("Faults([Fault(kind='reset-after-commit', rate=0.1,")
    assert repr(faults).endswith("seed=7)")
