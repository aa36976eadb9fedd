"""A stage that remembers what was shown on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class RecordedStage:
    """What was shown, by kind, in order."""

    headings: list[str] = field(default_factory=list[str])
    codes: list[str] = field(default_factory=list[str])
    answers: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])

    def heading(self, text: str) -> None:
        self.headings.append(text)

    def code(self, text: str) -> None:
        self.codes.append(text)

    def answer(self, text: str) -> None:
        self.answers.append(text)

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.answers += [" ".join(row) for row in (headings, *rows)]

    def note(self, text: str) -> None:
        self.notes.append(text)
