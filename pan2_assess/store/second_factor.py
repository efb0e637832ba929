"""The second factor: codes of six figures from an app that shares a secret with us (TOTP, RFC 6238)."""

import hmac
import re
from functools import cache

import pyotp

from pan2_assess.store import sealing
from pan2_assess.store.database import now, settings

ISSUER = "PAN 2 Assess"
SLACK = 1  # codes before and after the present one that are taken: clocks differ, and typing takes time
ANY_STEP = 0  # no code was used before


def new_sealed(place: str) -> bytes:
    """Make a secret, sealed with the server key for this place."""
    return sealing.seal(settings().server_key, pyotp.random_base32().encode(), place)


def opened(sealed: bytes, place: str) -> str:
    return sealing.unseal(settings().server_key, sealed, place).decode()


def address(secret: str, mail: str) -> str:
    """Write the address by which apps learn a secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=mail, issuer_name=ISSUER)


def step_of(secret: str, code: str, after: int = ANY_STEP) -> int | None:
    """Give the step of time a code belongs to, if it is due and later than the one used last."""
    typed = re.sub(r"[\s-]", "", code[:20])
    totp = pyotp.TOTP(secret)
    this = totp.timecode(now())
    found = None
    for step in range(this - SLACK, this + SLACK + 1):  # all of them, so that each takes the same time
        same = hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode())
        if same and step > after:
            found = step
    return found


@cache
def nobodys() -> str:
    """Give a secret for accounts that are none."""
    return pyotp.random_base32()
