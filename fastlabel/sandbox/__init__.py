"""The API on your own machine: a local server that speaks the wire protocol.

```python
with fastlabel.sandbox.Sandbox() as sandbox:
    client = fastlabel.Client(access_token=sandbox.token, base_url=sandbox.url)
```

It needs the extra `sandbox`. It is for demos and tests: it keeps everything through a
restart, but not through a power cut, and it knows no users, classes or workflows.
"""

from __future__ import annotations

from importlib import import_module

# As `typing` has it, whose import would be most of what this one costs.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from fastlabel.sandbox.faults.rules import Fault, Faults
    from fastlabel.sandbox.http.recording import RecordedRequest
    from fastlabel.sandbox.seeding.files import Seed
    from fastlabel.sandbox.server import Sandbox, run

__all__ = ["Fault", "Faults", "RecordedRequest", "Sandbox", "Seed", "run"]

# Loaded when first used, so that `import fastlabel.sandbox` costs next to nothing.
_HOMES = {
    "Fault": "faults.rules",
    "Faults": "faults.rules",
    "RecordedRequest": "http.recording",
    "Sandbox": "server",
    "Seed": "seeding.files",
    "run": "server",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
