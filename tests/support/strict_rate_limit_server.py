"""A service that refuses every call above its limit, and clients in processes that ask for more."""

from __future__ import annotations

import multiprocessing
import selectors
import socket
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from multiprocessing.synchronize import Event

from fastlabel._client.rate_limit.limit import Pacer, RateLimit
from tests.support.patience import HANG_SECONDS

ANSWER = "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n"


@dataclass
class StrictWindow:
    """A sliding window that holds so many calls, each for so many seconds."""

    calls: int
    seconds: float
    accepted: list[float] = field(default_factory=list[float])
    refused: int = 0
    longest_way: float = 0.0
    shortest_way: float = float("inf")

    def arrive(self, now: float, left: float = 0.0) -> bool:
        """Count a call. Whether it is accepted."""
        self.longest_way = max(self.longest_way, now - left)
        self.shortest_way = min(self.shortest_way, now - left)
        oldest = self.accepted[-self.calls] if len(self.accepted) >= self.calls else -float("inf")
        if now - oldest <= self.seconds:
            self.refused += 1
            return False
        self.accepted.append(now)
        return True

    @property
    def lateness(self) -> float:
        """Seconds that the slowest call took longer than the fastest from permit to arrival."""
        return self.longest_way - self.shortest_way

    def used(self) -> float:
        """The part of the quota that was used, over as many whole windows as were filled."""
        windows = (len(self.accepted) - 1) // self.calls
        took = self.accepted[windows * self.calls] - self.accepted[0]
        return windows * self.seconds / took


class StrictServer:
    """The window on a loopback port. It ends once it has seen so many calls."""

    def __init__(self, window: StrictWindow, total: int) -> None:
        self._window = window
        self._total = total
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]

    def serve(self, seconds: float) -> bool:
        """Answer calls. Whether all came in that many seconds."""
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector, self._listener:
            selector.register(self._listener, selectors.EVENT_READ)
            while self._seen() < self._total and (left := until - time.monotonic()) > 0:
                for key, _ in selector.select(left):
                    assert isinstance(key.fileobj, socket.socket)
                    self._answer(key.fileobj, selector)
            for key in list(selector.get_map().values()):
                assert isinstance(key.fileobj, socket.socket)
                key.fileobj.close()
        return self._seen() >= self._total

    def _seen(self) -> int:
        return len(self._window.accepted) + self._window.refused

    def _answer(self, ready: socket.socket, selector: selectors.BaseSelector) -> None:
        if ready is self._listener:
            selector.register(ready.accept()[0], selectors.EVENT_READ)
            return
        request = ready.recv(65536)
        arrived = time.monotonic()
        if not request:
            selector.unregister(ready)
            ready.close()
            return
        left = float(request.partition(b"X-Left-At: ")[2].partition(b"\r\n")[0])
        accepted = self._window.arrive(arrived, left)
        ready.sendall((ANSWER % ("200 OK" if accepted else "429 Too Many Requests")).encode())


@contextmanager
def calling(port: int, limit: RateLimit, processes: int, threads: int) -> Generator[Sequence[int]]:
    """Processes whose threads call as fast as they get permits. Gives the process ids."""
    context = multiprocessing.get_context("spawn")
    done = context.Event()
    children = [
        context.Process(target=_call, args=(port, limit, threads, done)) for _ in range(processes)
    ]
    for child in children:
        child.start()
    try:
        yield [child.pid or 0 for child in children]
    finally:
        done.set()
        for child in children:
            child.join()
    assert [child.exitcode for child in children] == [0] * processes


def _call(port: int, limit: RateLimit, threads: int, done: Event) -> None:
    pacer = Pacer(limit)
    stop = threading.Event()
    callers = [
        threading.Thread(target=_keep_calling, args=(port, pacer, stop)) for _ in range(threads)
    ]
    for caller in callers:
        caller.start()
    done.wait()
    stop.set()
    for caller in callers:
        caller.join()
    pacer.close()


def _keep_calling(port: int, pacer: Pacer, stop: threading.Event) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=HANG_SECONDS)
    connection.connect()
    while not stop.is_set():
        while wait := pacer.acquire_or_wait_time():
            if stop.wait(wait):
                break
        else:
            try:
                connection.request("GET", "/", headers={"X-Left-At": repr(time.monotonic())})
                connection.getresponse().read()
            except OSError:
                break
    connection.close()
