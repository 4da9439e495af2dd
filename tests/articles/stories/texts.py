"""Made-up agency texts in ten languages, and versions of them, for the tests of stories."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from articles.analysis import analyse
from articles.article import Content, Origin, Version
from articles.store.versions import Stored
from articles.stories.traits import Traits, traits
from tests.articles.arriving import MONDAY

# Words of the language in no order that means anything: what is grouped is the sequence.
WORDS = {
    "en": "court judge minister police city people report trial years state road house paper night water winter",
    "de": "gericht richter ministerin polizei stadt menschen bericht jahre staat straße haus zeitung nacht winter",
    "fr": "tribunal juge ministre police ville rapport procès années état route maison journal nuit hiver été",
    "ru": "суд судья министр полиция город люди доклад процесс годы государство дорога дом газета ночь вода",
    "el": "δικαστήριο υπουργός αστυνομία πόλη άνθρωποι έκθεση δίκη χρόνια κράτος δρόμος σπίτι εφημερίδα νύχτα",
    "ar": "المحكمة القاضي الوزير الشرطة المدينة الناس التقرير المحاكمة سنوات الدولة الطريق البيت الصحيفة الليل",
    "hi": "अदालत न्यायाधीश मंत्री पुलिस शहर लोग रिपोर्ट मुकदमा साल राज्य सड़क घर अख़बार रात पानी",
    "zh": "法院法官部长警察城市人民报告审判年国家道路房屋报纸夜晚水冬天",
    "ja": "裁判所判事大臣警察都市人々報告裁判年国家道路家新聞夜水冬",
    "th": "ศาลผู้พิพากษารัฐมนตรีตำรวจเมืองผู้คนรายงานการพิจารณาคดีปีรัฐถนนบ้านหนังสือพิมพ์คืนน้ำ",
}
UNSPACED = ("zh", "ja", "th")


def sentence(language: str, rng: random.Random) -> str:
    """Some fifteen words, or as many characters as they would have."""
    if language in UNSPACED:
        return "".join(rng.choices(WORDS[language], k=40)) + ("。" if language != "th" else " ")
    words = rng.choices(WORDS[language].split(), k=15)
    return f"{' '.join(words).capitalize()}."


def text(language: str = "en", seed: int = 0, paragraphs: int = 8) -> list[str]:
    """An agency text: paragraphs of three sentences."""
    rng = random.Random(f"{language} {seed}")
    return [" ".join(sentence(language, rng) for _ in range(3)) for _ in range(paragraphs)]


def stored(
    number: int,
    paragraphs: Sequence[str],
    *,
    title: str = "",
    site: str = "",
    article: int | None = None,
    seen: datetime = MONDAY,
    reason: str = "new",
) -> Stored:
    """A version as the store would give it; by default an article of its own at an outlet of its own."""
    content = Content(title or f"Headline {number}", "\n\n".join(paragraphs))
    site = site or f"outlet-{number}.example"
    version = Version(
        number,
        article or number,
        1,
        f"https://{site}/{number}",
        site,
        content,
        Origin(site, site),
        seen,
        seen,
        True,
        False,
        reason,
    )
    return Stored(version, analyse(content))


def of(number: int, paragraphs: Sequence[str], **more: object) -> Traits:
    """The traits of such a version."""
    return traits(stored(number, paragraphs, **more))  # type: ignore[arg-type]


LATER = timedelta(days=1)
