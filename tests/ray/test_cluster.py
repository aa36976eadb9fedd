"""Reading and writing with a cluster, whose workers are killed; against the sandbox."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pytest

import fastlabel
import fastlabel.ray
from fastlabel._client.bulk.reports import OnError
from fastlabel.arrow import tables_to_tasks
from fastlabel.errors import AuthenticationError, FastLabelInvalidException, JournalError
from fastlabel.ray import _ray
from fastlabel.ray.connection import Connection
from fastlabel.ray.media import MediaFetch
from fastlabel.sandbox import Sandbox
from tests.client.test_token_never_leaks import FORMS, TOKEN
from tests.support.media_files import CAT, ROCKET

pytestmark = [
    pytest.mark.usefixtures("cluster"),
    # Of Ray's own: files and sockets that its threads leave to the collector, and its own warnings.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:ray"),
    pytest.mark.filterwarnings("ignore::FutureWarning:ray"),
    pytest.mark.filterwarnings("ignore::UserWarning:ray"),
]
BOX = {"type": "bbox", "value": "cat", "points": [0, 0, 10, 10]}


def ray_data() -> Any:
    return import_module("ray.data")


@pytest.fixture
def place(fastlabel_sandbox: Sandbox) -> dict[str, Any]:
    return {"access_token": fastlabel_sandbox.token, "base_url": fastlabel_sandbox.url}


def workers() -> list[psutil.Process]:
    """The processes that work on tasks just now."""
    found = psutil.Process().children(recursive=True)
    return [each for each in found if _title(each).startswith(("ray::Read", "ray::Map"))]


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@contextmanager
def killing(is_time: Callable[[], bool]) -> Generator[list[int]]:
    """Kill one worker, once it is time."""
    killed: list[int] = []
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.005):
            if is_time() and (found := workers()):
                os.kill(found[0].pid, signal.SIGKILL)
                killed.append(found[0].pid)
                return

    thread = threading.Thread(target=kill)
    thread.start()
    yield killed
    over.set()
    thread.join()


def whole(dataset: Any) -> pa.Table:
    return pa.concat_tables(list(_ray.batches(dataset)))


def seeded(sandbox: Sandbox, count: int) -> None:
    """Tasks of one picture, which is cheap to make."""
    sandbox.seed(
        [
            {"name": f"{i}.png", "width": 8, "height": 8, "annotations": [BOX] * (i % 3)}
            for i in range(count)
        ],
        project="p",
    )


def test_a_project_comes_whole_and_equal(
    fastlabel_sandbox: Sandbox, fastlabel_client: fastlabel.Client, place: dict[str, Any]
) -> None:
    seeded(fastlabel_sandbox, 25)
    dataset = fastlabel.ray.read_tasks("image", project="p", **place)
    schema: Any = dataset.schema()
    assert schema.names[-1] == "annotations"
    tables = fastlabel.ray.rows_to_tables(whole(dataset))
    assert tables_to_tasks(tables) == list(fastlabel_client.image.iter(project="p"))
    rows = fastlabel.ray.read_tasks("image", project="p", columns=["name", "id"], **place)
    assert whole(rows).column_names == ["name", "id"]
    drawn = fastlabel.ray.read_tasks("image", project="p", rows="frames", **place)
    assert whole(drawn).column("value").to_pylist() == ["cat"] * 24


def test_an_empty_project_has_its_columns(place: dict[str, Any]) -> None:
    dataset: Any = fastlabel.ray.read_tasks("image", project="none", columns=["id"], **place)
    assert dataset.count() == 0
    assert dataset.schema().names == ["id"]


def test_every_task_once_within_the_limit_though_a_worker_is_killed(
    fastlabel_make_sandbox: Callable[..., Sandbox], tmp_path: Path
) -> None:
    sandbox = fastlabel_make_sandbox(rate_limit=(40, 3.0), max_recorded=10_000)
    films = [{"name": f"{i}.mp4", "frameCount": 2, "width": 16, "height": 16} for i in range(300)]
    sandbox.seed(films, project="p")
    dataset = fastlabel.ray.read_tasks(
        "video",
        project="p",
        columns=["id"],
        access_token=sandbox.token,
        base_url=sandbox.url,
        rate_limit=fastlabel.RateLimit(40, 3.0, tmp_path / "rate_limit_scope"),
    )
    planned = len(sandbox.requests)
    with killing(lambda: len(sandbox.requests) > planned + 12) as killed:
        ids = Counter(whole(dataset).column("id").to_pylist())
    assert killed
    assert ids == Counter(task.id for task in sandbox.tasks("video", "p"))
    # A busy machine may hold a call up for longer than the margin of the limit.
    assert sandbox.rejected_requests <= 3


def test_an_actor_counts_for_the_whole_cluster(
    fastlabel_make_sandbox: Callable[..., Sandbox],
) -> None:
    sandbox = fastlabel_make_sandbox(rate_limit=(20, 1.0))
    films = [{"name": f"{i}.mp4", "frameCount": 2, "width": 16, "height": 16} for i in range(120)]
    sandbox.seed(films, project="p")
    dataset: Any = fastlabel.ray.read_tasks(
        "video",
        project="p",
        access_token=sandbox.token,
        base_url=sandbox.url,
        rate_limit=fastlabel.RateLimit(20, 1.0),
        rate_limit_scope="actor",
    )
    assert dataset.count() == 120
    # A busy machine may hold a call up for longer than the margin of the limit.
    assert sandbox.rejected_requests <= 3


def rows_of(count: int, picture: bytes) -> list[dict[str, object]]:
    return [
        {"name": f"{i}.png", "media": picture, "annotations": json.dumps([BOX]), "tags": ["new"]}
        for i in range(count)
    ]


def test_rows_are_written_once_though_a_worker_is_killed(
    fastlabel_make_sandbox: Callable[..., Sandbox], tmp_path: Path
) -> None:
    # A service that would take a name twice.
    sandbox = fastlabel_make_sandbox(unique_names=False)
    picture = CAT.read_bytes()
    dataset = ray_data().from_items(rows_of(160, picture), override_num_blocks=4)

    def write() -> fastlabel.ray.WriteReport:
        return fastlabel.ray.write_annotations(
            dataset,
            kind="image",
            project="p",
            journal=tmp_path / "journal",
            access_token=sandbox.token,
            base_url=sandbox.url,
            confirm_after=0.5,
            concurrency=2,
        )

    with killing(lambda: len(sandbox.tasks("image", "p")) > 40) as killed:
        report = write()
    assert killed
    assert Counter(task.name for task in sandbox.tasks("image", "p")) == Counter(
        f"{i}.png" for i in range(160)
    )
    assert (report.created + report.recovered, report.failed) == (160, 0)
    assert str(write()) == "0 created, 0 recovered, 0 updated, 160 skipped, 0 failed"


def test_what_fails_is_told(place: dict[str, Any], fastlabel_sandbox: Sandbox) -> None:
    picture = CAT.read_bytes()
    rows: Sequence[dict[str, object]] = [
        {"name": "good.png", "media": picture, "annotations": "[]"},
        {"name": "good.png", "media": picture, "annotations": "[]"},
        {"name": "other.png", "media": b"no picture", "annotations": "[]"},
        {"name": "bad.png", "media": picture, "annotations": '[{"type": "bbox", "points": [1]}]'},
        {"name": "worse.png", "media": picture, "annotations": "{"},
    ]
    report = fastlabel.ray.write_annotations(
        ray_data().from_items(rows), kind="image", project="p", **place
    )
    # The same row twice: one is created, and which one tells so depends on who asks first.
    assert (report.created + report.recovered, report.skipped, report.failed) == (1, 1, 3)
    assert len(report.outcomes) == 5
    told = {outcome.name: str(outcome.error) for outcome in report.failures()}
    assert "annotations[0]" in told["bad.png"]
    assert set(told) == {"other.png", "bad.png", "worse.png"}
    assert [task.name for task in fastlabel_sandbox.tasks("image", "p")] == ["good.png"]


def test_tasks_that_are_there_are_updated_but_not_their_annotations(
    place: dict[str, Any], fastlabel_sandbox: Sandbox
) -> None:
    seeded(fastlabel_sandbox, 3)
    read: Any = fastlabel.ray.read_tasks(
        "image", project="p", columns=["id", "annotations"], **place
    )
    report = fastlabel.ray.write_annotations(read, kind="image", project="p", **place)
    assert report.failed == 3
    assert all("cannot change" in str(failed.error) for failed in report.failures())
    done = read.map(_approved)
    report = fastlabel.ray.write_annotations(done, kind="image", project="p", **place)
    assert str(report) == "0 created, 0 recovered, 3 updated, 0 skipped, 0 failed"
    assert {task.status for task in fastlabel_sandbox.tasks("image", "p")} == {"approved"}


def _approved(row: dict[str, object]) -> dict[str, object]:
    return {"id": row["id"], "status": "approved"}


def test_pictures_come_with_rows_and_go_out_again(
    place: dict[str, Any], fastlabel_client: fastlabel.Client
) -> None:
    for path in (CAT, ROCKET):
        fastlabel_client.image.create(project="p", file_path=path, annotations=[BOX])
    columns = ["name", "annotations"]
    dataset = fastlabel.ray.read_tasks(
        "image", project="p", columns=columns, with_media=True, **place
    )
    rows = whole(dataset).to_pylist()
    assert {row["name"]: row["media"] for row in rows} == {
        path.name: path.read_bytes() for path in (CAT, ROCKET)
    }
    assert list(rows[0]) == ["name", "annotations", "media", "media_error"]
    report = fastlabel.ray.write_annotations(dataset, kind="image", project="copy", **place)
    assert report.created == 2
    copied = {task.name: task.annotations for task in fastlabel_client.image.iter(project="copy")}
    assert copied == {
        task.name: task.annotations for task in fastlabel_client.image.iter(project="p")
    }


def test_pictures_of_multi_image_tasks_are_lists(
    place: dict[str, Any], fastlabel_client: fastlabel.Client
) -> None:
    files = {"a.png": CAT, "b.jpg": ROCKET}
    fastlabel_client.multi_image.create(project="p", name="both", files=files)
    dataset = fastlabel.ray.read_tasks("multi_image", project="p", with_media=True, **place)
    (row,) = whole(dataset).to_pylist()
    assert row["media"] == [path.read_bytes() for path in files.values()]
    report = fastlabel.ray.write_annotations(dataset, kind="multi_image", project="copy", **place)
    # It has an id, and so is no new task.
    assert report.failed == 1


def test_a_picture_that_is_gone(place: dict[str, Any], fastlabel_sandbox: Sandbox) -> None:
    gone = {"name": "gone.png", "url": f"{fastlabel_sandbox.url}media/none/gone.png"}
    source = ray_data().from_items([{"id": "no-such-task", "contents": None, **gone}])
    place_of = Connection.from_options(
        **place, rate_limit=None, rate_limit_scope="auto", ca_file=None, confirm_after=1.0
    )

    def fetched(on_error: OnError) -> list[dict[str, object]]:
        fetch = MediaFetch(place_of, "image", ("name",), on_error)
        return whole(_ray.map_batches(source, fetch, 2, 0.25)).to_pylist()

    (row,) = fetched("collect")
    assert (row["name"], row["media"]) == ("gone.png", None)
    assert "404" in str(row["media_error"])
    with pytest.raises(Exception, match="NotFoundError"):
        fetched("raise")


def test_a_wrong_token_ends_the_run(fastlabel_sandbox: Sandbox) -> None:
    place: dict[str, Any] = {"access_token": "a-wrong-token", "base_url": fastlabel_sandbox.url}
    with pytest.raises(AuthenticationError):
        fastlabel.ray.read_tasks("image", project="p", **place)
    dataset = ray_data().from_items(rows_of(3, CAT.read_bytes()))
    with pytest.raises(AuthenticationError) as caught:
        fastlabel.ray.write_annotations(dataset, kind="image", project="p", **place)
    assert "UDF" not in str(caught.value)


def test_a_journal_that_cannot_be(place: dict[str, Any], tmp_path: Path) -> None:
    dataset = ray_data().from_items(rows_of(1, b""))
    with pytest.raises((JournalError, FastLabelInvalidException), match="journal"):
        fastlabel.ray.write_annotations(
            dataset, kind="image", project="p", journal=tmp_path / "no" / "journal", **place
        )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "film"}, "kind: expected one of image"),
        ({"columns": ["nme"]}, "columns: expected one of .*, got 'nme'"),
        ({"rows": "pages"}, "rows: expected one of .*, got 'pages'"),
        ({"rate_limit_scope": "none"}, "rate_limit_scope: expected one of .*, got 'none'"),
        ({"kind": "video", "with_media": True}, "client.video.pull"),
        ({"rows": "frames", "with_media": True}, "rows='tasks'"),
        ({"on_media_error": "x"}, "on_media_error: expected one of .*, got 'x'"),
    ],
)
def test_arguments_that_are_wrong(
    place: dict[str, Any], arguments: dict[str, Any], message: str
) -> None:
    given: dict[str, Any] = {"kind": "image", "project": "p", "rate_limit": "b", **place}
    given |= arguments
    with pytest.raises(FastLabelInvalidException, match=message):
        fastlabel.ray.read_tasks(given.pop("kind"), **given)


def test_the_token_is_nowhere(cluster: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cloudpickle: Any = import_module("ray.cloudpickle")

    sources: list[Any] = []
    read = _ray.read_datasource

    def keep(source: Any, blocks: int, cpus: float) -> Any:
        sources.append(source)
        return read(source, blocks, cpus)

    monkeypatch.setattr(_ray, "read_datasource", keep)
    monkeypatch.setenv("FASTLABEL_ACCESS_TOKEN", TOKEN)
    with Sandbox(token=TOKEN) as sandbox:
        seeded(sandbox, 5)
        dataset = fastlabel.ray.read_tasks(
            "image", project="p", with_media=True, base_url=sandbox.url
        )
        assert whole(dataset).num_rows == 5
        rows = ray_data().from_items(rows_of(2, CAT.read_bytes()))
        written = fastlabel.ray.write_annotations(
            rows, kind="image", project="q", base_url=sandbox.url
        )
        assert written.created == 2
    with pytest.raises(Exception, match="TransportError") as caught:
        whole(dataset)
    source: Any = sources[0]
    told: list[str] = [
        repr(source),
        repr(source.__dict__),
        str(dataset),
        repr(caught.value),
        str(caught.value),
    ]
    said = [text.encode() for text in told]
    said += [cloudpickle.dumps(each) for each in (source, *source.get_read_tasks(2))]
    files = [path.read_bytes() for path in cluster.rglob("*") if path.is_file()]
    assert len(files) > 20
    for text in [*said, *files]:
        assert not any(form in text for form in FORMS.values())
