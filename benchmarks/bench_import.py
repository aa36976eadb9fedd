"""What imports and the first response cost, relative to a Python that does nothing and to 0.7.0."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

from benchmarks.fast_server import serving
from benchmarks.ratios import ratio, report

_NO_BYTECODE: Final = "PYTHONDONTWRITEBYTECODE"
# Installed for development only, and loaded by httpcore where it is: 100 ms.
_WITHOUT_TRIO: Final = "import sys; sys.modules['trio'] = None"
# The rate limit is that of the service, which a loopback URL would leave out.
_FIND: Final = """
import fastlabel
limit = fastlabel.RateLimit(10_000, 600)
fastlabel.Client("token", {url!r}, rate_limit=limit).image.find("1")
"""
_FIND_BY_REQUESTS: Final = """
import base64, glob, json, os, requests
headers = {{"Authorization": "Bearer token", "Content-Type": "application/json"}}
requests.get({url!r} + "tasks/image/1", headers=headers).json()
"""
# 0.7.0 made its COCO with numpy.
_FIND_BY_070: Final = f"\nimport numpy{_FIND_BY_REQUESTS}"


def main() -> None:
    """Print the table."""
    report("import fastlabel, time × python -c pass", _ratio("import fastlabel", "pass"), 2)
    models = "from fastlabel.models import BBox; BBox(value='a', points=(0, 0, 1, 1))"
    report("import fastlabel.models and build one model", _ratio(models, "pass"), 13)
    with serving() as url:
        ours, theirs, plain = (
            _WITHOUT_TRIO + code.format(url=url)
            for code in (_FIND, _FIND_BY_070, _FIND_BY_REQUESTS)
        )
        report("import, Client() and first find, time × 0.7.0", _ratio(ours, theirs), 1.1)
        report("... × requests alone", _ratio(ours, plain), None)


def _ratio(ours: str, theirs: str) -> float:
    return ratio(lambda: _run(ours), lambda: _run(theirs), rounds=9)


def _run(code: str) -> None:
    # -B or its variable would have our modules compiled each time, unlike those of a package.
    environment = {name: os.environ[name] for name in os.environ.keys() - {_NO_BYTECODE}}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)  # noqa: S603  # ours


if __name__ == "__main__":
    main()
