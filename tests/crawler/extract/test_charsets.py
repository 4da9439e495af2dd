"""Whatever charset a page is in and whatever it claims, its letters come out."""

import pytest

from crawler.extract import Hints, extract
from crawler.extract.page import decode

RUSSIAN = "Движение по мосту через Сельву остановили во вторник утром, сообщила мэрия посёлка. Объезд займёт сорок минут. "
GERMAN = (
    "Der Bürgermeister hörte am Montag zum dritten Mal, daß die Brücke über den Fluß nicht geöffnet würde. "
)
POLISH = "Most zamknięto w poniedziałek rano, a mieszkańcy żądają od burmistrza wyjaśnień w sprawie objazdów przez wieś. "
TURKISH = "Köprü pazartesi günü kapatıldı, belediye başkanı şehirde ulaşımın güçleşeceğini söyledi, halk açılışı bekliyor. "
ARABIC = "عاد العمال إلى أرصفة الميناء صباح الثلاثاء بعد أسبوع كامل من التوقف بسبب خلاف على الأجور. "
CHINESE = "停用三年的河口老码头周二重新开放，当天上午便有上千名游客前来参观。管理方表示每天限流五千人。"
JAPANESE = "橋は月曜日の朝に閉鎖され、住民は再開を待っている。市長は工事が長引くと述べた。"
KOREAN = (
    "다리는 월요일 아침에 폐쇄되었고 주민들은 재개통을 기다리고 있다. 시장은 공사가 길어질 것이라고 말했다. "
)
GREEK = "Η γέφυρα έκλεισε τη Δευτέρα το πρωί και οι κάτοικοι περιμένουν να ανοίξει ξανά, είπε ο δήμαρχος της πόλης. "


def page(text: str, claim: str = "") -> str:
    meta = f'<meta charset="{claim}">' if claim else ""
    return f"<html><head>{meta}<title>{text[:40]}</title></head><body><article><p>{text * 3}</p><p>{text * 2}</p></article></body></html>"


@pytest.mark.parametrize(
    ("text", "charset", "claim", "header"),
    [
        (RUSSIAN, "cp1251", "windows-1251", None),
        (RUSSIAN, "cp1251", "", "text/html; charset=windows-1251"),
        (RUSSIAN, "cp1251", "windows-1251", "text/html; charset=utf-8"),
        (RUSSIAN, "cp1251", "utf-8", "text/html; charset=utf-8"),
        (RUSSIAN, "cp1251", "", "text/html; charset=ISO-8859-1"),
        (RUSSIAN, "cp1251", "", None),
        (RUSSIAN, "koi8-r", "koi8-r", None),
        (RUSSIAN, "koi8-r", "", None),
        (RUSSIAN, "utf-8", "windows-1251", "text/html; charset=windows-1251"),
        (RUSSIAN, "utf-16", "", None),
        (RUSSIAN, "utf-16-le", "", None),
        (GERMAN, "cp1252", "iso-8859-1", "text/html"),
        (GERMAN, "cp1252", "", None),
        (GERMAN, "utf-8-sig", "iso-8859-1", "text/html; charset=iso-8859-1"),
        (POLISH, "iso-8859-2", "iso-8859-2", None),
        (POLISH, "cp1250", "windows-1250", "text/html; charset=utf-8"),
        (TURKISH, "cp1254", "iso-8859-9", None),
        (ARABIC, "cp1256", "windows-1256", None),
        (ARABIC, "cp1256", "", None),
        (CHINESE, "gb18030", "gb2312", None),
        (CHINESE, "gb18030", "", None),
        (GREEK, "iso-8859-7", "iso-8859-7", None),
        (JAPANESE, "shift_jis", "Shift_JIS", "text/html; charset=utf-8"),
        (JAPANESE, "euc_jp", "", None),
        (JAPANESE, "iso2022_jp", "iso-2022-jp", None),
        (KOREAN, "euc_kr", "ks_c_5601-1987", None),
        (KOREAN, "cp949", "", None),
    ],
)
def test_letters_come_out(text: str, charset: str, claim: str, header: str | None) -> None:
    found = extract(
        page(text, claim).encode(charset), url="https://news.example/a/bridge-4711", content_type=header
    )
    assert text.strip() in found.content.text
    assert found.state == "article"


def test_charset_that_does_not_exist_is_no_error() -> None:
    found = extract(
        page(GERMAN, "x-nonsense").encode(),
        url="https://news.example/a",
        content_type="text/html; charset=klingon",
    )
    assert GERMAN.strip() in found.content.text


def test_few_broken_bytes_do_not_change_the_charset() -> None:
    data = page(RUSSIAN * 5, "utf-8").encode().replace("мост".encode(), b"\xff\xfe\xc3", 1)
    text, charset, _ = decode(data, None)
    assert charset == "utf-8"
    assert RUSSIAN.strip() in text.decode("utf-8")


def test_letters_that_are_lost_are_garbled_and_the_feed_stands_in() -> None:
    lost = page("\ufffd" * 30 + " word " + "\ufffd" * 20 + ". ", "utf-8").encode()
    found = extract(lost, url="https://news.example/a", hints=Hints(title="The bridge", text=GERMAN))
    assert found.state == "garbled"
    assert found.content.text == GERMAN
    assert found.content.title == "The bridge"
    assert any("feed" in warning for warning in found.content.warnings)


def test_letters_decoded_twice_are_garbled() -> None:
    twice = (RUSSIAN * 4).encode().decode("cp1252", "replace").replace("\ufffd", "")
    found = extract(page(twice, "utf-8").encode(), url="https://news.example/a")
    assert found.state == "garbled"
