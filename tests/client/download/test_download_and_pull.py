"""Media come home: whole, once, under safe names, and again only where something changed."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Generator, Iterable
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import anyio
import pytest

import fastlabel
from fastlabel._client.download.reports import DownloadReport, PullReport
from fastlabel.errors import (
    AuthenticationError,
    FastLabelInvalidException,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    TransportError,
)
from fastlabel.models import Content, ImageTask, MultiImageTask, TaskId, VideoTask
from fastlabel.progress import BatchProgress
from fastlabel.sandbox import Fault, Faults, Sandbox
from tests.client.faults.sync_and_async import every_way
from tests.sandbox.support import small_media
from tests.sandbox.support.small_media import mp4

# Their pixels are drawn anew each time.
png, jpeg = cache(small_media.png), cache(small_media.jpeg)
STATE = ".fastlabel.sqlite3"


@pytest.fixture(autouse=True)
def _no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastlabel._client.retry.policy._FIRST_WAIT", 0.001)


def client_of(sandbox: Sandbox) -> fastlabel.Client:
    return fastlabel.Client(sandbox.token, sandbox.url)


def calling(way: str, sandbox: Sandbox, kind: str, method: str, *args: Any, **options: Any) -> Any:
    """What a method gives, called in one of the ways."""
    options = {"progress": False, **options}
    if way == "sync":
        with client_of(sandbox) as client:
            return getattr(getattr(client, kind), method)(*args, **options)

    async def main() -> Any:
        async with fastlabel.AsyncClient(sandbox.token, sandbox.url) as client:
            return await getattr(getattr(client, kind), method)(*args, **options)

    return anyio.run(main, backend=way)


def pull(
    sandbox: Sandbox, folder: Path, *, way: str = "sync", kind: str = "image", **options: Any
) -> PullReport:
    options = {"project": "p", "folder": folder, **options}
    return cast("PullReport", calling(way, sandbox, kind, "pull", **options))


def download(
    sandbox: Sandbox, tasks: object, folder: Path, *, way: str = "sync", kind: str = "image"
) -> DownloadReport:
    return cast("DownloadReport", calling(way, sandbox, kind, "download", tasks, folder))


def fill(sandbox: Sandbox, *names: str) -> list[ImageTask]:
    with client_of(sandbox) as client:
        for width, name in enumerate(names, 1):
            client.image.create(project="p", name=name, file=png(width))
        return list(client.image.iter(project="p"))


def counts(report: DownloadReport) -> tuple[int, int, int]:
    return report.fetched, report.unchanged, report.failed


def files(folder: Path) -> dict[str, bytes]:
    """The media that are there."""
    found = (path for path in (folder / "media").rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(found)}


def lines(folder: Path) -> list[ImageTask]:
    return ImageTask.list_from_json_lines((folder / "tasks.jsonl").read_bytes())


@contextmanager
def bad_day(*faults: Fault) -> Generator[Sandbox]:
    with Sandbox(faults=Faults(faults)) as sandbox:
        yield sandbox


@every_way
def test_download_of_each_kind(fastlabel_sandbox: Sandbox, tmp_path: Path, way: str) -> None:
    with client_of(fastlabel_sandbox) as client:
        client.image.create(project="i", name="a.png", file=png())
        client.image_classification.create(project="c", name="b.jpg", file=jpeg())
        client.video.create(project="v", name="c.mp4", file=mp4())
        client.multi_image.create(project="m", name="d", files={"1.png": png(), "2.jpg": jpeg()})
        tasks = {
            "image": client.image.get(project="i"),
            "image_classification": client.image_classification.get(project="c"),
            "video": client.video.get(project="v"),
            "multi_image": client.multi_image.get(project="m"),
        }
    for kind, given in tasks.items():
        folder = tmp_path / kind
        report = download(fastlabel_sandbox, given, folder, way=way, kind=kind)
        assert (counts(report), report.tasks) == ((2 if kind == "multi_image" else 1, 0, 0), 1)
        (task,) = cast("list[ImageTask]", given)
        read = type(task).list_from_json_lines((folder / "tasks.jsonl").read_bytes())
        assert read == [task]
        paths = fastlabel.media_paths(folder, task)
        assert paths == [folder / outcome.path for outcome in report.outcomes]
        assert all(path.is_file() for path in paths)
    assert files(tmp_path / "image") == {"media/a.png": png()}
    assert files(tmp_path / "image_classification") == {"media/b.jpg": jpeg()}
    assert files(tmp_path / "video") == {"media/c.mp4": mp4()}
    assert files(tmp_path / "multi_image") == {"media/d/1.png": png(), "media/d/2.jpg": jpeg()}


def test_tasks_may_come_asynchronously(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    tasks = fill(fastlabel_sandbox, "a.png", "b.png")

    async def given() -> AsyncIterator[ImageTask]:
        for task in tasks:
            yield task

    report = download(fastlabel_sandbox, given(), tmp_path, way="asyncio")
    assert counts(report) == (2, 0, 0)


@every_way
def test_outcomes_and_lines_are_in_the_order_given(
    fastlabel_sandbox: Sandbox, tmp_path: Path, way: str
) -> None:
    tasks = fill(fastlabel_sandbox, *[f"{number}.png" for number in range(30)])[::-1]
    report = download(fastlabel_sandbox, iter(tasks), tmp_path, way=way)
    assert counts(report) == (30, 0, 0)
    assert [(each.index, each.task_id) for each in report.outcomes] == [
        (index, task.id) for index, task in enumerate(tasks)
    ]
    assert lines(tmp_path) == tasks


@every_way
def test_pull_again_fetches_nothing_and_changes_no_file(
    fastlabel_sandbox: Sandbox, tmp_path: Path, way: str
) -> None:
    fill(fastlabel_sandbox, "a.png", "b.png")
    first = pull(fastlabel_sandbox, tmp_path, way=way)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = pull(fastlabel_sandbox, tmp_path, way=way)
    assert (counts(first), counts(again)) == ((2, 0, 0), (0, 2, 0))
    assert [outcome.status for outcome in again.outcomes] == ["unchanged", "unchanged"]
    changed = {path for path in tmp_path.rglob("*") if times.get(path) != path.stat().st_mtime_ns}
    # Whether a run is under way is noted there.
    assert changed <= {tmp_path, tmp_path / STATE}


def test_pull_fetches_what_is_new_or_changed(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    tasks = fill(fastlabel_sandbox, "a.png", "b.png")
    pull(fastlabel_sandbox, tmp_path)
    with client_of(fastlabel_sandbox) as client:
        client.tasks.update(tasks[0].id, status="approved")
        client.image.create(project="p", name="c.png", file=png())
    report = pull(fastlabel_sandbox, tmp_path)
    assert {each.name: each.status for each in report.outcomes} == {
        "a.png": "fetched",
        "b.png": "unchanged",
        "c.png": "fetched",
    }
    assert {task.name: task.status for task in lines(tmp_path)}["a.png"] == "approved"


@every_way
def test_media_of_tasks_that_are_gone_stay_until_they_are_pruned(
    fastlabel_sandbox: Sandbox, tmp_path: Path, way: str
) -> None:
    tasks = fill(fastlabel_sandbox, "a.png", "b.png", "c.png")
    pull(fastlabel_sandbox, tmp_path, way=way)
    (tmp_path / "media" / "mine.txt").write_text("mine")
    (tmp_path / "media" / "c.png").write_bytes(b"mine too")
    with client_of(fastlabel_sandbox) as client:
        client.tasks.delete(tasks[1].id)
        client.tasks.delete(tasks[2].id)
    report = pull(fastlabel_sandbox, tmp_path, way=way)
    assert (report.orphaned, report.pruned) == (2, 0)
    assert [task.name for task in lines(tmp_path)] == ["a.png"]
    assert len(files(tmp_path)) == 4
    report = pull(fastlabel_sandbox, tmp_path, way=way, prune=True)
    # What was changed since it was fetched is not what was fetched.
    assert (report.orphaned, report.pruned) == (1, 1)
    assert set(files(tmp_path)) == {"media/a.png", "media/c.png", "media/mine.txt"}
    assert pull(fastlabel_sandbox, tmp_path, way=way).orphaned == 1


def test_pruned_multi_image_leaves_no_folder(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    with client_of(fastlabel_sandbox) as client:
        contents = {"1.png": png(), "2.png": png()}
        ids = [
            client.multi_image.create(project="p", name=name, files=contents) for name in ("a", "b")
        ]
        pull(fastlabel_sandbox, tmp_path, kind="multi_image")
        client.tasks.delete(ids[0])
    report = pull(fastlabel_sandbox, tmp_path, kind="multi_image", prune=True)
    assert (report.orphaned, report.pruned) == (0, 2)
    assert [path.name for path in (tmp_path / "media").iterdir()] == ["b"]


def test_tasks_without_media(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    tasks = fill(fastlabel_sandbox, "a.png", "b.png")
    report = pull(fastlabel_sandbox, tmp_path, media=False)
    assert (report.tasks, len(report.outcomes), counts(report)) == (2, 0, (0, 0, 0))
    assert lines(tmp_path) == tasks
    assert not (tmp_path / "media").exists()
    assert counts(pull(fastlabel_sandbox, tmp_path)) == (2, 0, 0)
    assert pull(fastlabel_sandbox, tmp_path, media=False).orphaned == 0


HOSTILE = [
    *("../../x.png", "/etc/x.png", "C:\\x.png", "CON.png", "a\0b.png", "A.png", "a.png"),
    *("n" * 300 + ".png", "..", ".", "-rf.png", "e\u0301.png", "\u00e9.png", "tasks.jsonl"),
]


@every_way
def test_hostile_names_stay_inside(fastlabel_sandbox: Sandbox, tmp_path: Path, way: str) -> None:
    folder = tmp_path / "deep" / "folder"
    (task,) = fill(fastlabel_sandbox, "real.png")
    tasks = [task.model_copy(update={"name": name}) for name in HOSTILE]
    # Each is a task of its own.
    tasks = [each.model_copy(update={"id": f"{n}"}) for n, each in enumerate(tasks)]
    report = download(fastlabel_sandbox, tasks, folder, way=way)
    assert counts(report) == (len(HOSTILE), 0, 0)
    assert len(files(folder)) == len(HOSTILE)
    assert {path.parent for path in (folder / "media").iterdir()} == {folder / "media"}
    assert {path.name for path in tmp_path.iterdir()} == {"deep"}
    assert {path.name for path in folder.iterdir()} == {"media", "tasks.jsonl", STATE}
    assert [fastlabel.media_paths(folder, each)[0].read_bytes() for each in tasks] == [
        png(1)
    ] * len(HOSTILE)


def test_hostile_names_of_contents_stay_inside(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    (task,) = fill(fastlabel_sandbox, "real.png")
    names = ["../x.png", "../../x.png", "/x.png", ".."]
    contents = [Content(name=name, url=task.url) for name in names]
    hostile = MultiImageTask(id=TaskId("1"), name="..", contents=contents)
    report = download(fastlabel_sandbox, [hostile], tmp_path / "f", kind="multi_image")
    assert counts(report) == (4, 0, 0)
    assert {path.name for path in tmp_path.iterdir()} == {"f"}
    assert len(files(tmp_path / "f")) == 4


def test_files_of_others_are_left_as_they_are(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    fill(fastlabel_sandbox, "a.png", "b.png")
    mine, link = tmp_path / "media" / "a.png", tmp_path / "media" / "b.png"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    link.symlink_to("nowhere")
    for _ in range(2):
        report = pull(fastlabel_sandbox, tmp_path)
        assert counts(report) == (0, 0, 2)
        (error, _) = (outcome.error for outcome in report.failures())
        assert "media/a.png: already exists and was not downloaded by fastlabel" in str(error)
        assert (mine.read_bytes(), link.readlink()) == (b"mine", Path("nowhere"))
    mine.unlink()
    link.unlink()
    assert counts(pull(fastlabel_sandbox, tmp_path)) == (2, 0, 0)


def test_what_is_put_there_after_a_failure_is_left_as_it_is(tmp_path: Path) -> None:
    with bad_day(Fault("status", status=400, path="/media/", first=1)) as sandbox:
        fill(sandbox, "a.png")
        assert counts(pull(sandbox, tmp_path)) == (0, 0, 1)
        (tmp_path / "media" / "a.png").write_bytes(b"mine")
        assert counts(pull(sandbox, tmp_path)) == (0, 0, 1)
        assert files(tmp_path) == {"media/a.png": b"mine"}


@every_way
def test_damaged_media_are_fetched_again_and_copied_ones_are_not(
    fastlabel_sandbox: Sandbox, tmp_path: Path, way: str
) -> None:
    fill(fastlabel_sandbox, "cut.png", "gone.png", "same size.png", "touched.png")
    pull(fastlabel_sandbox, tmp_path)
    before, media = files(tmp_path), tmp_path / "media"
    (media / "cut.png").write_bytes(before["media/cut.png"][:-1])
    (media / "gone.png").unlink()
    (media / "same size.png").write_bytes(b"x" * len(before["media/same size.png"]))
    os.utime(media / "touched.png", ns=(1, 1))
    report = pull(fastlabel_sandbox, tmp_path, way=way)
    assert [outcome.status for outcome in report.outcomes] == ["fetched"] * 3 + ["unchanged"]
    assert files(tmp_path) == before
    assert counts(pull(fastlabel_sandbox, tmp_path)) == (0, 4, 0)


@pytest.mark.parametrize("way", ["sync", "asyncio"])
def test_second_run_in_a_folder_refuses(
    fastlabel_sandbox: Sandbox, tmp_path: Path, way: str
) -> None:
    fill(fastlabel_sandbox, "a.png")
    refused: list[pytest.ExceptionInfo[FastLabelInvalidException]] = []

    def listen(progress: BatchProgress) -> None:
        assert progress.counts == {"fetched": 1}
        with pytest.raises(FastLabelInvalidException, match="in use by another run") as info:
            pull(fastlabel_sandbox, tmp_path)
        refused.append(info)

    assert counts(pull(fastlabel_sandbox, tmp_path, way=way, progress=listen)) == (1, 0, 0)
    assert len(refused) == 1
    assert counts(pull(fastlabel_sandbox, tmp_path)) == (0, 1, 0)


def test_folder_belongs_to_one_project_kind_and_service(
    fastlabel_sandbox: Sandbox, tmp_path: Path
) -> None:
    tasks = fill(fastlabel_sandbox, "a.png")
    pull(fastlabel_sandbox, tmp_path)
    before = files(tmp_path)
    with pytest.raises(FastLabelInvalidException, match=r"holds project 'p' .* not project 'q'"):
        pull(fastlabel_sandbox, tmp_path, project="q")
    with pytest.raises(FastLabelInvalidException, match=r"\(tasks/image\).*not.*\(tasks/video\)"):
        pull(fastlabel_sandbox, tmp_path, kind="video")
    with pytest.raises(FastLabelInvalidException, match=r"holds project .* not tasks"):
        download(fastlabel_sandbox, tasks, tmp_path)
    with Sandbox() as other, pytest.raises(FastLabelInvalidException, match=other.url):
        pull(other, tmp_path)
    assert files(tmp_path) == before


def test_state_file_of_something_else_is_left(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / STATE).write_bytes(b"not a database, but something else of 100 bytes" * 3)
    with pytest.raises(FastLabelInvalidException, match="has a damaged"):
        pull(fastlabel_sandbox, tmp_path)
    assert (tmp_path / STATE).read_bytes().startswith(b"not a database")


def test_state_is_private_and_knows_no_secret(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    (task,) = fill(fastlabel_sandbox, "a.png")
    signed = task.model_copy(update={"url": f"{task.url}?X-Amz-Signature=5EC2E7"})
    assert counts(download(fastlabel_sandbox, [signed], tmp_path)) == (1, 0, 0)
    state = tmp_path / STATE
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert b"Signature" not in state.read_bytes()
    assert fastlabel_sandbox.token.encode() not in state.read_bytes()


def test_urls_that_are_signed_anew_change_no_file(
    fastlabel_sandbox: Sandbox, tmp_path: Path
) -> None:
    (task,) = fill(fastlabel_sandbox, "a.png")
    said = tmp_path / "tasks.jsonl"

    def bring(url: str | None, **fields: object) -> bytes:
        given = task.model_copy(update={"url": url, **fields})
        download(fastlabel_sandbox, [given], tmp_path)
        return said.read_bytes()

    first = bring(f"{task.url}?X-Amz-Signature=1")
    assert bring(f"{task.url}?X-Amz-Signature=2") == first
    assert bring(f"{task.url}?X-Amz-Signature=2", status="approved") != first
    download(fastlabel_sandbox, [], tmp_path)
    assert said.read_bytes() == b""


@every_way
@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_expired_url_is_asked_for_anew(tmp_path: Path, way: str, status: int) -> None:
    with bad_day(Fault("status", status=status, path="/media/", first=1)) as sandbox:
        fill(sandbox, "a.png")
        assert counts(pull(sandbox, tmp_path, way=way)) == (1, 0, 0)


def test_url_that_stays_expired_is_a_failure(tmp_path: Path) -> None:
    with bad_day(Fault("status", status=403, path="/media/")) as sandbox:
        fill(sandbox, "a.png")
        (outcome,) = pull(sandbox, tmp_path).outcomes
        assert type(outcome.error) is NotFoundError
        assert sandbox.fault_counts == {"status": 2}


def test_task_without_a_url_is_read_again(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    (task,) = fill(fastlabel_sandbox, "a.png")
    bare = ImageTask(id=task.id, name=task.name)
    gone = ImageTask(id=TaskId("gone"), name="gone.png")
    report = download(fastlabel_sandbox, [bare, gone], tmp_path)
    assert [outcome.status for outcome in report.outcomes] == ["fetched", "failed"]
    assert isinstance(report.outcomes[1].error, NotFoundError)


@every_way
def test_refused_token_ends_the_run(tmp_path: Path, way: str) -> None:
    faults = [
        Fault("status", status=403, path="/media/"),
        Fault("status", status=401, path="/v1/tasks/image/"),
    ]
    with bad_day(*faults) as sandbox:
        fill(sandbox, *[f"{number}.png" for number in range(20)])
        with pytest.raises(AuthenticationError):
            pull(sandbox, tmp_path, way=way, concurrency=2)
        assert sandbox.fault_counts["status"] < 20
    assert not (tmp_path / "tasks.jsonl").exists()


@every_way
@pytest.mark.parametrize(
    "fault",
    [
        Fault("reset-mid-answer", path="/media/", first=2),
        Fault("reset-before-reading", path="/media/", first=2),
        Fault("truncated", path="/media/", first=2),
        Fault("truncated-chunked", path="/media/", first=2),
        Fault("garbage", path="/media/", first=2),
        Fault("empty", path="/media/", first=2),
        Fault("status", status=503, path="/media/", first=2),
        Fault("status", status=429, headers={"Retry-After": "0"}, path="/media/", first=2),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status or ''}",
)
def test_bad_days_are_got_over(tmp_path: Path, way: str, fault: Fault) -> None:
    with bad_day(fault) as sandbox:
        fill(sandbox, "a.png", "b.png", "c.png")
        assert counts(pull(sandbox, tmp_path, way=way)) == (3, 0, 0)
        assert sandbox.fault_counts == {fault.kind: 2}
    assert files(tmp_path) == {f"media/{n}.png": png(w) for w, n in enumerate("abc", 1)}


@pytest.mark.parametrize(
    ("fault", "error", "match"),
    [
        (Fault("garbage", path="/media/"), InvalidResponseError, "expected a media file"),
        (Fault("truncated", path="/media/"), TransportError, "ends early"),
        (
            Fault("status", status=429, path="/media/", headers={"Retry-After": "9999"}),
            RateLimitError,
            "come back later",
        ),
    ],
    ids=["garbage", "truncated", "429"],
)
def test_what_fails_is_told_and_comes_with_the_next_run(
    tmp_path: Path, fault: Fault, error: type[Exception], match: str
) -> None:
    with bad_day(fault) as sandbox:
        fill(sandbox, "a.png", "b.png")
        report = pull(sandbox, tmp_path)
        assert counts(report) == (0, 0, 2)
        assert [outcome.name for outcome in report.failures()] == ["a.png", "b.png"]
        with pytest.raises(error, match=match):
            raise report.outcomes[0].error or AssertionError
        assert files(tmp_path) == {}
        assert len(lines(tmp_path)) == 2


def test_other_formats_are_no_media_of_the_kind(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    (image,) = fill(fastlabel_sandbox, "a.png")
    video = VideoTask(id=TaskId("1"), name="a.mp4", url=image.url)
    (outcome,) = download(fastlabel_sandbox, [video], tmp_path, kind="video").outcomes
    assert isinstance(outcome.error, InvalidResponseError)
    assert r"(mp4), got content that begins b'\x89PNG" in outcome.error.message


def test_two_tasks_of_one_name_do_not_share_a_file(tmp_path: Path) -> None:
    with Sandbox(unique_names=False) as sandbox:
        tasks = fill(sandbox, "a.png", "a.png")
        report = download(sandbox, tasks, tmp_path)
    assert [outcome.status for outcome in report.outcomes] == ["fetched", "failed"]
    error = report.outcomes[1].error
    assert error is not None
    assert f"media/a.png: already belongs to task {tasks[0].id}" in error.message
    assert files(tmp_path) == {"media/a.png": png(1)}


def test_two_contents_of_one_name_do_not_share_a_file(
    fastlabel_sandbox: Sandbox, tmp_path: Path
) -> None:
    images = fill(fastlabel_sandbox, "a.png", "b.png")
    contents = [Content(name="same.png", url=image.url) for image in images]
    task = MultiImageTask(id=TaskId("1"), name="m", contents=contents)
    report = download(fastlabel_sandbox, [task], tmp_path, kind="multi_image")
    assert [outcome.status for outcome in report.outcomes] == ["fetched", "failed"]
    assert files(tmp_path) == {"media/m/same.png": png(1)}


def test_task_given_twice_is_two_lines_and_one_file(
    fastlabel_sandbox: Sandbox, tmp_path: Path
) -> None:
    (task,) = fill(fastlabel_sandbox, "a.png")
    report = download(fastlabel_sandbox, [task, task], tmp_path)
    assert (report.failed, len(report.outcomes)) == (0, 2)
    assert lines(tmp_path) == [task, task]


@every_way
def test_full_disk_ends_the_run(
    fastlabel_sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    @contextmanager
    def full(_: Path) -> Generator[BinaryIO]:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        yield  # type: ignore[unreachable]  # what makes it a generator

    fill(fastlabel_sandbox, *[f"{number}.png" for number in range(9)])
    with monkeypatch.context() as patch:
        for half in ("_async", "_sync"):
            patch.setattr(f"fastlabel._client.{half}.media_fetcher.atomic_write", full)
        with pytest.raises(OSError, match="No space left"):
            pull(fastlabel_sandbox, tmp_path, way=way)
    assert files(tmp_path) == {}
    assert counts(pull(fastlabel_sandbox, tmp_path, way=way)) == (9, 0, 0)


def test_place_that_cannot_be_written_is_a_failure_of_its_own(
    fastlabel_sandbox: Sandbox, tmp_path: Path
) -> None:
    with client_of(fastlabel_sandbox) as client:
        for name in ("a", "b"):
            client.multi_image.create(project="p", name=name, files={"1.png": png()})
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a").write_text("a file where a folder is due")
    report = pull(fastlabel_sandbox, tmp_path, kind="multi_image")
    assert [outcome.status for outcome in report.outcomes] == ["failed", "fetched"]
    assert "media/a/1.png: " in str(report.outcomes[0].error)


@pytest.mark.parametrize("given", [[None], [VideoTask(id=TaskId("1"), name="a.mp4")], [{}]])
def test_what_is_no_task_of_the_kind_is_refused(
    fastlabel_sandbox: Sandbox, tmp_path: Path, given: Iterable[object]
) -> None:
    with pytest.raises(FastLabelInvalidException, match=r"tasks\[0\]: expected ImageTask, got"):
        download(fastlabel_sandbox, given, tmp_path)


def test_bad_arguments_are_refused_before_anything_is_made(
    fastlabel_sandbox: Sandbox, tmp_path: Path
) -> None:
    wrong: list[dict[str, Any]] = [
        {"concurrency": 0},
        {"status": "odd"},
        {"tags": ["a"] * 11},
        {"project": ""},
    ]
    for options in wrong:
        with pytest.raises(FastLabelInvalidException, match=f"{next(iter(options))}"):
            pull(fastlabel_sandbox, tmp_path / "f", **options)
    assert list(tmp_path.iterdir()) == []


def test_media_paths_of_another_object() -> None:
    with pytest.raises(FastLabelInvalidException, match="a dict is not a task"):
        fastlabel.media_paths("f", cast("ImageTask", {}))


def test_reports_read_well(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    tasks = fill(fastlabel_sandbox, "a.png")
    report: DownloadReport = pull(fastlabel_sandbox, tmp_path / "pulled")
    assert str(report) == "1 tasks: 1 fetched, 0 unchanged, 0 failed, 0 orphaned, 0 pruned"
    report = download(fastlabel_sandbox, tasks, tmp_path / "downloaded")
    assert str(report) == "1 tasks: 1 fetched, 0 unchanged, 0 failed"


KILLED = """
import os, signal, sys
import fastlabel
from fastlabel._client._sync import media_fetcher
from fastlabel._client.download import folder as media_folder, manifest, tasks_jsonl

url, token, folder, step = sys.argv[1:]
left = {"at": 3}

def killing(function):
    def called(*args, **options):
        left["at"] -= 1
        if not left["at"]:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **options)
    return called

place, _, name = step.rpartition(":")
owner = {
    "manifest": manifest.Manifest, "folder": media_folder.MediaFolder,
    "fetcher": media_fetcher, "lines": tasks_jsonl.TaskLines,
}[place]
setattr(owner, name, killing(getattr(owner, name)))
fastlabel.Client(token, url).image.pull(project="p", folder=folder, concurrency=2, progress=False)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only systems with SIGKILL")
@pytest.mark.parametrize(
    "step",
    [
        "manifest:mark_pending",
        "manifest:record",
        "folder:target",
        "fetcher:fsync",
        "lines:add",
        "manifest:entry_for",
    ],
)
def test_kill_at_any_step_and_the_next_run_completes(
    fastlabel_sandbox: Sandbox, tmp_path: Path, step: str
) -> None:
    tasks = fill(fastlabel_sandbox, *[f"{number}.png" for number in range(6)])
    command = [sys.executable, "-c", KILLED, fastlabel_sandbox.url, fastlabel_sandbox.token]
    killed = subprocess.run([*command, str(tmp_path), step], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "tasks.jsonl").exists()
    report = pull(fastlabel_sandbox, tmp_path)
    assert (report.failed, report.fetched + report.unchanged) == (0, 6)
    assert lines(tmp_path) == tasks
    assert files(tmp_path) == {f"media/{n}.png": png(n + 1) for n in range(6)}
    # What was begun to be written is tidied up.
    assert {path.name for path in tmp_path.iterdir()} == {"media", "tasks.jsonl", STATE}


def test_kill_leaves_what_looks_like_ours_elsewhere(
    fastlabel_sandbox: Sandbox, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    part = outside / f".{'0' * 32}.part"
    part.write_text("not of this folder")
    folder = tmp_path / "f"
    fill(fastlabel_sandbox, "a.png")
    command = [sys.executable, "-c", KILLED.replace('"at": 3', '"at": 1')]
    command += [fastlabel_sandbox.url, fastlabel_sandbox.token, str(folder), "fetcher:fsync"]
    subprocess.run(command, check=False)
    (folder / "media" / "link").symlink_to(outside)
    assert len(list((folder / "media").glob(".*.part"))) == 1
    assert counts(pull(fastlabel_sandbox, folder)) == (1, 0, 0)
    assert list((folder / "media").glob(".*.part")) == []
    assert part.exists()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_cancelled_run_is_gone_on_with(
    fastlabel_sandbox: Sandbox, tmp_path: Path, backend: str
) -> None:
    fill(fastlabel_sandbox, *[f"{number}.png" for number in range(12)])
    stop: list[Callable[[], None]] = []

    def listen(progress: BatchProgress) -> None:
        if progress.done == 3:
            anyio.from_thread.run_sync(stop[0])

    async def main() -> None:
        with anyio.CancelScope() as scope:
            stop.append(scope.cancel)
            async with fastlabel.AsyncClient(
                fastlabel_sandbox.token, fastlabel_sandbox.url
            ) as client:
                await client.image.pull(
                    project="p", folder=tmp_path, concurrency=2, progress=listen
                )
        assert scope.cancelled_caught

    anyio.run(main, backend=backend)
    report = pull(fastlabel_sandbox, tmp_path)
    assert (report.failed, report.fetched + report.unchanged) == (0, 12)
    assert report.unchanged >= 3
