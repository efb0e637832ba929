"""Ways out of a report: whatever markup asks for, from a network, a file or another document, it does not get."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pikepdf
import pytest
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetchingError

from pan2_assess.reports import document, pdf

SPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"'
SVG = f"<svg {SPACE}>{{inside}}</svg>"
NESTED = SVG.format(inside='<image href="{address}" width="9" height="9"/>')
ENTITY = '<!DOCTYPE svg [<!ENTITY e SYSTEM "{address}">]>' + SVG.format(inside='<text y="9">&e;</text>')
ENTITIES = '<!DOCTYPE svg SYSTEM "{address}">' + SVG.format(inside='<text y="9">x</text>')
SHEET = '<?xml-stylesheet href="{address}"?>' + SVG.format(inside='<rect width="9" height="9"/>')
IMPORTED = "@import '{address}';"
INNER = {"nested": NESTED, "entity": ENTITY, "entities": ENTITIES, "sheet": SHEET, "imported": IMPORTED}

MARKUP = (
    '<img alt="x" src="{address}">',
    '<img alt="x" srcset="{address} 2x">',
    '<picture><source srcset="{address}"><img alt="x"></picture>',
    '<link rel="stylesheet" href="{address}">',
    '<link rel="StyleSheet" type="text/css" media="print" href="{address}">',
    '<link rel="attachment" href="{address}">',
    '<link rel="icon" href="{address}">',
    '<a rel="attachment" href="{address}">x</a>',
    '<map name="m"><area rel="attachment" shape="default" href="{address}" alt="x"></map>',
    '<object data="{address}">x</object>',
    '<object data="{address}" type="image/svg+xml">x</object>',
    '<embed src="{address}">',
    '<embed src="{address}" type="image/png">',
    '<iframe src="{address}"></iframe>',
    '<video poster="{address}"></video>',
    '<audio src="{address}"></audio>',
    '<input type="image" alt="x" src="{address}">',
    '<table background="{address}"><tr><td>x</td></tr></table>',
    '<script src="{address}"></script>',
    '<meta http-equiv="refresh" content="0; url={address}">',
)  # fmt: skip

# In a style sheet; {n} keeps each to an element of its own.
RULES = (
    "@import url({address});",
    '@import "{address}";',
    '@import url("{address}") print;',
    '@import "{address}" layer(x) supports(color: red);',
    '@namespace x url("{address}");',
    "#e{n} {{ background: url({address}) }}",
    "#e{n} {{ background-image: linear-gradient(red, red), url('{address}') }}",
    "#e{n} {{ display: list-item; list-style-image: url({address}) }}",
    "#e{n}::before {{ content: url({address}) }}",
    "#e{n}::marker {{ content: url({address}) }} #e{n} {{ display: list-item }}",
    "#e{n} {{ content: url({address}) }}",
    "#e{n} {{ border: 9px solid; border-image: url({address}) 9 }}",
    "#e{n} {{ mask-image: url({address}); filter: url({address}); clip-path: url({address}) }}",
    "#e{n} {{ cursor: url({address}), auto; shape-outside: url({address}) }}",
    "#e{n} {{ --there: url({address}); background: var(--there) }}",
    "#e{n} {{ background: image-set(url({address}) 1x) }}",
    "#e{n} {{ \\62 ackground: \\75 rl({address}) }}",
    "@page {{ background: url({address}) }}",
    "@page {{ @left-middle {{ content: url({address}) }} }}",
    "@media print {{ #e{n} {{ background: url({address}) }} }}",
    '@font-face {{ font-family: "Evil{n}"; src: url({address}) }} #e{n} {{ font-family: "Evil{n}" }}',
    '@font-face {{ font-family: "Wicked{n}"; src: local("none"), url({address}) format("woff2") }}'
    ' #e{n} {{ font-family: "Wicked{n}" }}',
)

INSIDE_SVG = (
    '<image href="{address}" width="9" height="9"/>',
    '<image xlink:href="{address}" width="9" height="9"/>',
    '<use href="{address}#a"/>',
    '<use xlink:href="{address}#a"/>',
    '<style>@import "{address}";</style>',
    "<style>@import url({address}) print; rect {{ fill: url({address}#a) }}</style><rect width='9' height='9'/>",
    '<rect width="9" height="9" fill="url({address}#a)" stroke="url({address}#b)"/>',
    '<linearGradient id="g{n}" href="{address}#a"/><rect width="9" height="9" fill="url(#g{n})"/>',
    '<pattern id="p{n}" width="9" height="9"><image href="{address}" width="9" height="9"/></pattern>'
    '<rect width="9" height="9" fill="url(#p{n})"/>',
    '<filter id="f{n}"><feImage href="{address}"/></filter><rect width="9" height="9" filter="url(#f{n})"/>',
    '<mask id="m{n}"><image href="{address}" width="9" height="9"/></mask>'
    '<rect width="9" height="9" mask="url(#m{n})"/>',
    '<rect width="9" height="9" mask="url({address}#m)" clip-path="url({address}#c)"/>',
    '<path d="M0 0h9v9" marker-start="url({address}#m)"/>',
    '<foreignObject width="9" height="9"><img alt="x" src="{address}"/></foreignObject>',
    '<script href="{address}"/>',
)

IN_DATA = (
    '<img alt="x" src="data:image/svg+xml,{nested}">',
    '<img alt="x" src="data:image/svg+xml,{entity}">',
    '<img alt="x" src="data:image/svg+xml,{entities}">',
    '<img alt="x" src="data:image/svg+xml,{sheet}">',
    '<object data="data:image/svg+xml,{nested}">x</object>',
    '<link rel="stylesheet" href="data:text/css,{imported}">',
    "<style>@import url(\"data:text/css,{imported}\");</style>",
)  # fmt: skip


def escapes(address: str) -> list[str]:
    """Write every way out, each towards a place of its own: the address with the number of the way."""
    ways = [*MARKUP]
    ways += [f'<style>{rule}</style><p id="e{{n}}">x</p>' for rule in RULES]
    ways += [SVG.format(inside=f"<title>x</title>{inside}") for inside in INSIDE_SVG]
    ways += IN_DATA
    return [_towards(way, number, address.format(n=number)) for number, way in enumerate(ways)]


def _towards(way: str, number: int, place: str) -> str:
    inner = {name: quote(text.format(address=place)) for name, text in INNER.items()}
    return way.format(address=place, n=number, **inner)


def document_of(address: str) -> str:
    return f'<html lang="en"><title>x</title><style>{document.styles("")}</style>{"".join(escapes(address))}'


class House:
    """A server that remembers what was asked for, and files that nobody may read."""

    def __init__(self, folder: Path) -> None:
        asked = self.asked = set[int]()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.add(int(self.path.rpartition("/")[2]))
                self.send_response(302)
                self.send_header("Location", (folder / "0").as_uri())
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        for number in range(len(escapes(""))):
            (folder / str(number)).write_text(f"SECRET-{number}-OF-THE-HOUSE")
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.addresses = {
            "network": f"http://127.0.0.1:{self.server.server_port}/{{n}}",
            "no scheme": f"//127.0.0.1:{self.server.server_port}/{{n}}",
            "files": f"{folder.as_uri()}/{{n}}",
        }
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.server.shutdown()
    house.server.server_close()


def everything_in(raw: bytes) -> bytes:
    """Unpack all that a PDF holds: pages, pictures, faces, attached files, metadata."""
    with pikepdf.open(BytesIO(raw)) as file:
        streams = [thing for thing in file.objects if isinstance(thing, pikepdf.Stream)]
        return b"".join(_unpacked(stream) for stream in streams)


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:  # pictures stay packed
        return stream.read_raw_bytes()


def leaked(house_address: str, base: str) -> bytes:
    """Render as the renderer does without our fetcher."""
    return HTML(string=document_of(house_address), base_url=base, url_fetcher=URLFetcher()).write_pdf()


def test_there_are_ways_enough() -> None:
    assert len({*MARKUP, *RULES, *INSIDE_SVG, *IN_DATA}) >= 60


@pytest.mark.parametrize("kind", ["network", "no scheme", "files"])
def test_no_way_leads_out(kind: str, house: House) -> None:
    raw = pdf.from_html(document_of(house.addresses[kind]))
    assert house.asked == set()
    assert b"SECRET" not in everything_in(raw)
    with pikepdf.open(BytesIO(raw)) as file:
        assert not file.attachments
        assert not [thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and "/EF" in thing]


@pytest.mark.parametrize("kind", ["network", "files"])
def test_what_the_renderer_cannot_do_without_ends_it(kind: str, house: House) -> None:
    address = house.addresses[kind].format(n=1)
    with pytest.raises(URLFetchingError, match="not one of our assets"):
        pdf.from_html(f"<style>@color-profile device-cmyk {{ src: url({address}) }}</style><p>x</p>")
    assert house.asked == set()


def test_without_our_fetcher_these_ways_lead_out(house: House) -> None:
    """So they are ways: the network is asked, and files come along."""
    leaked(house.addresses["network"], "http://127.0.0.1/")
    assert len(house.asked) >= 30, sorted(house.asked)
    raw = leaked(house.addresses["files"], "file:///")
    assert b"-OF-THE-HOUSE" in everything_in(raw)


@pytest.mark.parametrize(
    "address",
    [
        "asset:../../config.py",
        "asset:%2e%2e/%2e%2e/config.py",
        "asset:/etc/passwd",
        "asset:///etc/passwd",
        "asset:",
        "asset:source-sans-3-latin-400-normal.woff2/../../../config.py",
        "asset:source-sans-3-latin-400-normal.woff2\0.py",
        "asset:LICENSE",
        "ASSET:../../config.py",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "file://localhost/etc/passwd",
        "data:text/plain,x",
        "ftp://127.0.0.1/x",
        "http://127.0.0.1:9/x",
        "https://127.0.0.1:9/x",
        "jar:file:///x!/y",
        "/etc/passwd",
        "",
    ],
)
def test_the_shelf_hands_out_faces_only(address: str) -> None:
    with pytest.raises(ValueError, match="not one of our assets"):
        pdf.Shelf().fetch(address)
