"""Pointers, calls and credits are told from sentences, in many languages."""

import pytest

from crawler.extract.furniture import cut_credit, ends_in_credit, is_call, is_credit, is_pointer

POINTERS = [
    "RELATED: A ferry for the island", "Read more: what the mayor said", "Related stories", "READ MORE", "Also read: The bridge",
    "Lesen Sie auch: Die Brücke", "Mehr zum Thema", "À lire aussi : le pont", "A lire aussi: le pont", "Lire la suite",
    "Lea también: el puente", "Te puede interesar: el puente", "Leggi anche: il ponte", "Leia também: a ponte", "Lees ook: de brug",
    "Czytaj też: most", "Zobacz także", "Přečtěte si také: most", "Läs också: bron", "Les også: broen", "Læs også: broen",
    "Lue myös: silta", "Читайте также: мост", "Читайте також: міст", "Материалы по теме", "Devamını oku", "İlgili haber: köprü",
    "İLGİLİ HABERLER", "اقرأ أيضا: الجسر", "ذات صلة", "بیشتر بخوانید: پل", "קראו גם: הגשר", "相关阅读：大桥", "【相关阅读】大桥",
    "関連記事：橋", "관련기사", "Διαβάστε επίσης: η γέφυρα", "Baca juga: jembatan", "Xem thêm: cây cầu", "यह भी पढ़ें: पुल",
]  # fmt: skip
SENTENCES = [
    "More than thirty people died: police.", "Read the report: it says nothing of the kind.", "Watch out: it is cold.",
    "Related problems were found in two other towns.", "More in common: a study finds what unites neighbours.",
    "Interessant: Der Kanzler schweigt.", "Lesen Sie den Brief, sagte sie, und dann schweigen Sie.", "Читайте законы, сказал он.",
    "Lire est un plaisir, dit-elle.", "相关部门表示，大桥将于五月通车。", "Leggi e regolamenti cambiano spesso.",
    "She urged the readers of her newsletter to write to the mayor.", "Subscribers to the newsletter were told on Monday.",
    "Comments by the minister: he denied it.", "Share prices fell by a tenth.", "Teilen der Stadt fehlt das Wasser.",
]  # fmt: skip
CREDITS = [
    "(Getty)", "AFP/Getty Images", "Photo: AFP", "Foto: dpa", "© Reuters", "Jane Roe/AFP", "Photo by Jane Roe", "Bild: © imago",
    "(Photo by Jane Roe/Getty Images)", "Фото: ТАСС", "صورة: رويترز", "图片来源：新华社", "Credit: NASA", "REUTERS", "AP Photo",
]  # fmt: skip


@pytest.mark.parametrize("line", POINTERS)
def test_pointer(line: str) -> None:
    assert is_pointer(line)


@pytest.mark.parametrize("line", SENTENCES)
def test_sentence_is_no_furniture(line: str) -> None:
    assert not is_pointer(line)
    assert not is_call(line)
    assert not is_credit(line)
    assert not ends_in_credit(line)


def test_unsure_phrase_points_only_with_a_link() -> None:
    assert is_pointer("Watch: the bridge falls", linked=0.9)
    assert not is_pointer("Watch: the bridge falls")


@pytest.mark.parametrize(
    "line",
    [
        "ADVERTISEMENT",
        "Sign up for the Morning Brief newsletter to get updates.",
        "Abonnieren Sie unseren Newsletter",
        "Подпишитесь на наш канал",
        "Share this article",
        "Anzeige",
        "Поделиться",
        "分享",
        "Paylaş",
        "Publicité",
    ],
)
def test_call(line: str) -> None:
    assert is_call(line)


@pytest.mark.parametrize("line", CREDITS)
def test_credit(line: str) -> None:
    assert is_credit(line)
    assert cut_credit(line) == ""


@pytest.mark.parametrize(
    "line",
    [
        "Man in a street",
        "The AP said so on Monday.",
        "Photos show that the house burnt.",
        "Video: the man says no",
        "Anna Berg",
    ],
)
def test_no_credit(line: str) -> None:
    assert not is_credit(line)


@pytest.mark.parametrize(
    ("caption", "cut"),
    [
        ("The head of the region (Pavel Ostrov/AFP/Getty Images)", "The head of the region"),
        ("A man walks. Photo: John Doe", "A man walks."),
        ("A girl plays. Photograph: Jane Roe/The Guardian", "A girl plays."),
        ("Ein Mann (Bild: dpa/Müller)", "Ein Mann"),
        ("Ein Mann steht im Regen © dpa", "Ein Mann steht im Regen"),
        ("Eine Frau – Foto: picture alliance/dpa", "Eine Frau"),
        ("Man in a street | Reuters", "Man in a street"),
        ("The president on Monday. AP Photo/John Smith", "The president on Monday."),
        ("Мужчина. Фото: ТАСС", "Мужчина."),
        ("عمال في الميناء (رويترز)", "عمال في الميناء"),
        ("一名男子走过大桥。新华社记者 张三 摄", "一名男子走过大桥。"),
        ("The house burns. Credit... Anna Berg for The Paper", "The house burns."),
        (
            "Trucks wait at the border. REUTERS/Anna Berg/File Photo Purchase Licensing Rights , opens new tab",
            "Trucks wait at the border.",
        ),
        ("A shell. Image credit: Berg et al., doi: 10.1/77.1", "A shell."),
        ("A house in Rafa [Ali Berg/Reuters] A street in Rafa", "A house in Rafa A street in Rafa"),
        ("He spoke of the law (the first of its kind)", "He spoke of the law (the first of its kind)"),
        ("The bridge (1903) was closed on Monday.", "The bridge (1903) was closed on Monday."),
    ],
)
def test_credit_is_cut_from_a_caption(caption: str, cut: str) -> None:
    assert cut_credit(caption) == cut
