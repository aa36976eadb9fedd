"""The option of whoever converts."""

from __future__ import annotations

from enum import StrEnum, auto
from typing import Annotated, TypeAlias

import typer

__all__ = ["LossOption", "OnLossChoice"]


class OnLossChoice(StrEnum):
    """What is done about what a conversion loses."""

    WARN = auto()
    RAISE = auto()
    IGNORE = auto()


LossOption: TypeAlias = Annotated[
    OnLossChoice,
    typer.Option(
        "--on-loss",
        metavar="ACT",
        help=f"About what cannot be carried over: {', '.join(OnLossChoice)}.",
    ),
]
