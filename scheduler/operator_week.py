"""The operator's week: every Monday one letter with what needs a hand, written from `scheduler.todo` into the outbox."""

import logging
from collections.abc import Iterator

from alerts.operator import week_due, write_operator
from alerts.render import Rendered
from alerts.render.clean import clean
from alerts.render.notice import Chore, chores
from articles.index.port import ArticleIndex
from scheduler.parts import Parts
from scheduler.todo import Todo, read_facts, todo

log = logging.getLogger(__name__)


def write_week(parts: Parts) -> int | None:
    """Write this week's letter if it is due; its key. Nothing where no mail server or no operator is configured."""
    if parts.mail is None:
        return None
    now = parts.clock.now()
    with parts.db.read() as conn:
        period = week_due(conn, now)
    if period is None:
        return None
    index = parts.open_index()
    try:
        found = read_todo(parts, index)
    finally:
        index.close()
    with parts.db.write() as conn:
        message = write_operator(conn, period.id, render(found), parts.mail, now)
    if message is not None:
        log.info("message %d was put into the outbox for the operator", message)
    return message


def read_todo(parts: Parts, index: ArticleIndex) -> Todo:
    """What needs a hand now."""
    return todo(read_facts(parts.db, index, parts.data_dir, parts.archive, parts.config))


def lines(found: Todo) -> list[str]:
    """The same as lines of text: of each task its cause, what it is, whom it concerns, and the command."""
    return list(_lines(found))


def render(found: Todo) -> Rendered:
    """The letter: one line where there is nothing to do."""
    number = len(found.tasks)
    subject = {0: "nothing needs a hand", 1: "one thing needs a hand"}.get(
        number, f"{number} things need a hand"
    )
    text = "\n".join(lines(found)) + "\n"
    summary = f"{found.summary}." if found.tasks else text.strip()
    tasks = [Chore(task.cause, task.what, task.concerns, task.command) for task in found.tasks]
    return chores(f"presswatch: {subject}", tasks, summary, text)


def _lines(found: Todo) -> Iterator[str]:
    if not found.tasks:
        yield f"Nothing needs a hand: {found.summary}."
        return
    for number, task in enumerate(found.tasks, 1):
        yield f"{number}. {task.cause}: {clean(task.what, 500)}"
        for name in task.concerns:
            yield f"   - {clean(name, 300)}"
        yield f"   {task.command}"
        yield ""
    yield f"{found.summary}."
