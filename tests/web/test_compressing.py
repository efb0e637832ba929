"""Pages travel compressed where the browser takes it, and their length varies from one time to the next."""

from __future__ import annotations

import gzip

from flask.testing import FlaskClient

from pan2_assess.web.compressing import packed

TAKES = {"Accept-Encoding": "gzip, deflate, br"}


def test_pages_and_styles_are_compressed_for_who_takes_it(client: FlaskClient) -> None:
    for address in ("/en/", "/static/style.css", "/en/plan", "/en/nowhere/"):
        plain, short = client.get(address), client.get(address, headers=TAKES)
        assert short.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert "Accept-Encoding" in short.headers["Vary"]
        assert len(short.data) < len(plain.data) / 2
        assert int(short.headers["Content-Length"]) == len(short.data)


def test_what_travels_is_the_page(client: FlaskClient) -> None:
    plain, short = client.get("/en/glossary"), client.get("/en/glossary", headers=TAKES)
    assert gzip.decompress(short.data) == plain.data


def test_refused_or_short_is_left_alone(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/en/", headers={"Accept-Encoding": "gzip;q=0"}).headers
    assert "Content-Encoding" not in client.get("/healthz", headers=TAKES).headers


def test_the_length_gives_nothing_away() -> None:
    page = b"<p>the same page</p>" * 100
    lengths = {len(packed(page)) for _ in range(200)}
    assert len(lengths) > 50
    assert gzip.decompress(packed(page)) == page
