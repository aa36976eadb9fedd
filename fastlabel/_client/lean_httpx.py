"""httpx without its command line, which it imports where click, Pygments and rich are installed.

That takes longer than all the rest of it, and no client needs it.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Final

__all__ = ["httpx"]

_COMMAND_LINE: Final = "httpx._main"


def _placeholder() -> ModuleType:
    """What `httpx/__init__.py` imports `main` from: a function that loads the command line."""
    module = ModuleType(_COMMAND_LINE)

    def main() -> None:
        """Run the command line of httpx."""
        import_module(_COMMAND_LINE).main()

    module.__dict__["main"] = main
    return module


# Until httpx is imported, and only if nothing has imported its command line. Another thread that
# imports httpx meanwhile gets the same function.
_module = _placeholder()
if "httpx" not in sys.modules:
    sys.modules.setdefault(_COMMAND_LINE, _module)
try:
    import httpx
finally:
    if sys.modules.get(_COMMAND_LINE) is _module:
        del sys.modules[_COMMAND_LINE]
