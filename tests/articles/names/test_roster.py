"""Many names at once: what is remembered of a word changes nothing of whom it means."""

import pytest

from articles.entities import Entity
from articles.names.mentions import mentions
from articles.names.roster import Roster
from articles.names.scanning import scan
from articles.names.sought import sought

KADYROV, JOHNSON = Entity("r", "Ramzan Kadyrov"), Entity("b", "Boris Johnson")
OFTEN = ["Kadyrov went home with Johnson.", "The Johnson and the Kadyrov of old."] * 30


@pytest.mark.parametrize("before", [[], OFTEN[:1], OFTEN])
@pytest.mark.parametrize(
    ("text", "maybe"),
    [
        ("President Kadyrov went home.", {KADYROV}),
        ("Mr Johnson went home.", {JOHNSON}),
        ("Mrs Johnson went home.", set()),
        ("Kadyrov went home.", set()),
        ("President Kadyrov Ivanov went home.", set()),
        ("His brother, president Akhmat Kadyrov, went home.", set()),
    ],
)
def test_a_title_counts_however_often_the_word_was_met(
    before: list[str], text: str, maybe: set[Entity]
) -> None:
    roster = Roster()
    for entity in (KADYROV, JOHNSON):
        roster.add(entity)
    for one in before:
        assert roster.find([scan(one)]) == (set(), set())
    assert roster.find([scan(text)]) == (set(), maybe)


def test_what_is_looked_for_no_longer_is_not_found() -> None:
    roster = Roster()
    roster.add(KADYROV)
    text = [scan("Ramzan Kadyrov and president Kadyrov")]
    assert roster.find(text) == ({KADYROV}, set())
    roster.discard(KADYROV)
    assert roster.find(text) == (set(), set())
    roster.add(KADYROV)
    assert roster.find(text)[0] == {KADYROV}


def test_many_of_one_family_are_told_apart() -> None:
    roster = Roster()
    family = [Entity(name, f"{name} Kadyrov") for name in ("Ramzan", "Akhmat", "Zelimkhan", "Adam")]
    for entity in family:
        roster.add(entity)
    sure, maybe = roster.find([scan("Ахмат Кадыров met Z. Kadyrov and Kadyrov, Adam.")])
    assert {entity.id for entity in sure | maybe} == {"Akhmat", "Zelimkhan", "Adam"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LeBron James", "Вчера Леброн Джеймс сказал"),
        ("Colin Powell", "и Колина Пауэлла ждут"),
        ("Horst Seehofer", "да, Горст Зеегофер"),
        ("Lindsey Graham", "как Линдси Грэма зовут"),
        ("Джон Вустер", "so John Worcester said"),
        ("ბორის ჯონსონი", "что Борис Джонсон ушёл"),
        ("George Soros", "אמר ג'ורג' סורוס היום"),
        ("Jim Lodge", "что Джим Лодж ушёл"),
        ("Billy Gates", "что Билли Гейтс ушёл"),
        ("Wang Yi", "Министр Ван И сказал"),
        ("Xi Jinping", "a Si Ťin-pchingem byl"),
        ("Sviatlana Tsikhanouskaya", "ko je Svetlane Tihanovske"),
    ],
)
def test_a_name_that_is_written_by_its_sound_is_found_by_both(name: str, text: str) -> None:
    somebody, there = Entity("e", name), scan(text)
    roster = Roster()
    roster.add(somebody)
    assert mentions(sought(somebody), [there])
    assert somebody in set().union(*roster.find([there]))


def test_in_its_own_script_a_short_name_is_not_read_otherwise() -> None:
    for name, text in (
        ("Viktor Owen", "It took ONE WEEK."),
        ("Mark Harris", "With President Harry's men."),
        ("Sergei May", "A Care Score' Might."),
    ):
        assert not mentions(sought(Entity("e", name)), [scan(text)])
