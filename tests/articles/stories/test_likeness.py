"""Which two texts tell one story: wire copies in ten languages, and what only looks like one."""

import random

import pytest

from articles.stories.likeness import same_story
from tests.articles.stories.texts import WORDS, of, text

FURNITURE = (
    "Sign up for our newsletter and get the news of the day in your mailbox every morning. You can unsubscribe "
    "at any time. By signing up you accept our terms of use and our privacy policy. Follow us on social media."
)


def copies(language: str) -> dict[str, list[str]]:
    agency, other = text(language), text(language, seed=1)
    shuffled = agency[1:]
    random.Random(1).shuffle(shuffled)
    return {
        "cut to a third": agency[:3],
        "another lead": [other[0], *agency[1:]],
        "local paragraphs": [*agency[:4], *other[:2], *agency[4:]],
        "reordered": [agency[0], *shuffled],
        "a tail of another text": [*agency, *other[:3]],
        "one paragraph": [" ".join(agency)],
    }


@pytest.mark.parametrize("language", WORDS)
def test_wire_copies_tell_one_story(language: str) -> None:
    agency = of(1, text(language))
    for how, copied in copies(language).items():
        copy = of(2, copied)
        assert same_story(agency, copy), how
        assert same_story(copy, agency), how


@pytest.mark.parametrize("language", WORDS)
def test_two_texts_of_one_language_do_not(language: str) -> None:
    assert not same_story(of(1, text(language)), of(2, text(language, seed=1)))


@pytest.mark.parametrize("language", WORDS)
def test_a_follow_up_with_some_background_is_another_story(language: str) -> None:
    agency, new = text(language), text(language, seed=2)
    follow_up = of(2, [*new, *agency[1:3]], site="outlet-1.example")
    assert not same_story(of(1, agency), follow_up)


def test_short_notes_are_not_one_story_for_what_hangs_under_all_of_them() -> None:
    one = of(1, ["A bridge was closed.", FURNITURE], site="paper.example", title="A bridge was closed")
    other = of(2, ["The mayor resigned.", FURNITURE], site="paper.example", title="The mayor resigned")
    assert not same_story(one, other)


def test_pages_that_say_only_what_every_page_says_are_no_story() -> None:
    one = of(1, [FURNITURE], site="paper.example", title="A bridge was closed")
    other = of(2, [FURNITURE], site="paper.example", title="The mayor resigned")
    assert not same_story(one, other)


def test_a_flash_of_a_few_words_is_grouped_only_if_headline_and_text_are_one() -> None:
    flash = ["The court in the capital has just sentenced the journalist to five years in prison."]
    title = "Journalist sentenced to five years"
    assert same_story(of(1, flash, title=title), of(2, flash, title=title + " in prison"))
    assert not same_story(of(1, flash, title=title), of(2, flash, title="More will follow"))
    assert not same_story(of(1, ["More soon."], title=title), of(2, ["More soon."], title=title))
    assert not same_story(of(1, [], title=title), of(2, [], title=title))


def test_a_template_filled_anew_is_another_story() -> None:
    def weather(place: str, numbers: list[int]) -> list[str]:
        return [
            f"The weather in {place} today: temperatures rise to {numbers[0]} degrees in the afternoon, and the wind "
            f"blows at {numbers[1]} kilometres an hour with gusts of up to {numbers[2]} on high ground. The chance of "
            f"rain is {numbers[3]} in a hundred, and the night stays dry with lows of around {numbers[4]} degrees."
        ]

    assert not same_story(
        of(1, weather("Yarm", [12, 30, 51, 7, 3])), of(2, weather("Oldham", [9, 44, 70, 60, 1]))
    )


def test_an_edited_article_stays_in_its_story_until_it_says_something_else() -> None:
    agency, other = text(), text(seed=1)
    first = of(1, agency)
    assert same_story(first, of(2, [*agency[:5], *other[:2]], article=1))
    assert not same_story(first, of(2, other, article=1))
    assert same_story(first, of(2, other, article=1, reason="re-extracted"))


def test_a_number_name_or_not_is_still_the_same_story_told_otherwise() -> None:
    agency = text()
    changed = [agency[0].replace("judge", "not judge", 1), *agency[1:]]
    assert same_story(of(1, agency), of(2, changed))
