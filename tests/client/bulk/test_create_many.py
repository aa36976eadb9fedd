"""Many tasks at once: what comes of each, what ends the run, and what goes on after it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import anyio
import pytest

import fastlabel
from fastlabel import BatchProgress, CreateReport
from fastlabel.errors import (
    AuthenticationError,
    ConflictError,
    FastLabelInvalidException,
    JournalError,
    MissingFileError,
    TransportError,
)
from fastlabel.models import (
    Attribute,
    BBox,
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
)
from fastlabel.sandbox import Fault, Faults, Sandbox
from tests.sandbox.support.small_media import png
from tests.support.broken_servers import refused
from tests.support.media_files import CAT, VIDEO

PNG = png()


def specs(count: int, project: str = "many") -> list[NewImageTask]:
    return [NewImageTask(project=project, name=f"{n}.png", file=PNG) for n in range(count)]


def names(client: fastlabel.Client, project: str = "many") -> list[str]:
    return sorted(task.name for task in client.image.iter(project=project))


def test_report_keeps_the_order(fastlabel_client: fastlabel.Client) -> None:
    report = fastlabel_client.image.create_many(specs(30), concurrency=4)
    assert str(report) == "30 created, 0 recovered, 0 skipped, 0 failed"
    assert [outcome.index for outcome in report.outcomes] == list(range(30))
    assert [outcome.name for outcome in report.outcomes] == [f"{n}.png" for n in range(30)]
    for outcome in report.outcomes:
        assert outcome.task_id is not None
        assert fastlabel_client.image.find(outcome.task_id).name == outcome.name


def test_nothing_to_create(fastlabel_client: fastlabel.Client) -> None:
    report = fastlabel_client.image.create_many([])
    assert (report.created, len(report.outcomes), list(report.failures())) == (0, 0, [])


def test_every_kind(fastlabel_client: fastlabel.Client) -> None:
    client = fastlabel_client
    classification = NewImageClassificationTask(
        project="c", file_path=CAT, attributes=[Attribute(key="kind", value="tabby")]
    )
    assert client.image_classification.create_many([classification]).created == 1
    several = NewMultiImageTask(project="m", name="two", files={"a.png": PNG, "b.png": PNG})
    assert client.multi_image.create_many([several]).created == 1
    assert client.video.create_many([NewVideoTask(project="v", file_path=VIDEO)]).created == 1
    assert client.video.find_by_name(project="v", name=VIDEO.name) is not None


def test_what_is_wrong_with_one_is_told_of_that_one(fastlabel_client: fastlabel.Client) -> None:
    flat = BBox(value="cat", points=(5, 5, 5, 9))
    wrong = [
        NewImageTask(project="many", name="0.png", file=PNG),
        NewImageTask(project="many", name="0.png", file=PNG),
        NewImageTask(project="many", file_path="not/there.png"),
        NewImageTask(project="many", name="flat.png", file=PNG, annotations=[flat]),
        cast("NewImageTask", NewVideoTask(project="many", file_path=VIDEO)),
        NewImageTask(project="many", name="5.png", file=PNG),
    ]
    report = fastlabel_client.image.create_many(wrong, concurrency=1)
    assert (report.created, report.failed) == (2, 4)
    failed = {outcome.index: (outcome.name, outcome.error) for outcome in report.failures()}
    assert list(failed) == [1, 2, 3, 4]
    assert failed[1][0] == "0.png"
    assert "'0.png' is also the name of tasks[0]" in str(failed[1][1])
    assert failed[2][0] == "there.png"
    assert isinstance(failed[2][1], MissingFileError)
    assert "annotations[0].points" in str(failed[3][1])
    assert "expected NewImageTask, got NewVideoTask" in str(failed[4][1])
    assert names(fastlabel_client) == ["0.png", "5.png"]


def test_raise_ends_at_the_first_failure(fastlabel_client: fastlabel.Client) -> None:
    fastlabel_client.image.create(project="many", name="3.png", file=PNG)
    taken: list[int] = []

    def given() -> Iterator[NewImageTask]:
        for number, spec in enumerate(specs(1000)):
            taken.append(number)
            yield spec

    with pytest.raises(ConflictError) as caught:
        fastlabel_client.image.create_many(given(), concurrency=2, on_error="raise")
    assert caught.value.__notes__ == ["tasks[3] '3.png'"]
    assert len(taken) < 20


def test_refused_token_ends_it_at_once(fastlabel_sandbox: Sandbox) -> None:
    taken = iter(specs(1000))
    with fastlabel.Client("wrong", fastlabel_sandbox.url) as client:
        with pytest.raises(AuthenticationError) as caught:
            client.image.create_many(taken, concurrency=2)
    assert caught.value.__notes__[0].startswith("tasks[")
    assert len(list(taken)) > 900


def test_items_that_fail_to_come(fastlabel_client: fastlabel.Client) -> None:
    def given() -> Iterator[NewImageTask]:
        yield from specs(3)
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        fastlabel_client.image.create_many(given())
    assert names(fastlabel_client) == ["0.png", "1.png", "2.png"]


def test_items_are_taken_as_they_are_needed_in_the_callers_thread(
    fastlabel_client: fastlabel.Client,
) -> None:
    ahead: list[int] = []
    done: list[int] = []

    def given() -> Iterator[NewImageTask]:
        for number, spec in enumerate(specs(40)):
            assert threading.current_thread() is threading.main_thread()
            ahead.append(number - len(done))
            yield spec

    def progress(told: BatchProgress) -> None:
        done.append(told.done)

    fastlabel_client.image.create_many(given(), concurrency=3, progress=progress)
    assert max(ahead) <= 3
    assert done == list(range(1, 41))


def test_progress_that_fails_ends_it(fastlabel_client: fastlabel.Client) -> None:
    def progress(told: BatchProgress) -> None:
        assert told.total == 1000
        raise RuntimeError(f"{told.done} done")

    with pytest.raises(RuntimeError, match="1 done"):
        fastlabel_client.image.create_many(specs(1000), concurrency=2, progress=progress)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"concurrency": 0}, "concurrency: 0, it is 1 to 1000"),
        ({"on_error": "ignore"}, "on_error: 'ignore' is not one of collect, raise"),
        ({"journal": "no/folder/a.journal"}, "is not a folder; create it first"),
    ],
)
def test_bad_arguments(
    fastlabel_client: fastlabel.Client, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        fastlabel_client.image.create_many(specs(1), **options)


def test_the_same_call_goes_on(fastlabel_client: fastlabel.Client, tmp_path: Path) -> None:
    journal = tmp_path / "a.journal"
    first = fastlabel_client.image.create_many(specs(5), journal=journal)
    again = fastlabel_client.image.create_many(specs(8), journal=journal)
    assert (first.created, again.skipped, again.created) == (5, 5, 3)
    assert [o.task_id for o in again.outcomes][:5] == [o.task_id for o in first.outcomes]
    assert len(names(fastlabel_client)) == 8
    assert journal.stat().st_mode & 0o777 == 0o600


def test_what_failed_is_tried_again(fastlabel_client: fastlabel.Client, tmp_path: Path) -> None:
    journal = tmp_path / "a.journal"
    with fastlabel.Client("t", refused(), max_attempts=1) as nobody:
        report = nobody.image.create_many(specs(3), journal=tmp_path / "b.journal")
    assert report.failed == 3
    assert all(isinstance(outcome.error, TransportError) for outcome in report.outcomes)
    entries = list(fastlabel.read_journal(tmp_path / "b.journal"))
    assert {(entry.state, entry.task_id) for entry in entries} == {("failed", None)}
    taken = fastlabel_client.image.create(project="many", name="1.png", file=PNG)
    assert fastlabel_client.image.create_many(specs(3), journal=journal).failed == 1
    fastlabel_client.tasks.delete(taken)
    report = fastlabel_client.image.create_many(specs(3), journal=journal)
    assert (report.created, report.skipped) == (1, 2)


def test_other_content_is_refused(fastlabel_client: fastlabel.Client, tmp_path: Path) -> None:
    journal, file = tmp_path / "a.journal", tmp_path / "a.png"
    file.write_bytes(PNG)
    spec = NewImageTask(project="many", file_path=file)
    assert fastlabel_client.image.create_many([spec], journal=journal).created == 1
    file.write_bytes(PNG)
    assert fastlabel_client.image.create_many([spec], journal=journal).skipped == 1
    tagged = NewImageTask(project="many", file_path=file, tags=["new"])
    assert refusal(fastlabel_client, tagged, journal)
    file.write_bytes(png(9, 9))
    assert refusal(fastlabel_client, spec, journal)


def refusal(client: fastlabel.Client, spec: NewImageTask, journal: Path) -> bool:
    report = client.image.create_many([spec], journal=journal)
    return "by an earlier run with other content" in str(report.outcomes[0].error)


def test_interrupted_run_is_looked_up(tmp_path: Path) -> None:
    """The journal says `intended`: after a kill nobody knows more."""
    journal = tmp_path / "a.journal"
    faults = [
        Fault("status-after-commit", status=500, method="POST"),
        Fault("status", status=500, method="GET"),
    ]
    with Sandbox(tmp_path, faults=Faults(faults), unique_names=False) as sandbox:
        with fastlabel.Client(sandbox.token, sandbox.url, confirm_after=0.05, deadline=2) as client:
            report = client.image.create_many(specs(1), journal=journal)
        assert isinstance(report.outcomes[0].error, fastlabel.AmbiguousWriteError)
        (entry,) = fastlabel.read_journal(journal)
        assert (entry.state, entry.task_id) == ("pending", None)
        port = urlsplit(sandbox.url).port or 0
    with Sandbox(tmp_path, port=port, unique_names=False) as sandbox:
        with fastlabel.Client(sandbox.token, sandbox.url, confirm_after=0.05) as client:
            report = client.image.create_many(specs(2), journal=journal)
            assert names(client) == ["0.png", "1.png"]
    assert [outcome.status for outcome in report.outcomes] == ["recovered", "created"]


def test_lost_answer_is_adopted(tmp_path: Path) -> None:
    fault = Fault("reset-after-commit", first=1, method="POST")
    with Sandbox(faults=Faults([fault])) as sandbox:
        with fastlabel.Client(sandbox.token, sandbox.url) as client:
            report = client.image.create_many(specs(2), journal=tmp_path / "a", concurrency=1)
            assert names(client) == ["0.png", "1.png"]
    assert [outcome.status for outcome in report.outcomes] == ["recovered", "created"]


def test_two_runs_on_one_journal(fastlabel_client: fastlabel.Client, tmp_path: Path) -> None:
    journal = tmp_path / "a.journal"
    refusals: list[str] = []

    def given() -> Iterator[NewImageTask]:
        yield from specs(1)
        with pytest.raises(FastLabelInvalidException) as caught:
            fastlabel_client.image.create_many(specs(1), journal=journal)
        refusals.append(str(caught.value))
        assert [entry.state for entry in fastlabel.read_journal(journal)] in ([], ["pending"])

    assert fastlabel_client.image.create_many(given(), journal=journal).created == 1
    assert "in use by another run" in refusals[0]


def test_journal_of_another_service(fastlabel_client: fastlabel.Client, tmp_path: Path) -> None:
    journal = tmp_path / "a.journal"
    fastlabel_client.image.create_many(specs(1), journal=journal)
    with fastlabel.Client("t", refused()) as other:
        with pytest.raises(FastLabelInvalidException, match=r"is about http.* and this client"):
            other.image.create_many(specs(1), journal=journal)


def test_journal_that_is_something_else(
    fastlabel_client: fastlabel.Client, fastlabel_sandbox: Sandbox, tmp_path: Path
) -> None:
    database = fastlabel_sandbox.data / "sandbox.sqlite3"
    with pytest.raises(FastLabelInvalidException, match="database of another program"):
        fastlabel_client.image.create_many(specs(1), journal=database)
    with pytest.raises(FastLabelInvalidException, match="database of another program"):
        list(fastlabel.read_journal(database))
    with pytest.raises(MissingFileError, match="does not exist"):
        fastlabel.read_journal(tmp_path / "a.journal")


def _zeros(journal: Path) -> None:
    journal.write_bytes(bytes(journal.stat().st_size))


def _noise(journal: Path) -> None:
    journal.write_bytes(b"not a journal at all, " * 1000)


def _cut(journal: Path) -> None:
    content = journal.read_bytes()
    journal.write_bytes(content[: len(content) // 2 + 100])


@pytest.mark.parametrize("damage", [_zeros, _noise, _cut])
def test_damaged_journal_is_made_anew(
    fastlabel_sandbox: Sandbox, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    journal = tmp_path / "a.journal"
    with fastlabel.Client(
        fastlabel_sandbox.token, fastlabel_sandbox.url, confirm_after=0.01
    ) as client:
        created = client.image.create_many(specs(200), journal=journal)
        damage(journal)
        damaged = journal.read_bytes()
        report = client.image.create_many(specs(203), journal=journal)
        assert (report.recovered, report.created, report.failed) == (200, 3, 0)
        assert [o.task_id for o in report.outcomes][:200] == [o.task_id for o in created.outcomes]
        assert report.quarantined_to is not None
        assert report.quarantined_to.read_bytes() == damaged
        again = client.image.create_many(specs(204), journal=journal)
        assert (again.recovered, again.skipped, again.created) == (200, 3, 1)
        assert again.quarantined_to is None
        assert len(names(client)) == 204


def test_damage_is_told_when_a_journal_is_read(
    fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    journal = tmp_path / "a.journal"
    fastlabel_client.image.create_many(specs(200), journal=journal)
    _noise(journal)
    with pytest.raises(JournalError, match="not a database"):
        list(fastlabel.read_journal(journal))


def test_first_run_that_wrote_nothing(fastlabel_client: fastlabel.Client, tmp_path: Path) -> None:
    journal = tmp_path / "a.journal"
    journal.touch()
    report = fastlabel_client.image.create_many(specs(1), journal=journal)
    assert (report.created, report.quarantined_to) == (1, None)


def test_journal_holds_no_secrets(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    journal = tmp_path / "a.journal"
    with fastlabel.Client(fastlabel_sandbox.token, fastlabel_sandbox.url) as client:
        client.image.create_many(specs(3), journal=journal)
    content = journal.read_bytes()
    assert fastlabel_sandbox.token.encode() not in content
    assert PNG not in content


def run(backend: str, body: Callable[[], Any]) -> CreateReport:
    return cast("CreateReport", anyio.run(body, backend=backend))


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async(fastlabel_sandbox: Sandbox, tmp_path: Path, backend: str) -> None:
    async def copy() -> CreateReport:
        async with fastlabel.AsyncClient(fastlabel_sandbox.token, fastlabel_sandbox.url) as client:
            journal = tmp_path / "a.journal"
            first = await client.image.create_many(specs(5), journal=journal)
            assert first.created == 5
            again = await client.image.create_many(specs(7), journal=journal, concurrency=3)
            assert (again.skipped, again.created) == (5, 2)

            async def others() -> AsyncIterator[NewImageTask]:
                async for task in client.image.iter(project="many"):
                    yield NewImageTask(project="copy", name=task.name, file=PNG)

            return await client.image.create_many(others(), on_error="raise")

    report = run(backend, copy)
    assert report.created == 7
    assert sorted(str(outcome.name) for outcome in report.outcomes) == [
        f"{n}.png" for n in range(7)
    ]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_ends_at_the_first_failure(fastlabel_sandbox: Sandbox, backend: str) -> None:
    async def fail() -> CreateReport:
        async with fastlabel.AsyncClient("wrong", fastlabel_sandbox.url) as client:
            return await client.image.create_many(specs(100), concurrency=3)

    with pytest.raises(AuthenticationError):
        run(backend, fail)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_items_that_fail_to_come(fastlabel_sandbox: Sandbox, backend: str) -> None:
    def given() -> Iterator[NewImageTask]:
        yield from specs(2)
        raise RuntimeError("no more")

    async def fail() -> CreateReport:
        async with fastlabel.AsyncClient(fastlabel_sandbox.token, fastlabel_sandbox.url) as client:
            return await client.image.create_many(given())

    with pytest.raises(RuntimeError, match="no more"):
        run(backend, fail)


def test_journal_with_the_state_names_of_version_1(
    fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    journal = tmp_path / "a.journal"
    fastlabel_client.image.create_many(specs(4), journal=journal)
    with closing(sqlite3.connect(journal, isolation_level=None)) as database:
        for number, state in enumerate(("intended", "found", "adopted")):
            query = "UPDATE item SET state = ?, run = 0 WHERE name = ?"
            assert database.execute(query, (state, f"{number}.png")).rowcount == 1
        database.execute("PRAGMA user_version = 1")
    states = [entry.state for entry in fastlabel.read_journal(journal)]
    assert states == ["pending", "listed", "recovered", "created"]
    report = fastlabel_client.image.create_many(specs(4), journal=journal)
    assert (report.recovered, report.skipped) == (2, 2)
    with closing(sqlite3.connect(journal)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (2,)
