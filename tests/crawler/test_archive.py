import gzip
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from warcio.archiveiterator import ArchiveIterator

from crawler import frontier
from crawler.archive import FOLDER, Archive, Place
from crawler.archive_index import index_record, mend, read_page
from crawler.errors import DiskFull
from crawler.outcomes import Outcome
from crawler.retention import disk_forecast, retain
from crawler.sources import ArchivePolicy
from crawler.tables import archive_files, archive_records
from net import Response
from tests.crawler.installation import DAY, NOON, Installation, named, source


def response(
    body: bytes = b"<p>Text</p>", url: str = "https://one.example/a?b=c", **headers: str
) -> Response:
    given = tuple((key.replace("_", "-"), value) for key, value in headers.items())
    return Response(
        url, 200, "OK", "HTTP/1.1", given, body, (("Host", "one.example"), ("User-Agent", "t")), 0.1
    )


def records(path: Path) -> list[tuple[str, str, bytes]]:
    with path.open("rb") as file:
        return [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read())
            for r in ArchiveIterator(file)
        ]


def test_an_answer_is_a_record_that_any_reader_of_warc_reads(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    packed = gzip.compress(b"<p>Text</p>")
    headers = {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked", "X_Odd": "\xe9"}
    place = archive.append(response(packed, **headers), NOON)
    archive.append(response(b"second", "https://one.example/b"), NOON)
    archive.close()
    path = tmp_path / place.file
    found = records(path)
    assert [r[:2] for r in found] == [
        ("warcinfo", None),
        ("response", "https://one.example/a?b=c"),
        ("request", "https://one.example/a?b=c"),
        ("response", "https://one.example/b"),
        ("request", "https://one.example/b"),
    ]
    assert found[1][2] == b"<p>Text</p>" and found[3][2] == b"second"
    with path.open("rb") as file:
        file.seek(place.offset)
        record = next(iter(ArchiveIterator(file, check_digests="raise")))
        assert record.http_headers.get_statuscode() == "200"
        assert record.http_headers.get_header("Content-Encoding") == "gzip"
        assert record.raw_stream.read() == packed
    assert gzip.decompress(path.read_bytes()[place.offset : place.offset + place.length]).startswith(
        b"WARC/1.1"
    )


def test_each_start_begins_a_new_file_and_a_full_one_is_followed_by_another(tmp_path: Path) -> None:
    names = []
    for _ in range(2):
        archive = Archive(tmp_path, roll_bytes=2000)
        names += [archive.append(response(bytes(range(256)) * 4), NOON).file for _ in range(4)]
        archive.close()
    assert len(set(names)) >= 4 and sorted(names) == names
    assert all((tmp_path / name).stat().st_size < 5000 for name in names)


def kept(
    installation: Installation, archive: Archive, number: int, at=NOON, article: int | None = None
) -> Place:
    """Archive a page's answer and end its turn, as the crawl does."""
    place = archive.append(response(f"page {number}".encode() * 50, f"https://one.example/{number}"), at)
    with installation.db.write() as conn:
        frontier.add_pages(conn, 1, 1, named(f"/{number}"), past=False, now=at)
        (task,) = frontier.claim(conn, "run", at, 1)
        frontier.finish(conn, task, Outcome("kept", ""), at, article_id=article or number)
        index_record(conn, place, task.id, article or number)
    return place


@pytest.fixture
def kept_pages(installation: Installation) -> Installation:
    """One source whose list was read."""
    installation.sync(source())
    installation.due()
    (task,) = installation.claim()
    with installation.db.write() as conn:
        frontier.finish(conn, task, Outcome("kept", ""), NOON)
    return installation


def test_a_torn_member_is_cut_where_the_database_knows_the_file_to_end(kept_pages: Installation) -> None:
    folder = kept_pages.folder / FOLDER
    archive = Archive(folder)
    place = kept(kept_pages, archive, 1)
    archive.append(response(b"fetched, and never kept"), NOON)
    archive.close()
    path = folder / place.file
    with path.open("ab") as file:
        file.write(gzip.compress(b"WARC/1.1 torn")[:20])
    (folder / "pages-20260101T000000-000.warc.gz").write_bytes(b"nothing of it was kept")
    with kept_pages.db.write() as conn:
        mend(conn, folder)
    assert path.stat().st_size == place.end
    assert [r[0] for r in records(path)] == ["warcinfo", "response", "request"]
    assert [p.name for p in folder.iterdir()] == [place.file]
    with kept_pages.db.read() as conn:
        assert [(u, b) for u, _, b in read_page(conn, folder, 1)] == [
            ("https://one.example/1", b"page 1" * 50)
        ]


def test_a_file_that_lost_its_end_loses_its_index_there(kept_pages: Installation) -> None:
    folder = kept_pages.folder / FOLDER
    archive = Archive(folder)
    first, second = kept(kept_pages, archive, 1), kept(kept_pages, archive, 2)
    archive.close()
    with (folder / first.file).open("r+b") as file:
        file.truncate(second.offset + 5)
    with kept_pages.db.write() as conn:
        mend(conn, folder)
    assert [row.article_id for row in kept_pages.rows(sa.select(archive_records))] == [1]
    (folder / first.file).unlink()
    with kept_pages.db.write() as conn:
        mend(conn, folder)
    assert kept_pages.rows(sa.select(archive_files)) == []


def days_of_pages(installation: Installation, days: int) -> Path:
    """One file a day, two pages in each: articles 1 and 2 on the first day, 3 and 4 on the second, ..."""
    for day in range(days):
        archive = Archive(installation.folder / FOLDER)
        for page in (1, 2):
            kept(installation, archive, 2 * day + page, NOON + day * DAY)
        archive.close()
    return installation.folder / FOLDER


def test_pages_end_by_age_and_matched_articles_stay(kept_pages: Installation) -> None:
    folder = days_of_pages(kept_pages, 4)
    policy = ArchivePolicy(keep_pages=timedelta(days=2, hours=1))
    done = retain(kept_pages.db, kept_pages.folder, policy, lambda _, ids: {2} & set(ids), NOON + 4 * DAY)
    assert (done.files, done.kept_pages) == (2, 1)
    assert sorted(p.name[:14] for p in folder.iterdir()) == [
        "kept-20260302T",
        "pages-20260304",
        "pages-20260305",
    ]
    with kept_pages.db.read() as conn:
        assert [body for _, _, body in read_page(conn, folder, 2)] == [b"page 2" * 50]
        assert read_page(conn, folder, 1) == [] and len(read_page(conn, folder, 5)) == 1
    again = retain(kept_pages.db, kept_pages.folder, policy, lambda _, ids: set(), NOON + 4 * DAY)
    assert again.files == 0
    with kept_pages.db.write() as conn:
        mend(conn, folder)  # the next start finds everything in order
        assert len(read_page(conn, folder, 2)) == 1


def test_the_disks_share_ends_the_oldest_first_but_never_the_newest(kept_pages: Installation) -> None:
    folder = days_of_pages(kept_pages, 4)
    size = max(path.stat().st_size for path in folder.iterdir())
    policy = ArchivePolicy(max_disk=2 * size + 10)
    retain(kept_pages.db, kept_pages.folder, policy, lambda *_: (), NOON + 4 * DAY)
    assert sorted(p.name[6:14] for p in folder.iterdir()) == ["20260304", "20260305"]
    retain(kept_pages.db, kept_pages.folder, ArchivePolicy(max_disk=1), lambda *_: (), NOON + 4 * DAY)
    assert [p.name[6:14] for p in folder.iterdir()] == ["20260305"]


def test_when_the_disk_will_be_full(kept_pages: Installation) -> None:
    db, now = kept_pages.db, NOON + 4 * DAY
    with db.read() as conn:
        nothing = disk_forecast(conn, kept_pages.folder, ArchivePolicy(), db.path, now)
    assert (nothing.archive, nothing.per_day, nothing.full_on) == (0, 0, None)
    folder = days_of_pages(kept_pages, 4)
    with db.read() as conn:
        found = disk_forecast(conn, kept_pages.folder, ArchivePolicy(), db.path, now)
    assert found.archive == sum(path.stat().st_size for path in folder.iterdir())
    assert found.per_day > 0 and found.free > 0 and found.database > 0
    with kept_pages.db.write() as conn:  # as if pages of the size of the disk came every day
        conn.execute(sa.update(archive_records).values(length=found.free))
        endless = disk_forecast(conn, kept_pages.folder, ArchivePolicy(), db.path, now)
        bounded = disk_forecast(conn, kept_pages.folder, ArchivePolicy(max_disk=10**6), db.path, now)
    assert endless.full_on is not None and now < endless.full_on < now + 3 * DAY
    assert bounded.full_on is None or bounded.full_on > endless.full_on


FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from crawler.archive import Archive
from crawler.errors import DiskFull
from tests.crawler.test_archive import response
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
archive = Archive(Path(sys.argv[1]))
place = archive.append(response(), datetime.now(UTC))
resource.setrlimit(resource.RLIMIT_FSIZE, (place.end + 100, resource.RLIM_INFINITY))
try:
    archive.append(response(bytes(i * i % 251 for i in range(10000))), datetime.now(UTC))
except DiskFull as error:
    print(place.end, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
archive.append(response(), datetime.now(UTC))
"""


def test_a_disk_that_is_full_leaves_the_file_whole(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True
    )
    end, _, message = run.stdout.partition(" ")
    assert "cannot grow: File too large" in message
    first, second = sorted(tmp_path.iterdir())
    assert first.stat().st_size == int(end)
    assert (
        [r[0] for r in records(first)]
        == [r[0] for r in records(second)]
        == ["warcinfo", "response", "request"]
    )


def test_an_archive_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DiskFull, match="cannot be written"):
        Archive(tmp_path / "file" / "archive").append(response(), NOON)
