"""Pages compressed on their way, padded so that their length gives nothing away."""

from __future__ import annotations

import secrets
import struct
import zlib

from flask import Flask, Response, request

TYPES = ("text/html", "text/css", "text/javascript", "application/json", "application/schema+json")
LEAST = 1000  # bytes; below, it is not worth it
LEVEL = 5
PADDING = 100  # bytes at most


def connect(app: Flask) -> None:
    app.after_request(compressed)


def compressed(response: Response) -> Response:
    """Compress what is text and long enough, for browsers that take it."""
    if response.mimetype not in TYPES or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    fits = request.accept_encodings["gzip"] > 0 and "Content-Encoding" not in response.headers
    if fits and len(body := response.get_data()) >= LEAST:
        response.set_data(packed(body))
        response.headers["Content-Encoding"] = "gzip"
    return response


def packed(body: bytes) -> bytes:
    """Compress with a file name of random length in the head.

    Where a page shows what its address says beside the guard of a form, its compressed length would tell, over many
    tries, what the guard is (the BREACH attack). Padding of random length takes that away; Django does the same.
    """
    whole = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    content = whole.compress(body) + whole.flush()
    name = bytes(secrets.choice(b"abcdefghijklmnopqrstuvwxyz") for _ in range(secrets.randbelow(PADDING + 1)))
    head = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + name + b"\0"
    return head + content + struct.pack("<LL", zlib.crc32(body), len(body) & 0xFFFFFFFF)
