"""JSON that is odd, wrong or meant to harm: the package's own error, or what it says."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

import fastlabel
from fastlabel.errors import FastLabelException, InvalidResponseError
from tests.client.faults.faulty_service import Exchange, Fault, Row, Service, always
from tests.client.faults.sync_and_async import (
    Call,
    create,
    every_way,
    failing,
    find,
    list_all,
    run,
    update,
)
from tests.support.patience import hang_guard
from tests.support.recording_server import Answer

ROW = Row("id-1", "a.png", "")
TASK = b'{"id": "id-1", "name": "a.png"%b}'
DEEP = 100_000
NO_JSON = {
    "bad UTF-8": TASK % b', "x": "\xff\xfe"',
    "overlong UTF-8": TASK % b', "x": "\xc0\x80"',
    "surrogate in UTF-8": TASK % b', "x": "\xed\xa0\x80"',
    "BOM": b"\xef\xbb\xbf" + TASK % b"",
    "UTF-16": (TASK % b"").decode().encode("utf-16"),
    "UTF-16 without a mark": (TASK % b"").decode().encode("utf-16-le"),
    "UTF-32": (TASK % b"").decode().encode("utf-32"),
    "lone surrogate": TASK % b', "x": "\\ud800"',
    "lone low surrogate": TASK % b', "x": "\\udc00 \\ud800"',
    "NaN": TASK % b', "x": NaN',
    "Infinity": TASK % b', "x": -Infinity',
    "deep arrays": TASK % (b', "x": ' + b"[" * DEEP + b"]" * DEEP),
    "deep objects": TASK % (b', "x": ' + b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    "deep and cut": b"[" * DEEP,
    "comment": TASK % b" /* no */",
    "comma": TASK % b",",
    "single quotes": b"{'id': 'id-1'}",
    "two values": TASK % b"" + b" " + TASK % b"",
    "raw NUL": TASK % b', "x": "\x00"',
    "raw newline": TASK % b', "x": "\n"',
    "leading zero": TASK % b', "x": 01',
    "hexadecimal": TASK % b', "x": 0x1',
}
ODD_JSON = {
    "duplicate keys": b'{"id": "id-0", "id": "id-1", "name": "a.png", "name": "a.png"}',
    "1e999": TASK % b', "x": 1e999',
    "-1e999": TASK % b', "x": [-1e999]',
    "many digits": TASK % (b', "x": ' + b"9" * 5000),
    "many digits after the point": TASK % (b', "x": 0.' + b"9" * 5000),
    "many digits where an int is due": TASK % (b', "width": ' + b"9" * 5000),
    "1e999 where an int is due": TASK % b', "width": 1e999',
    "escaped NUL": TASK % b', "x": "\\u0000"',
    "NUL in a key": TASK % b', "\\u0000": 1',
    "empty key": TASK % b', "": 1',
    "a key of a class": TASK % b', "__class__": 1, "model_fields": 2, "__dict__": 3',
    "noncharacters": TASK % b', "x": "\\uffff\\ufdd0"',
    "control characters": TASK % b', "x": "\\u001b[2J\\u202e"',
    "minus zero": TASK % b', "x": -0',
    "deep but not too much": TASK % (b', "x": ' + b"[" * 50 + b"]" * 50),
    "a large string": TASK % (b', "x": "' + b"x" * 2_000_000 + b'"'),
    "many keys": TASK % b"".join(b', "k%d": %d' % (n, n) for n in range(20_000)),
}


def saying(body: bytes) -> Fault:
    def answer(exchange: Exchange) -> None:
        exchange.carry_out()
        exchange.answer(Answer(200, body))

    return answer


@pytest.mark.parametrize("call", [find, list_all, update])
@pytest.mark.parametrize("name", NO_JSON)
def test_read_of_what_is_no_json(name: str, call: Call, service: Service) -> None:
    service.rows.append(ROW)
    body = NO_JSON[name] if call is find else b"[" + NO_JSON[name] + b"]"
    for method in ("GET", "PUT"):
        service.on(method, *always(saying(body)))
    with hang_guard():
        error = failing(InvalidResponseError, "sync", service.url, call)
    assert len(str(error)) < 1500


@every_way
@pytest.mark.parametrize("name", ["bad UTF-8", "BOM", "lone surrogate", "NaN", "deep arrays"])
def test_read_of_what_is_no_json_every_way(way: str, name: str, service: Service) -> None:
    service.on("GET", *always(saying(NO_JSON[name])))
    failing(InvalidResponseError, way, service.url, find)


@pytest.mark.parametrize("name", ODD_JSON)
@pytest.mark.parametrize("dicts", [True, False])
def test_read_of_odd_json(name: str, dicts: bool, service: Service) -> None:
    """The package's error or the task, nothing else."""
    service.on("GET", *always(saying(ODD_JSON[name])))
    with fastlabel.Client("t", service.url) as client, hang_guard():
        with suppress(InvalidResponseError):
            if dicts:
                assert client.find_image_task("id-1")["id"] == "id-1"
            else:
                task = client.image.find("id-1")
                assert task.id == "id-1"
                json.dumps(task.to_wire())


@every_way
@pytest.mark.parametrize("name", NO_JSON)
def test_create_whose_answer_is_no_json(way: str, name: str, service: Service) -> None:
    service.on("POST", saying(NO_JSON[name]))
    assert run(way, service.url, create) == "id-1"
    assert len(service.rows) == 1
    assert service.count("POST") == 1


@pytest.mark.parametrize("name", [*NO_JSON, *ODD_JSON])
def test_look_up_among_odd_tasks(name: str, service: Service) -> None:
    """A page that cannot be read settles nothing; an odd neighbour changes nothing."""

    def lose(exchange: Exchange) -> None:
        exchange.carry_out()
        exchange.reset()

    body = b"[" + (NO_JSON | ODD_JSON)[name] + b"]"
    service.on("POST", lose)
    service.on("GET", saying(body))
    with hang_guard():
        assert run("sync", service.url, create) == "id-1"
    assert len(service.rows) == 1
    assert service.count("POST") == 1


@pytest.mark.parametrize("body", [*NO_JSON.values(), *ODD_JSON.values()], ids=[*NO_JSON, *ODD_JSON])
def test_refusal_with_such_a_body(body: bytes, service: Service) -> None:
    service.on("GET", lambda exchange: exchange.answer(Answer(400, body)))
    service.on("POST", lambda exchange: exchange.answer(Answer(409, b'{"message": ' + body + b"}")))
    for call in (find, create):
        with pytest.raises(FastLabelException) as caught:
            run("sync", service.url, call)
        assert len(str(caught.value)) < 1500
        assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["a\u0000.png", "\u0000", "\uffff.png", "../../x.png", "é.png", "e\u0301.png"]
)
def test_name_that_is_odd_is_looked_up_byte_by_byte(name: str, service: Service) -> None:
    def lose(exchange: Exchange) -> None:
        exchange.carry_out()
        exchange.reset()

    service.on("POST", lose)
    with fastlabel.Client("t", service.url, confirm_after=0.02) as client:
        made = client.image.create(project="p", name=name, file=b"\x89PNG\r\n\x1a\n")
    assert made == "id-1"
    assert [row.name for row in service.rows] == [name]


@pytest.mark.parametrize("body", [b'""', b"[]", b'["id-1"]', b'{"id": "id-1"}', b"true", b"1"])
def test_create_whose_answer_is_no_id(body: bytes, service: Service) -> None:
    service.on("POST", saying(body))
    assert run("sync", service.url, create) == "id-1"
    assert len(service.rows) == 1
