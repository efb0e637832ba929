"""What is kept: assessments, their keys, submissions, reports, jobs; all that people wrote is sealed."""

from pan2_assess.store.access import Access, Key, NoAccess, ReadOnly, keys_of, new_key, open_with, revoke
from pan2_assess.store.assessments import Begun, Held, Submitted, begin, edition_json, erase, held, save
from pan2_assess.store.database import connect, db, reading, writing
from pan2_assess.store.reports import (
    NotSubmitted,
    ReportState,
    Work,
    ask_report,
    forget_hits,
    frozen,
    give_back,
    keep,
    left_behind,
    report_of,
    submit,
    take,
)
from pan2_assess.store.schema import StoreError, prepare, upgrade, verify
from pan2_assess.store.sealing import Unsealable

__all__ = [
    "Access",
    "Begun",
    "Held",
    "Key",
    "NoAccess",
    "NotSubmitted",
    "ReadOnly",
    "ReportState",
    "StoreError",
    "Submitted",
    "Unsealable",
    "Work",
    "ask_report",
    "begin",
    "connect",
    "db",
    "edition_json",
    "erase",
    "forget_hits",
    "frozen",
    "give_back",
    "held",
    "keep",
    "keys_of",
    "left_behind",
    "new_key",
    "open_with",
    "prepare",
    "reading",
    "report_of",
    "revoke",
    "save",
    "submit",
    "take",
    "upgrade",
    "verify",
    "writing",
]
