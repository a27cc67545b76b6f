"""Secrets that nobody can guess."""

from __future__ import annotations

import secrets
from typing import Final

_BYTES: Final = 32


class RandomSecrets:
    """Makes secrets from the operating system's randomness, as ``SecretMaker``."""

    def new(self) -> str:
        """Returns 43 URL-safe characters with 256 bits of entropy."""
        return secrets.token_urlsafe(_BYTES)
