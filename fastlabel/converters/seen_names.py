"""Which names were there before, of very many."""

from __future__ import annotations

from array import array
from typing import Final

__all__ = ["SeenNames"]

_FIRST_SLOTS: Final = 2**10


class SeenNames:
    """A set of names that keeps 8 bytes of a hash for each, in a table at most two thirds full.

    A set of strings takes ten times as much, which would not be flat for millions of images. That
    two of a million names have one hash is as likely as 1 in 30 million.
    """

    def __init__(self) -> None:
        self._slots = array("q", bytes(8 * _FIRST_SLOTS))
        self._count = 0

    def has(self, name: str) -> bool:
        """Whether the name was there before. From now on it is."""
        # 0 is an empty slot.
        if not self._add(hash(name) or 1):
            return True
        self._count += 1
        if self._count * 3 > len(self._slots) * 2:
            self._grow()
        return False

    def _add(self, key: int) -> bool:
        slots = self._slots
        most = len(slots) - 1
        at = key & most
        while slots[at]:
            if slots[at] == key:
                return False
            at = (at + 1) & most
        slots[at] = key
        return True

    def _grow(self) -> None:
        before = self._slots
        self._slots = array("q", bytes(16 * len(before)))
        for key in before:
            if key:
                self._add(key)
