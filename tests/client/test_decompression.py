"""Unpacking answers: whatever way they are cut into chunks, and never beyond a bound."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel._client.decompression import GzipDecoder, TruncatedBody
from fastlabel.errors import InvalidResponseError


def unpacked(data: bytes, encoding: str | None, sizes: list[int], most: int = 2**30) -> bytes:
    unpacker = GzipDecoder(encoding, most)
    for size in sizes:
        unpacker.feed(data[:size])
        data = data[size:]
    unpacker.feed(data)
    return unpacker.finish()


@given(body=st.binary(), sizes=st.lists(st.integers(0, 9), max_size=9), level=st.integers(0, 9))
def test_body_comes_out_however_it_is_cut(body: bytes, sizes: list[int], level: int) -> None:
    assert unpacked(body, None, sizes) == body
    assert unpacked(body, "identity", sizes) == body
    assert unpacked(gzip.compress(body, level), " GZIP ", sizes) == body


@given(body=st.binary(min_size=1), data=st.data())
def test_gzip_that_is_cut_short_is_noticed(body: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(body)
    length = data.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(TruncatedBody):
        unpacked(packed[:length], "gzip", [])


def test_empty_answer_of_a_server_that_says_gzip_is_empty() -> None:
    assert GzipDecoder("gzip").finish() == b""


def test_what_is_no_gzip_is_refused() -> None:
    with pytest.raises(InvalidResponseError, match="not valid gzip"):
        unpacked(b"<html>", "gzip", [])


def test_more_after_the_end_is_refused() -> None:
    with pytest.raises(InvalidResponseError, match="bytes after the end of its gzip stream"):
        unpacked(gzip.compress(b"{}") + b"{}", "gzip", [])


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "zstd"])
def test_other_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(InvalidResponseError, match="was not requested"):
        GzipDecoder(encoding)


def test_bomb_is_given_up_within_its_bound() -> None:
    packer = zlib.compressobj(9, wbits=31)
    zeros = bytes(2**20)
    bomb = b"".join([packer.compress(zeros) for _ in range(64)] + [packer.flush()])
    assert len(bomb) < 2**17
    with pytest.raises(InvalidResponseError, match="larger than 1,048,576 bytes"):
        unpacked(bomb, "gzip", [], most=2**20)
    with pytest.raises(InvalidResponseError, match="larger than 9 bytes"):
        unpacked(bytes(10), None, [5], most=9)
