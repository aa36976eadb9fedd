"""Uploads that break off, and files that change: never committed in part, never twice."""

from __future__ import annotations

import base64
import os
import shutil
import threading
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

import fastlabel
from fastlabel.errors import (
    AmbiguousWriteError,
    FastLabelInvalidException,
    MissingFileError,
    TransportError,
)
from tests.client.faults.faulty_service import Exchange, Fault, Service, always, serving
from tests.client.faults.sync_and_async import AnyClient, Call, every_way, failing, run
from tests.support.patience import hang_guard
from tests.support.recording_server import Answer

# More than all buffers between here and there hold.
SIZE = 12 * 2**20


@pytest.fixture
def service() -> Generator[Service]:
    with serving(window=65536) as service:
        yield service


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.truncate(SIZE)
    return path


def upload(path: Path) -> Call:
    def call(client: AnyClient) -> object:
        return client.image.create(project="p", file_path=path)

    return call


def is_whole(service: Service) -> bool:
    return [len(base64.b64decode(row.file)) for row in service.rows] == [SIZE]


def reset_midway(exchange: Exchange) -> None:
    exchange.read(2**20)
    exchange.reset()


def close_midway(exchange: Exchange) -> None:
    exchange.read(2**20)
    exchange.close()


def stall_midway(exchange: Exchange) -> None:
    exchange.read(2**20)
    exchange.service.wait_for(lambda: exchange.service.count("POST") > 1)
    exchange.close()


@every_way
@pytest.mark.parametrize("fault", [reset_midway, close_midway])
def test_upload_that_is_cut_is_sent_again(
    way: str, fault: Fault, service: Service, large: Path
) -> None:
    service.on("POST", fault)
    with hang_guard():
        assert run(way, service.url, upload(large), confirm_after=3) == "id-1"
    assert is_whole(service)
    assert [exchange.method for exchange in service.exchanges] == ["POST", "POST"]


@every_way
def test_upload_that_stalls_is_sent_again(way: str, service: Service, large: Path) -> None:
    service.on("POST", stall_midway)
    with hang_guard():
        assert run(way, service.url, upload(large), timeout=1, confirm_after=3) == "id-1"
    assert is_whole(service)
    assert [exchange.method for exchange in service.exchanges[:2]] == ["POST", "POST"]


@every_way
def test_upload_that_is_always_cut_was_not_sent(way: str, service: Service, large: Path) -> None:
    service.on("POST", *always(reset_midway))
    error = failing(TransportError, way, service.url, upload(large))
    assert "not sent" in error.message
    assert service.rows == []
    assert service.count("POST") == 4
    assert service.count("GET") == 0


@every_way
def test_upload_that_hardly_goes_on_is_given_up(
    way: str, service: Service, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large body is given much time, so its deadline would not help."""
    pace = threading.Event()

    def read_drop_by_drop(exchange: Exchange) -> None:
        while not pace.wait(0.05):
            exchange.read(65536)

    monkeypatch.setattr("fastlabel._client.time_limits._WINDOW_SECONDS", 0.2)
    monkeypatch.setattr("fastlabel._client.time_limits._MIN_BYTES_PER_SECOND", 10**9)
    service.on("POST", *always(read_drop_by_drop))
    with hang_guard():
        error = failing(TransportError, way, service.url, upload(large), max_attempts=2)
    assert "not sent (slower than" in error.message
    assert service.rows == []


@every_way
def test_answer_before_the_upload_has_ended(way: str, service: Service, large: Path) -> None:
    """The service says 413 and reads no further, but lets its answer be read."""

    def refuse_early(exchange: Exchange) -> None:
        exchange.read(2**20)
        exchange.answer(Answer(413, b'{"message": "too large"}', {"Connection": "close"}))
        exchange.drain()

    service.on("POST", refuse_early)
    error = failing(FastLabelInvalidException, way, service.url, upload(large))
    assert error.code == 413
    assert service.count("POST") == 1
    assert service.rows == []


@every_way
def test_answer_before_the_upload_has_ended_and_a_reset(
    way: str, service: Service, large: Path
) -> None:
    """The answer may be lost; that nothing was created is known all the same."""

    def refuse_and_reset(exchange: Exchange) -> None:
        exchange.read(2**20)
        exchange.answer(Answer(413, b'{"message": "too large"}', {"Connection": "close"}))
        exchange.reset()

    service.on("POST", *always(refuse_and_reset))
    with pytest.raises((FastLabelInvalidException, TransportError)):
        run(way, service.url, upload(large))
    assert service.rows == []
    assert service.count("GET") == 0


@every_way
@pytest.mark.parametrize("status", [401, 403, 413, 422])
def test_early_refusal_of_a_small_upload(way: str, status: int, service: Service) -> None:
    def refuse_early(exchange: Exchange) -> None:
        exchange.answer(Answer(status, b"{}", {"Connection": "close"}))
        exchange.drain()

    def small(client: AnyClient) -> object:
        return client.image.create(project="p", name="a.png", file=b"\x89PNG\r\n\x1a\n" * 9999)

    service.on("POST", refuse_early)
    with pytest.raises(FastLabelInvalidException) as caught:
        run(way, service.url, small)
    assert caught.value.code == status
    assert service.rows == []


# Files that change while they are sent.


def truncate(path: Path) -> None:
    os.truncate(path, SIZE // 2)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def rewrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(SIZE - 100)
        file.write(b"other")
    os.utime(path, ns=(1, 1))


def empty(path: Path) -> None:
    os.truncate(path, 0)


@every_way
@pytest.mark.parametrize("change", [truncate, grow, rewrite, empty])
def test_file_that_changes_while_it_is_sent_is_not_committed(
    way: str, change: Callable[[Path], None], service: Service, large: Path
) -> None:
    def change_midway(exchange: Exchange) -> None:
        exchange.read(2**20)
        change(large)
        exchange.answer()

    service.on("POST", change_midway)
    with hang_guard():
        error = failing(FastLabelInvalidException, way, service.url, upload(large))
    assert error.message.startswith("file_path: ")
    assert service.rows == []
    assert len(service.exchanges) == 1


@pytest.mark.parametrize("change", [truncate, grow, rewrite, empty])
def test_open_file_that_changes_while_it_is_sent(
    change: Callable[[Path], None], service: Service, large: Path
) -> None:
    """What cannot be seen in an open file is a byte that became another."""

    def change_midway(exchange: Exchange) -> None:
        exchange.read(2**20)
        change(large)
        exchange.answer()

    service.on("POST", change_midway)
    with large.open("rb") as file, fastlabel.Client("t", service.url) as client:
        if change is rewrite:
            client.image.create(project="p", name="a.png", file=file)
            assert is_whole(service)
        else:
            with pytest.raises(FastLabelInvalidException, match=r" file: "):
                client.image.create(project="p", name="a.png", file=file)
            assert service.rows == []


@every_way
def test_file_that_is_deleted_while_it_is_sent_goes_out_whole(
    way: str, service: Service, large: Path
) -> None:
    def delete_midway(exchange: Exchange) -> None:
        exchange.read(2**20)
        large.unlink()
        exchange.answer()

    service.on("POST", delete_midway)
    assert run(way, service.url, upload(large)) == "id-1"
    assert is_whole(service)


def replace(path: Path) -> None:
    shutil.copyfile(path, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def delete(path: Path) -> None:
    path.unlink()


def make_fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


CHANGES = [truncate, grow, rewrite, empty, replace, delete, make_fifo, make_folder]


@every_way
@pytest.mark.parametrize("change", CHANGES)
def test_file_that_changes_between_two_attempts(
    way: str, change: Callable[[Path], None], service: Service, large: Path
) -> None:
    def cut_and_change(exchange: Exchange) -> None:
        exchange.read(2**20)
        change(large)
        exchange.reset()

    service.on("POST", cut_and_change)
    with hang_guard(), pytest.raises(FastLabelInvalidException, match=r" file_path: "):
        run(way, service.url, upload(large))
    assert service.rows == []


def test_file_that_changes_while_a_create_is_in_doubt(service: Service, large: Path) -> None:
    """It was sent whole and perhaps created: that comes first."""

    def commit_and_change(exchange: Exchange) -> None:
        exchange.carry_out()
        large.unlink()
        exchange.reset()

    service.on("POST", commit_and_change)
    assert run("sync", service.url, upload(large)) == "id-1"
    assert is_whole(service)


def test_file_that_is_gone_when_a_create_is_sent_again(service: Service, large: Path) -> None:
    """The look-ups found nothing, and it cannot be sent again."""

    def lose_and_change(exchange: Exchange) -> None:
        exchange.read()
        large.unlink()
        exchange.reset()

    service.on("POST", lose_and_change)
    with pytest.raises(FastLabelInvalidException, match=r" file_path: .*cannot be read"):
        run("sync", service.url, upload(large))
    assert service.rows == []


# Files that cannot be sent.


def absent(path: Path) -> None:
    path.unlink()


def circle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


@every_way
@pytest.mark.parametrize("change", [empty, absent, make_fifo, make_folder, circle])
def test_file_that_cannot_be_sent(
    way: str, change: Callable[[Path], None], service: Service, large: Path
) -> None:
    change(large)
    error = MissingFileError if change is absent else FastLabelInvalidException
    failing(error, way, service.url, upload(large))
    assert service.connections == 0


@pytest.mark.parametrize("change", CHANGES)
def test_one_of_several_files_changes(
    change: Callable[[Path], None], service: Service, large: Path, tmp_path: Path
) -> None:
    """A body of many files is held back as a whole."""
    small = tmp_path / "a.png"
    small.write_bytes(b"\x89PNG\r\n\x1a\n")
    last = tmp_path / "z.png"
    shutil.copyfile(large, last)

    def change_midway(exchange: Exchange) -> None:
        exchange.read(2**20)
        change(last)
        exchange.answer()

    service.on("POST", change_midway)
    with hang_guard(), fastlabel.Client("t", service.url) as client:
        with pytest.raises(FastLabelInvalidException, match=r" files\['z.png'\]: "):
            client.multi_image.create(
                project="p", name="m", files={"a.png": small, "l.png": large, "z.png": last}
            )
    assert service.rows == []


# Progress.


def test_progress_that_raises_ends_the_upload(service: Service, large: Path) -> None:
    def stop(sent: int, total: int) -> None:
        if sent > total / 2:
            raise RuntimeError("enough")

    with fastlabel.Client("t", service.url) as client:
        with pytest.raises(RuntimeError, match="enough"):
            client.image.create(project="p", file_path=large, progress=stop)
    assert service.rows == []


def test_upload_in_doubt_that_cannot_be_looked_up(service: Service, large: Path) -> None:
    def commit_and_reset(exchange: Exchange) -> None:
        exchange.carry_out()
        exchange.reset()

    service.on("POST", commit_and_reset)
    service.on("GET", lambda exchange: exchange.answer(Answer(403)))
    failing(AmbiguousWriteError, "sync", service.url, upload(large))
    assert is_whole(service)
