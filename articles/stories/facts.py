"""What kind of fact a changed stretch of words is: a number, a denial, a name, a correction; for `differences`.

Words of a kind are listed for the languages below and compared folded, whatever the language: one that is taken for more
than it is, is only shown earlier. In other languages every changed word counts as a fact.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from articles.analysis import fold

Kind = Literal["number", "not", "name", "words"]

LANGUAGES: Final = frozenset("en de fr es it pt nl ru uk pl sv da no nb".split())  # noqa: SIM905 (reads better)


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(words).split())


_NOT: Final = _folded("""
    not no never nor neither none nobody nothing cannot without n t isn aren wasn weren don doesn didn won wouldn couldn
    shouldn hasn haven hadn can t deny denies denied denying
    nicht kein keine keiner keinen keinem keines nie niemals niemand nichts ohne weder
    ne pas jamais aucun aucune rien personne sans ni non
    nunca jamas ningun ninguno ninguna nada nadie sin tampoco
    mai nessun nessuno nessuna niente nulla senza
    nao nem nenhum nenhuma ninguem sem
    niet geen nooit niemand niets zonder
    не ни нет никогда никто ничего нельзя без ні немає ніколи ніхто нічого
    nie nigdy nikt nic bez zaden zadna
    inte ej aldrig ingen inget inga utan ikke aldri aldrig intet uten uden
    ليس ليست لم لن لا ما غير بدون لم لا नहीं न मत बिना 不 没 沒 無 无 未 非 ない ません なかった 않 안 못 없 ไม่ มิ
    לא אין בלי δεν μη μην χωρις ουτε
""")
_NUMBER: Final = _folded("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
    billion billions dozen dozens half twice first second third fourth fifth sixth seventh eighth ninth tenth
    null zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig
    neunzig hundert tausend million millionen milliarde milliarden dutzend hälfte erste zweite dritte
    deux trois quatre cinq sept huit neuf dix onze douze treize quinze vingt trente quarante cinquante soixante cent mille
    milliard milliards dizaine douzaine moitié premier deuxième troisième
    dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta sesenta cien ciento mil
    millon millones docena mitad primero segundo tercero
    due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta cinquanta cento mille mila milione
    milioni miliardo miliardi primo secondo terzo
    dois duas quatro sete oito dez doze vinte trinta quarenta cinquenta cem milhao milhoes bilhao bilhoes
    twee drie vijf zes zeven negen tien twaalf twintig dertig veertig vijftig honderd duizend miljoen miljard
    ноль один одна два две три четыре пять шесть семь восемь девять десять двадцать тридцать сорок пятьдесят сто двести
    тысяча тысячи тысяч миллион миллиона миллионов миллиард миллиарда миллиардов первый второй третий двое трое четверо
    дві три чотири п шість сім вісім дев двадцять сорок тисяча тисячі тисяч мільйон мільйонів мільярд мільярдів
    jeden dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć dwadzieścia trzydzieści sto tysiąc tysiące tysięcy
    milion miliony milionów två tre fyra fem sex sju åtta nio tio tjugo hundra tusen to fire seks syv otte ni ti hundre
    一 二 三 四 五 六 七 八 九 十 百 千 万 亿 億 兆 两 半
""")
_CORRECTION: Final = (
    *(
        "correction",
        "corrections",
        "corrected",
        "clarification",
        "an earlier version",
        "editor s note",
        "erratum",
    ),
    *("korrektur", "berichtigung", "korrigiert", "in einer früheren version", "anmerkung der redaktion"),
    *(
        "rectificatif",
        "correctif",
        "une version précédente",
        "erratum",
        "corrección",
        "fe de errores",
        "aclaración",
    ),
    *(
        "errata corrige",
        "rettifica",
        "correção",
        "errata",
        "correctie",
        "rectificatie",
        "уточнение",
        "исправление",
    ),
    *(
        "в более ранней версии",
        "исправлено",
        "уточнення",
        "виправлення",
        "sprostowanie",
        "rättelse",
        "rettelse",
    ),
    *("更正", "勘误", "訂正", "정정", "تصحيح", "תיקון", "διόρθωση", "सुधार", "แก้ไข"),
)
_CORRECTIONS: Final = tuple(f" {fold(words)} " for words in _CORRECTION)


def kind_of(there: Sequence[str], here: Sequence[str], named: bool, language: str | None) -> Kind:
    """The kind of a change from some folded terms to others; `named`: a capital stands where no sentence begins.

    In a language of which no words are known, every change that is no number and no denial counts as a name.
    """
    terms = (*there, *here)
    if any(character.isdigit() for term in terms for character in term) or not _NUMBER.isdisjoint(terms):
        return "number"
    if not _NOT.isdisjoint(terms):
        return "not"
    return "name" if named or language not in LANGUAGES else "words"


def corrects(terms: Iterable[str]) -> bool:
    """Whether a sentence, as folded terms, is a notice of a correction."""
    scanned = f" {' '.join(terms)} "
    return any(words in scanned for words in _CORRECTIONS)
