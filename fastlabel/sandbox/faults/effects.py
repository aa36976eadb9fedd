"""What each kind of fault does to a request: before the app runs, instead of it, or after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from fastlabel.sandbox.faults.exchange import Exchange, Stopped
from fastlabel.sandbox.faults.kinds import FaultKind
from fastlabel.sandbox.faults.response import FaultResponse
from fastlabel.sandbox.faults.rules import Fault

_Effect: TypeAlias = Callable[[Exchange, Fault], Awaitable[None]]
_ResponseEffect: TypeAlias = Callable[[Exchange, Fault, FaultResponse], Awaitable[None]]


async def _reset_before_reading(exchange: Exchange, _: Fault) -> None:
    await exchange.reset()


async def _reset_mid_upload(exchange: Exchange, fault: Fault) -> None:
    await exchange.read(_upload_bytes(exchange, fault))
    await exchange.reset()


async def _status_mid_upload(exchange: Exchange, fault: Fault) -> None:
    await exchange.read(_upload_bytes(exchange, fault))
    exchange.write(FaultResponse.from_status(fault).raw())
    await exchange.close()


async def _stall_upload(exchange: Exchange, fault: Fault) -> None:
    exchange.stop_reading()
    await exchange.sleep(fault.seconds)
    await exchange.reset()


async def _status(exchange: Exchange, fault: Fault) -> None:
    await exchange.respond(FaultResponse.from_status(fault))


async def _late_commit(exchange: Exchange, fault: Fault) -> None:
    if fault.status is None:
        await exchange.reset()
    else:
        await _status(exchange, fault)
    try:
        await exchange.sleep(fault.seconds)
    except Stopped:
        return
    await exchange.run_app()


async def _status_after_commit(exchange: Exchange, fault: Fault, _: FaultResponse) -> None:
    await _status(exchange, fault)


async def _reset_after_commit(exchange: Exchange, _: Fault, __: FaultResponse) -> None:
    await exchange.reset()


async def _reset_mid_response(exchange: Exchange, fault: Fault, response: FaultResponse) -> None:
    _write_part(exchange, fault, response)
    await exchange.reset()


async def _truncate(exchange: Exchange, fault: Fault, response: FaultResponse) -> None:
    _write_part(exchange, fault, response)
    await exchange.close()


async def _truncate_chunked(exchange: Exchange, fault: Fault, response: FaultResponse) -> None:
    part = response.cut(fault.bytes).body
    # An empty chunk would be the end that has to be missing.
    chunk = b"%x\r\n%s\r\n" % (len(part), part) if part else b""
    exchange.write(response.head((b"transfer-encoding", b"chunked")) + chunk)
    await exchange.close()


async def _truncate_gzip(exchange: Exchange, fault: Fault, response: FaultResponse) -> None:
    await exchange.respond(response.gzipped().cut(fault.bytes))


async def _replace_response(exchange: Exchange, fault: Fault, _: FaultResponse) -> None:
    await exchange.respond(FaultResponse.replacement(fault))


async def _drip(exchange: Exchange, fault: Fault, response: FaultResponse) -> None:
    exchange.write(_head(response))
    for index in range(len(response.body)):
        await exchange.sleep(fault.seconds)
        if exchange.is_closed:
            break
        exchange.write(response.body[index : index + 1])
    await exchange.close()


async def _stall(exchange: Exchange, fault: Fault, response: FaultResponse) -> None:
    exchange.write(response.raw()[: fault.bytes or 0])
    await exchange.wait_for_disconnect()


async def _close_after_response(exchange: Exchange, _: Fault, response: FaultResponse) -> None:
    await exchange.respond(response)
    await exchange.close()


def _upload_bytes(exchange: Exchange, fault: Fault) -> int:
    return exchange.content_length() // 2 if fault.bytes is None else fault.bytes


def _write_part(exchange: Exchange, fault: Fault, response: FaultResponse) -> None:
    exchange.write(_head(response) + response.cut(fault.bytes).body)


def _head(response: FaultResponse) -> bytes:
    return response.head((b"content-length", b"%d" % len(response.body)))


BEFORE: Final[Mapping[FaultKind, _Effect]] = {
    "reset-before-reading": _reset_before_reading,
    "reset-mid-upload": _reset_mid_upload,
    "status-mid-upload": _status_mid_upload,
    "stall-upload": _stall_upload,
}
"""Before the request is complete."""

REPLACE: Final[Mapping[FaultKind, _Effect]] = {"status": _status, "late-commit": _late_commit}
"""Once the request is complete, instead of running the app."""

AFTER: Final[Mapping[FaultKind, _ResponseEffect]] = {
    "status-after-commit": _status_after_commit,
    "reset-after-commit": _reset_after_commit,
    "reset-mid-answer": _reset_mid_response,
    "truncated": _truncate,
    "truncated-chunked": _truncate_chunked,
    "truncated-gzip": _truncate_gzip,
    "garbage": _replace_response,
    "empty": _replace_response,
    "no-id": _replace_response,
    "drip": _drip,
    "stall": _stall,
    "close-after-answer": _close_after_response,
}
"""Once the app has run, before its response is sent."""
