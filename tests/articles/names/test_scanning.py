"""The name words of a text: where each begins and ends, which stand together, and which behind an office."""

import pytest

from articles.names.scanning import scan


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("nobody here", []),
        ("Anna met O’Brien and l'Express of d'Artagnan.", ["Anna", "O’Brien", "Express", "Artagnan"]),
        ("the McDonald iPhone A_b Über-Ich ÉLAN", ["McDonald", "A_b", "Über", "Ich", "ÉLAN"]),
        ("e\u0301Anna E\u0301mile", ["E\u0301mile"]),  # a letter's mark stands before no other word
        ("💥Anna💥 \U0001d400nna Ivan\U0001d4ee", ["Anna", "Ivan\U0001d4ee"]),  # letters of 32 bits
        ("שר־הביטחון נתניהו׳ס", ["שר־הביטחון", "נתניהו׳ס"]),
        ("شيرين أبو عاقلة", ["شيرين", "أبو", "عاقلة"]),
        ("শেখ হাসিনা ঢাকায়", ["শেখ", "হাসিনা", "ঢাকায়"]),  # with their vowel signs
        ("மு. க. ஸ்டாலின்", ["மு", "க", "ஸ்டாலின்"]),
        ("नरेन्द्र मोदी", ["नरेन्द्र", "मोदी"]),
    ],
)
def test_the_words_that_may_be_names(text: str, words: list[str]) -> None:
    found = scan(text)
    assert found.surfaces == words
    assert [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)] == words


def test_which_stand_together() -> None:
    text = scan("Anna B. Moll, Ivan of Kyiv and Jan van der Berg. Eva Lind")
    together = [[text.surfaces[place] for place in places] for places in text.together]
    assert together == [["Anna", "B", "Moll", "Ivan"], ["Jan", "Berg"], ["Eva", "Lind"]]
    assert [text.written(places) for places in text.together] == [
        "Anna B. Moll, Ivan ",
        "Jan van der Berg.",
        "Eva Lind",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("President Aliyev met Lukas Brandt.", ["Aliyev"]),
        ("the president Aliyev; Prime Minister Orbán, a man", ["Aliyev", "Orbán"]),
        ("the vice-president Aliyev and\nminister Orbán", ["Aliyev", "Orbán"]),
        ("President Ilham Aliyev", ["Aliyev"]),  # and not Ilham, behind whom another word stands
        ("(president) Aliyev, “Minister” Orbán", ["Aliyev", "Orbán"]),
    ],
)
def test_behind_an_office_and_alone(text: str, words: list[str]) -> None:
    found = scan(text)
    places = range(len(found.surfaces))
    alone = [place for place in places if not found.followed(place) and found.titled(place)]
    assert [found.surfaces[place] for place in alone] == words
