"""What is told of each call: one line to the log, and a span where OpenTelemetry is in use."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from fastlabel._client.retry.call import Call

__all__ = ["observed"]

_LOGGER: Final = logging.getLogger("fastlabel")


@contextmanager
def observed(call: Call[object]) -> Generator[None]:
    """Tell of a call once it has ended, well or not: no query, no body, no token."""
    start = time.perf_counter()
    with _span(call) as span:
        error = "-"
        try:
            yield
        except BaseException as raised:
            error = type(raised).__name__
            raise
        finally:
            if span is not None:
                _describe(span, call)
            if _LOGGER.isEnabledFor(logging.INFO):
                _LOGGER.info(
                    "%s status=%s attempts=%d ms=%.0f error=%s",
                    call,
                    call.status or "-",
                    call.attempts,
                    (time.perf_counter() - start) * 1000,
                    error,
                )


def _span(call: Call[object]) -> AbstractContextManager[Any]:
    # Whoever collects spans has imported the API: importing it for nobody would only cost time.
    trace: Any = sys.modules.get("opentelemetry.trace")
    if trace is None:
        return nullcontext()
    span: AbstractContextManager[Any] = trace.get_tracer("fastlabel").start_as_current_span(
        f"fastlabel {call.operation.method}", kind=trace.SpanKind.CLIENT
    )
    return span


def _describe(span: Any, call: Call[object]) -> None:
    span.set_attribute("http.request.method", call.operation.method)
    span.set_attribute("url.path", call.operation.path)
    span.set_attribute("http.request.resend_count", max(0, call.attempts - 1))
    if call.status is not None:
        span.set_attribute("http.response.status_code", call.status)
