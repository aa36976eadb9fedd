"""The service to call and its token: the options before the command, and the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastlabel.errors import AuthenticationError, invalid

if TYPE_CHECKING:
    from fastlabel import Client

_MAX_TOKEN_FILE_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """How to reach the service."""

    base_url: str | None = None
    """None: the environment's, else the default."""
    ca_file: Path | None = None
    """Certificate authorities to trust instead of the usual ones."""
    token_file: Path | None = None
    """A file that holds the token; None: the environment variable."""

    def token(self) -> str:
        """The access token, or an empty text.

        Raises:
            FastLabelInvalidException: The token file cannot be read.
        """
        if self.token_file is None:
            return os.environ.get("FASTLABEL_ACCESS_TOKEN", "")
        try:
            with self.token_file.open("rb") as file:
                content = file.read(_MAX_TOKEN_FILE_BYTES)
        except OSError as error:
            invalid(f"{error.strerror or error}: {str(self.token_file)!r}", "token_file")
        return content.decode("ascii", "replace").strip()

    @property
    def token_source(self) -> str:
        """Where the token is read from."""
        return "FASTLABEL_ACCESS_TOKEN" if self.token_file is None else str(self.token_file)

    def client(self) -> Client:
        """Open a client, which has to be closed.

        Raises:
            AuthenticationError: There is no token.
            FastLabelInvalidException: The token or the URL cannot be used.
        """
        from fastlabel import Client  # noqa: PLC0415  # costs time that --help should not take

        token = self.token()
        if not token:
            raise AuthenticationError(self._missing())
        return Client(token, self.base_url, ca_file=self.ca_file)

    def _missing(self) -> str:
        if self.token_file is not None:
            return f"token_file: {str(self.token_file)!r} is empty; write the access token into it"
        return "FASTLABEL_ACCESS_TOKEN is not configured; set it, or give --token-file FILE"
