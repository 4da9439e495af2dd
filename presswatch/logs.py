"""How log lines look and which are shown, in every process of a run; set by the doors."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO


class JsonLines(logging.Formatter):
    """One JSON object a line: time (ISO 8601, UTC), level, logger, message, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        values = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            values["traceback"] = self.formatException(record.exc_info)
        return json.dumps(values, ensure_ascii=False)


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at that moment: a progress line takes it over, and moves out of the way."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


def no_logs() -> None:
    """Leave logging as it is: for commands that start no process."""


def set_up(*, as_json: bool, level: int) -> None:
    """Log to standard error from `level` on, as JSON lines or for people; replaces what was set before."""
    handler = _StandardError()
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if as_json else plain)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("apscheduler", "alembic", "scrapy", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))
