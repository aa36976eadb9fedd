"""Text that is half a character, control characters, and bytes that are not UTF-8."""

from __future__ import annotations

import codecs
from typing import Any

import pytest

from fastlabel.errors import InvalidResponseError
from fastlabel.models import ImageTask
from tests.models.hostile.agreement import FIELDS, VALUES, assert_whole, reads

SURROGATES = [r"\ud800", r"\udc00", r"\udfff", r"\udc00\ud800", r"a\ud83dz", r"\ud83d\u0041"]
NOT_UTF8 = {
    "a surrogate": b"\xed\xa0\x80",
    "two surrogates": b"\xed\xa0\xbd\xed\xb8\x80",
    "overlong slash": b"\xc0\xaf",
    "overlong NUL": b"\xc0\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "beyond U+10FFFF": b"\xf4\x90\x80\x80",
    "cut off": b"\xe3\x81",
    "latin 1": b"\xe9",
    "a lone continuation": b"\x80",
    "0xff": b"\xff",
}
ODD = [
    r"\u0000", r"a\u0000b", "\x7f", "\u2028\u2029", "\ufeff", "\ufffe\uffff", "\U0010ffff",
    r"\ud83d\ude00", r"\/\b\f\n\r\t\"\\", "e\u0301", "\u202eabc", r"\u0022", "__proto__",
]  # fmt: skip
SENT = b'{"id":"1","name":"n"}'


def wherever(text: str) -> list[tuple[Any, str]]:
    """The text as each value and as each key that may be any, and as the id and name."""
    values = [(place.model, place.text(f'"{text}"')) for place in VALUES.values()]
    keys = [(place.model, place.text(f'"{text}":1')) for place in FIELDS.values()]
    nested = [(place.model, place.text(f'[{{"{text}":1}}]')) for place in VALUES.values()]
    named = [(ImageTask, f'{{"id":"{text}","name":"{text}","tags":["{text}"]}}')]
    return [*values, *keys, *nested, *named]


@pytest.mark.parametrize("text", SURROGATES)
def test_half_a_character_is_refused(text: str) -> None:
    for model, task in wherever(text):
        with pytest.raises(InvalidResponseError, match=r"surrogate|hex escape"):
            model.from_json(task)
        with pytest.raises(InvalidResponseError, match=r"surrogate|hex escape"):
            model.list_from_json(f"[{task}]".encode())


@pytest.mark.parametrize("text", NOT_UTF8.values(), ids=NOT_UTF8)
def test_text_that_is_not_utf8_is_refused(text: bytes) -> None:
    for model, task in wherever("%%"):
        with pytest.raises(InvalidResponseError, match="unicode"):
            model.from_json(task.encode().replace(b"%%", text))


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_kept(text: str) -> None:
    for model, task in wherever(text):
        assert reads(model, task.encode())
        assert reads(model, task)
        assert_whole(model.from_json(task))


@pytest.mark.parametrize("character", [chr(code) for code in range(32)])
def test_bare_control_character_is_refused(character: str) -> None:
    for model, task in wherever(character):
        with pytest.raises(InvalidResponseError, match="control character"):
            model.from_json(task)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encoding_is_refused(encoding: str) -> None:
    for text in (SENT, b"[" + SENT + b"]"):
        encoded = text.decode().encode(encoding)
        for read in (ImageTask.from_json, ImageTask.list_from_json):
            with pytest.raises(InvalidResponseError, match="Invalid JSON"):
                read(encoded)


def test_byte_order_mark_of_a_string_is_refused() -> None:
    for mark in ("\ufeff", codecs.BOM_UTF8):
        text = mark + SENT.decode() if isinstance(mark, str) else mark + SENT
        with pytest.raises(InvalidResponseError, match="Invalid JSON"):
            ImageTask.from_json(text)


@pytest.mark.parametrize("read", [ImageTask.from_json, ImageTask.list_from_json])
def test_string_of_half_a_character_is_refused(read: Any) -> None:
    with pytest.raises(InvalidResponseError):
        read('[{"id":"1","name":"\ud800"}]')


@pytest.mark.parametrize("place", ["id", "name", "tags", "x", "annotations"])
def test_object_with_half_a_character_is_refused(place: str) -> None:
    half: Any = {"tags": ["\ud800"], "annotations": [{"type": "\ud800"}]}.get(place, "\ud800")
    with pytest.raises(InvalidResponseError):
        ImageTask.from_wire({"id": "1", "name": "n", place: half})
