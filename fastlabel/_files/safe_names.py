"""Safe file names: untrusted names become paths through one join."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from typing import Final

_MAX_BYTES: Final = 255
_MAX_SUFFIX_BYTES: Final = 16
# `%` begins an escape; `~` and a digit make a short name of Windows, which is another file.
_UNSAFE: Final = frozenset('<>:"/\\|?*%~')
_DEVICE: Final = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$) *(\.|$)"
)


def safe_join(folder: Path, name: str) -> Path:
    """Join a folder and an untrusted name to a path directly in the folder.

    Ordinary names stay as they are. Characters that are not safe on Linux, macOS and Windows are
    escaped, as in `%2f`. Two names never share a path, even on file systems that ignore case or
    compose accents: after `%-`, hexadecimal bits mark the capital letters, as in `IMG_1%-7.jpg`.
    Names longer than 255 bytes are cut, and end with a hash of the name.

    The path may be an existing symlink: write with `atomic_write`, which follows none.

    >>> safe_join(Path("media"), "../猫.png").as_posix()
    'media/%2e.%2f猫.png'
    """
    body = _escaped(name)
    capitals = sum(1 << index for index, letter in enumerate(body) if letter != letter.casefold())
    marked = body if body and not capitals else _inserted(body, f"%-{capitals:x}")
    if len(marked.encode()) > _MAX_BYTES:
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        marked = _shortened(body, f"%={digest[:32]}")
    return folder / marked


def _escaped(name: str) -> str:
    """The name with unsafe characters escaped; those at its start and end last."""
    parts = [letter if _is_safe(letter) else _escape(letter) for letter in name]
    if not _is_composed("".join(parts)):
        parts = [_escape(part) if _may_combine(part) else part for part in parts]
    if parts and (parts[0] in {".", "-"} or _DEVICE.match("".join(parts).casefold())):
        parts[0] = _escape(name[0])
    if parts and parts[-1] in {".", " "}:
        parts[-1] = _escape(name[-1])
    return "".join(parts)


def _escape(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def _is_safe(letter: str) -> bool:
    """Whether a character is visible, allowed, and its case can be restored."""
    if letter in _UNSAFE or unicodedata.category(letter)[0] == "C":
        return False
    if unicodedata.normalize("NFC", letter) != letter:
        return False
    small = letter.casefold()
    is_reversible = len(small) == 1 and small.upper().casefold() == small
    return is_reversible and letter in {small, small.upper()}


def _is_composed(text: str) -> bool:
    return all(unicodedata.is_normalized("NFC", form) for form in (text, text.casefold()))


def _may_combine(part: str) -> bool:
    """Whether a character may combine with the one before it: accents, parts of Hangul."""
    return unicodedata.category(part[0])[0] == "M" or "\u1160" <= part[0] <= "\u11ff"


def _inserted(body: str, mark: str) -> str:
    stem, suffix = _split(body)
    return f"{stem}{mark}{suffix}"


def _shortened(body: str, mark: str) -> str:
    stem, suffix = _split(body)
    if len(suffix.encode()) > _MAX_SUFFIX_BYTES:
        stem, suffix = body, ""
    room = _MAX_BYTES - len(f"{mark}{suffix}".encode())
    start = stem.encode()[:room].decode(errors="ignore")
    return f"{start}{mark}{suffix}"


def _split(body: str) -> tuple[str, str]:
    stem, dot, suffix = body.rpartition(".")
    return (stem, dot + suffix) if stem else (body, "")
