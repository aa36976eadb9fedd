"""What stands between the server and the API, and lets things go wrong."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from fastlabel.sandbox.faults.effects import AFTER, EARLY, INSTEAD
from fastlabel.sandbox.faults.exchange import CallerGone, Exchange, protocol_with
from fastlabel.sandbox.faults.kinds import FaultKind
from fastlabel.sandbox.faults.pauses import Pauses, Stopped
from fastlabel.sandbox.faults.plan import Met, Plan

__all__ = ["FaultLayer"]


class FaultLayer:
    """An ASGI application around another. It has to be served by its own `protocol`."""

    def __init__(self, app: ASGIApp, plan: Plan) -> None:
        self._app = app
        self._plan = plan
        self._pauses = Pauses()

    @property
    def protocol(self) -> type[asyncio.Protocol]:
        """What uvicorn has to speak, so that connections can be cut."""
        return protocol_with(self._meets_connection)

    def stop(self) -> None:
        """Cut short whatever waits. To be called in the server's event loop."""
        self._pauses.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, badly if that is its lot."""
        met = self._plan.meet(scope["method"], scope["path"])
        if met is None:
            await self._app(scope, receive, send)
            return
        exchange = Exchange(self._app, scope, receive, send, self._pauses)
        try:
            await self._serve(exchange, met)
        except CallerGone:
            pass
        except Stopped:
            await exchange.reset()

    async def _serve(self, exchange: Exchange, met: Met) -> None:
        fault = met.fault
        if fault and fault.kind in EARLY:
            self._plan.count(fault.kind)
            await EARLY[fault.kind](exchange, fault)
            return
        await exchange.read()
        await self._delay(exchange, met.seconds("delay"), "delay")
        if fault and fault.kind in INSTEAD:
            self._plan.count(fault.kind)
            await INSTEAD[fault.kind](exchange, fault)
            return
        lag = met.seconds("lookup-lag")
        answer = await exchange.act(lag)
        if lag and answer.status == 200:
            self._plan.count("lookup-lag")
        await self._delay(exchange, met.seconds("delay-after-commit"), "delay-after-commit")
        if fault:
            self._plan.count(fault.kind)
            await AFTER[fault.kind](exchange, fault, answer)
        else:
            await exchange.answer(answer)

    async def _delay(self, exchange: Exchange, seconds: float, kind: FaultKind) -> None:
        if seconds:
            self._plan.count(kind)
            await exchange.sleep(seconds)

    def _meets_connection(self) -> bool:
        if not self._plan.meets_connection():
            return False
        self._plan.count("reset-on-accept")
        return True
