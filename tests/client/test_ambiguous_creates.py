"""Creates whose answer was lost: the task is looked up by its name before it is sent again."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import pytest

import fastlabel
from fastlabel.errors import (
    AmbiguousWriteError,
    AuthenticationError,
    ConflictError,
    FastLabelException,
    InvalidResponseError,
    ServerError,
    TransportError,
)
from tests.support.broken_servers import refused
from tests.support.media_files import CAT, VIDEO
from tests.support.recording_server import Answer, Recorded, Recorder, recording

Create = Callable[[fastlabel.Client], str]
LOST = [Answer(500), Answer(502), Answer(504), Answer(520), Answer(408)]
GARBLED = [
    Answer(200, b""),
    Answer(200, b"<html>"),
    Answer(200, b"{}"),
    Answer(200, b'"'),
    Answer(200, b"7"),
    Answer(201, b'"other"'),
    Answer(204),
]


@dataclass
class Service:
    """Keeps tasks by name, and loses the answers it is told to."""

    posts: list[Answer | None] = field(default_factory=list[Answer | None])
    """The answer to each create, in order, and None for the right one. Then the right ones."""
    commits: list[bool] = field(default_factory=list[bool])
    """Whether each create is carried out, in order. Then all are."""
    look_ups: list[Answer | None] = field(default_factory=list[Answer | None])
    names: list[str] = field(default_factory=list[str])
    page: int = 1000

    def answer(self, request: Recorded) -> Answer:
        if request.method == "POST":
            return self._create(request)
        told = self.look_ups.pop(0) if self.look_ups else None
        return told or self._list(request)

    def _create(self, request: Recorded) -> Answer:
        if not self.commits or self.commits.pop(0):
            self.names.append(request.json["name"])
        told = self.posts.pop(0) if self.posts else None
        return told or Answer(200, json.dumps(f"id-{len(self.names)}").encode())

    def _list(self, request: Recorded) -> Answer:
        query = parse_qs(urlsplit(request.target).query)
        start = int(query.get("offset", ["0"])[0])
        wanted = query["taskName"][0].lower()
        tasks = [
            {"id": f"id-{number}", "name": name, "odd": [number]}
            for number, name in enumerate(self.names, 1)
            if wanted in name.lower()
        ]
        return Answer(200, json.dumps(tasks[start : start + self.page]).encode())


@pytest.fixture
def recorder() -> Generator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture
def service(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> Service:
    service = Service()

    def answer(request: Recorded) -> Answer:
        recorder.requests.append(request)
        return service.answer(request)

    monkeypatch.setattr(recorder, "answer", answer)
    return service


@pytest.fixture
def client(recorder: Recorder) -> Generator[fastlabel.Client]:
    with fastlabel.Client("token-of-tests", recorder.url, confirm_after=0.02) as client:
        yield client


@pytest.fixture(autouse=True)
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastlabel._client.retry.policy._FIRST_WAIT", 0.001)


def create(client: fastlabel.Client) -> str:
    return client.image.create(project="p", name="a.png", file=b"\x89PNG\r\n\x1a\n")


def creates() -> list[Create]:
    return [
        create,
        lambda client: client.image_classification.create(project="p", name="a.png", file_path=CAT),
        lambda client: client.multi_image.create(project="p", name="a.png", files={"c.png": CAT}),
        lambda client: client.video.create(project="p", name="a.png", file_path=VIDEO),
        lambda client: client.create_image_task("p", "a.png", str(CAT)),
    ]


def posts(recorder: Recorder) -> int:
    return [request.method for request in recorder.requests].count("POST")


@pytest.mark.parametrize("create_one", creates())
@pytest.mark.parametrize("answer", [*LOST, *GARBLED], ids=lambda a: f"{a.status} {a.body!r}")
def test_task_that_is_there_is_adopted(
    create_one: Create,
    answer: Answer,
    service: Service,
    recorder: Recorder,
    client: fastlabel.Client,
) -> None:
    service.posts = [answer]
    assert create_one(client) == "id-1"
    assert service.names == ["a.png"]
    assert posts(recorder) == 1
    kind = recorder.requests[0].target
    assert {urlsplit(r.target).path for r in recorder.requests} == {kind}


@pytest.mark.parametrize("answer", [*LOST, *GARBLED], ids=lambda a: f"{a.status} {a.body!r}")
def test_task_that_is_not_there_is_sent_again(
    answer: Answer, service: Service, recorder: Recorder, client: fastlabel.Client
) -> None:
    service.posts, service.commits = [answer, answer], [False, False]
    assert create(client) == "id-1"
    assert posts(recorder) == 3
    assert len({r.body for r in recorder.requests if r.method == "POST"}) == 1


def test_task_that_comes_late_is_adopted(
    service: Service, recorder: Recorder, client: fastlabel.Client
) -> None:
    service.posts, service.look_ups = [Answer(500)], [Answer(200, b"[]")]
    assert create(client.with_options(confirm_after=200, deadline=300)) == "id-1"
    assert posts(recorder) == 1


def test_name_is_compared_byte_by_byte_on_all_pages(
    service: Service, recorder: Recorder, client: fastlabel.Client
) -> None:
    service.page = 2
    service.names = ["A.png", "xa.png", "a.png.png", "a.PNG", "aa.png"]
    service.posts = [Answer(500)]
    assert create(client) == "id-6"
    assert posts(recorder) == 1


def test_several_tasks_of_the_name_are_told_and_left_alone(
    service: Service, recorder: Recorder, client: fastlabel.Client
) -> None:
    service.names, service.posts = ["a.png"], [Answer(500)]
    with pytest.raises(AmbiguousWriteError, match="2 tasks of its name: id-1, id-2"):
        create(client)
    assert {request.method for request in recorder.requests} == {"POST", "GET"}


def test_failed_look_ups_are_repeated(service: Service, client: fastlabel.Client) -> None:
    service.posts = [Answer(500)]
    service.look_ups = [Answer(500), Answer(429), Answer(200, b"<html>"), Answer(200, b'[{"a":1}]')]
    assert create(client.with_options(confirm_after=200, deadline=300)) == "id-1"
    assert service.names == ["a.png"]


@pytest.mark.parametrize("answer", [Answer(500), Answer(200, b"?"), Answer(401), Answer(404)])
def test_what_cannot_be_looked_up_is_ambiguous(
    answer: Answer, service: Service, recorder: Recorder, client: fastlabel.Client
) -> None:
    service.posts, service.look_ups = [Answer(500, b"oh")], [answer] * 99
    with pytest.raises(AmbiguousWriteError, match=r"^oh; it may or may not .*find_by_name"):
        create(client)
    assert posts(recorder) == 1


def test_deadline_ends_look_ups(
    service: Service, client: fastlabel.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # After 0.2 and 0.6 seconds, and far from the deadline, which would cut a look-up off.
    monkeypatch.setattr("fastlabel._client.retry.policy._FIRST_WAIT", 0.2)
    service.posts, service.look_ups = [Answer(500)], [Answer(200, b"[]")] * 999
    with pytest.raises(AmbiguousWriteError, match="it was not found so far"):
        create(client.with_options(confirm_after=60, deadline=1.2))


@pytest.mark.parametrize(
    ("answer", "error"), [(Answer(500), ServerError), (Answer(200, b"?"), InvalidResponseError)]
)
def test_what_was_never_created_ends_with_the_last_answer(
    answer: Answer,
    error: type[FastLabelException],
    service: Service,
    recorder: Recorder,
    client: fastlabel.Client,
) -> None:
    service.posts, service.commits = [answer] * 4, [False] * 4
    with pytest.raises(error):
        create(client)
    assert posts(recorder) == 4
    assert service.names == []


def test_name_taken_by_the_attempt_before_is_adopted(
    service: Service, client: fastlabel.Client
) -> None:
    """The first attempt is carried out so late that no look-up saw it."""
    service.posts = [Answer(500), Answer(409, b'{"message": "taken"}')]
    service.commits = [True, False]
    service.look_ups = [Answer(200, b"[]")]
    assert create(client) == "id-1"
    assert service.names == ["a.png"]


def test_name_taken_by_another_is_a_conflict(service: Service, client: fastlabel.Client) -> None:
    service.names, service.commits = ["a.png"], [False]
    service.posts = [Answer(409, b'{"message": "taken"}')]
    with pytest.raises(ConflictError, match="taken"):
        create(client)


def test_refusal_that_has_nothing_to_do_with_it_is_told(
    service: Service, client: fastlabel.Client
) -> None:
    service.posts, service.commits = [Answer(500), Answer(401)], [False, False]
    with pytest.raises(AuthenticationError):
        create(client)


def test_lock_is_waited_for(service: Service, recorder: Recorder, client: fastlabel.Client) -> None:
    service.posts = [Answer(409, b'{"message": "The project is locked"}')]
    service.commits = [False]
    assert create(client) == "id-1"
    assert posts(recorder) == 2


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_client_does_the_same(backend: str, service: Service, recorder: Recorder) -> None:
    service.posts, service.commits = [Answer(500), Answer(200, b"")], [False, True]

    async def main() -> None:
        async with fastlabel.AsyncClient("t", recorder.url, confirm_after=0.02) as client:
            made: Awaitable[Any] = client.image.create(project="p", name="a.png", file_path=CAT)
            assert await made == "id-1"

    anyio.run(main, backend=backend)
    assert service.names == ["a.png"]
    assert posts(recorder) == 2


def test_what_never_went_out_is_not_looked_up() -> None:
    with fastlabel.Client("t", refused()) as nobody:
        with pytest.raises(TransportError, match="not sent"):
            create(nobody)
