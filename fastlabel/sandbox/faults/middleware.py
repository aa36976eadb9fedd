"""The middleware between the server and the API that injects faults."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from fastlabel.sandbox.faults.effects import AFTER, BEFORE, REPLACE
from fastlabel.sandbox.faults.exchange import (
    ClientDisconnected,
    Exchange,
    Pauses,
    Stopped,
    protocol_class,
)
from fastlabel.sandbox.faults.kinds import FaultKind
from fastlabel.sandbox.faults.plan import Plan, PlannedFaults


class FaultMiddleware:
    """ASGI middleware. It has to be served by its own `protocol`."""

    def __init__(self, app: ASGIApp, plan: Plan) -> None:
        self._app = app
        self._plan = plan
        self._pauses = Pauses()

    @property
    def protocol(self) -> type[asyncio.Protocol]:
        """Protocol for uvicorn that lets connections be cut."""
        return protocol_class(self._resets_connection)

    def stop(self) -> None:
        """End all waits. Call it in the server's event loop."""
        self._pauses.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, with the faults planned for it."""
        planned = self._plan.faults_for(scope["method"], scope["path"])
        if planned is None:
            await self._app(scope, receive, send)
            return
        exchange = Exchange(self._app, scope, receive, send, self._pauses)
        try:
            await self._serve(exchange, planned)
        except ClientDisconnected:
            pass
        except Stopped:
            await exchange.reset()

    async def _serve(self, exchange: Exchange, planned: PlannedFaults) -> None:
        fault = planned.fault
        if fault and fault.kind in BEFORE:
            self._plan.count(fault.kind)
            await BEFORE[fault.kind](exchange, fault)
            return
        await exchange.read()
        await self._delay(exchange, planned.seconds("delay"), "delay")
        if fault and fault.kind in REPLACE:
            self._plan.count(fault.kind)
            await REPLACE[fault.kind](exchange, fault)
            return
        visibility_delay = planned.seconds("lookup-lag")
        response = await exchange.run_app(visibility_delay)
        if visibility_delay and response.status == 200:
            self._plan.count("lookup-lag")
        await self._delay(exchange, planned.seconds("delay-after-commit"), "delay-after-commit")
        if fault:
            self._plan.count(fault.kind)
            await AFTER[fault.kind](exchange, fault, response)
        else:
            await exchange.respond(response)

    async def _delay(self, exchange: Exchange, seconds: float, kind: FaultKind) -> None:
        if seconds:
            self._plan.count(kind)
            await exchange.sleep(seconds)

    def _resets_connection(self) -> bool:
        if not self._plan.resets_connection():
            return False
        self._plan.count("reset-on-accept")
        return True
