"""The newsroom's furniture in each language: what its pages print around an article, and how they write a date."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; `months`, January first, in the form that a date needs; "" where months are figures."""

    related: str
    more: str
    latest: str
    news: str
    about: str
    share: str
    comments: str
    newsletter: str
    rights: str
    by: str
    months: str = ""
    date: str = "{day} {month} {year}, {clock}"


WORDS: dict[str, Words] = {
    "en": Words(
        "RELATED",
        "Read more",
        "Latest news",
        "News",
        "About us",
        "Share this article",
        "Comments are closed.",
        "Sign up for our morning newsletter",
        "All rights reserved",
        "By",
        "January February March April May June July August September October November December",
    ),
    "de": Words(
        "Mehr zum Thema",
        "Lesen Sie auch",
        "Neueste Meldungen",
        "Nachrichten",
        "Impressum",
        "Artikel teilen",
        "Die Kommentare sind geschlossen.",
        "Abonnieren Sie unseren Newsletter",
        "Alle Rechte vorbehalten",
        "Von",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "{day}. {month} {year}, {clock} Uhr",
    ),
    "fr": Words(
        "À lire aussi",
        "Lire aussi",
        "Dernières nouvelles",
        "Actualités",
        "À propos",
        "Partager cet article",
        "Les commentaires sont fermés.",
        "Inscrivez-vous à notre lettre d'information",
        "Tous droits réservés",
        "Par",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "{day} {month} {year} à {clock}",
    ),
    "es": Words(
        "Relacionado",
        "Lea también",
        "Últimas noticias",
        "Noticias",
        "Quiénes somos",
        "Compartir esta nota",
        "Los comentarios están cerrados.",
        "Suscríbase a nuestro boletín",
        "Todos los derechos reservados",
        "Por",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "{day} de {month} de {year}, {clock}",
    ),
    "ru": Words(
        "Читайте также",
        "Подробнее",
        "Последние новости",
        "Новости",
        "О редакции",
        "Поделиться",
        "Комментарии закрыты.",
        "Подпишитесь на нашу рассылку",
        "Все права защищены",
        "Автор:",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    ),
    "uk": Words(
        "Читайте також",
        "Докладніше",
        "Останні новини",
        "Новини",
        "Про редакцію",
        "Поширити",
        "Коментарі закрито.",
        "Підпишіться на нашу розсилку",
        "Усі права захищено",
        "Автор:",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    ),
    "tr": Words(
        "İlgili haber",
        "Devamını oku",
        "Son haberler",
        "Haberler",
        "Hakkımızda",
        "Haberi paylaş",
        "Yorumlar kapalı.",
        "Bültenimize abone olun",
        "Tüm hakları saklıdır",
        "Haber:",
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        "{day} {month} {year} {clock}",
    ),
    "ar": Words(
        "اقرأ أيضا",
        "اقرأ المزيد",
        "آخر الأخبار",
        "أخبار",
        "من نحن",
        "شارك المقال",
        "التعليقات مغلقة.",
        "اشترك في نشرتنا",
        "جميع الحقوق محفوظة",
        "بقلم",
        "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        "{day} {month} {year} - {clock}",
    ),
    "zh": Words(
        "相关阅读",
        "阅读更多",
        "最新消息",
        "新闻",
        "关于我们",
        "分享本文",
        "评论已关闭。",
        "订阅我们的通讯",
        "版权所有",
        "记者",
        "",
        "{year}年{figure}月{day}日 {clock}",
    ),
}


def words(language: str) -> Words:
    return WORDS.get(language, WORDS["en"])


def written_date(moment: datetime, language: str, *, figures: bool = False, day_only: bool = False) -> str:
    """A date as the site's pages print it, in the zone that `moment` is in."""
    spoken = words(language)
    clock = f"{moment:%H:%M}"
    if figures or (not spoken.months and language != "zh"):
        text = f"{moment:%d.%m.%Y}, {clock}"
    else:
        month = spoken.months.split()[moment.month - 1] if spoken.months else ""
        text = spoken.date.format(
            day=moment.day, month=month, figure=moment.month, year=moment.year, clock=clock
        )
    if not day_only:
        return text
    return text.split(clock)[0].rstrip(" ,-").removesuffix(" à")
