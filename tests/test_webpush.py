"""What is told to browsers, by the examples of the standards and by a browser's own arithmetic."""

import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app import webpush
from config import new_push_key
from tests.push.browsers import Browser, from_text

# RFC 8291, section 5 and appendix A.
WORDS = b"When I grow up, I want to be a watermelon"
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
OWN = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95b"
    "Qpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out():
    own = ec.derive_private_key(int.from_bytes(from_text(OWN), "big"), ec.SECP256R1())
    sealed = webpush.seal_with(WORDS, POINT, SECRET, own, from_text(SALT))
    assert sealed == from_text(SEALED)


def test_the_one_browser_reads_it_and_never_twice_the_same():
    browser = Browser()
    first, second = (webpush.seal("Zoë".encode(), browser.point, browser.secret) for _ in range(2))
    assert first != second
    assert browser.read(first) == browser.read(second) == "Zoë".encode()


@pytest.mark.parametrize("spoilt", ["", "x", "BBBB", POINT[:-2], "A" + POINT[1:], "\u00e9" * 40, "B" * 87])
def test_what_is_no_browser_is_known(spoilt):
    assert webpush.is_browser(POINT, SECRET)
    assert not webpush.is_browser(spoilt, SECRET)
    assert not webpush.is_browser(POINT, spoilt)


def test_the_proof_is_signed_for_the_one_push_service_for_half_a_day():
    key, now = new_push_key(), datetime(2026, 11, 1, 12, tzinfo=UTC)
    header = webpush.authorization(key, "https://push.example:8443/x/y?z=1", "https://moot.example", now)
    kind, _, rest = header.partition(" ")
    said = dict(part.split("=", 1) for part in rest.split(", "))
    assert (kind, said["k"]) == ("vapid", webpush.public_key(key))
    head, claims, signature = said["t"].split(".")
    assert json.loads(from_text(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(from_text(claims)) == {
        "aud": "https://push.example:8443", "exp": int(now.timestamp()) + 12 * 3600, "sub": "https://moot.example",
    }  # fmt: skip
    raw = from_text(signature)
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_text(said["k"]))
    public.verify(pair, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))  # Raises where it is not ours.


def test_keys_are_told_as_browsers_write_them():
    assert base64.urlsafe_b64decode(webpush.public_key(OWN) + "=")[0] == 4, "an uncompressed point"
