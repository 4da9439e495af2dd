"""What can go wrong while the halves run.

SchedulerError
├── AlreadyRunning    another presswatch runs in this data folder (permanent until it stops)
└── CrawlerFailed     the crawler's process ended by itself (retryable: it is started again)
"""


class SchedulerError(Exception):
    """The root of this package's errors."""


class AlreadyRunning(SchedulerError):
    """Another presswatch runs this half in the same data folder."""


class CrawlerFailed(SchedulerError):
    """The crawler's process ended by itself."""
