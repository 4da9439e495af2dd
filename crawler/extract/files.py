"""Many recorded pages through extraction at once, in killable worker processes; used where a person hands in files."""

import gzip
import logging
import multiprocessing
import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as TimedOut
from dataclasses import dataclass
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from articles.article import Published
from crawler.extract.article import extract
from crawler.extract.extraction import Extraction
from crawler.extract.memory import bound_memory

log = logging.getLogger(__name__)

SECONDS = 30.0  # for one file
MEMORY = 2 << 30  # bytes of address space a worker
MAX_BYTES = 50 << 20  # of a page after decompression
_AHEAD = 8  # files given to each worker before the first one's result is taken
_CLAIMED = re.compile(
    rb"""<(?:link\b[^>]*rel=["']?canonical["']?[^>]*href|meta\b[^>]*property=["']?og:url["']?[^>]*content)=["']?(https?://[^"'\s>]+)""",
    re.I,
)
_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one file: an extraction, or an error in plain words that begins with what failed."""

    file: str
    extraction: Extraction | None
    error: str | None = None


def extract_many(
    files: Iterable[Path],
    *,
    url: str | None = None,
    workers: int = 2,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Iterator[Result]:
    """Extract `.html` and `.html.gz` files in parallel; one result a file, in the order of the files.

    `url` is where the page came from (sensible for a single file); without it the page's own claim is
    taken. A file that can't be read, is too big, takes more than `seconds` or more than `memory` bytes gives a result
    with an error and stops nothing.
    """
    waiting: deque[tuple[Path, Any]] = deque()
    context = multiprocessing.get_context("spawn")
    pool = ProcessPool(
        max_workers=workers, max_tasks=500, initializer=bound_memory, initargs=(memory,), context=context
    )
    try:
        for file in files:
            waiting.append((file, pool.schedule(_extract_file, args=(str(file), url), timeout=seconds)))
            if len(waiting) >= workers * _AHEAD:
                yield _result(*waiting.popleft(), seconds)
        while waiting:
            yield _result(*waiting.popleft(), seconds)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def as_record(result: Result, *, url: str | None = None) -> dict[str, Any]:
    """The result as plain values for one JSON line; `url` stands in place of the file's name if it was fetched."""
    name = {"url": url} if url else {"file": result.file}
    if result.extraction is None:
        return {**name, "error": result.error}
    content, published = result.extraction.content, result.extraction.content.published
    warnings = list(content.warnings)
    if result.extraction.reason:
        warnings.insert(0, f"{result.extraction.state}: {result.extraction.reason}")
    return {
        **name,
        "title": content.title,
        "text": content.text,
        "published": written(published) if published else None,
        "published_precision": published.precision if published else None,
        "published_source": published.how if published else None,
        "authors": list(content.authors),
        "language": content.language,
        "captions": list(content.captions),
        "warnings": warnings,
    }


def written(published: Published) -> str:
    """ISO 8601 in the zone that the page gave: a day as a day, a time with its offset."""
    shift = timedelta()
    if found := _OFFSET.fullmatch(published.zone or ""):
        shift = timedelta(hours=int(found[2]), minutes=int(found[3])) * (-1 if found[1] == "-" else 1)
    local = published.start.astimezone(timezone(shift))
    return local.date().isoformat() if published.precision == "day" else local.isoformat()


def read_page(file: Path) -> bytes:
    """The bytes of a page in a file, unpacked if it is gzip whatever it is called. Raises OSError or ValueError."""
    with file.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        data = (gzip.GzipFile(fileobj=stream) if packed else stream).read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"more than {MAX_BYTES >> 20} MB")
    return data


def _extract_file(file: str, url: str | None) -> Result:
    try:
        data = read_page(Path(file))
    except (OSError, EOFError, ValueError, zlib.error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Result(file, None, f"cannot read {file}: {reason}")
    claimed = _CLAIMED.search(data, 0, 500_000)
    address = url or (claimed[1].decode("utf-8", "replace") if claimed else Path(file).absolute().as_uri())
    return Result(file, extract(data, url=address))


def _result(file: Path, future: Any, seconds: float) -> Result:
    try:
        result: Result = future.result()
        return result
    except TimedOut:
        return Result(str(file), None, f"cannot extract {file}: not done after {seconds:g} seconds")
    except ProcessExpired as error:
        return Result(str(file), None, f"cannot extract {file}: its worker ended ({error})")
    # a fault of ours on this file; the others go on, and the log has what is needed to find it
    except Exception as error:  # noqa: BLE001 - the reason stands above
        log.warning("extraction failed on %s: %r", file, error)
        return Result(str(file), None, f"cannot extract {file}: {error!r}")
