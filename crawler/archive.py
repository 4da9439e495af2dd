"""The archive of raw pages: every answer is written to a WARC file before it is parsed, so that it can be parsed again.

WARC 1.1 (ISO 28500), one gzip member a record. Each start of the crawler begins a new file; what the database does
not know of a file's end is cut off at the next start (`crawler.archive_index`).
"""

import io
import threading
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.errors import DiskFull
from crawler.sources import USER_AGENT
from net import Response

FOLDER = "archive"
ROLL_BYTES = 256 * 1024 * 1024
_PACKED_ALREADY, _PLAIN = 1, 2  # zlib levels: a body that came compressed gains nothing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response record lies; `end` is behind the request record that follows it."""

    file: str
    offset: int
    length: int
    end: int
    url: str
    fetched_at: datetime


class Archive:
    """Writes answers into WARC files in a folder. Safe across threads; one at a time for a folder."""

    def __init__(self, folder: Path, *, roll_bytes: int = ROLL_BYTES) -> None:
        self.folder = folder
        self._roll_bytes = roll_bytes
        self._lock = threading.Lock()
        self._file: io.FileIO | None = None
        self._name = ""
        self._size = 0

    def append(self, response: Response, fetched_at: datetime) -> Place:
        """Write an answer and the request that brought it; both are with the operating system on return.

        Raises DiskFull, with the file as it was before, if it cannot grow.
        """
        level = _PACKED_ALREADY if response.encoding else _PLAIN
        answer, request = (zlib_member(r, level) for r in warc_records(response, fetched_at))
        with self._lock:
            if self._file is None or self._size >= self._roll_bytes:
                self._begin(fetched_at)
            offset = self._write(answer + request)
            return Place(
                self._name, offset, len(answer), offset + len(answer) + len(request), response.url, fetched_at
            )

    def close(self) -> None:
        """End the file; the next answer begins another. Idempotent."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self, at: datetime) -> None:
        self._end()
        number = 0
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            while self._file is None:
                self._name = f"pages-{at:%Y%m%dT%H%M%S}-{number:03}.warc.gz"
                number += 1
                try:
                    self._file = (self.folder / self._name).open("xb", buffering=0)
                except FileExistsError:
                    continue
        except OSError as error:
            raise DiskFull(f"the archive {self.folder} cannot be written: {error.strerror}") from error
        self._size = 0
        self._write(zlib_member(_warcinfo(self._name), _PLAIN))

    def _write(self, data: bytes) -> int:
        assert self._file is not None
        offset, done = self._size, 0
        try:
            while done < len(data):
                done += self._file.write(data[done:])
        except OSError as error:
            self._file.truncate(offset)
            self._end()
            raise DiskFull(f"the archive {self.folder} cannot grow: {error.strerror}") from error
        self._size += len(data)
        return offset


def warc_records(response: Response, at: datetime) -> tuple[bytes, bytes]:
    """The response record and the request record that belongs to it, uncompressed.

    The body is kept with its content coding. Its transfer coding is gone, so that header is renamed, as
    web archives do: a reader would undo it a second time.
    """
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    date = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    headers = [
        (f"X-Archive-Orig-{k}" if k.lower() == "transfer-encoding" else k, v) for k, v in response.headers
    ]
    answer = writer.create_warc_record(
        response.url,
        "response",
        payload=io.BytesIO(response.raw),
        length=len(response.raw),
        http_headers=StatusAndHeaders(f"{response.status} {response.reason}", headers, response.version),
        warc_headers_dict={"WARC-Date": date},
    )
    request = writer.create_warc_record(
        response.url,
        "request",
        payload=io.BytesIO(),
        length=0,
        http_headers=StatusAndHeaders(
            f"GET {_target(response.url)} HTTP/1.1", list(response.request_headers), is_http_request=True
        ),
        warc_headers_dict={
            "WARC-Date": date,
            "WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID"),
        },
    )
    writer.write_record(answer)
    split = out.tell()
    writer.write_record(request)
    data = out.getvalue()
    return data[:split], data[split:]


def zlib_member(record: bytes, level: int) -> bytes:
    """One gzip member (RFC 1952)."""
    packer = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(record) + packer.flush()


def _warcinfo(name: str) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    writer.write_record(
        writer.create_warcinfo_record(name, {"software": USER_AGENT, "format": "WARC File Format 1.1"})
    )
    return out.getvalue()


def _target(url: str) -> str:
    return "/" + url.split("/", 3)[3] if url.count("/") > 2 else "/"
