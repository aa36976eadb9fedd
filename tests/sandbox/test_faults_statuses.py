"""Faults that answer a status, before or after acting."""

from __future__ import annotations

import json

import pytest
import requests

from fastlabel.sandbox import Fault
from tests.sandbox.support.faulty_sandbox import faulty_sandbox, read_to_end
from tests.sandbox.support.plain_client import TIMEOUT_SECONDS


@pytest.mark.parametrize("status", [400, 401, 408, 409, 413, 425, 429, 500, 501, 502, 503, 504])
def test_error_has_the_form_of_the_api(status: int) -> None:
    with faulty_sandbox(Fault("status", status=status)) as faulty:
        answer = faulty.create()
        assert answer.status_code == status
        assert answer.json()["statusCode"] == status
        assert answer.json()["message"]
        assert answer.headers["Content-Type"] == "application/json"
        assert (faulty.rows(), faulty.counts) == ([], {"status": 1})


@pytest.mark.parametrize("retry_after", ["7", "-1", "1.5", "inf", "١٢٣", "9" * 20, ""])
def test_any_retry_after_is_sent(retry_after: str) -> None:
    with faulty_sandbox(
        Fault("status", status=429, headers={"Retry-After": retry_after})
    ) as faulty:
        answer = faulty.create()
        assert answer.headers["Retry-After"].encode("latin-1").decode() == retry_after


def test_without_retry_after_none_is_sent() -> None:
    with faulty_sandbox(Fault("status", status=429)) as faulty:
        assert "Retry-After" not in faulty.create().headers


def test_body_may_be_anything() -> None:
    html = "<h1>Bad gateway</h1>"
    with faulty_sandbox(
        Fault("status", status=502, body=html, method="POST"),
        Fault("status", status=500, body=b"\xff\xfe", headers={"content-type": "text/x"}),
    ) as faulty:
        answer = faulty.create()
        assert (answer.status_code, answer.text) == (502, html)
        assert answer.headers["Content-Type"].startswith("text/html")
        answer = faulty.page()
        assert (answer.status_code, answer.content) == (500, b"\xff\xfe")
        assert answer.headers["Content-Type"] == "text/x"


def test_large_header_is_sent() -> None:
    with faulty_sandbox(Fault("status", status=500, headers={"X-Large": "x" * 50_000})) as faulty:
        assert len(faulty.create().headers["X-Large"]) == 50_000


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_leads_where_it_says(status: int) -> None:
    headers = {"Location": "http://127.0.0.1:9/elsewhere"}
    with faulty_sandbox(Fault("status", status=status, headers=headers)) as faulty:
        answer = faulty.create(allow_redirects=False)
        assert (answer.status_code, answer.content) == (status, b"")
        assert answer.headers["Location"] == headers["Location"]


@pytest.mark.parametrize("status", [204, 205, 304])
def test_statuses_without_a_body_have_none(status: int) -> None:
    with (
        faulty_sandbox(Fault("status", status=status, first=1)) as faulty,
        requests.Session() as session,
    ):
        session.headers.update(faulty.client.headers)
        url = f"{faulty.sandbox.url}tasks/image?project=cats"
        answer = session.get(url, timeout=TIMEOUT_SECONDS)
        assert (answer.status_code, answer.content) == (status, b"")
        # The connection is in order for what comes next.
        assert session.get(url, timeout=TIMEOUT_SECONDS).json() == []


def test_unknown_status() -> None:
    with faulty_sandbox(Fault("status", status=520)) as faulty:
        assert faulty.create().status_code == 520


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_status_after_commit_has_committed(status: int) -> None:
    with faulty_sandbox(Fault("status-after-commit", status=status, method="POST")) as faulty:
        answer = faulty.create()
        assert (answer.status_code, answer.json()["statusCode"]) == (status, status)
        assert (faulty.rows(), faulty.counts) == (["one"], {"status-after-commit": 1})
        assert [task["name"] for task in faulty.page().json()] == ["one"]


def test_status_mid_upload_does_not_wait_for_the_rest() -> None:
    with (
        faulty_sandbox(Fault("status-mid-upload", status=413, bytes=10)) as faulty,
        faulty.connect() as caller,
    ):
        caller.sendall(faulty.head("POST", "tasks/image", 1000) + b"x" * 10)
        head, _, body = read_to_end(caller).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 413 ")
        assert json.loads(body)["statusCode"] == 413
        assert (faulty.rows(), faulty.counts) == ([], {"status-mid-upload": 1})


def test_status_comes_without_a_token_too() -> None:
    with faulty_sandbox(Fault("status", status=503)) as faulty:
        assert faulty.create(headers={"Authorization": ""}).status_code == 503
