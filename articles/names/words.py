"""Words that stand beside names and are none: titles, generation marks, kinship, particles, legal forms; for `parts` and `mentions`.

All in internal form, so that one stem serves many languages; `-` at the end marks the beginning of a word.
"""

from functools import lru_cache
from typing import Final

from articles.names.letters import internal

_TITLES: Final = """
mr mrs ms miss mister sir dame lord lady dr dott prof professor- profesor- doktor- doctor- pan pana panu panem pani panie paní pane pán
gospodin- gospozh- gospodj- gospod gospa gospe gospy gospoj- gospođ- g zh gn gna gzh gzha gzhi gzhe gzhu gnu gnom gđa gđe gđu gdzha gdzhe gdzhu
herr frau monsieur madame mme signor signora senor senora don dona sayyid seyyed sheikh sheykh shaykh sheik shejk- sheyx- emir- imam- ayatol- ajatol- ayatull-
shaykh alsyd alsayd mar mor rav rabbi
president- prezident- prezydent- predsedn- predsjedn- predsidat- predstavit- predseda- predsieda- predsedat- predsedateľ- prezes- prezed- proedr-
premier- premyer- prime minist- ministr- minister- kancel- kancl- kantsler- chancel- sekretar- secret- tajemn- derzhsekretar- gossekretar-
senat- sinat- congress- kongres- konhres- deput- poslan- posel- posla posel deputat- narodnyi nardep- mep euro- jevro- yevropos-
gubern- governor- mayor- mer mera meru primator- burmistrz- zhupan- starost- meyor- prezydentk-
general- generał- heneral- admiral- polkovn- pulkown- plukovn- colonel- captain- kapitan- major- mayora sergeant- serzhant- marshal- komand- command- kombat-
king queen prince princess korol- koroleva korolev- kral krale krali kralem kralovn- kralj- kraljic- krol krola krolow- tsar- princ- printsa prints- knyaz- kniaz- ksiaz- ksiez- hertsog- vojvod- wojewod- shah shakh- emperor- imperator-
pope papa papy pape papezh- papiezh- papiez- patriarkh- patriarch- patriarh- kardinal- kardyn- cardinal- mitropol- metropol- arkhiep- arcybisk- arcibisk- biskup- bishop- shkof- nadshkof- bysk- rabin- ravvin- otec ojciec father svyashch- ksiadz sestra
direktor- director- dyrektor- redit- gensek- szef- zampred- předsed- ředitel- reditel- reditelj- ceo gendir- glava glavy glave glavoy holova- holova shef- chef- head chief- lider- leader- vudce vůdce vozhd- vodja vodj- voditelj- przywod- liderk- nachaln- nachelnik- boss- bos bose bosem founder- zaklad- osnov- zasnov-
sudya sudyi sudy- suddya- soudce soudkyn- sodnik- sodnic- sedzi- judge- justice- advokat- lawyer- pravnik- odvetnik- adwokat- prokur- prosecutor- tozhil- tuzhil- jurist- yurist-
zhurnalist- journalist- dziennikar- novinar- novinářk- reporter- pisatel- writer- spisovatel- pisarz- pisatelj- akter- actor- actress- herec- herec herc- igral- rezhis- reżyser- director singer zpev- pevec- pevets- spivak- muzyk- khudozhn- umetn-
aktivist- activist- pravozakhis- pravozashch- disident- opozic- opozits- oppoz- oppos- politik- politic- polityk- ekonom- econom- expert- ekspert- analit- analyst- biznes- businessman- miliard- milyard- miljard- oligark- oligarch- podnik- predsedkyn- predstavn- rzeczni- mluvci mluvč- spokes- predstavitel- portparol- tiskovi- hovorc- govor- rechn- vicepr- vize- vice- zastup- zastęp- namestn- podpreds- ambass- posol- velvysl- ambasad- veleposl- diplomat- komis- commission- evrokomis- eurokomis- kandidat- candidate- pretend- republik- demokrat- konzerv- konserw- torry toryi labor- laborist- labour- millio- traner- trener- coach- shampion- champion- sportov- driver-
"""
_SHORTENED: Final = frozenset(
    ("sen", "rep", "gov", "gen", "col", "capt", "lt", "sgt", "rev", "hon", "prof")
)  # with a capital
_INITIALS: Final = frozenset(("pm", "mp", "mep", "ceo"))  # in capital letters
_COMPOUNDS: Final = ("minister", "president", "präsident", "kanzler", "chef", "sprecher")  # Außenminister
_BEFORE: Final = (
    "ex",
    "eks",
    "vice",
    "vitse",
    "vitze",
    "wice",
    "zam",
    "gen",
    "sub",
    "arci",
)  # before an office: expremiér, замглавы
_SUFFIXES: Final = {
    "jr": "jr", "junior": "jr", "juniora": "jr", "juniorovi": "jr", "juniorem": "jr", "juniorom": "jr", "juniorju": "jr",
    "jnr": "jr", "fils": "jr", "filho": "jr", "hijo": "jr", "ml": "jr", "dzhunior": "jr", "dzhr": "jr",
    "sr": "sr", "senior": "sr", "seniora": "sr", "seniorovi": "sr", "snr": "sr", "pere": "sr", "st": "sr", "ii": "2", "iii": "3", "iv": "4",
    "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10", "xi": "11", "xii": "12", "xiii": "13", "xiv": "14",
    "xv": "15", "xvi": "16", "xxiii": "23", "padre": "sr", "neto": "3",
}  # fmt: skip
_SUFFIX_STEMS: Final = (
    ("mladsh", "jr"), ("mladsi", "jr"), ("mlodsh", "jr"), ("młodsz", "jr"), ("mlodsz", "jr"), ("mlajsh", "jr"), ("mlajsi", "jr"), ("molodsh", "jr"), ("mladj", "jr"),
    ("starsh", "sr"), ("starsi", "sr"), ("starsz", "sr"), ("stareysh", "sr"), ("starejsh", "sr"), ("starejsi", "sr"), ("stariji", "sr"),
)  # fmt: skip
_SMALL: Final = {"jun": "jr", "sen": "sr"}  # in small letters only: Kim Jun and Amartya Sen are whole names
_KIN: Final = """
father mother son daughter wife husband widow brother sister uncle nephew cousin grandson niece aunt grandfather grandmother parents family
otec otce otci otcem otca ottsa otets otetsa batko batka bashcha bashchata bashta ojciec ojca ojcu ojcem oche ocheta oca
mat mater mati matir matka matky matki matkou mama mayka maykata majka majke syn syna synu synem synom sinut sin sina sinu doch docheri dochka dochky dochkata cerka corka corki dcera dcery hchi hcerka hcheri khchi
zhena zheny zhenu zhene zhenoy zhenata zona zony zone zonie manzhel- manzhelk- manzel- muzh muzha muzhu maz meza mąż męża suprug- supruga sŭpruga- cholovik- druzhyna druzhyny druzhyni vdova vdovu vdovy vdowa wdowa wdowy
brat brata bratu bratom bratr bratra bratrovi bratra sestra sestry sestru sestre sestrata siostra siostry sestro dyadya dyadi stryc stryj wujek strycek ujak plemyan- synovec bratanek netyak- nechak vnuk vnuka wnuk vnukinya
ab abn abnt ibn zwjt wald akh akht zawja abha
pere mere fils fille epouse frere soeur vater mutter sohn tochter bruder schwester padre madre hijo hija hermano esposa
"""
PARTICLES: Final = frozenset(
    [
        "al",
        "el",
        "ul",
        "ad",
        "an",
        "ar",
        "as",
        "at",
        "az",
        "ash",
        "bin",
        "ben",
        "ibn",
        "bint",
        "abu",
        "abou",
        "umm",
        "abd",
        "abdul",
        "abdel",
        "von",
        "van",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "des",
        "la",
        "le",
        "les",
        "lo",
        "y",
        "e",
        "i",
        "zu",
        "zum",
        "zur",
        "af",
        "av",
        "ter",
        "ten",
        "te",
        "st",
    ]
)
LEGAL: Final = frozenset(
    [
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "llp",
        "plc",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "ag",
        "sa",
        "se",
        "nv",
        "bv",
        "spa",
        "srl",
        "sarl",
        "oy",
        "oyj",
        "ab",
        "as",
        "asa",
        "aps",
        "kg",
        "ooo",
        "oao",
        "zao",
        "pao",
        "ao",
        "tov",
        "zat",
        "vat",
        "pat",
        "prat",
        "tzov",
        "eood",
        "ood",
        "ad",
        "ead",
        "doo",
        "dd",
        "dno",
        "sro",
        "spzoo",
        "spolka",
        "zoo",
        "kft",
        "zrt",
        "nyrt",
        "kk",
        "pty",
        "sp",
        "foundation",
        "group",
        "holding",
        "holdings",
        "grupa",
        "gruppa",
        "skupina",
        "the",
        "o",
        "z",
        "s",
        "r",
    ]
)

EASTERN: Final = frozenset(  # family names of China, Korea and Vietnam in Latin letters
    [
        "wang",
        "li",
        "zhang",
        "liu",
        "chen",
        "yang",
        "huang",
        "zhao",
        "wu",
        "zhou",
        "xu",
        "sun",
        "ma",
        "zhu",
        "hu",
        "guo",
        "he",
        "gao",
        "lin",
        "luo",
        "zheng",
        "liang",
        "xie",
        "song",
        "tang",
        "han",
        "feng",
        "deng",
        "cao",
        "peng",
        "zeng",
        "xiao",
        "tian",
        "dong",
        "pan",
        "yuan",
        "cai",
        "jiang",
        "yu",
        "du",
        "ye",
        "cheng",
        "wei",
        "su",
        "lu",
        "ding",
        "ren",
        "shen",
        "yao",
        "lo",
        "xi",
        "mao",
        "hua",
        "bo",
        "wen",
        "jia",
        "kim",
        "lee",
        "park",
        "choi",
        "jung",
        "jeong",
        "kang",
        "cho",
        "yoon",
        "jang",
        "lim",
        "moon",
        "hwang",
        "ahn",
        "ryu",
        "hong",
        "roh",
        "rhee",
        "ban",
        "tsai",
        "lam",
        "leung",
        "ho",
        "carrie",
        "chow",
        "ng",
        "cheung",
        "wong",
        "chan",
        "nguyen",
        "tran",
        "le",
        "pham",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ngo",
        "duong",
        "ai",
        "bai",
        "fan",
        "fu",
        "hao",
        "hou",
        "kong",
        "lei",
        "meng",
        "mo",
        "niu",
        "pu",
        "qian",
        "qin",
        "qu",
        "shi",
        "tan",
        "tao",
        "wan",
        "xia",
        "xiang",
        "xiong",
        "yan",
        "yi",
        "zou",
        "fang",
        "jin",
        "ko",
        "lai",
        "long",
        "mei",
        "nie",
        "ni",
        "tu",
        "you",
        "yue",
        "zhuang",
        "zong",
    ]
)


def words_and_stems(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of a list in internal form, and those of which "-" says that more may follow."""
    words = {
        "".join(internal(word.rstrip("-"))) + ("-" if word.endswith("-") else "") for word in text.split()
    }
    return (
        frozenset(word for word in words if not word.endswith("-")),
        tuple(sorted({word[:-1] for word in words if word.endswith("-") and len(word) > 3})),
    )


_TITLE_WORDS, _TITLE_STEMS = words_and_stems(_TITLES)
_KIN_WORDS, _KIN_STEMS = words_and_stems(_KIN)


@lru_cache(maxsize=100_000)
def is_title(word: str) -> bool:
    """Whether a word as it stands in a text is an office, a rank or a form of address."""
    form = internal(word)
    if form in _TITLE_WORDS or form.startswith(_TITLE_STEMS) or form.endswith(_COMPOUNDS):
        return True
    if (form in _SHORTENED and word[:1].isupper()) or (form in _INITIALS and word.isupper()):
        return True
    if not form.startswith(_BEFORE):
        return False
    bare = next(form.removeprefix(some) for some in _BEFORE if form.startswith(some))
    return len(bare) > 4 and (bare in _TITLE_WORDS or bare.startswith(_TITLE_STEMS))


@lru_cache(maxsize=20_000)
def is_kin(word: str) -> bool:
    """Whether a word says that somebody is a relative of who is named beside it."""
    form = internal(word)
    return form in _KIN_WORDS or form.startswith(_KIN_STEMS)


@lru_cache(maxsize=20_000)
def generation(word: str) -> str:
    """ "jr", "sr" or the number of a ruler or grandson ("2" …); "" for other words. With or without their diacritics."""
    form = internal(word)
    if word.islower() and form in _SMALL:
        return _SMALL[form]
    if found := _SUFFIXES.get(form):
        # Xi Jinping is no eleventh: numbers of rulers are written in capital letters.
        return found if not found.isdigit() or word.isupper() else ""
    return next((which for stem, which in _SUFFIX_STEMS if form.startswith(stem)), "")
