"""Sealing: what is kept can be read only with its assessment's key, and only in the place it was kept for."""

import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORM = b"\x01"  # first byte of whatever is sealed: which cipher, so that it can change one day
NONCE = 12
BLOCK = 256


class Unsealable(Exception):
    """Say that something was altered, or belongs to another key, another assessment or another place."""


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, text: bytes, place: str) -> bytes:
    nonce = os.urandom(NONCE)
    return FORM + nonce + AESGCM(key).encrypt(nonce, text, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    if sealed[:1] != FORM or len(sealed) < 1 + NONCE + 16:
        raise Unsealable(place)
    nonce, rest = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, rest, place.encode())
    except InvalidTag as error:
        raise Unsealable(place) from error


def seal_json(key: bytes, value: Any, place: str) -> bytes:
    """Seal a value, filled up with blanks: the length would tell a short answer from a long one."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return seal(key, text.ljust(-(-len(text) // BLOCK) * BLOCK), place)


def unseal_json(key: bytes, sealed: bytes, place: str) -> Any:
    return json.loads(unseal(key, sealed, place))


def mark(key: bytes, value: Any, place: str) -> str:
    """Tell two values apart without giving either away: without the key nobody can find out by trying."""
    text = json.dumps([place, value], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, text.encode(), "sha256").hexdigest()
