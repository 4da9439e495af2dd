"""The oracle itself: it knows nothing of the program, and everything that it should notice it notices."""

import ast
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.crash_sweep import oracle
from tests.crash_sweep.desk import DESKS, STEADY, WATCHES
from tests.crash_sweep.oracle import Accepted, Verdict, met
from tests.crash_sweep.queries import But, Either, InTitle, Phrase, Text, Word
from tests.crash_sweep.script import EVERY, Publication, Script
from tests.test_house import PACKAGES

FOLDER = Path(__file__).parent
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OF_THE_ORACLE = ("oracle.py", "queries.py", "desk.py", "script.py")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, path
            names.add(node.module)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            assert called not in ("__import__", "import_module", "exec", "eval"), path
    return names


def test_the_oracle_shares_no_code_with_the_program() -> None:
    ours = {f"tests.crash_sweep.{Path(name).stem}" for name in OF_THE_ORACLE}
    for name in OF_THE_ORACLE:
        for module in imported(FOLDER / name):
            assert module.partition(".")[0] not in PACKAGES, f"{name} imports {module}"
            assert module in ours or not module.startswith("tests"), f"{name} imports {module}"


def test_only_the_command_line_imports_the_program_and_then_the_list_of_points_alone() -> None:
    for path in sorted(FOLDER.rglob("*.py")):
        found = {m for m in imported(path) if m.partition(".")[0] in PACKAGES}
        allowed = {"articles.crash_points"} if path.name in ("__main__.py", "test_crash_sweep.py") else set()
        assert found <= allowed, path


def test_the_queries_decide_as_they_are_written() -> None:
    text = Text.of("Bulletin of the day", "The teachers left the night court.")
    assert Word("teacher", "*").meets(text) and not Word("teacher").meets(text)
    assert Phrase(("night", "court")).meets(text) and not Phrase(("court", "night")).meets(text)
    assert not Phrase(("day", "the")).meets(text), "a phrase never runs from the title into the text"
    assert InTitle("bulletin").meets(text) and not InTitle("court").meets(text)
    assert But(Word("court"), Word("day")).meets(text) is False
    assert str(Either(Word("a"), Phrase(("b", "c")))) == '(a OR "b c")'


def script() -> Script:
    made = Script(7)
    made.past(NOON)
    for step in range(1, 5):
        made.batch(step, NOON, 12)
    made.bell(5, NOON)
    return made


def test_the_script_is_the_same_for_a_seed_and_holds_every_kind() -> None:
    one, two = script(), script()
    assert one.written == two.written and one.written != Script(8).past(NOON)
    assert len({p.path for p in one.written}) == len(one.written)
    assert any(len(p.states) > 1 for p in one.written) and any(p.published is None for p in one.written)
    assert any(p.published and p.published.day != NOON.day and not p.past for p in one.written)
    texts = [p.states[0].body for p in one.written]
    assert len(set(texts)) < len(texts), "some are copies"
    assert all(EVERY in text for text in texts)
    assert all(any(met(desk, p)[-1] for p in one.written) for desk in DESKS)
    assert met(DESKS[-2], one.written[-1])[-1] == set(WATCHES), "the bell rings for all"


def letters(made: Script) -> list[Accepted]:
    sent = []
    for desk in DESKS:
        for reader in desk.to:
            due = [p for p in made.written if not p.past and met(desk, p)[-1]]
            for number, one in enumerate(due):
                sent.append(
                    Accepted(
                        reader,
                        f"<{reader}{number}>",
                        f"{one.states[-1].title} http://x{one.path}",
                        number,
                        number,
                        False,
                    )
                )
    return sent


def told(made: Script, sent: list[Accepted]) -> Verdict:
    verdict = Verdict()
    oracle.alerts(made.written, sent, verdict)
    oracle.repeats(sent, [], verdict)
    return verdict


def test_what_is_right_is_found_right() -> None:
    made = script()
    sent = letters(made)
    verdict = told(made, sent)
    assert verdict.wrong == [] and verdict.alerts == len(sent) == verdict.letters


def test_a_lost_a_doubled_and_a_wrong_alert_are_noticed() -> None:
    made = script()
    sent = letters(made)
    assert len(told(made, sent[1:]).alerts_missing) == 1
    of_steady = next(a for a in sent if a.recipient == STEADY)
    unedited = next(
        a
        for a in sent
        if a.recipient == STEADY and any(p.path in a.text and len(p.states) == 1 for p in made.written)
    )
    again = replace(unedited, message_id="<another>")
    assert len(told(made, [*sent, again]).alerts_twice) == 1
    cleo = [a for a in sent if a.recipient == "cleo@reader.example"]
    outdated = [replace(a, text=a.text.partition("http")[2]) if a == cleo[0] else a for a in sent]
    assert len(told(made, outdated).alerts_missing) == 1, "who wants changes is told the last text"
    past = next(p for p in made.written if p.past)
    assert len(told(made, [*sent, replace(of_steady, message_id="<p>", text=past.path)]).alerts_wrong) == 1
    assert len(told(made, [*sent, replace(of_steady, message_id="<q>", text="/news/k1/")]).alerts_wrong) == 1


@pytest.mark.parametrize(
    ("dropped", "kills", "explained"),
    [
        (True, [], True),
        (False, [100.2], True),
        (False, [99.0], False),
        (False, [120.0], False),
        (False, [], False),
    ],
)
def test_a_repeat_needs_a_broken_line_or_a_kill_just_then(
    dropped: bool, kills: list[float], explained: bool
) -> None:
    first = Accepted(STEADY, "<a>", "", 100.0, 100.0, dropped)
    verdict = Verdict()
    oracle.repeats([first, replace(first, at=160.0, began=160.0, dropped=False)], kills, verdict)
    assert (verdict.repeats, len(verdict.repeats_unexplained)) == ((1, 0) if explained else (0, 1))


def documents(
    made: Script, exported: list[tuple[str, str]] | None = None, indexed: int | None = None
) -> Verdict:
    every = [(f"http://x{p.path}", f"{p.states[-1].title} {p.states[-1].mark}") for p in made.written]
    verdict = Verdict()
    stored = {url: 1 for url, _ in every}
    oracle.documents(
        made.written,
        every if exported is None else exported,
        len(every) if indexed is None else indexed,
        stored,
        verdict,
    )
    return verdict


def test_a_lost_a_doubled_and_an_outdated_document_are_noticed() -> None:
    made = script()
    every = [(f"http://x{p.path}", f"{p.states[-1].title} {p.states[-1].mark}") for p in made.written]
    assert documents(made).wrong == []
    assert len(documents(made, every[1:]).articles_missing) == 1
    assert len(documents(made, [*every, every[0]]).documents_twice) == 1
    assert len(documents(made, indexed=len(every) + 1).documents_twice) == 1
    edited: Publication = next(p for p in made.written if len(p.states) > 1)
    old = [
        (u, f"{edited.states[0].title} {edited.states[0].mark}" if edited.path in u else t) for u, t in every
    ]
    assert len(documents(made, old).articles_missing) == 1


def test_a_trace_that_tells_other_letters_than_there_were_is_noticed() -> None:
    made = script()
    sent = letters(made)
    one = next(p for p in made.written if any(p.path in letter.text for letter in sent))
    told = [(letter.recipient, letter.message_id) for letter in sent if one.path in letter.text]
    verdict = Verdict()
    oracle.trace(one, told, sent, verdict)
    assert verdict.wrong == []
    oracle.trace(one, told[1:], sent, verdict)
    assert len(verdict.traces_wrong) == 1


def test_what_may_be_past_need_not_be_told_nor_looked_at_again() -> None:
    made = script()
    sent = letters(made)
    unread = [replace(p, maybe_past=True) for p in made.written if not p.past]
    made.written = unread
    verdict = Verdict()
    oracle.alerts(unread, [], verdict)
    assert verdict.wrong == [] and verdict.alerts == len(sent)
    first = [(f"http://x{p.path}", f"{p.states[0].title} {p.states[0].mark}") for p in unread]
    assert documents(made, first).wrong == []
