"""What a client may be told, and what it tells: options, progress, the log and spans."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest

import fastlabel
from fastlabel.errors import FastLabelException, FastLabelInvalidException, ServerError
from tests.support.media_files import CAT
from tests.support.recording_server import Answer, Recorder, recording


@pytest.fixture
def recorder() -> Generator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(autouse=True)
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastlabel._client.retry.policy._FIRST_WAIT", 0.001)


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"timeout": 0}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"deadline": -1}, "deadline"),
        ({"deadline": float("inf")}, "deadline"),
        ({"max_attempts": 0}, "max_attempts"),
        ({"confirm_after": 0}, "confirm_after"),
    ],
)
def test_options_make_sense(options: dict[str, Any], place: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=f"^.*{place}: "):
        fastlabel.Client("t", **options)
    with fastlabel.Client("t") as client, pytest.raises(FastLabelInvalidException, match=place):
        client.with_options(**options)


def test_with_options_is_a_client_on_the_same_connections(recorder: Recorder) -> None:
    with fastlabel.Client("t", recorder.url, max_attempts=2) as client:
        once = client.with_options(max_attempts=1)
        assert isinstance(once, fastlabel.Client)
        recorder.answers = [Answer(500)] * 3
        with pytest.raises(ServerError):
            once.image.find("1")
        with pytest.raises(ServerError):
            client.find_image_task("1")
        assert len(recorder.requests) == 3
        assert once.with_options().image.find("1").id == "task-1"
    with pytest.raises(FastLabelException, match="the client is closed"):
        once.image.find("1")


def test_progress_tells_the_bytes_of_the_body(recorder: Recorder, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(10**6))
    told: list[tuple[int, int]] = []
    with fastlabel.Client("t", recorder.url) as client:
        client.image.create(
            project="p", file_path=path, progress=lambda done, total: told.append((done, total))
        )
    (request,) = recorder.requests
    size = len(request.body)
    assert told[0] == (0, size)
    assert told[-1] == (size, size)
    assert len(told) > 3
    assert told == sorted(told)


def test_one_line_is_logged_for_a_call(
    recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "fastlabel")
    recorder.answers = [Answer(503), Answer(200, b"[]"), Answer(404)]
    with fastlabel.Client("canary-token", recorder.url) as client:
        client.image.get(project="secret-project", tags=["secret-tag"])
        with pytest.raises(fastlabel.NotFoundError):
            client.video.find("7")
    records = [record for record in caplog.records if record.name == "fastlabel"]
    first, second = (record.getMessage() for record in records)
    assert first.startswith("GET tasks/image status=200 attempts=2 ms=")
    assert first.endswith("error=-")
    assert second.startswith("GET tasks/video/7 status=404 attempts=1 ms=")
    assert second.endswith("error=NotFoundError")
    assert "secret" not in first + second


def test_spans_where_open_telemetry_is_in_use(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans: list[tuple[str, dict[str, object]]] = []

    class Span:
        def __init__(self, name: str) -> None:
            self.attributes: dict[str, object] = {}
            spans.append((name, self.attributes))

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            return

        def set_attribute(self, name: str, value: object) -> None:
            self.attributes[name] = value

    class Tracer:
        def start_as_current_span(self, name: str, kind: str) -> Span:
            return Span(f"{name} {kind}")

    def get_tracer(_: str) -> Tracer:
        return Tracer()

    trace = SimpleNamespace(get_tracer=get_tracer, SpanKind=SimpleNamespace(CLIENT="client"))
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", trace)
    recorder.answers = [Answer(500)]
    with fastlabel.Client("t", recorder.url) as client:
        client.image.find("1")
    assert spans == [
        (
            "fastlabel GET client",
            {
                "http.request.method": "GET",
                "url.path": "tasks/image/1",
                "http.request.resend_count": 1,
                "http.response.status_code": 200,
            },
        )
    ]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://API.example.com:443/v1", "https://api.example.com/v1/"),
        ("https://api.example.com:8443/", "https://api.example.com:8443/"),
        ("http://[::1]:80/v1//", "http://[::1]/v1/"),
        ("https://bücher.example/v1/", "https://xn--bcher-kva.example/v1/"),
    ],
)
def test_base_url_is_put_as_it_is_compared(given: str, used: str) -> None:
    with fastlabel.Client("t", given) as client:
        assert repr(client) == f"Client(base_url={used!r})"


@pytest.mark.parametrize("path", ["/v1 x/", '/v"1/', "/v1/ü/", "/a\\b/"])
def test_base_url_of_an_odd_path_is_refused(path: str) -> None:
    with pytest.raises(FastLabelInvalidException, match="a path that is not quoted"):
        fastlabel.Client("t", f"https://api.example.com{path}")


@pytest.mark.parametrize("task_id", ["../../admin", "a/../../b", "..\\x", "//evil.example/", "?x"])
def test_ids_stay_below_the_base_url(task_id: str, recorder: Recorder) -> None:
    with fastlabel.Client("t", recorder.url) as client:
        client.image.find(task_id)
    (request,) = recorder.requests
    assert request.target.startswith("/v1/tasks/image/")
    assert request.target.count("/") == 4


def test_client_needs_no_closing(recorder: Recorder) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client = fastlabel.Client("t", recorder.url)
        client.image.find("1")
        client.close()
        client.close()
        del client
    assert caught == []


def test_file_of_authorities_that_is_none(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pem", CAT):
        with pytest.raises(FastLabelInvalidException, match="ca_file: "):
            fastlabel.Client("t", ca_file=path)
