"""An authenticator of our own: an app that shows codes, and a passkey that signs, as a browser would send what it makes."""

import hashlib
import json
import re
import secrets
from typing import Any

import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def secret_on(page: Any) -> str:
    """The secret that a page shows for an app."""
    return re.search(r'class="sh-secret">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")


def code(secret: str, at: float) -> str:
    return pyotp.TOTP(secret).at(int(at))


class Passkey:
    def __init__(self, origin: str = "https://testserver", name: str = "testserver") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.origin, self.name, self.handle, self.counter, self.flags = origin, name, b"", 0, PRESENT | VERIFIED

    def made(self, asked: dict[str, Any]) -> str:
        self.handle = websafe_decode(asked["publicKey"]["user"]["id"])
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(self._hash, self.flags | ATTESTED, self.counter, credential)
        client = self._client("webauthn.create", asked)
        attested = AttestationObject.create("none", data, {})
        return self._answer({"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(bytes(attested))})

    def shown(self, asked: dict[str, Any], handle: bytes | None = None) -> str:
        client = self._client("webauthn.get", asked)
        data = bytes(AuthenticatorData.create(self._hash, self.flags, self.counter))
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": handle or self.handle}
        return self._answer({name: websafe_encode(value) for name, value in said.items()})

    @property
    def _hash(self) -> bytes:
        return hashlib.sha256(self.name.encode()).digest()

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": asked["publicKey"]["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, str]) -> str:
        number = websafe_encode(self.id)
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": response, "clientExtensionResults": {}})
