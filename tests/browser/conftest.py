from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import chromium
from tests.browser.tabs import Tabs


# Of a module and no more: while it is open, other tests of this process could run no event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def tabs(browser: Browser, tmp_path: Path) -> Iterator[Tabs]:
    """Pages on which nothing may go wrong."""
    opened = Tabs(browser, tmp_path)
    yield opened
    opened.close()
    assert opened.problems == []
