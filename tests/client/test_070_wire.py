"""Each call of release 0.7.0, and the request that it makes by the wire protocol."""

from __future__ import annotations

import base64
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

import fastlabel
from tests.support.recording_server import Recorder, recording

PNG = b"\x89PNG\r\n\x1a\n and more"
MP4 = b"\x00\x00\x00\x20ftypisom and more"
ENCODED = {"png": base64.b64encode(PNG).decode(), "mp4": base64.b64encode(MP4).decode()}
BOX = {
    "type": "bbox",
    "value": "annotation-value",
    "attributes": [{"key": "attribute-key", "value": "attribute-value"}],
    "points": [100, 100, 200, 200],
}
RING = [100, 100, 300, 100, 300, 300, 100, 300, 100, 100]
REGION = {**BOX, "type": "segmentation", "points": [[RING]]}
SHAPES: list[dict[str, Any]] = [
    {"type": "polygon", "value": "v", "points": [1, 2, 3, 4.5, 5, 0]},
    {"type": "keypoint", "value": "v", "points": [1, 2]},
    {"type": "line", "value": "v", "points": [1, 2, 3, 4]},
]
KIND = [{"key": "kind", "value": "tabby"}]

Call = Callable[[fastlabel.Client, Path], object]
Expected = tuple[str, str, "dict[str, Any] | None"]


@pytest.fixture
def recorder() -> Generator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture
def media(tmp_path: Path) -> Path:
    for name in ("a.png", "B.PNG", "c.jpg", "d.JPEG"):
        (tmp_path / name).write_bytes(PNG)
    for name in ("v.mp4", "V.MP4"):
        (tmp_path / name).write_bytes(MP4)
    folder = tmp_path / "sample"
    folder.mkdir()
    for name in ("02.png", "01.jpg", ".hidden"):
        (folder / name).write_bytes(PNG)
    return tmp_path


def image(**more: Any) -> dict[str, Any]:
    return {"project": "p", "name": "a.png", "file": ENCODED["png"], **more}


def video(**more: Any) -> dict[str, Any]:
    return {"project": "p", "name": "v.mp4", "file": ENCODED["mp4"], **more}


def several(**more: Any) -> dict[str, Any]:
    contents = [{"name": name, "file": ENCODED["png"]} for name in ("01.jpg", "02.png")]
    return {"project": "p", "name": "sample", "contents": contents, **more}


def marked(*annotations: dict[str, Any]) -> list[dict[str, Any]]:
    """As 0.7.0 sends the annotations of a single file: with the task's name on each."""
    return [{**annotation, "content": "a.png"} for annotation in annotations]


def finder(method: str, task_id: str) -> Call:
    return lambda client, _: getattr(client, method)(task_id=task_id)


FINDS: list[tuple[str, Call, Expected]] = [
    (f"{method} {task_id}", finder(method, task_id), ("GET", f"{path}/{quoted}", None))
    for method, path in (
        ("find_image_task", "tasks/image"),
        ("find_image_classification_task", "tasks/image/classification"),
        ("find_multi_image_task", "tasks/multi-image"),
        ("find_video_task", "tasks/video"),
    )
    for task_id, quoted in (("YOUR_TASK_ID", "YOUR_TASK_ID"), ("x/y z", "x%2Fy%20z"))
]

LIST_ARGUMENTS: list[tuple[dict[str, Any], str]] = [
    ({}, "limit={page}"),
    (
        {"status": "approved", "tags": ["tag1", "tag2"]},
        "status=approved&tags=tag1&tags=tag2&limit={page}",
    ),
    ({"offset": 20}, "offset=20&limit={page}"),
    ({"offset": 0, "status": "", "tags": []}, "limit={page}"),
    ({"limit": 0}, ""),
    ({"limit": None}, ""),
    ({"limit": 1}, "limit=1"),
    ({"tags": "abc"}, "tags=abc&limit={page}"),
    ({"tags": ["a b", "c&d"]}, "tags=a+b&tags=c%26d&limit={page}"),
]


def lister(method: str, arguments: dict[str, Any]) -> Call:
    return lambda client, _: getattr(client, method)(project="YOUR PROJECT", **arguments)


LISTS: list[tuple[str, Call, Expected]] = [
    (
        f"{method} {arguments}",
        lister(method, arguments),
        ("GET", f"{path}?project=YOUR+PROJECT&{query.format(page=page)}".rstrip("&"), None),
    )
    for method, path, page in (
        ("get_image_tasks", "tasks/image", 100),
        ("get_image_classification_tasks", "tasks/image/classification", 100),
        ("get_multi_image_tasks", "tasks/multi-image", 10),
        ("get_video_tasks", "tasks/video", 10),
    )
    for arguments, query in LIST_ARGUMENTS
]
# The cap of 1000 is only documented; the bound of 10 is checked before anything is sent.
OVER_THE_CAP: list[tuple[str, Call, Expected]] = [
    (
        "limit over the cap",
        lister("get_image_tasks", {"limit": 5000}),
        ("GET", "tasks/image?project=YOUR+PROJECT&limit=5000", None),
    ),
    (
        "classification limit over the cap",
        lister("get_image_classification_tasks", {"limit": 5000}),
        ("GET", "tasks/image/classification?project=YOUR+PROJECT&limit=5000", None),
    ),
]

CREATES: list[tuple[str, Call, Expected]] = [
    (
        "image",
        lambda c, m: c.create_image_task(project="p", name="a.png", file_path=str(m / "a.png")),
        ("POST", "tasks/image", image()),
    ),
    (
        "image, all said",
        lambda c, m: c.create_image_task(
            "p", "a.png", m / "a.png", "approved", [BOX, REGION, *SHAPES], ["t", "u"]
        ),
        (
            "POST",
            "tasks/image",
            image(status="approved", annotations=marked(BOX, REGION, *SHAPES), tags=["t", "u"]),
        ),
    ),
    (
        "image, what is falsy is left out",
        lambda c, m: c.create_image_task("p", "a.png", m / "a.png", "", [], []),
        ("POST", "tasks/image", image()),
    ),
    (
        "image, content is overwritten",
        lambda c, m: c.create_image_task(
            "p", "a.png", m / "a.png", annotations=[{**BOX, "content": "other"}]
        ),
        ("POST", "tasks/image", image(annotations=marked(BOX))),
    ),
    (
        "image, upper case",
        lambda c, m: c.create_image_task("p", "B", str(m / "B.PNG")),
        ("POST", "tasks/image", image(name="B")),
    ),
    (
        "image, jpeg",
        lambda c, m: c.create_image_task("p", "d", str(m / "d.JPEG")),
        ("POST", "tasks/image", image(name="d")),
    ),
    (
        "image, names in any script",
        lambda c, m: c.create_image_task("プロジェクト", 'ねこ"\\\n.png', m / "c.jpg"),
        ("POST", "tasks/image", image(project="プロジェクト", name='ねこ"\\\n.png')),
    ),
    (
        "classification",
        lambda c, m: c.create_image_classification_task(
            project="p", name="a.png", file_path=str(m / "a.png"), attributes=KIND
        ),
        ("POST", "tasks/image/classification", image(attributes=KIND)),
    ),
    (
        "classification, all said",
        lambda c, m: c.create_image_classification_task(
            "p", "a.png", str(m / "a.png"), "skipped", KIND, ["t"]
        ),
        (
            "POST",
            "tasks/image/classification",
            image(status="skipped", attributes=KIND, tags=["t"]),
        ),
    ),
    (
        "classification, nothing said",
        lambda c, m: c.create_image_classification_task("p", "a.png", str(m / "a.png")),
        ("POST", "tasks/image/classification", image()),
    ),
    (
        "multi-image",
        lambda c, m: c.create_multi_image_task(
            project="p", name="sample", folder_path=str(m / "sample")
        ),
        ("POST", "tasks/multi-image", several()),
    ),
    (
        "multi-image, all said",
        lambda c, m: c.create_multi_image_task(
            "p", "sample", m / "sample", "completed", [{**REGION, "content": "01.jpg"}], ["t"]
        ),
        (
            "POST",
            "tasks/multi-image",
            several(status="completed", annotations=[{**REGION, "content": "01.jpg"}], tags=["t"]),
        ),
    ),
    (
        "video",
        lambda c, m: c.create_video_task(project="p", name="v.mp4", file_path=str(m / "v.mp4")),
        ("POST", "tasks/video", video()),
    ),
    (
        "video, all said",
        lambda c, m: c.create_video_task("p", "v.mp4", str(m / "V.MP4"), "registered", ["t"]),
        ("POST", "tasks/video", video(status="registered", tags=["t"])),
    ),
    (
        "update",
        lambda c, m: c.update_task(task_id="1", status="approved", tags=["tag1", "tag2"]),
        ("PUT", "tasks/1", {"status": "approved", "tags": ["tag1", "tag2"]}),
    ),
    ("update, nothing", lambda c, m: c.update_task("1"), ("PUT", "tasks/1", {})),
    ("update, falsy", lambda c, m: c.update_task("1", "", []), ("PUT", "tasks/1", {})),
    (
        "update, tags only",
        lambda c, m: c.update_task("1", tags=["t"]),
        ("PUT", "tasks/1", {"tags": ["t"]}),
    ),
    (
        "update, status only",
        lambda c, m: c.update_task("1", "customer_send_backed"),
        ("PUT", "tasks/1", {"status": "customer_send_backed"}),
    ),
    ("delete", lambda c, m: c.delete_task(task_id="1"), ("DELETE", "tasks/1", None)),
    (
        "delete, quoted",
        lambda c, m: c.delete_task("../1?x#y"),
        ("DELETE", "tasks/..%2F1%3Fx%23y", None),
    ),
]

CALLS = [*FINDS, *LISTS, *OVER_THE_CAP, *CREATES]


def test_table_is_long_enough() -> None:
    assert len(CALLS) >= 60


@pytest.mark.parametrize(
    ("call", "expected"), [row[1:] for row in CALLS], ids=[r[0] for r in CALLS]
)
def test_request(call: Call, expected: Expected, recorder: Recorder, media: Path) -> None:
    method, target, body = expected
    with fastlabel.Client("the-token", recorder.url) as client:
        call(client, media)
    (request,) = recorder.requests
    assert (request.method, request.target) == (method, f"/v1/{target}")
    assert request.headers["Authorization"] == "Bearer the-token"
    assert request.headers["Content-Type"] == "application/json"
    if body is None:
        assert request.body == b""
    else:
        assert request.json == body
        assert request.headers["Content-Length"] == str(len(request.body))
        assert "Transfer-Encoding" not in request.headers


REFUSALS: list[tuple[Call, str]] = [
    (
        lambda c, m: c.create_image_task("p", "n", "x.gif"),
        "Supported extensions are png, jpg, jpeg.",
    ),
    (
        lambda c, m: c.create_image_classification_task("p", "n", "x.mp4"),
        "Supported extensions are png, jpg, jpeg.",
    ),
    (lambda c, m: c.create_video_task("p", "n", "x.mov"), "Supported extensions are mp4."),
    (lambda c, m: c.create_multi_image_task("p", "n", m / "nowhere"), "Folder does not exist."),
    (lambda c, m: c.create_multi_image_task("p", "n", m / "a.png"), "Folder does not exist."),
    (
        lambda c, m: c.create_multi_image_task("p", "n", m),
        "Supported extensions are png, jpg, jpeg.",
    ),
    (lambda c, m: c.get_video_tasks("p", limit=11), "Limit must be less than or equal to 10."),
    (
        lambda c, m: c.get_multi_image_tasks("p", limit=11),
        "Limit must be less than or equal to 10.",
    ),
]


@pytest.mark.parametrize(("call", "message"), REFUSALS)
def test_check_before_sending(call: Call, message: str, recorder: Recorder, media: Path) -> None:
    with (
        fastlabel.Client("t", recorder.url) as client,
        pytest.raises(fastlabel.FastLabelInvalidException) as caught,
    ):
        call(client, media)
    assert (caught.value.message, caught.value.code) == (message, 422)
    assert str(caught.value) == f"<Response [422]> {message}"
    assert recorder.requests == []


def test_empty_folder_is_an_error(recorder: Recorder, tmp_path: Path) -> None:
    with (
        fastlabel.Client("t", recorder.url) as client,
        pytest.raises(fastlabel.FastLabelInvalidException, match="Folder does not have any file"),
    ):
        client.create_multi_image_task("p", "n", str(tmp_path))
    assert recorder.requests == []


def test_missing_file_is_a_file_not_found_error(recorder: Recorder) -> None:
    with (
        fastlabel.Client("t", recorder.url) as client,
        pytest.raises(FileNotFoundError, match=r"file_path: 'gone\.png' does not exist") as caught,
    ):
        client.create_image_task("p", "n", "gone.png")
    assert isinstance(caught.value, fastlabel.FastLabelInvalidException)
    assert recorder.requests == []


def test_arguments_are_not_mutated(recorder: Recorder, media: Path) -> None:
    annotation, tags = {**BOX}, ["t"]
    with fastlabel.Client("t", recorder.url) as client:
        client.create_image_task(
            "p", "a.png", str(media / "a.png"), annotations=[annotation], tags=tags
        )
    assert annotation == BOX
    assert tags == ["t"]
    assert recorder.requests[0].json["annotations"][0]["content"] == "a.png"


def test_token_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", None):
        monkeypatch.delenv("FASTLABEL_ACCESS_TOKEN", raising=False)
        if value is not None:
            monkeypatch.setenv("FASTLABEL_ACCESS_TOKEN", value)
        with pytest.raises(ValueError, match=r"^FASTLABEL_ACCESS_TOKEN is not configured\.$"):
            fastlabel.Client()
