"""Pages that move while they are read: never endless, and nothing twice that can be seen."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Generator

import anyio
import pytest

import fastlabel
from fastlabel.errors import AmbiguousWriteError, InvalidResponseError
from tests.client.faults.faulty_service import Exchange, Row, Service, always
from tests.client.faults.sync_and_async import create, failing, run
from tests.support.patience import hang_guard
from tests.support.recording_server import Answer

PAGE = 10  # of videos, at most


@pytest.fixture
def client(service: Service) -> Generator[fastlabel.Client]:
    service.rows += [row(number) for number in range(35)]
    with fastlabel.Client("t", service.url) as client:
        yield client


def row(number: int) -> Row:
    return Row(f"id-{number}", f"{number}.mp4", "")


def ids(client: fastlabel.Client) -> list[str]:
    return [task.id for task in client.video.iter(project="p")]


def after(change: Callable[[], object]) -> Callable[[Exchange], None]:
    def answer(exchange: Exchange) -> None:
        exchange.answer()
        change()

    return answer


def pages_of(*pages: list[int]) -> list[Callable[[Exchange], None]]:
    def saying(page: list[int]) -> Callable[[Exchange], None]:
        body = json.dumps([row(number).json for number in page]).encode()
        return lambda exchange: exchange.answer(Answer(200, body))

    return [saying(page) for page in pages]


def test_all_pages(service: Service, client: fastlabel.Client) -> None:
    assert ids(client) == [row.id for row in service.rows]


def test_tasks_that_come_first_meanwhile(service: Service, client: fastlabel.Client) -> None:
    """The pages move back, and what was read comes a second time: it is given once."""
    old = [row.id for row in service.rows]
    service.on("GET", after(lambda: service.rows.insert(0, row(99))))
    service.on("GET", after(lambda: service.rows.insert(0, row(98))))
    assert ids(client) == old


def test_tasks_that_come_last_meanwhile(service: Service, client: fastlabel.Client) -> None:
    service.on("GET", after(lambda: service.rows.append(row(99))))
    found = ids(client)
    assert found == [row.id for row in service.rows]


def test_task_that_goes_meanwhile(service: Service, client: fastlabel.Client) -> None:
    """The pages move up, so that a neighbour may be passed over: none comes twice."""
    service.on("GET", after(lambda: service.rows.pop(0)))
    found = ids(client)
    assert len(found) == len(set(found)) >= 34


def test_all_tasks_go_meanwhile(service: Service, client: fastlabel.Client) -> None:
    service.on("GET", after(service.rows.clear))
    assert len(ids(client)) == PAGE


def test_pages_that_are_short(service: Service, client: fastlabel.Client) -> None:
    """A service may give less than it was asked for."""
    service.on("GET", *pages_of([0, 1], [2], [3, 4, 5, 6], []))
    assert ids(client) == [f"id-{number}" for number in range(7)]
    targets = [exchange.target for exchange in service.exchanges]
    assert ["offset" in target for target in targets] == [False, True, True, True]


def test_page_that_is_longer_than_asked_for(service: Service, client: fastlabel.Client) -> None:
    service.on("GET", *pages_of([*range(50)], [50], []))
    assert ids(client) == [f"id-{number}" for number in range(51)]


def test_task_that_is_twice_on_a_page(service: Service, client: fastlabel.Client) -> None:
    service.on("GET", *pages_of([0, 1, 1, 2], [3], []))
    found = ids(client)
    assert len(found) == len(set(found))


def test_page_that_repeats(service: Service, client: fastlabel.Client) -> None:
    """The service does not know `offset`."""
    service.on("GET", *pages_of([1, 2]) * 9)
    with hang_guard(), pytest.raises(InvalidResponseError, match="repeats the one before"):
        ids(client)
    assert len(service.exchanges) == 2


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_pages_that_come_round_again_async(backend: str, service: Service) -> None:
    async def main() -> None:
        async with fastlabel.AsyncClient("t", service.url) as client:
            with pytest.raises(InvalidResponseError, match="repeats an earlier one"):
                [task async for task in client.video.iter(project="p")]

    service.on("GET", *pages_of([1, 2], [3, 4], [5, 6]) * 9)
    with hang_guard():
        anyio.run(main, backend=backend)


def test_pages_that_come_round_again(service: Service, client: fastlabel.Client) -> None:
    """The service counts `offset` round and round, after a start of its own."""
    service.on("GET", *pages_of([7, 8], [9]), *pages_of([1, 2], [3, 4], [5, 6]) * 30)
    seen = itertools.islice(client.video.iter(project="p"), 100)
    with pytest.raises(InvalidResponseError, match="repeats an earlier one"):
        list(seen)


def test_look_up_whose_pages_come_round_again(service: Service) -> None:
    def lose(exchange: Exchange) -> None:
        exchange.carry_out()
        exchange.reset()

    service.on("POST", lose)
    service.on("GET", *pages_of([1, 2], [3, 4], [1, 2]))
    assert run("sync", service.url, create, confirm_after=1) == "id-1"
    assert service.count("GET") == 5


def test_look_up_whose_pages_never_end(service: Service) -> None:
    numbers = itertools.count()

    def next_page(exchange: Exchange) -> None:
        exchange.answer(Answer(200, json.dumps([row(next(numbers)).json]).encode()))

    def lose(exchange: Exchange) -> None:
        exchange.carry_out()
        exchange.reset()

    service.on("POST", lose)
    service.on("GET", *always(next_page) * 100)
    with hang_guard():
        failing(AmbiguousWriteError, "sync", service.url, create, deadline=1)
    assert len(service.rows) == 1


def test_task_that_is_deleted_between_its_page_and_its_turn(
    service: Service, client: fastlabel.Client
) -> None:
    found: list[str] = []
    for task in client.video.iter(project="p"):
        if task.id in {"id-3", "id-12"}:
            client.tasks.delete(task.id)
        found.append(task.id)
    assert len(found) == len(set(found)) >= 33
    assert len(service.rows) == 33


def test_a_failure_on_a_later_page_is_told(service: Service, client: fastlabel.Client) -> None:
    """Not taken for the end."""
    service.on("GET", None, None, lambda exchange: exchange.answer(Answer(400, b"{}")))
    with pytest.raises(fastlabel.FastLabelInvalidException):
        ids(client)
    assert len(service.exchanges) == 3
