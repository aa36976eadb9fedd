from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel._client.download.urls import MediaUrl
from fastlabel.errors import FastLabelInvalidException

SIGNED = "https://media.example.com/a/cat.png?X-Amz-Signature=SECRET&x=1#SECRET"


def test_url_is_taken_apart() -> None:
    url = MediaUrl.parse(SIGNED)
    assert (url.scheme, url.host, url.port) == ("https", "media.example.com", 443)
    assert url.path == "/a/cat.png"
    assert url.target == "/a/cat.png?X-Amz-Signature=SECRET&x=1"
    assert url.host_header == "media.example.com"


def test_text_has_no_query() -> None:
    url = MediaUrl.parse(SIGNED)
    assert str(url) == "https://media.example.com/a/cat.png"
    assert "SECRET" not in repr(url)
    assert pickle.loads(pickle.dumps(url)) == url
    assert len(str(MediaUrl.parse(f"https://a/{'x' * 5000}"))) < 250


@pytest.mark.parametrize(
    ("url", "target", "host_header"),
    [
        ("https://A.Example:443", "/", "a.example"),
        ("HTTPS://a.example:8443/x", "/x", "a.example:8443"),
        ("https://[2606:4700::1]:8443/x", "/x", "[2606:4700::1]:8443"),
        ("https://a.example/猫 .png".replace(" ", "%20"), "/%E7%8C%AB%20.png", "a.example"),
        ("https://a.example/a%2Fb?c=%2B/+=", "/a%2Fb?c=%2B/+=", "a.example"),
        ("https://a.example?x", "/?x", "a.example"),
    ],
)
def test_what_is_asked_for(url: str, target: str, host_header: str) -> None:
    parsed = MediaUrl.parse(url)
    assert (parsed.target, parsed.host_header) == (target, host_header)


BAD = [
    "",
    "cat.png",
    "//a.example/x",
    "http://a.example/SECRET",
    "http://127.0.0.1.example/x",
    "ftp://a.example/x",
    "file:///etc/passwd",
    "data:image/png;base64,SECRET",
    "javascript:alert(1)",
    "https:///x",
    "https://user:SECRET@a.example/",
    "https://@a.example/",
    "https://a.example\\@127.0.0.1/",
    "https://a.example/\r\nX-SECRET: 1",
    "https://a.example/ SECRET",
    "https://a.example:99999/SECRET",
    "https://a.example:x/SECRET",
    "https://[::1/SECRET",
    "https://[fe80::1%25eth0]/SECRET",
    "https://ｅxample.com/SECRET",  # noqa: RUF001  # a host that looks like another
    "https://exa%6dple.com/SECRET",
    "https://a.example/\udc80",
    f"https://a.example/{'x' * 20_000}",
]


@pytest.mark.parametrize("url", BAD)
@pytest.mark.parametrize("allow_loopback", [False, True])
def test_what_is_no_url_to_fetch_media_from(url: str, allow_loopback: bool) -> None:
    with pytest.raises(FastLabelInvalidException, match="over https only") as caught:
        MediaUrl.parse(url, allow_loopback=allow_loopback)
    assert caught.value.code == 422
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_plain_http_is_for_this_machine_and_where_allowed(host: str) -> None:
    assert MediaUrl.parse(f"http://{host}/x", allow_loopback=True).scheme == "http"
    with pytest.raises(FastLabelInvalidException):
        MediaUrl.parse(f"http://{host}/x")


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("https://b.example/x?y", "https://b.example:443/x?y"),
        ("//b.example/x", "https://b.example:443/x"),
        ("/x?y", "https://media.example.com:443/x?y"),
        ("dog.png", "https://media.example.com:443/a/dog.png"),
        ("../../../x", "https://media.example.com:443/x"),
    ],
)
def test_redirect_leads_on(location: str, expected: str) -> None:
    url = MediaUrl.parse(SIGNED).redirected(location)
    assert f"{url.scheme}://{url.host}:{url.port}{url.target}" == expected


@pytest.mark.parametrize(
    "location", ["http://media.example.com/x", "file:///x", "https://[", "//u@b.example"]
)
def test_redirect_to_no_medium(location: str) -> None:
    with pytest.raises(FastLabelInvalidException, match="over https only"):
        MediaUrl.parse(SIGNED).redirected(location)


@given(st.text() | st.text().map("https://a.example/".__add__) | st.text().map("https://".__add__))
def test_any_text_is_a_safe_url_or_refused(text: str) -> None:
    try:
        url = MediaUrl.parse(text)
    except FastLabelInvalidException:
        return
    assert url.scheme == "https"
    assert url.target.isascii()
    assert url.target.isprintable()
    assert url.target.startswith("/")
    assert " " not in url.target + url.host_header
