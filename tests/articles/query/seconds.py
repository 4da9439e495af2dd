"""Date ranges as plain datetimes, worked out the long way, for UTC only."""

from datetime import UTC, datetime, time, timedelta

from articles.query.nodes import Ago, DateRange, Day, Instant, Moment

EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 1, 1, tzinfo=UTC)


def interval(range: DateRange, at: datetime) -> tuple[datetime, datetime]:
    """[low, high) of a range in the zone UTC."""
    assert range.zone == "UTC"
    low = EARLIEST if range.low is None else _moment(range.low, at)[0]
    return low, LATEST if range.high is None else _moment(range.high, at)[1]


def _moment(moment: Moment, at: datetime) -> tuple[datetime, datetime]:
    if isinstance(moment, Ago):
        return at - moment.span, at - moment.span
    if isinstance(moment, Instant):
        return moment.value, moment.value + moment.width
    day = moment.value if isinstance(moment, Day) else (at - timedelta(days=moment.days)).date()
    start = datetime.combine(day, time(), UTC)
    return start, start + timedelta(days=1)
