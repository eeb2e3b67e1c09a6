"""Words that only one browser can read (RFC 8291), and the proof towards its push service that they are ours (RFC 8292).

Keys are points and numbers of the curve P-256, written in base64url without padding, as browsers write them.
"""

import base64
import json
import os
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SALT_BYTES, SECRET_BYTES, NUMBER_BYTES = 16, 16, 32
RECORD_BYTES = 4_096
LAST_RECORD = b"\x02"

VALID_FOR = timedelta(hours=12)
"""How long a proof holds; push services refuse more than a day."""


def public_key(key: str) -> str:
    """What browsers are told, so that nobody else can send to them: the point that belongs to a private number."""
    return _text(_point(_private(key)))


def is_browser(point: str, secret: str) -> bool:
    """Whether these are a browser's public key and its 16 secret bytes."""
    try:
        _public(point)
        return len(_bytes(secret)) == SECRET_BYTES
    except ValueError:
        return False


def seal(words: bytes, point: str, secret: str) -> bytes:
    """Words as the one browser reads them. Raises ValueError for what is no browser's key."""
    return seal_with(words, point, secret, ec.generate_private_key(ec.SECP256R1()), os.urandom(SALT_BYTES))


def seal_with(words: bytes, point: str, secret: str, own: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """The same with this key of our own and this salt, neither of which may ever serve twice."""
    theirs, mine = _public(point), _point(own)
    shared = own.exchange(ec.ECDH(), theirs)
    ikm = _derived(shared, _bytes(secret), b"WebPush: info\0" + _bytes(point) + mine, 32)
    key = _derived(ikm, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(ikm, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(mine)]) + mine
    return head + AESGCM(key).encrypt(nonce, words + LAST_RECORD, None)


def authorization(key: str, endpoint: str, contact: str, now: datetime) -> str:
    """The header that says who sends: signed, for this push service alone, for half a day."""
    own, parts = _private(key), urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + VALID_FOR).timestamp()),
        "sub": contact,
    }
    signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    pair = decode_dss_signature(own.sign(signed.encode(), ec.ECDSA(SHA256())))
    signature = b"".join(number.to_bytes(NUMBER_BYTES, "big") for number in pair)
    return f"vapid t={signed}.{_text(signature)}, k={_text(_point(own))}"


def _derived(secret: bytes, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, purpose).derive(secret)


def _private(key: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(_bytes(key), "big"), ec.SECP256R1())


def _public(point: str) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(point))


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _json(said: dict[str, object]) -> str:
    return _text(json.dumps(said, separators=(",", ":")).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(said: str) -> bytes:
    return base64.urlsafe_b64decode(said.rstrip("=") + "=" * (-len(said.rstrip("=")) % 4))
