"""The secrets of authenticator apps, as they are kept: put in another's row, they do not open."""

from safehold.access.keyring import Keyring, NoKey

__all__ = ["NoKey", "seal", "sealed_anew", "unseal"]

_RING = Keyring(b"safehold: secrets of second factors, 1", "the secret of an app", "person")
sealed_anew = _RING.sealed_anew


def seal(user_id: int, secret: str) -> str:
    """Raises NoKey."""
    return _RING.seal(str(user_id), secret.encode())


def unseal(user_id: int, sealed: str) -> str:
    """Raises NoKey."""
    return _RING.unseal(str(user_id), sealed).decode()
