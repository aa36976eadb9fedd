from __future__ import annotations

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from fastapi import FastAPI

from fastlabel.errors import FastLabelException, FastLabelInvalidException, MissingExtraError
from fastlabel.sandbox import Sandbox, run
from fastlabel.sandbox.http.thread import HttpThread
from tests.sandbox.support.plain_client import TIMEOUT_SECONDS, PlainClient, PlainError
from tests.sandbox.support.small_media import png


def _client(sandbox: Sandbox) -> PlainClient:
    return PlainClient(sandbox.url, sandbox.token)


def _port(sandbox: Sandbox) -> int:
    return urlsplit(sandbox.url).port or 0


def _connect(sandbox: Sandbox) -> socket.socket:
    return socket.create_connection(("127.0.0.1", _port(sandbox)), timeout=TIMEOUT_SECONDS)


def _is_reset(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_temporary_folder_is_gone_after_the_stop() -> None:
    with Sandbox() as sandbox:
        _client(sandbox).create("image", "cats", "one", png())
        data = sandbox.data
        assert data.is_dir()
    assert not data.exists()


def test_restart_on_the_same_folder_has_everything(tmp_path: Path) -> None:
    data = tmp_path / "deep" / "data"
    with Sandbox(data) as sandbox:
        token = sandbox.token
        content = png()
        kept = _client(sandbox).create("image", "cats", "kept", content, tags=["a"])
        gone = _client(sandbox).create("image", "cats", "gone", png())
        _client(sandbox).remove(gone)
        before, old_root = _client(sandbox).find("image", kept), sandbox.url
    with Sandbox(str(data)) as sandbox:
        assert sandbox.token == token
        client = _client(sandbox)
        assert client.list("image", "cats", tags=["a"]) == [client.find("image", kept)]
        task = client.find("image", kept)
        port = f":{_port(sandbox)}/"
        assert task == before | {"url": before["url"].replace(f":{urlsplit(old_root).port}/", port)}
        assert requests.get(task["url"], timeout=TIMEOUT_SECONDS).content == content
        with pytest.raises(PlainError, match="holds image tasks"):
            client.list("video", "cats")


def test_given_token_does_not_replace_the_folders_own(tmp_path: Path) -> None:
    with Sandbox(tmp_path) as sandbox:
        own = sandbox.token
    with Sandbox(tmp_path, token="for-once") as sandbox:
        assert sandbox.token == "for-once"
    with Sandbox(tmp_path) as sandbox:
        assert sandbox.token == own


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_token_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    with Sandbox(tmp_path):
        files = [path for path in tmp_path.iterdir() if path.name.startswith("sandbox.sqlite3")]
        assert files
        assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600] * len(files)


def test_reset_forgets_all_but_token_and_address(fastlabel_sandbox: Sandbox) -> None:
    client = _client(fastlabel_sandbox)
    task_id = client.create("image", "cats", "one", png(), tags=["a"])
    url, token = fastlabel_sandbox.url, fastlabel_sandbox.token
    fastlabel_sandbox.reset()
    assert (fastlabel_sandbox.url, fastlabel_sandbox.token) == (url, token)
    assert client.list("video", "cats", tags=["a"]) == []
    with pytest.raises(PlainError, match="there is no task"):
        client.find("image", task_id)
    assert list((fastlabel_sandbox.data / "media").iterdir()) == []


def test_port_in_use_is_an_error_that_says_so(tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        port = _port(sandbox)
        with pytest.raises(FastLabelInvalidException) as caught:
            Sandbox(tmp_path / "data", port=port).start()
        assert caught.value.message == (
            f"port: {port} of 127.0.0.1 is in use; choose another, or 0 for a free one"
        )
        assert not (tmp_path / "data").exists()
        assert _client(sandbox).list("image", "cats") == []


def test_port_is_free_again_after_the_stop() -> None:
    with Sandbox() as first:
        port = _port(first)
        assert _client(first).list("image", "cats") == []
    with Sandbox(port=port) as second:
        assert _port(second) == port
        assert _client(second).list("image", "cats") == []


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 70_000), ("127.0.0.1", -1), ("192.0.2.1", 0), ("x.invalid", 0)]
)
def test_address_that_cannot_be_listened_on_is_refused(host: str, port: int) -> None:
    with pytest.raises(FastLabelInvalidException, match=f"port: {port} of {host} cannot be"):
        Sandbox(host=host, port=port).start()


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("0.0.0.0", "127.0.0.1")],
)
def test_url_is_one_to_connect_to(host: str, address: str) -> None:
    with Sandbox(host=host) as sandbox:
        assert sandbox.url == f"http://{address}:{_port(sandbox)}/v1/"
        assert _client(sandbox).list("image", "cats") == []


def test_url_of_ipv6_has_brackets() -> None:
    try:
        sandbox = Sandbox(host="::1").start()
    except FastLabelInvalidException:
        pytest.skip("this machine has no IPv6")
    try:
        assert sandbox.url == f"http://[::1]:{_port(sandbox)}/v1/"
        assert _client(sandbox).list("image", "cats") == []
    finally:
        sandbox.stop()


@pytest.mark.parametrize("name", ["url", "token", "data"])
def test_sandbox_that_is_not_running_tells_nothing(name: str) -> None:
    sandbox = Sandbox()
    with pytest.raises(FastLabelException, match="the sandbox is not running"):
        getattr(sandbox, name)
    with sandbox:
        assert getattr(sandbox, name)
    with pytest.raises(FastLabelException, match="the sandbox is not running"):
        getattr(sandbox, name)
    with pytest.raises(FastLabelException, match="the sandbox is not running"):
        sandbox.reset()


def test_sandbox_starts_again_but_not_twice() -> None:
    sandbox = Sandbox()
    for _ in range(2):
        with sandbox:
            assert _client(sandbox).list("image", "cats") == []
            with pytest.raises(FastLabelException, match="is running already"):
                sandbox.start()
    sandbox.stop()


def _make_file(data: Path) -> None:
    data.write_text("not a folder")


def _make_text_for_a_database(data: Path) -> None:
    data.mkdir()
    (data / "sandbox.sqlite3").write_text("not a database, and long enough to be looked at" * 20)


def _make_folder_for_a_database(data: Path) -> None:
    (data / "sandbox.sqlite3").mkdir(parents=True)


def _make_file_for_media(data: Path) -> None:
    data.mkdir()
    (data / "media").write_text("not a folder")


def _make_later_version(data: Path) -> None:
    with Sandbox(data):
        pass
    connection = sqlite3.connect(data / "sandbox.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_make_file, "File exists"),
        (_make_text_for_a_database, "file is not a database"),
        (_make_folder_for_a_database, "Is a directory"),
        (_make_file_for_media, "File exists"),
        (_make_later_version, "was written by another version of the sandbox"),
    ],
)
def test_folder_that_cannot_be_used_is_refused(tmp_path: Path, make: object, message: str) -> None:
    data = tmp_path / "data"
    assert callable(make)
    make(data)
    with pytest.raises(FastLabelInvalidException, match=f"data: .*{message}"):
        Sandbox(data).start()


def test_two_sandboxes_on_one_folder_see_each_other(tmp_path: Path) -> None:
    with Sandbox(tmp_path) as one, Sandbox(tmp_path) as other:
        assert one.token == other.token
        task_id = _client(one).create("image", "cats", "one", png())
        assert _client(other).find("image", task_id)["name"] == "one"
        with pytest.raises(PlainError, match="is taken"):
            _client(other).create("image", "cats", "one", png())


@pytest.mark.parametrize(
    ("module", "package"), [("av", "av"), ("fastapi", "fastapi"), ("PIL", "pillow")]
)
def test_missing_extra_names_the_pip_command(
    monkeypatch: pytest.MonkeyPatch, module: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=f"pip install {package}"):
        Sandbox()


def test_names_are_there_without_the_extra() -> None:
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(('av', 'fastapi', 'PIL', 'starlette', 'uvicorn')))\n"
        "from fastlabel.sandbox import *\n"
        "Faults([Fault('empty')])\n"
        "Sandbox()\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (
        b"MissingExtraError: sandboxes need av, fastapi, pillow and uvicorn: pip install av "
        in run.stderr
    )


def test_import_loads_nothing_heavy() -> None:
    code = "import sys, fastlabel.sandbox, fastlabel.pytest_plugin; print(*sys.modules)"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = set(output.stdout.decode().split())
    assert not loaded & {"fastapi", "starlette", "uvicorn", "av", "PIL", "pydantic", "httpx"}


def test_connections_that_are_kept_do_not_hold_up_the_stop() -> None:
    with requests.Session() as session:
        with Sandbox() as sandbox:
            session.headers["Authorization"] = f"Bearer {sandbox.token}"
            url = f"{sandbox.url}tasks/image?project=cats"
            assert session.get(url, timeout=TIMEOUT_SECONDS).json() == []
        with pytest.raises(requests.ConnectionError):
            session.get(url, timeout=TIMEOUT_SECONDS)


def test_upload_that_stalls_does_not_hold_up_the_stop_for_ever() -> None:
    with Sandbox() as sandbox:
        head = (
            f"POST /v1/tasks/image HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {sandbox.token}\r\n"
            "Content-Length: 100\r\nExpect: 100-continue\r\n\r\n"
        )
        stalled = _connect(sandbox)
        stalled.sendall(head.encode())
        assert stalled.recv(100).startswith(b"HTTP/1.1 100")
    with stalled:
        assert _is_reset(stalled)


def test_caller_who_hangs_up_leaves_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    with Sandbox() as sandbox:
        head = (
            "POST /v1/tasks/image HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
            f"Authorization: Bearer {sandbox.token}\r\nExpect: 100-continue\r\n\r\n"
        )
        with _connect(sandbox) as connection:
            connection.sendall(head.encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 100")
        assert _client(sandbox).list("image", "cats") == []
    assert caplog.records == []


def test_server_that_cannot_start_says_why() -> None:
    listener = socket.socket()
    listener.close()
    server = HttpThread(FastAPI(), listener)
    with pytest.raises((OSError, ValueError)):
        server.start()
    server.stop()


def test_serving_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with Sandbox() as sandbox:
        client = _client(sandbox)
        client.create("image", "cats", "one", png())
        with pytest.raises(PlainError):
            client.find("image", "nope")
        with pytest.raises(PlainError):
            client.create("video", "films", "one", b"\0\0\0\x10ftypisom\0\0\0\0" * 3)
        with _connect(sandbox) as connection:
            connection.sendall(b"this is not HTTP\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 400")
    assert capfd.readouterr() == ("", "")


def test_answers_do_not_name_the_server(fastlabel_sandbox: Sandbox) -> None:
    assert "server" not in requests.get(fastlabel_sandbox.url, timeout=TIMEOUT_SECONDS).headers


def test_stop_leaves_no_thread_behind() -> None:
    before = set(threading.enumerate())
    with Sandbox() as sandbox:
        _client(sandbox).create("image", "cats", "one", png())
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=TIMEOUT_SECONDS)
        assert not thread.is_alive()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_serves_until_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    handlers = [signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)]
    seen: list[Sandbox] = []

    def announce(sandbox: Sandbox) -> None:
        assert _client(sandbox).list("image", "cats") == []
        seen.append(sandbox)
        threading.Timer(0.1, signal.raise_signal, [number]).start()

    run(tmp_path, "127.0.0.1", 0, "mine", announce)
    assert len(seen) == 1
    with pytest.raises(FastLabelException, match="not running"):
        _ = seen[0].url
    assert [signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)] == handlers


RUN = """
import sys
from pathlib import Path
from fastlabel.sandbox import run
run(Path(sys.argv[1]), "127.0.0.1", 0, "mine", lambda sandbox: print(sandbox.url, flush=True))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as on POSIX")
def test_run_in_a_process_of_its_own_ends_well(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", RUN, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        url = process.stdout.readline().decode().strip()
        PlainClient(url, "mine").create("image", "cats", "one", png())
        process.terminate()
        assert process.communicate(timeout=TIMEOUT_SECONDS) == (b"", b"")
        assert process.returncode == 0
    with Sandbox(tmp_path) as sandbox:
        assert len(_client(sandbox).list("image", "cats")) == 1
