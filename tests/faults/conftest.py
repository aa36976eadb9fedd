from __future__ import annotations

import gc
import threading
from collections.abc import Generator
from pathlib import Path

import anyio
import pytest
import trustme

from tests.faults.service import Service, serving

DESCRIPTORS = Path("/proc/self/fd")


@pytest.fixture(scope="session", autouse=True)
def _warm() -> None:
    """What is loaded once and stays open is open before anything is counted."""
    for backend in ("asyncio", "trio"):
        anyio.run(anyio.sleep, 0, backend=backend)


@pytest.fixture(autouse=True)
def _no_leaks() -> Generator[None]:
    """Descriptors and threads are the same after a test as before."""
    before = _held()
    yield
    if _held() != before:
        gc.collect()
    assert _held() == before


@pytest.fixture(autouse=True)
def _no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastlabel.retries._FIRST_WAIT", 0.001)


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
    descriptors = [_target(path) for path in DESCRIPTORS.iterdir()] if DESCRIPTORS.exists() else []
    # Trio keeps idle threads for ten seconds.
    threads = [t for t in threading.enumerate() if not t.name.startswith("Trio thread")]
    return sorted(d for d in descriptors if d), len(threads)


def _target(path: Path) -> str:
    try:
        return str(path.readlink()).partition(":")[0]
    except OSError:  # the listing's own
        return ""
