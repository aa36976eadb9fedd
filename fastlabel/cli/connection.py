"""The service to call, and as whom: the options before the command, and the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastlabel.errors import AuthenticationError, FastLabelInvalidException

if TYPE_CHECKING:
    from fastlabel import Client

__all__ = ["Connection"]

_LONGEST_TOKEN_FILE: Final = 65_536


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach the service."""

    base_url: str | None = None
    """None is the environment's, else the usual one."""
    ca_file: Path | None = None
    """Certificate authorities to trust instead of the usual ones."""
    token_file: Path | None = None
    """A file that holds the token; None is the environment's."""

    def token(self) -> str:
        """The access token, or nothing at all.

        Raises:
            FastLabelInvalidException: The file that should hold it cannot be read.
        """
        if self.token_file is None:
            return os.environ.get("FASTLABEL_ACCESS_TOKEN", "")
        try:
            with self.token_file.open("rb") as file:
                read = file.read(_LONGEST_TOKEN_FILE)
        except OSError as error:
            message = f"token_file: {error.strerror or error}: {str(self.token_file)!r}"
            raise FastLabelInvalidException(message, 422) from None
        return read.decode("ascii", "replace").strip()

    @property
    def token_place(self) -> str:
        """Where the token is looked for."""
        return "FASTLABEL_ACCESS_TOKEN" if self.token_file is None else str(self.token_file)

    def client(self) -> Client:
        """A client, which has to be closed.

        Raises:
            AuthenticationError: There is no token.
            FastLabelInvalidException: The token or the URL cannot be used.
        """
        from fastlabel import Client  # noqa: PLC0415  # costs time, which --help has not

        token = self.token()
        if not token:
            raise AuthenticationError(self._missing())
        return Client(token, self.base_url, ca_file=self.ca_file)

    def _missing(self) -> str:
        if self.token_file is not None:
            return f"token_file: {str(self.token_file)!r} is empty; put the access token there"
        return "FASTLABEL_ACCESS_TOKEN is not configured; set it, or give --token-file FILE"
