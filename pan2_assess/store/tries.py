"""Tries at signing in, counted for all processes together, so that no stranger gets in or shuts anybody out.

Wrong tries at an account are counted by browser where it has signed in there before, else by network. After a few each
must wait, longer and longer; whoever sits elsewhere does not notice.
"""

import ipaddress
import time
from dataclasses import dataclass

from pan2_assess.store.limits import DatabaseStorage

# Seconds to wait after so many wrong tries in a day: five in any quarter of an hour, then fewer.
WAITS = (0, 0, 0, 15, 60, 15 * 60, 30 * 60, 60 * 60)
DAY = 24 * 3600
MOST_OF_NETWORK, NETWORK_WINDOW = 20, 15 * 60  # wrong tries at any accounts from one network
MOST_GUESSES = 20  # wrong codes a day from strangers who have the password


@dataclass(frozen=True)
class Trial:
    """One try at an account: from a browser that is known there, or from a network."""

    account: str  # the mail address, whether there is such an account or not
    network: str
    browser: str = ""  # known by; empty for a stranger

    @property
    def key(self) -> str:
        return f"try/{self.account}/{self.browser or self.network}"


def network_of(address: str) -> str:
    """Give the network an address belongs to: whoever has one IPv6 address has as many as they like."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6 and (mapped := getattr(found, "ipv4_mapped", None)):
        return str(mapped)
    return address if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))


def begin(trial: Trial) -> float:
    """Count a try as a wrong one before it is looked at; give the seconds to wait first, 0 to go on."""
    storage = DatabaseStorage()
    if not trial.browser:
        key = f"network/{trial.network}"
        if storage.incr(key, NETWORK_WINDOW) > MOST_OF_NETWORK:
            storage.incr(key, NETWORK_WINDOW, -1)
            return _left(storage, key)
    count = storage.incr(trial.key, DAY)
    wait = WAITS[min(count, len(WAITS) - 1)]
    # The first to come after the wait goes on and sets the next one; those beside it come too early.
    if wait and storage.incr(f"{trial.key}/wait", wait) > 1:
        _give_back(storage, trial)
        return _left(storage, f"{trial.key}/wait")
    return 0


def succeeded(trial: Trial) -> None:
    """Forget the wrong tries: it was the owner."""
    storage = DatabaseStorage()
    _give_back(storage, trial)
    storage.clear(trial.key)
    storage.clear(f"{trial.key}/wait")


def guessed_out(key: str, *, wrong: bool) -> bool:
    """Count a code; tell whether too many wrong ones were tried today."""
    return DatabaseStorage().incr(f"guess/{key}", DAY, 1 if wrong else 0) > MOST_GUESSES


def _give_back(storage: DatabaseStorage, trial: Trial) -> None:
    storage.incr(trial.key, DAY, -1)
    if not trial.browser:
        storage.incr(f"network/{trial.network}", NETWORK_WINDOW, -1)


def _left(storage: DatabaseStorage, key: str) -> float:
    return max(1.0, storage.get_expiry(key) - time.time())
