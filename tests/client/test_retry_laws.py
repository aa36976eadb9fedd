"""Laws of a create, in a simulated world: whatever gets lost, its task is there once or not at all.

What the world may do is what the rules build on: a create takes effect within 15 seconds of a lost
answer, or 60 of a timeout, and is seen by look-ups 2 seconds later.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from fastlabel._client.retry.attempts import AttemptFailed
from fastlabel._client.retry.budget import RetryBudget
from fastlabel._client.retry.call import NoResponse, RequestState
from fastlabel._client.retry.policy import Limits
from fastlabel._protocol.operation import ExistenceProbe, Operation
from fastlabel._protocol.responses import Response, parse_id_names, read_id
from fastlabel._protocol.upload import JsonBody
from fastlabel.errors import AmbiguousWriteError, FastLabelException
from fastlabel.models import TaskId
from tests.support.examples import examples

LAG = 2.0
CREATED = Response(200, {}, b'"the id"')


@dataclass(frozen=True)
class Fault:
    """What happens to one create: when it takes effect, if at all, and what is heard of it."""

    heard: str
    status: int = 500
    commits_after: float | None = None
    seconds: float = 0.1


class ScriptedBudget(RetryBudget):
    """Allows what a script says, and everything after its end."""

    def __init__(self, script: list[bool]) -> None:
        super().__init__()
        self._script = script

    def try_spend(self) -> bool:
        return self._script.pop(0) if self._script else True


@dataclass
class World:
    """A service whose clock only goes when somebody waits."""

    faults: list[Fault]
    blind: list[bool]
    budget: list[bool]
    has_name_check: bool
    now: float = 1000.0
    commits: list[float] = field(default_factory=list[float])

    def clock(self) -> float:
        return self.now

    def post(self, body: JsonBody) -> Response:
        fault = self.faults.pop(0) if self.faults else Fault("created", commits_after=0)
        body.handed_over = fault.heard != "not sent"
        if self.has_name_check and any(at <= self.now for at in self.commits):
            return Response(409, {}, b'{"message": "taken"}')
        if fault.commits_after is not None:
            self.commits.append(self.now + fault.commits_after)
        self.now += fault.seconds
        match fault.heard:
            case "created":
                return CREATED
            case "garbled":
                return Response(200, {}, b"<html>")
            case "status":
                return Response(fault.status, {}, b"{}")
            case "throttled":
                return Response(429, {"retry-after": "3"}, b"{}")
            case _:
                raise NoResponse(fault.heard, is_timeout=fault.heard == "timeout")

    def look_up(self) -> Response:
        self.now += 0.05
        if self.blind and self.blind.pop(0):
            return Response(503, {}, b"")
        seen = [at for at in self.commits if at + LAG <= self.now]
        tasks = b",".join(b'{"id": "id-%d", "name": "a"}' % number for number in range(len(seen)))
        return Response(200, {}, b"[" + tasks + b"]")

    def rows(self) -> int:
        self.now += 1000
        seen = sorted(at for at in self.commits if at <= self.now)
        return min(len(seen), 1) if self.has_name_check else len(seen)


def outcome(world: World, limits: Limits, seed: int) -> TaskId | FastLabelException:
    body = JsonBody([b"{}"])
    page = Operation("GET", "tasks/image", parse_id_names)
    probe = ExistenceProbe("a", lambda offset: page)
    operation = Operation("POST", "tasks/image", read_id, body=body, probe=probe)
    budget = ScriptedBudget(world.budget)
    call = RequestState(operation, limits, budget, world.clock, random.Random(seed))
    while True:
        try:
            return step(call, world, body)
        except AttemptFailed as failure:
            if not call.should_retry():
                return failure.error
            world.now += call.delay


def step(call: RequestState[TaskId], world: World, body: JsonBody) -> TaskId:
    call.begin()
    if call.is_probing:
        ids = [
            task_id
            for task_id, name in call.read_probe_page(world.look_up()).items()
            if name == "a"
        ]
        task_id = call.on_probe_result(ids)
        if task_id is not None:
            return task_id
    try:
        response = world.post(body)
    except NoResponse as lost:
        raise call.on_no_response(lost) from None
    return call.on_response(response)


faults = st.one_of(
    st.builds(Fault, st.just("reset"), commits_after=st.none() | st.floats(0, 12)),
    st.builds(
        Fault, st.just("timeout"), commits_after=st.none() | st.floats(0, 100), seconds=st.just(60)
    ),
    st.builds(
        Fault,
        st.just("status"),
        status=st.sampled_from([500, 502, 503, 521]),
        commits_after=st.none() | st.floats(0, 12),
    ),
    st.builds(
        Fault,
        st.just("status"),
        status=st.sampled_from([408, 504, 524]),
        commits_after=st.none() | st.floats(0, 55),
    ),
    st.builds(Fault, st.just("garbled"), commits_after=st.just(0.0)),
    st.sampled_from([Fault("not sent"), Fault("throttled")]),
)
worlds = st.builds(
    World,
    faults=st.lists(faults, max_size=6),
    blind=st.lists(st.booleans(), max_size=8),
    budget=st.lists(st.booleans(), max_size=8),
    has_name_check=st.booleans(),
)
limits = st.builds(
    Limits, max_attempts=st.integers(1, 5), deadline=st.sampled_from([1.0, 20.0, 300.0, 3000.0])
)


@examples(600)
@given(world=worlds, limits=limits, seed=st.integers(0, 99))
def test_a_task_is_created_once_or_not_at_all(world: World, limits: Limits, seed: int) -> None:
    start = world.now
    result = outcome(world, limits, seed)
    assert world.now - start <= limits.deadline + 61 + 1
    rows = world.rows()
    if isinstance(result, str):
        assert rows == 1
    elif isinstance(result, AmbiguousWriteError):
        assert rows <= 1
    else:
        assert rows == 0
