"""Several hands at one work: threads that keep no process from ending; for the outbox."""

import threading
from collections.abc import Callable, Sequence


def side_by_side(work: Sequence[Callable[[], None]]) -> None:
    """Run all of it at once, the first in this thread, and wait for the end. Raises what the first that failed raised.

    The threads are daemons: one that hangs in a lookup of a name must not keep the process from ending.
    """
    failures: list[BaseException] = []

    def run(one: Callable[[], None]) -> None:
        try:
            one()
        # Kept, and raised again in the caller's thread, where it belongs.
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=run, args=(one,), daemon=True) for one in work[1:]]
    for thread in threads:
        thread.start()
    for one in work[:1]:
        run(one)
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
