"""Whole pages with what they hold recorded beside them, and what must never come out of the seed page."""

import json
from pathlib import Path

import pytest

from articles.article import TEXT_FIELDS, field_text
from crawler.extract import Extraction, extract
from tests.crawler.extract.record import PAGES, addresses, record

ADDRESSES = addresses()


@pytest.mark.parametrize("name", ADDRESSES)
def test_page_says_what_is_recorded(name: str) -> None:
    page = PAGES / name
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert record(page, ADDRESSES[name]) == expected


@pytest.fixture(scope="module")
def seed() -> Extraction:
    page = PAGES / "seed.html"
    return extract(page.read_bytes(), url=ADDRESSES["seed.html"])


@pytest.mark.parametrize(
    "credit", ["AFP", "Getty", "Ostrov", "Tallow", "KLEMENT", "MACDUFF", "Vane", "Photo"]
)
def test_credits_are_in_no_field(seed: Extraction, credit: str) -> None:
    for field in TEXT_FIELDS:
        assert credit not in field_text(seed.content, field)


@pytest.mark.parametrize(
    "pointer",
    [
        "RELATED",
        "Stowaways",
        "Two networks",
        "Related stories",
        "Harbour tax",
        "Teaser",
        "Newsletter",
        "Sign up",
    ],
)
def test_pointers_are_in_no_field(seed: Extraction, pointer: str) -> None:
    for field in TEXT_FIELDS:
        assert pointer not in field_text(seed.content, field)


def test_captions_are_captions_and_not_text(seed: Extraction) -> None:
    captions = field_text(seed.content, "caption")
    for caption in (
        "Governor Timur Bekhanov greets the minister of transport",
        "The head of the region, Timur Bekhanow",
        "Dockers’ families lay carnations at the port gate",
        "Union man Maxim Yurievich Lapunov, 31, speaks to reporters in a hotel in Riga on October 16.",
    ):
        assert caption in captions
        assert caption not in seed.content.text


def test_quotations_and_both_spellings_stay_in_the_body(seed: Extraction) -> None:
    paragraphs = seed.content.text.split("\n\n")
    assert "“They sit in warm rooms and make up whatever sells.”" in paragraphs
    assert "“We are human. We have rights, all of us,” he said." in paragraphs
    assert "Maksim Lapunow" in seed.content.text
    assert "Mr Lapunov" in seed.content.text
    assert "last July" in seed.content.text
    assert "the BBC" in seed.content.text
    assert "Yurievich" not in seed.content.text


def test_author_is_a_person_without_by(seed: Extraction) -> None:
    assert seed.content.authors == ("Nora Whitfield",)


def test_recorded_pages_have_their_text(pages_dir: Path) -> None:
    """Of the recorded pages the first twenty: an article each, a title and no furniture at a paragraph's start."""
    import gzip

    for line in (pages_dir / "pages.jsonl").read_text(encoding="utf-8").splitlines()[:20]:
        row = json.loads(line)
        found = extract(gzip.decompress((pages_dir / row["file"]).read_bytes()), url=row["url"])
        assert found.state == "article", row["url"]
        # one of them is a notice whose whole true text is 214 characters
        assert len(found.content.text) > min(200, len(row["text"]) / 2), row["url"]
        assert found.content.title, row["url"]
