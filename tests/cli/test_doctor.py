from __future__ import annotations

import importlib.metadata
import socket
from pathlib import Path
from typing import Any

import pytest
import trustme

from fastlabel.cli.doctor import installation
from tests.cli.support.listeners import free_port, handshakes
from tests.cli.support.service import Service, Shown
from tests.support.media_files import CAT
from tests.support.recording_server import Answer, recording

TOKEN = "token-that-nobody-sees"


def by_check(shown: Shown) -> dict[str, Any]:
    return {finding["check"]: finding for finding in shown.json}


def test_all_is_well_with_a_sandbox(service: Service) -> None:
    service("image", "create", CAT, "--project", "cats")
    done = service("doctor", "--project", "cats", "--json")
    found = by_check(done)
    assert (done.code, done.err) == (0, "")
    assert not [finding for finding in found.values() if finding["state"] == "fail"]
    assert found["url"]["detail"] == service.sandbox.url
    assert found["service"]["detail"].startswith("accepts the token, answers in ")
    assert found["project"]["detail"] == "cats has tasks of kind image"
    assert found["httpx"]["detail"] == importlib.metadata.version("httpx")
    assert found["rate limit"]["detail"] == "none, the service is on this machine"
    assert service.sandbox.token not in done.out


def test_lines_are_for_people_too(service: Service) -> None:
    done = service("doctor")
    assert done.code == 0
    assert {cells[0] for cells in done.cells} <= {"ok", "missing"}
    assert ["ok", "url", service.sandbox.url] in done.cells


def test_project_without_tasks_is_reported(service: Service) -> None:
    found = by_check(service("doctor", "--project", "empty", "--json"))
    assert found["project"]["detail"] == "empty has no tasks or does not exist"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(401, b'{"message": "no"}'), "fail"),
        (Answer(403, b'{"message": "no"}'), "fail"),
        (Answer(404, b'{"message": "no"}'), "ok"),
        (Answer(400, b'{"message": "no"}'), "ok"),
        (Answer(500, b'{"message": "no"}'), "fail"),
        (Answer(200, b"<html>"), "fail"),
        (Answer(302, b"", {"Location": "https://elsewhere.example/"}), "fail"),
    ],
    ids=lambda value: str(getattr(value, "status", value)),
)
def test_service_answers(
    service: Service, monkeypatch: pytest.MonkeyPatch, answer: Answer, state: str
) -> None:
    monkeypatch.setenv("FASTLABEL_ACCESS_TOKEN", TOKEN)
    with recording() as server:
        server.answers = [answer]
        done = service.run("--base-url", server.url, "doctor", "--json")
        assert [seen.method for seen in server.requests] == ["GET"]
    assert by_check(done)["service"]["state"] == state
    assert done.code == (state == "fail")
    assert TOKEN not in done.out + done.err


def test_a_project_refused_for_every_kind_fails(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASTLABEL_ACCESS_TOKEN", TOKEN)
    with recording() as server:
        server.answers = [Answer(404, b'{"message": "no"}')] * 5
        done = service.run("--base-url", server.url, "doctor", "--project", "p", "--json")
    assert done.code == 1
    assert by_check(done)["project"]["detail"] == "p: no (404)"


def test_missing_token_fails(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FASTLABEL_ACCESS_TOKEN", raising=False)
    done = service.run("--base-url", service.sandbox.url, "doctor", "--json")
    found = by_check(done)
    assert (done.code, found["token"]["state"], "service" in found) == (1, "fail", False)
    assert "set it, or give --token-file FILE" in found["token"]["detail"]


def test_bad_url_fails(service: Service) -> None:
    done = service("--base-url", "ftp://x", "doctor", "--json")
    assert (done.code, by_check(done)["url"]["state"]) == (1, "fail")


def test_nobody_listens(service: Service) -> None:
    done = service("--base-url", f"http://127.0.0.1:{free_port()}/", "doctor", "--json")
    found = by_check(done)
    assert (done.code, found["connection"]["state"]) == (1, "fail")
    assert "Connection refused" in found["connection"]["detail"]
    assert "service" not in found


def test_name_that_nobody_knows(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    done = service("--base-url", "https://no.such.host.invalid/v1/", "doctor", "--json")
    found = by_check(done)
    assert (done.code, found["name"]["state"], "connection" in found) == (1, "fail", False)


def test_proxy_is_shown_without_its_password(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:pass-word@{proxy}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    done = service("--base-url", "https://api.example/v1/", "doctor", "--json")
    assert by_check(done)["proxy"]["detail"] == f"http://{proxy}"
    assert "pass-word" not in done.out
    assert done.code == 1


@pytest.mark.parametrize("trusted", [True, False])
def test_certificate(service: Service, tmp_path: Path, trusted: bool) -> None:
    authority = trustme.CA(organization_name="A Test")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with handshakes(authority) as port:
        options = ["--ca-file", tmp_path / "ca.pem"] if trusted else []
        done = service(*options, "--base-url", f"https://localhost:{port}/", "doctor", "--json")
    found = by_check(done)["certificate"]
    assert found["state"] == ("ok" if trusted else "fail")
    assert ("issued by A Test" in found["detail"]) == trusted
    assert trusted or "--ca-file" in found["hint"]


def test_missing_or_old_packages(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name == "rich":
            raise importlib.metadata.PackageNotFoundError(name)
        return "0.9" if name == "httpx" else "99"

    monkeypatch.setattr(installation, "version", version)
    done = service("doctor", "--json")
    found = by_check(done)
    assert done.code == 1
    assert found["httpx"]["detail"] == "httpx 0.9 (needs 0.27)"
    assert found["httpx"]["hint"] == "pip install 'httpx>=0.27'"
    assert found["extra cli"]["state"] == "missing"
    assert found["extra cli"]["detail"].startswith("rich missing, ")
    assert found["extra cli"]["hint"] == "pip install rich"
    assert found["extra coco"]["state"] == "ok"
