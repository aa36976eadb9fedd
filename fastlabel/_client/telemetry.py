"""Log records and spans of calls; spans only where OpenTelemetry is in use."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

from fastlabel._client.time_limits import current_deadline

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from fastlabel._client.retry.call import RequestState

_LOGGER: Final = logging.getLogger("fastlabel")


@contextmanager
def instrument_call(call: RequestState[object]) -> Generator[None]:
    """Log a call once it has ended, and trace it: without query, body and token."""
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
                _set_attributes(span, call)
            if _LOGGER.isEnabledFor(logging.INFO):
                _LOGGER.info(
                    "%s status=%s attempts=%d ms=%.0f error=%s",
                    call,
                    call.status or "-",
                    call.attempts,
                    (time.perf_counter() - start) * 1000,
                    error,
                )


def _span(call: RequestState[object]) -> AbstractContextManager[Any]:
    # A program that collects spans has imported the API; otherwise importing it only takes time.
    trace: Any = sys.modules.get("opentelemetry.trace")
    if trace is None:
        return nullcontext()
    span: AbstractContextManager[Any] = trace.get_tracer("fastlabel").start_as_current_span(
        f"fastlabel {call.operation.method}", kind=trace.SpanKind.CLIENT
    )
    return span


def _set_attributes(span: Any, call: RequestState[object]) -> None:
    span.set_attribute("http.request.method", call.operation.method)
    span.set_attribute("url.path", call.operation.path)
    span.set_attribute("http.request.resend_count", max(0, call.attempts - 1))
    if call.status is not None:
        span.set_attribute("http.response.status_code", call.status)


def _is_safe_to_log(record: logging.LogRecord) -> bool:
    """Keep received headers out of the logs."""
    return current_deadline() is None or "receive_response" not in str(record.msg)


logging.getLogger("httpcore.http11").addFilter(_is_safe_to_log)
