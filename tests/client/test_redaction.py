"""Messages without the token, however it is spelled, and otherwise as they were."""

from __future__ import annotations

import base64
import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from fastlabel._client.redaction import redact
from fastlabel.errors import InvalidResponseError, RateLimitError

tokens = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40)
SPELLINGS: list[Callable[[str], str]] = [
    str,
    repr,
    json.dumps,
    quote,
    lambda token: quote(token, safe="").lower(),
    lambda token: token.encode().hex(),
    lambda token: base64.b64encode(token.encode()).decode(),
    lambda token: base64.urlsafe_b64encode(f"Bearer {token}".encode()).decode(),
]


@given(
    token=tokens,
    spell=st.sampled_from(SPELLINGS),
    before=st.text(max_size=9),
    after=st.text(max_size=9),
)
def test_token_is_taken_out(
    token: str, spell: Callable[[str], str], before: str, after: str
) -> None:
    error = redact(InvalidResponseError(f"{before} {spell(token)} {after}", 200), token)
    assert "***" in error.message
    assert token not in error.message
    assert pickle.loads(pickle.dumps(error)).args == (error.message, 200)
    assert error.code == 200


@given(token=tokens, length=st.integers(8, 39))
def test_start_of_a_token_that_was_cut_off_is_taken_out(token: str, length: int) -> None:
    start = token[:length]
    error = redact(InvalidResponseError(f"server said {start}…"), token)
    assert start not in error.message
    assert error.message.startswith("server said ")


def test_rest_stays_as_it_was() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    error = redact(RateLimitError("too many calls", 429, at), "a-long-token")
    assert (error.message, error.args[1], str(error)) == (
        "too many calls", 429, "<Response [429]> too many calls",
    )  # fmt: skip
    assert isinstance(error, RateLimitError)
    assert error.retry_at == at
    assert redact(InvalidResponseError("a short token is none"), "t").message.count("t") == 2
