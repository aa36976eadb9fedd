from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from fastlabel.sandbox import Sandbox
from tests.sandbox.support.plain_client import Json, PlainClient, PlainError, base64_of, contents_of
from tests.sandbox.support.small_media import gif, jpeg, mp4, png, sound

IMAGE: Json = {"project": "cats", "name": "one", "file": base64_of(png())}
CLASSIFICATION = "image/classification"
BOX: Json = {"type": "bbox", "value": "cat", "points": [0, 0, 2, 2]}
CONTENTS = contents_of({"a.png": png()})
MULTI_IMAGE: Json = {"project": "m", "name": "one", "contents": CONTENTS}


def _without(body: Json, field: str) -> Json:
    return {key: value for key, value in body.items() if key != field}


def _files(client: PlainClient, sandbox: Sandbox) -> list[Path]:
    assert client.list("image", "nobody") == []
    return list((sandbox.data / "media").iterdir())


LACKING_SENSE: list[tuple[str, Json, str]] = [
    ("image", _without(IMAGE, "project"), "project: is required"),
    ("image", _without(IMAGE, "name"), "name: is required"),
    ("image", _without(IMAGE, "file"), "file: is required"),
    ("video", _without(IMAGE, "file"), "file: is required"),
    (CLASSIFICATION, _without(IMAGE, "file"), "file: is required"),
    ("multi-image", _without(MULTI_IMAGE, "contents"), "contents: is required"),
    ("image", IMAGE | {"project": ""}, "project: is required"),
    ("image", IMAGE | {"name": ""}, "name: is required"),
    ("image", IMAGE | {"name": None}, "name: is null"),
    ("image", IMAGE | {"name": 7}, "name: expected a string, got 7"),
    ("image", IMAGE | {"file": ""}, "file: is empty"),
    ("image", IMAGE | {"file": "not base64!"}, "file: must be standard base64"),
    ("image", IMAGE | {"file": 7}, "file: must be bytes"),
    ("image", IMAGE | {"status": "done"}, "status: 'done' is not one of 'approved'"),
    ("image", IMAGE | {"tags": "a"}, "tags: expected a list, got 'a'"),
    ("image", IMAGE | {"tags": [""]}, "tags: ('',) is not a list of non-empty strings"),
    ("image", IMAGE | {"tags": None}, "tags: is null"),
    ("image", IMAGE | {"colour": "red"}, "colour: no such field; expected one of annotations, "),
    ("image", IMAGE | {"filePath": "/etc/hosts"}, "filePath: no such field"),
    ("image", IMAGE | {"contents": []}, "contents: no such field"),
    ("image", IMAGE | {"attributes": []}, "attributes: no such field"),
    (CLASSIFICATION, IMAGE | {"annotations": []}, "annotations: no such field"),
    (CLASSIFICATION, IMAGE | {"metadatas": []}, "metadatas: no such field"),
    ("video", IMAGE | {"isDeleteExif": True}, "isDeleteExif: no such field"),
    ("multi-image", MULTI_IMAGE | {"contents": []}, "contents: is empty"),
    ("multi-image", MULTI_IMAGE | {"contents": {}}, "contents: must be a list"),
    ("multi-image", MULTI_IMAGE | {"contents": CONTENTS * 2}, "two files are named 'a.png'"),
    (
        "multi-image",
        MULTI_IMAGE | {"contents": [{"name": "hosts", "filePath": "/etc/hosts"}]},
        "contents[0].file: is required",
    ),
    (
        "multi-image",
        MULTI_IMAGE | {"contents": contents_of({"a.png": png(), "b.png": b""})},
        "contents[1].file: is empty",
    ),
    (
        "multi-image",
        MULTI_IMAGE | {"annotations": [BOX]},
        "annotations[0].content: is required; its files are a.png",
    ),
    (
        "multi-image",
        MULTI_IMAGE | {"annotations": [BOX | {"content": "b.png"}]},
        "annotations[0].content: 'b.png' is not a file of this task",
    ),
]


@pytest.mark.parametrize(("kind", "body", "message"), LACKING_SENSE)
def test_create_that_lacks_sense_is_refused(
    client: PlainClient, fastlabel_sandbox: Sandbox, kind: str, body: Json, message: str
) -> None:
    with pytest.raises(PlainError) as caught:
        client.post(f"tasks/{kind}", body)
    assert caught.value.code == 422
    assert message in caught.value.message
    assert _files(client, fastlabel_sandbox) == []


LACKING_FORM: list[tuple[Any, str]] = [
    (BOX | {"points": [0, 0, 2]}, "annotations[1].points: expected 4 numbers for a bbox, got 3"),
    (BOX | {"points": [2, 2, 0, 0]}, "annotations[1].points: inverted corners"),
    (BOX | {"points": [0, 0, 0, 2]}, "has no area"),
    (BOX | {"points": ["0", 0, 2, 2]}, "annotations[1].points[0]: expected a number, got '0'"),
    (BOX | {"type": "polygon", "points": [0, 0, 1]}, "expected pairs of x and y, got 3 numbers"),
    (
        BOX | {"type": "polygon", "points": [0, 0, 1, 1]},
        "expected 3 or more different vertices for a polygon, got 2",
    ),
    (BOX | {"type": "circle", "points": [0, 0, 1]}, "type 'circle' is not one of"),
    (BOX | {"type": "segmentation", "points": []}, "expected one region or more"),
    (_without(BOX, "value"), "annotations[1].value: is required"),
    (_without(BOX, "points"), "annotations[1].points: is required"),
    (_without(BOX, "type"), "annotations[1]: has no type"),
    (BOX | {"attributes": [{"key": "a"}]}, "annotations[1].attributes[0].value: is required"),
    ("bbox", "annotations[1]: expected an object, got 'bbox'"),
]


@pytest.mark.parametrize(("annotation", "message"), LACKING_FORM)
def test_annotation_that_lacks_sense_is_refused(
    client: PlainClient, annotation: Any, message: str
) -> None:
    with pytest.raises(PlainError) as caught:
        client.post("tasks/image", IMAGE | {"annotations": [BOX, annotation]})
    assert caught.value.code == 422
    assert message in caught.value.message


def test_number_that_no_float_holds_is_refused(client: PlainClient) -> None:
    body = json.dumps(IMAGE | {"annotations": [BOX | {"rotation": "HUGE"}]})
    response = client.send("POST", "tasks/image", data=body.replace('"HUGE"', "1e999"))
    assert (response.status_code, response.json()["message"]) == (
        422,
        "annotations[0].rotation: expected JSON, got inf",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b"--boundary",
        b"[" * 100_000,
        b'{"limit": NaN}',
        b'{"name": "\\ud800"}',
        b'{"n": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: repr(body[:12]),
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_body_that_is_no_json_object_is_refused(
    client: PlainClient, method: str, body: bytes
) -> None:
    path = "tasks/image" if method == "POST" else f"tasks/{client.post('tasks/image', IMAGE)}"
    response = client.send(method, path, data=body)
    assert response.status_code == 400
    assert response.json()["message"].startswith("the body is")


_PNG, _JPEG, _MP4 = png(40, 30), jpeg(40, 30), mp4()
_FLIPPED = bytearray(_PNG)
_FLIPPED[len(_PNG) // 2] ^= 0xFF
_FAST = mp4(movflags="faststart")
_BOMB = bytearray(png())
_BOMB[16:24] = (20_000).to_bytes(4) * 2
_BOMB[29:33] = zlib.crc32(_BOMB[12:29]).to_bytes(4)


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        ("image", b"hello", "file: is neither a PNG nor a JPEG"),
        ("image", gif(), "file: is neither a PNG nor a JPEG"),
        (
            "image",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "file: is neither a PNG nor a JPEG",
        ),
        ("image", _MP4, "file: is neither a PNG nor a JPEG"),
        ("image", _PNG[:-20], "file: is a broken or truncated PNG"),
        ("image", _PNG[:8], "file: is a broken or truncated PNG"),
        ("image", bytes(_FLIPPED), "file: is a broken or truncated PNG"),
        ("image", _JPEG[: len(_JPEG) // 2], "file: is a broken or truncated JPEG"),
        ("image", _JPEG[:3], "file: is a broken or truncated JPEG"),
        (CLASSIFICATION, b"hello", "file: is neither a PNG nor a JPEG"),
        ("video", b"hello", "file: is not an MP4 video"),
        ("video", _PNG, "file: is not an MP4 video"),
        ("video", b"#EXTM3U\n/etc/hosts\n", "file: is not an MP4 video"),
        ("video", mp4("mov"), "file: is not an MP4 video"),
        ("video", mp4("avi"), "file: is not an MP4 video"),
        ("video", sound(), "file: is an MP4 without a video"),
        ("video", _MP4.replace(b"avc1", b"zzzz"), "file: is an MP4 without a video"),
        ("video", _MP4.replace(b"moov", b"mooo"), "file: is a broken MP4 video"),
        ("video", _MP4[: len(_MP4) // 2], "is a truncated MP4 video: its end is missing"),
        ("video", _MP4[:-100], "is a truncated MP4 video: its end is missing"),
        ("video", _FAST[:-100], "is a truncated MP4 video: its end is missing"),
        ("video", _MP4[:32], "file: is a broken MP4 video"),
        ("video", _MP4[:32] + bytes([0, 0, 0, 3]) + _MP4[36:], "file: is a broken MP4 video"),
    ],
)
def test_media_that_are_not_what_they_should_be_are_refused(
    client: PlainClient, fastlabel_sandbox: Sandbox, kind: str, content: bytes, message: str
) -> None:
    with pytest.raises(PlainError) as caught:
        client.create(kind, "cats", "one.png", content)
    assert caught.value.code == 422
    assert message in caught.value.message
    assert _files(client, fastlabel_sandbox) == []


def test_image_of_too_many_pixels_is_refused_before_it_is_decoded(client: PlainClient) -> None:
    with pytest.raises(PlainError, match="20000 x 20000 pixels are too many") as caught:
        client.create("image", "cats", "bomb.png", bytes(_BOMB))
    assert caught.value.code == 422


def test_broken_image_among_contents_is_named_and_none_is_kept(
    client: PlainClient, fastlabel_sandbox: Sandbox
) -> None:
    media = contents_of({"a.png": png(), "b.png": b"hello"})
    with pytest.raises(PlainError, match=r"contents\[1\].file: is neither a PNG nor a JPEG"):
        client.create("multi-image", "m", "one", media)
    assert _files(client, fastlabel_sandbox) == []


@pytest.mark.parametrize(
    ("content", "frames"),
    [
        (_FAST, 12),
        (mp4(movflags="frag_keyframe+empty_moov"), 12),
        (_MP4 + b"\0\0\0\x08free", 12),
        (_MP4 + b"\0\0\0\1free" + (20).to_bytes(8) + bytes(4), 12),
        (_MP4 + b"\0\0\0\0free" + bytes(20), 12),
    ],
    ids=["fast start", "fragmented", "padded", "64-bit size", "open end"],
)
def test_videos_of_all_layouts_are_taken(client: PlainClient, content: bytes, frames: int) -> None:
    task = client.find("video", client.create("video", "v", "one", content))
    assert (task["frameCount"], task["fps"], task["duration"]) == (frames, 10.0, 1.2)


def test_name_does_not_decide_what_an_image_is(client: PlainClient) -> None:
    task = client.find("image", client.create("image", "cats", "one.mp4", jpeg(5, 4)))
    assert (task["width"], task["height"]) == (5, 4)


@pytest.mark.parametrize(
    ("method", "path", "code", "message"),
    [
        ("GET", "", 404, "/v1/ is not served here"),
        ("GET", "nope", 404, "/v1/nope is not served here"),
        ("POST", "nope", 404, "/v1/nope is not served here"),
        ("GET", "tasks", 404, "/v1/tasks is not served here"),
        ("GET", "tasks/image/", 404, "/v1/tasks/image/ is not served here"),
        ("GET", "docs", 404, "/v1/docs is not served here"),
        ("GET", "../openapi.json", 404, "/openapi.json is not served here"),
        ("GET", "../docs", 404, "/docs is not served here"),
        ("GET", "../media/nope/name", 404, "there is no such file"),
        ("GET", "tasks/image/nope", 404, "there is no task 'nope'"),
        ("GET", "tasks/image/a%2Fb", 404, "/v1/tasks/image/a/b is not served here"),
        ("PUT", "tasks/nope", 404, "there is no task 'nope'"),
        ("PUT", "tasks/video/nope", 404, "there is no task 'nope'"),
        ("DELETE", "tasks/nope", 404, "there is no task 'nope'"),
        ("PATCH", "tasks/image", 405, "/v1/tasks/image takes DELETE, GET, POST, PUT, not PATCH"),
        ("GET", "tasks/nope", 405, "/v1/tasks/nope takes DELETE, PUT, not GET"),
        ("POST", "../media/nope/name", 405, "/media/nope/name takes GET, HEAD, not POST"),
        ("GET", "tasks/image", 400, "project: is required"),
        ("POST", "tasks/image", 400, "the body is not JSON"),
    ],
)
def test_every_error_has_the_same_form(
    client: PlainClient, method: str, path: str, code: int, message: str
) -> None:
    response = client.send(method, path)
    body: Json = response.json()
    assert response.status_code == code
    assert response.headers["Content-Type"] == "application/json"
    assert list(body) == ["statusCode", "error", "message"]
    assert body["statusCode"] == code
    assert body["error"] == response.reason
    assert message in body["message"]


def test_wrong_method_names_the_allowed_ones(client: PlainClient) -> None:
    assert client.send("POST", "tasks/nope").headers["Allow"] == "DELETE, PUT"


def test_failure_of_the_sandbox_itself_is_an_error_of_the_same_form(
    client: PlainClient, fastlabel_sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    media = fastlabel_sandbox.data / "media"
    media.rmdir()
    try:
        with pytest.raises(PlainError) as caught:
            client.post("tasks/image", IMAGE)
    finally:
        media.mkdir()
    assert caught.value.code == 500
    assert caught.value.body["error"] == "Internal Server Error"
    assert "FileNotFoundError" in caught.value.message
    assert "POST /v1/tasks/image failed" in caplog.text
    assert client.list("image", "cats") == []
