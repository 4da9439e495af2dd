"""Many files at once: in order, unpacked, in time, and no bad one stops the others."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

from articles.article import Content, Published
from crawler.extract import Extraction
from crawler.extract.files import Result, as_record, extract_many, written
from tests.crawler.extract.record import PAGES

SEED = PAGES / "seed.html"


def test_files_come_out_in_order_and_bad_ones_say_why(tmp_path: Path) -> None:
    packed = tmp_path / "packed.html.gz"
    packed.write_bytes(gzip.compress(SEED.read_bytes()))
    torn = tmp_path / "torn.html.gz"
    torn.write_bytes(gzip.compress(SEED.read_bytes())[:-200])
    empty = tmp_path / "empty.html"
    empty.write_bytes(b"")
    files = [SEED, tmp_path / "missing.html", packed, torn, empty, *[SEED] * 20]
    results = list(extract_many(files, workers=2))
    assert [result.file for result in results] == [str(file) for file in files]
    seed, missing, unpacked, broken, nothing, *others = results
    assert seed.extraction is not None and unpacked.extraction is not None
    assert seed.extraction.content == unpacked.extraction.content
    assert missing.extraction is None and missing.error is not None
    assert missing.error.startswith("cannot read") and "missing.html" in missing.error
    assert broken.extraction is None and broken.error is not None and "torn.html.gz" in broken.error
    assert nothing.extraction is not None and nothing.extraction.state == "empty"
    assert all(other.extraction == seed.extraction for other in others)


def test_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    slow = tmp_path / "slow.html"
    slow.write_bytes(
        b"<html><body>"
        + b"<p>Some words of a sentence that is long enough to count.</p>" * 700_000
        + b"</body></html>"
    )
    results = list(extract_many([slow, SEED], workers=1, seconds=3.0))
    assert results[0].extraction is None
    assert results[0].error is not None and "3 seconds" in results[0].error
    assert results[1].extraction is not None


def test_address_is_the_pages_claim_unless_given(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><head><link rel='canonical' href='https://news.example/2024/03/05/bridge'></head><body><p>"
        + "Words. " * 90
        + "</p></body></html>"
    )
    claimed, given = (
        next(iter(extract_many([page], url=url))).extraction
        for url in (None, "https://news.example/2024/03/07/bridge")
    )
    assert claimed is not None and claimed.content.published is not None
    assert given is not None and given.content.published is not None
    assert (claimed.content.published.start.day, given.content.published.start.day) == (5, 7)


def test_record_has_the_fields_of_a_line() -> None:
    moment = datetime(2024, 3, 5, 22, 30, tzinfo=UTC)
    published = Published(moment, moment, "time", "json-ld", "+03:00")
    content = Content("T", "B", ("C",), ("A",), published, "en", None, ("w",))
    record = as_record(Result("f.html", Extraction(content, state="wall", reason="no way in")))
    assert record == {
        "file": "f.html", "title": "T", "text": "B", "published": "2024-03-06T01:30:00+03:00", "published_precision": "time",
        "published_source": "json-ld", "authors": ["A"], "language": "en", "captions": ["C"], "warnings": ["wall: no way in", "w"],
    }  # fmt: skip
    assert as_record(Result("f.html", None, "cannot read f.html: gone"), url="https://a.example/") == {
        "url": "https://a.example/", "error": "cannot read f.html: gone",
    }  # fmt: skip


def test_day_is_written_as_a_day_of_its_zone() -> None:
    start, end = datetime(2024, 3, 4, 21, 0, tzinfo=UTC), datetime(2024, 3, 5, 21, 0, tzinfo=UTC)
    assert written(Published(start, end, "day", "meta", "+03:00")) == "2024-03-05"
