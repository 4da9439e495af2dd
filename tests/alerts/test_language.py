"""A digest in another language: every sentence is translated, with the same names in it, and none is written past the catalogue."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import Formatter

import lxml.html
import pytest
from babel.messages.pofile import read_po

import net.errors
from alerts.contents import Unsubscribe
from alerts.render import render
from alerts.render.language import LANGUAGES, LOCALE, language
from alerts.render.messages import extracted, update
from alerts.render.reported import reported
from articles.errors import TooMuchWork
from articles.query.metering import Meter
from tests.alerts.samples import EMPTY, FULL

RENDER = LOCALE.parent
OTHERS = [code for code in LANGUAGES if code != "en"]


def _names(text: object) -> set[str]:
    assert isinstance(text, str)
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated_with_the_same_names_in_it(code: str) -> None:
    with (LOCALE / f"{code}.po").open("rb") as file:
        catalogue = read_po(file)
    wanted = [message for message in extracted() if message.id]
    assert len(wanted) > 60
    for message in wanted:
        known = catalogue.get(message.id)
        assert known is not None, f"{code}: {message.id} is not in the catalogue"
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = known.string if isinstance(known.string, tuple) else (known.string,)
        assert len(texts) == (catalogue.num_plurals if len(ids) == 2 else 1)
        for text in texts:
            assert text, f"{code}: {message.id} has no translation"
            assert _names(text) == set().union(*map(_names, ids)), f"{code}: {message.id}"
    assert {m.id for m in catalogue if m.id} == {m.id for m in wanted}, "sentences that the code has no more"


def test_the_catalogue_is_as_its_own_tool_writes_it(tmp_path: Path) -> None:
    for code in OTHERS:
        copy = tmp_path / f"{code}.po"
        copy.write_bytes((LOCALE / f"{code}.po").read_bytes())
        update(copy)
        assert copy.read_text("utf-8") == (LOCALE / f"{code}.po").read_text("utf-8")


def test_no_sentence_hides_where_the_translators_tool_does_not_look() -> None:
    """It reads calls in the code; one within an f-string stays English without a word."""
    for path in RENDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.JoinedStr):
                continue
            inside = [c for c in ast.walk(node) if isinstance(c, ast.Call)]
            names = {
                c.func.attr if isinstance(c.func, ast.Attribute) else getattr(c.func, "id", "")
                for c in inside
            }
            assert not names & {"say", "count"}, f"{path.name}:{node.lineno}"


def test_a_german_digest_is_german_throughout() -> None:
    made = render(replace(FULL, language="de"), unsubscribe=Unsubscribe("op@paper.example"))
    assert made.subject == "presswatch: 8 Artikel — grozny 7, leader 1 — 23. Nov. 2026, Nr. 12"
    page = lxml.html.document_fromstring(made.html)
    assert page.get("lang") == "de"
    text = " ".join(made.text.split())
    assert "Montag, 23. Nov. 2026, 08:00 8 ARTIKEL IN 2 BEOBACHTUNGEN" in text
    assert "Tägliche Übersicht Nr. 12" in text and "Versand: täglich um 08:00" in text
    assert "WAS WIR NICHT LESEN KONNTEN" in text and "Zum Abbestellen" in text
    assert "weil ihre Abfrage nicht verwendbar ist. Sobald" in text and "bracket" not in text
    for english in ("Matched", "first seen", "published", "Query", "found since", "sources", "You get this"):
        assert english not in made.text and english not in made.html
    empty = render(replace(EMPTY, language="de"))
    assert empty.subject == "presswatch: Nichts Neues in 2 Beobachtungen — 23. Nov. 2026, Nr. 13"


def test_every_reason_why_a_source_cannot_be_read_is_told_in_the_readers_language() -> None:
    """As the code of the crawler and of the way out has them; what they fill in stands here as "7"."""
    root = RENDER.parent.parent
    found = {
        reason
        for folder in ("crawler", "net")
        for path in (root / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        for reason in _reasons(node)
    }
    found |= _reasons_aside(root)
    assert len(found) > 60
    german = language("de")
    for reason in found:
        assert reported(reason, german) != reason, reason
        assert ("7" in reason) == ("7" in reported(reason, german)), reason
    assert (
        reported("https://one.example/feed: broken XML", german)
        == "https://one.example/feed: fehlerhaftes XML"
    )
    assert reported("what nobody foresaw", german) == "what nobody foresaw"
    assert reported("broken XML", language("en")) == "broken XML"


def _reasons_aside(root: Path) -> set[str]:
    """Why an article is put aside: what matching writes down, and what the judge raises when it takes too much work."""
    trees = [ast.parse((root / "alerts" / name).read_text("utf-8")) for name in ("judging.py", "settling.py")]
    noted = [
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.Return) and isinstance(node.value, ast.JoinedStr)
    ]
    assert len(noted) == 3
    raised = [str(_raised(Meter(each=0))), str(_raised(Meter(in_all=0)))]
    return {*map(_filled, noted), *(reason.replace("0 places", "7 places") for reason in raised)}


def _raised(meter: Meter) -> TooMuchWork:
    with pytest.raises(TooMuchWork) as raised:
        meter.spend(1)
    return raised.value


def _filled(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)


def _reasons(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", "")
    is_error = isinstance(getattr(net.errors, name, None), type) or name == "NotAList"
    place = 1 if name == "Outcome" else 0 if is_error else len(call.args)
    for node in call.args[place : place + 1]:
        if isinstance(node, ast.BoolOp):
            node = node.values[-1]
        if isinstance(node, ast.Constant) and node.value:
            yield str(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield _filled(node)
