"""Reading YAML strictly: what stays what it looks like, and where everything stands."""

from pathlib import Path
from typing import Any

import pytest

from pan2_assess.core import source
from pan2_assess.core.source import SourceError, SourceErrors, did_you_mean, parse, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("On", "On"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("'null'", "null"),
        ("12", 12),
        ("-3", -3),
        ('"12"', "12"),
        ("012", "012"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("1e3", "1e3"),
        ("1.10", "1.10"),
        ("12:30", "12:30"),
        ("2026-11-23", "2026-11-23"),
        ("1" * 19, "1" * 19),
        (">-\n  a\n  b", "a b"),
        ("[a, 1, true]", ["a", 1, True]),
    ],
)
def test_only_four_shapes_are_anything_but_text(text: str, value: Any) -> None:
    assert parse(f"key: {text}\n", "f").data == {"key": value}


def test_keys_are_always_words() -> None:
    assert parse("no: a\n1: b\n1.10: c\ntrue: d\n2026-11-23: e\n", "f").data == {
        "no": "a",
        "1": "b",
        "1.10": "c",
        "true": "d",
        "2026-11-23": "e",
    }


def test_a_byte_order_mark_and_windows_lines_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - c\r\n")
    assert read(path).data == {"a": 1, "b": ["c"]}
    assert read(path).place(("b", 0)) == (3, 5)


def test_the_python_parser_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a: é\0\n", "a: 1\na: 2\n", "a: &x 1\nb: *x\n", "a: !!int 1\n", "a\n---\nb\n", "? [a]\n: 1\n", "[" * 40]

    def said() -> list[str]:
        messages = []
        for text in texts:
            with pytest.raises(SourceErrors) as caught:
                parse(text, "f")
            messages.append(str(caught.value))
        return messages

    fast = said()
    monkeypatch.setattr(source, "_Loader", source.yaml.SafeLoader)
    assert said() == fast


def test_everything_wrong_in_a_file_is_said() -> None:
    with pytest.raises(SourceErrors) as caught:
        parse("a: &x 1\nb: 1\nb: *x\nc: !!str 1\n", "f")
    assert [(error.line, error.column) for error in caught.value.errors] == [(1, 4), (3, 1), (3, 4), (4, 4)]


def test_the_first_of_two_keys_counts_and_the_second_may_hold_anything() -> None:
    with pytest.raises(SourceErrors) as caught:
        parse("a: {b: 1}\na: {b: {c: [1, {d: 2}]}}\ne: {f: 1, f: 2}\n", "f")
    assert [(error.line, error.column) for error in caught.value.errors] == [(2, 1), (3, 11)]


def test_places() -> None:
    text = "section: policy\nquestions:\n  - id: commitment\n    options: [{id: none, points: 0}]\n"
    found = parse(text, "f")
    assert found.place(("questions", 0, "options", 0, "points")) == (4, 26)
    assert found.place(("questions", 0, "options")) == (4, 5)
    assert found.place(("questions", 0)) == (3, 5)
    assert found.place(("questions", 0, "options", 0, "text")) == (4, 15), "the nearest place that there is"
    assert found.place(("nothing",)) == (1, 1)


def test_names() -> None:
    text = "section: policy\nquestions:\n  - id: commitment\n    options: [{id: none, points: 0}]\n    list: [a]\n"
    found = parse(text, "f")
    assert found.name(("questions", 0)) == "policy.commitment"
    assert found.name(("questions", 0, "options", 0, "points")) == "policy.commitment › options.none.points"
    assert found.name(("questions", 0, "list", 0)) == "policy.commitment › list.1"
    assert found.name(("section",)) == "policy › section"
    assert parse("a: 1", "f").name(("a",)) == "a"


def test_how_an_error_reads() -> None:
    assert str(SourceError("f.yaml", 3, 5, "a.b › c", "unknown key", "Did you mean «d»?")) == (
        "f.yaml:3:5: a.b › c: unknown key. Did you mean «d»?"
    )
    assert str(SourceError("f.yaml", 1, 1, "", "cannot be read")) == "f.yaml:1:1: cannot be read."


def test_errors_are_sorted_by_number_and_said_once() -> None:
    errors = [SourceError("b", 10, 1, "", "x"), SourceError("b", 9, 1, "", "x"), SourceError("a", 11, 1, "", "x")]
    assert [(e.file, e.line) for e in SourceErrors([*errors, *errors]).errors] == [("a", 11), ("b", 9), ("b", 10)]


def test_the_nearest_name() -> None:
    assert did_you_mean("scael", ["scale", "text"]) == "Did you mean «scale»?"
    assert did_you_mean("zzz", ["scale", "text"]) == "Known: scale, text."
    assert did_you_mean("zzz", []) == ""
    assert did_you_mean("zzz", [f"a{n}" for n in range(25)]) == ""
