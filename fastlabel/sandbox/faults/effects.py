"""What happens to a request, kind by kind: before it is acted on, instead of it, and after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from fastlabel.sandbox.faults.answer import Answer
from fastlabel.sandbox.faults.exchange import Exchange
from fastlabel.sandbox.faults.kinds import FaultKind
from fastlabel.sandbox.faults.pauses import Stopped
from fastlabel.sandbox.faults.rules import Fault

__all__ = ["AFTER", "EARLY", "INSTEAD"]

_Happening: TypeAlias = Callable[[Exchange, Fault], Awaitable[None]]
_Spoiling: TypeAlias = Callable[[Exchange, Fault, Answer], Awaitable[None]]


async def _reset_before_reading(exchange: Exchange, _: Fault) -> None:
    await exchange.reset()


async def _reset_mid_upload(exchange: Exchange, fault: Fault) -> None:
    await exchange.read(_some(exchange, fault))
    await exchange.reset()


async def _status_mid_upload(exchange: Exchange, fault: Fault) -> None:
    await exchange.read(_some(exchange, fault))
    exchange.write(_said(fault).raw())
    await exchange.close()


async def _stall_upload(exchange: Exchange, fault: Fault) -> None:
    exchange.stop_reading()
    await exchange.sleep(fault.seconds)
    await exchange.reset()


async def _status(exchange: Exchange, fault: Fault) -> None:
    await exchange.answer(_said(fault))


async def _late_commit(exchange: Exchange, fault: Fault) -> None:
    if fault.status is None:
        await exchange.reset()
    else:
        await exchange.answer(_said(fault))
    try:
        await exchange.sleep(fault.seconds)
    except Stopped:
        return
    await exchange.act()


async def _status_after_commit(exchange: Exchange, fault: Fault, _: Answer) -> None:
    await exchange.answer(_said(fault))


async def _reset_after_commit(exchange: Exchange, _: Fault, __: Answer) -> None:
    await exchange.reset()


async def _reset_mid_answer(exchange: Exchange, fault: Fault, answer: Answer) -> None:
    exchange.write(_promised(answer) + answer.cut(fault.bytes).body)
    await exchange.reset()


async def _truncated(exchange: Exchange, fault: Fault, answer: Answer) -> None:
    exchange.write(_promised(answer) + answer.cut(fault.bytes).body)
    await exchange.close()


async def _truncated_chunked(exchange: Exchange, fault: Fault, answer: Answer) -> None:
    part = answer.cut(fault.bytes).body
    # An empty chunk would be the end that is to be missing.
    chunk = b"%x\r\n%s\r\n" % (len(part), part) if part else b""
    exchange.write(answer.head((b"transfer-encoding", b"chunked")) + chunk)
    await exchange.close()


async def _truncated_gzip(exchange: Exchange, fault: Fault, answer: Answer) -> None:
    await exchange.answer(answer.zipped().cut(fault.bytes))


async def _spoiled(exchange: Exchange, fault: Fault, _: Answer) -> None:
    await exchange.answer(Answer.spoiled(fault))


async def _drip(exchange: Exchange, fault: Fault, answer: Answer) -> None:
    exchange.write(_promised(answer))
    for index in range(len(answer.body)):
        await exchange.sleep(fault.seconds)
        if exchange.is_gone:
            break
        exchange.write(answer.body[index : index + 1])
    await exchange.close()


async def _stall(exchange: Exchange, fault: Fault, answer: Answer) -> None:
    exchange.write(answer.raw()[: fault.bytes or 0])
    await exchange.wait()


async def _close_after_answer(exchange: Exchange, _: Fault, answer: Answer) -> None:
    await exchange.answer(answer)
    await exchange.close()


def _some(exchange: Exchange, fault: Fault) -> int:
    return exchange.length() // 2 if fault.bytes is None else fault.bytes


def _said(fault: Fault) -> Answer:
    return Answer.of_status(fault, fault.status or 500)


def _promised(answer: Answer) -> bytes:
    return answer.head((b"content-length", b"%d" % len(answer.body)))


EARLY: Final[Mapping[FaultKind, _Happening]] = {
    "reset-before-reading": _reset_before_reading,
    "reset-mid-upload": _reset_mid_upload,
    "status-mid-upload": _status_mid_upload,
    "stall-upload": _stall_upload,
}
"""Before the request is whole."""

INSTEAD: Final[Mapping[FaultKind, _Happening]] = {
    "status": _status,
    "late-commit": _late_commit,
}
"""Once the request is whole, and before it is acted on."""

AFTER: Final[Mapping[FaultKind, _Spoiling]] = {
    "status-after-commit": _status_after_commit,
    "reset-after-commit": _reset_after_commit,
    "reset-mid-answer": _reset_mid_answer,
    "truncated": _truncated,
    "truncated-chunked": _truncated_chunked,
    "truncated-gzip": _truncated_gzip,
    "garbage": _spoiled,
    "empty": _spoiled,
    "no-id": _spoiled,
    "drip": _drip,
    "stall": _stall,
    "close-after-answer": _close_after_answer,
}
"""Once it was acted on, and before the answer is out."""
