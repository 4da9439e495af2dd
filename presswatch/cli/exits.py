"""What a command's end means: exit codes and one line for every expected failure, for all commands."""

import errno

OK = 0
PROBLEMS = 1  # it ran, and found something wrong
USAGE = 2  # a wrong command, configuration or query
UNAVAILABLE = 3  # not now: locked, disk full, no network, another one runs; trying again may help
INTERRUPTED = 130  # Ctrl-C, as shells count it

EPILOG = (
    "[bold]Exit codes[/bold]  0 well, 1 problems found, 2 wrong usage, configuration or query, "
    "3 not possible now (try again), 130 interrupted."
)


def code_of(error: BaseException) -> int | None:
    """The exit code for an expected failure; None for a fault of ours, which shows its traceback."""
    from alerts.errors import (
        AlertsError,
        BeingSent,
        ScheduleError,
        TemporaryFailure,
        UnknownMessage,
        UnknownSubscription,
        UnknownWatch,
    )
    from articles.errors import ArticlesError, IndexUnavailable, QueryError, StoreUnavailable
    from net.errors import BadAddress, NetError, RetryableNetError
    from presswatch.errors import BadInput, ConfigErrors, DoorError, NothingYet
    from scheduler.errors import AlreadyRunning, SchedulerError

    if isinstance(
        error,
        ConfigErrors
        | BadInput
        | QueryError
        | UnknownSubscription
        | UnknownMessage
        | UnknownWatch
        | ScheduleError
        | BadAddress,
    ):
        return USAGE
    if isinstance(
        error,
        StoreUnavailable
        | IndexUnavailable
        | TemporaryFailure
        | RetryableNetError
        | AlreadyRunning
        | BeingSent
        | NothingYet,
    ):
        return UNAVAILABLE
    if isinstance(error, ArticlesError | AlertsError | NetError | SchedulerError | DoorError):
        return PROBLEMS
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UNAVAILABLE
    if isinstance(error, PermissionError | FileNotFoundError | IsADirectoryError | NotADirectoryError):
        return PROBLEMS
    return None


def text_of(error: BaseException) -> str:
    """What to say of it."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{error.filename or 'the disk'}: the disk is full"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)
