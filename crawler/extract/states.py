"""What kind of page was fetched: an article, or one of the things that come with status 200 in its place."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.extract.extraction import State
from crawler.extract.head import Head
from crawler.extract.linked_data import LinkedData
from crawler.outcomes import CHECK_FOR_ROBOTS, CONSENT_ASKED, FOR_SUBSCRIBERS

# Marks of bot checks in the markup, by the service that leaves them
_CHALLENGE = re.compile(
    rb"/cdn-cgi/challenge-platform/|_cf_chl_opt|cf-browser-verification|cf_captcha_kind|captcha-delivery\.com|geo\.captcha|px-captcha|_pxAppId|_Incapsula_Resource|"
    rb"Incapsula incident ID|ddos-guard|sucuri_cloudproxy|awsWafCookieDomainList|challenge\.js\?|akamai[^<]{0,40}bot|distil_r_captcha|hcaptcha\.com/1/api|recaptcha/api"
)
_CHALLENGE_TITLE = re.compile(
    r"^(?:just a moment|attention required|access (?:to this page has been )?denied|please wait|one moment|un momento|einen moment|un instant|один момент|"
    r"checking your browser|verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?human|are you (?:a )?(?:robot|human)|robot or human|human verification|security check|"
    r"ddos-guard|pardon our interruption|request (?:rejected|blocked)|forbidden|error 403|403\b|bot verification|captcha|you have been blocked|"
    r"请稍候|ちょっとお待ちください|잠시만|bir dakika|لحظة)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue|we value your privacy|we (?:and our (?:\d+ )?partners )?(?:use|store)[^.]{0,60}cookies|cookie (?:settings|consent|preferences)|accept all|reject all|"
    r"bevor (?:sie|du) fortf|wir (?:und unsere (?:\d+ )?partner )?verwenden[^.]{0,60}cookies|mit werbung (?:weiter)?lesen|cookies zustimmen|alle akzeptieren|zustimmen und weiter|pur-abo|"
    r"avant de continuer|nous utilisons des cookies|tout accepter|accepter et continuer|antes de continuar|utilizamos cookies|aceptar (?:todo|y continuar)|prima di continuare|utilizziamo (?:i )?cookie|accetta tutt|"
    r"voordat je verdergaat|wij gebruiken cookies|alles accepteren|používáme (?:soubory )?cookie|przejdź do serwisu|używamy plików cookie|çerez(?:ler)?i? kullan|tümünü kabul|"
    r"мы используем (?:файлы )?cookie|принять все|ми використовуємо cookie|نستخدم ملفات تعريف الارتباط|قبول الكل|我们使用\s?cookie|接受所有|cookieを使用|쿠키를 사용",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"(?:subscribe|sign up|log ?in|register|create (?:a |your )?(?:free )?account)[^.]{0,40} to (?:continue|keep|read|unlock|access|view)|(?:this (?:article|content|story)|the full (?:article|story)) is (?:only |exclusively )?(?:for|available to|reserved for) (?:our )?(?:paying )?(?:subscribers|members)|"
    r"already a subscriber|subscribers? only|exclusive to subscribers|to read the full (?:article|story)|weiterlesen mit|jetzt (?:weiterlesen|abonnieren|freischalten)|nur für abonnent|dieser (?:artikel|inhalt) ist (?:exklusiv|nur)|sie haben bereits ein abo|artikel freischalten|"
    r"réservée? aux abonnés|il vous reste [\d,.]+ ?% de|pour lire la suite|déjà abonné|abonnez-vous pour|contenido exclusivo para suscriptores|solo para suscriptores|suscríbete para|exclusivo para assinantes|"
    r"riservato agli abbonati|abbonati per (?:continuare|leggere)|alleen voor abonnees|verder lezen\?|dla prenumeratorów|dostęp dla subskrybentów|только для подписчиков|доступно по подписке|оформите подписку|"
    r"für abonnenten|abonelere özel|اشترك (?:للقراءة|لمتابعة)|للمشتركين فقط|会员专享|订阅后继续|付费阅读|有料会員|会員限定|続きを読むには|구독자 전용|회원 전용",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\b(?:error\s*)?404\b|page (?:was )?(?:not|can(?:no|')t be) found|not found|page (?:doesn['’]t|does not|no longer) exists?|no longer available|page (?:introuvable|non trouvée)|n['’]existe (?:pas|plus)|"
    r"(?:seite|artikel|beitrag)[^.]{0,30}nicht (?:gefunden|mehr verfügbar|vorhanden)|nicht gefunden|página no (?:encontrada|existe)|no (?:se ha )?encontrad[ao]|página não encontrada|pagina non trovata|pagina niet gevonden|"
    r"sidan (?:hittades inte|kunde inte)|siden (?:ble ikke funnet|blev ikke fundet|finnes ikke)|sivua ei löyd|strona nie (?:została )?(?:znaleziona|istnieje)|nie znaleziono|stránka (?:nenalezena|neexistuje|nebyla)|oldal nem található|pagina nu (?:a fost găsită|există)|"
    r"страница не (?:найдена|существует)|не найден[ао]?|сторінк[уа] не (?:знайдено|існує)|страницата не|sayfa bulunamadı|bulunamadı|الصفحة غير موجودة|غير موجود|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد|הדף לא נמצא|"
    r"页面不存在|找不到(?:页面|頁面|网页)|页面未找到|頁面不存在|ページが見つかりません|お探しのページ|페이지를 찾을 수 없|halaman tidak ditemukan|không tìm thấy|ไม่พบหน้า|पृष्ठ नहीं मिला|σελίδα δεν βρέθηκε|ukurasa haujapatikana",
    re.IGNORECASE,
)
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3\u00d0\u00d1\u00d8\u00d9\u00e2][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)
_LIST_TYPES = frozenset(["collectionpage", "itemlist", "searchresultspage", "profilepage"])
SHORT = 500  # characters: a page with more text than this is read as what it says it is
_STUB = 900
_BARE = 400  # characters of all that a page says which holds nothing but a check
_TELLS = 0.3  # of a line must say that a page is missing: headlines may say it of other things


@dataclass(frozen=True, slots=True)
class Judgement:
    """The state; why, in plain words, unless it is an article; and whether the page's text is an article's at all."""

    state: State
    reason: str | None = None
    is_text: bool = True


def judge(
    data: bytes,
    *,
    url: str,
    text: str,
    said: str,
    title: str,
    head: Head,
    linked: LinkedData,
    link_share: float,
    page_text: Callable[[], str],
) -> Judgement:
    """Say what kind of page it is.

    `said` is the text with the lines that were cut from it (requests to subscribe, to consent, to share); `link_share` is how much of the page's text stands in links (0 to 1), `page_text` gives all that is left of
    the page. A page that has its text is an article, whatever it says of subscriptions; short ones are looked at more closely.
    """
    if garbled := _garbled(f"{title}\n{text}"):
        return Judgement("garbled", garbled, is_text=False)
    if (
        len(text) < SHORT
        and not linked.is_article
        and (found := _in_place(data, text, said, title, head.title, page_text))
    ):
        return found
    if (
        len(text) < _STUB
        and _closed(linked)
        and (_PAYWALL.search(page_text()) or text.endswith(("…", "...")))
    ):
        return Judgement("wall", FOR_SUBSCRIBERS)
    if len(text) < SHORT and _PAYWALL.search(said):
        return Judgement("wall", FOR_SUBSCRIBERS)
    if not linked.is_article and _is_listing(url, head, linked, link_share, len(text)):
        return Judgement("not-an-article", "a front page or a list of articles")
    if not text:
        return Judgement("empty", "no text was found on the page")
    return Judgement("article")


def _in_place(
    data: bytes, text: str, said: str, title: str, stated: str, page_text: Callable[[], str]
) -> Judgement | None:
    """What a short page says in the place of an article; `stated` is its title tag."""
    if _CHALLENGE_TITLE.match(stated) or (
        # a brief's page may load such a check for its comments, but it says more than the brief
        len(text) < 200 and _CHALLENGE.search(data) and len(" ".join(page_text().split())) < _BARE
    ):
        return Judgement("wall", CHECK_FOR_ROBOTS, is_text=False)
    for line in (stated, title):
        found = _MISSING.search(line[:200])
        if found and len(found[0]) > _TELLS * len(line):
            return Judgement("soft-404", f"the page says that it is missing: {line[:80]}", is_text=False)
    if len(_CONSENT.findall(said)) >= 2 or _CONSENT.search(title):
        return Judgement("wall", CONSENT_ASKED, is_text=False)
    if len(text) < 200 and (found := _MISSING.search(text)) and len(found[0]) > _TELLS * len(text):
        return Judgement("soft-404", "the page says that it is missing", is_text=False)
    return None


def _closed(linked: LinkedData) -> bool:
    free = linked.article.get("isAccessibleForFree")
    return free is False or (isinstance(free, str) and free.strip().lower() == "false")


def _is_listing(url: str, head: Head, linked: LinkedData, link_share: float, length: int) -> bool:
    kind = (head.first("og:type") or "").lower()
    if kind.startswith(("article", "news", "video")) or head.first("article:published_time"):
        return False
    try:
        path = urlsplit(url).path.strip("/")
    except ValueError:
        path = ""
    if not path or re.fullmatch(
        r"(?:[a-z]{2}(?:-[a-z]{2})?|index\.\w+|home|start(?:seite)?)", path, re.IGNORECASE
    ):
        return link_share > 0.3 or length < SHORT
    if re.search(r"\d{5,}|(?:[^/-]+-){4,}", path):  # a number or a long slug names one piece
        return False
    return link_share > 0.6 and (length < 1500 or bool(linked.types & _LIST_TYPES))


def _garbled(text: str) -> str | None:
    letters = len(text)
    if letters < 20:
        return None
    lost = text.count("\ufffd")
    if lost > 5 and lost > letters * 0.01:
        return "letters were lost: the charset could not be told"
    wrong = len(_MOJIBAKE.findall(text))
    if wrong > 8 and wrong > letters * 0.02:
        return "letters were decoded twice by the publisher"
    return None
