"""What stands between an office and who holds it, and whom a form of address can mean; beside `words`, for `scanning` and `mentions`."""

from functools import lru_cache
from typing import Final, Literal

from articles.names.cases import MEN
from articles.names.equivalents import equivalents
from articles.names.letters import internal
from articles.names.parts import Part
from articles.names.words import words_and_stems

Sex = Literal["m", "f", ""]

_OF: Final = """
иностранн- внутренн- дел обороны финансов юстиции экономик- здравоохр- образовани- культуры сельского хозяйства транспорта энергетики труда спорта безопасност- разведк- дипломати- правительств- парламент- совета комитет- комисси- партии движени- фракции област- края района республик- города управлени- правления служб- ведомств- министерств- администрации думы сената банка фонда компании государств- национальн- народн-
закордонн- справ внутрішн- оборони фінансів юстиції економіки охорони здоров'я уряду ради комітету комісії партії області міста безпеки
zahraniční- zahranič- věcí vecí vnitra vnútra obrany financí financií spravedlnosti spravodlivosti dopravy zdravotnictví školství kultury průmyslu vlády hnutí hnutia strany rady výboru komise komory sněmovny senátu parlament- diplomaci- kraje města národn- ústavního soudu
spraw zagranicz- wewnętrzn- obrony narodow- finansów sprawiedliwości zdrowia edukacji rządu partii komisji sejmu senatu dyplomac- banku miasta
zunanj- zadev zadeve notranj- obramb- finance vlade stranke sveta zbora komisije državn- vanjskih spoljnih spoljn- poslova unutrašn- obrane odbrane financija finansija narodne
външн- вътрешн- работи отбранат- финансит- правителств- партия партият- съвета комисият-
foreign affairs defence defense finance interior
росси- росії rosji ruské ruskej ruska rusije русия русији украи- україни ukraj- ukrain- беларус- белорус- білорус- białorus- польш- польщ- polski polska polsk- чехи- česk- czech- словак- słowac- slovensk- sloven- болгар- българ- bulhar- bulgar- сербии срби- srbij- srbsk- хрват- hrvatsk- chorvat- chorwac- герман- німеч- německ- nemeck- niemiec- njemač- nemač- nemči- франц- franc- британ- brit- великобрит- сша usa sad европе- европей- європ- evrop- europejs- европ- russia ukraine poland москв- москов- киев- києв- київ- praž- prahy warszaw- софия
"""  # what an office is of, between it and a name: министр иностранных дел России Лавров
# And before that.
_LINKS: Final = frozenset(map(internal, ("of", "the", "for", "на", "за", "na", "za", "pro", "des", "der", "für", "de", "du", "di")))  # fmt: skip
_ADDRESSES: Final[dict[Sex, tuple[str, ...]]] = {
    "m": ("mr", "mister", "sir", "lord", "herr", "herrn", "pan", "pana", "panu", "panem", "pane", "gn", "gna", "gnu", "gnom", "monsieur", "signor", "senor"),
    "f": ("mrs", "ms", "miss", "dame", "lady", "frau", "madame", "mme", "pani", "gospa", "gospe", "gospy", "signora", "senora", "dona", "gđa", "gđe", "gđu", "gdzha", "gdzhe", "gdzhu", "gzha", "gzhi", "gzhe", "gzhu", "gzh"),
}  # fmt: skip
_ADDRESS_STEMS: Final[tuple[tuple[str, Sex], ...]] = (
    ("gospodin", "m"),
    ("gospozh", "f"),
    ("gospodj", "f"),
    ("gospođ", "f"),
    ("gospodzh", "f"),
    ("gospoj", "f"),
)
_WOMANLY: Final = ("a", "e", "i", "y", "h", "n")
_SURELY: Final = ("ia", "na", "ka")  # of a name that is not known: Melania, Ivanka
_MEN: Final = frozenset(map(internal, MEN))
_OF_WORDS, _OF_STEMS = words_and_stems(_OF)
_ADDRESSED: Final = {form: sex for sex, forms in _ADDRESSES.items() for form in forms}


@lru_cache(maxsize=20_000)
def is_of_an_office(word: str) -> bool:
    """Whether a word may stand between an office and who holds it: what it is the office of, or letters for that (МИД)."""
    form = internal(word)
    letters = word.isupper() and 1 < len(word) < 7
    return letters or form in _OF_WORDS or form.startswith(_OF_STEMS)


def is_link(word: str) -> bool:
    """Whether a word ties an office to what it is the office of: лидерът на ГЕРБ; no name of a person stands right behind it."""
    return internal(word) in _LINKS


@lru_cache(maxsize=20_000)
def addressed(word: str) -> Sex:
    """Whether a form of address is a man's or a woman's; "" for both, and for other words."""
    form = internal(word)
    if (known := _ADDRESSED.get(form)) is not None:
        return known
    return next((sex for stem, sex in _ADDRESS_STEMS if form.startswith(stem)), "")


def may_be_a_woman(given: tuple[Part, ...]) -> bool:
    """Whether a given name ends as women's names do, and many men's too."""
    return any(part.form.endswith(_WOMANLY) for part in given)


def may_be_addressed(given: tuple[Part, ...], sex: Sex) -> bool:
    """Whether somebody may be spoken of as a man or as a woman: not where the given names surely say otherwise.

    They do where they end so in other languages too (Anna, Hanna, Anne; Boris, Borys).
    """
    akin = {form for part in given for form, kin in equivalents(part.text).items() if kin != "short"}
    if sex == "f":
        return not akin or may_be_a_woman(given) or any(form.endswith("a") for form in akin)
    if sex == "m":
        ends = (
            all(form.endswith((*_WOMANLY, "m")) for form in akin) if akin else given[0].form.endswith(_SURELY)
        )
        return not ends or not all(part.form.endswith("a") and part.form not in _MEN for part in given)
    return True
