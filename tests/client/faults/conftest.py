from __future__ import annotations

import gc
import threading
from collections import Counter
from collections.abc import Generator

import anyio
import pytest
import trustme

from benchmarks.descriptors import open_descriptors
from tests.client.faults.faulty_service import Service, serving
from tests.sandbox.support.faulty_sandbox import eventually


@pytest.fixture(scope="session", autouse=True)
def _warm() -> None:
    """What is loaded once and stays open is open before anything is counted."""
    for backend in ("asyncio", "trio"):
        anyio.run(anyio.sleep, 0, backend=backend)


@pytest.fixture(autouse=True)
def _no_leaks() -> Generator[None]:
    """A test leaves no descriptor and no thread behind.

    What a server of the test before, or of this one, still had open may close a moment later.
    """
    before, threads = _held()
    yield

    def is_left_as_it_was() -> bool:
        gc.collect()
        now, count = _held()
        return count <= threads and not Counter(now) - Counter(before)

    if _held() != (before, threads):
        eventually(is_left_as_it_was)


@pytest.fixture(autouse=True)
def _no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastlabel._client.retry.policy._FIRST_WAIT", 0.001)


@pytest.fixture
def service() -> Generator[Service]:
    with serving() as service:
        yield service


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def _held() -> tuple[list[str], int]:
    kinds = [target.partition(":")[0] for target in open_descriptors()]
    # Trio keeps idle threads for ten seconds.
    threads = [t for t in threading.enumerate() if not t.name.startswith("Trio thread")]
    return sorted(kinds), len(threads)
