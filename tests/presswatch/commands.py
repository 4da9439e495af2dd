"""The commands called as a person or a script calls them, and what their tests put into an installation."""

from pathlib import Path

from typer.testing import CliRunner, Result

from articles.store.database import Database
from presswatch.cli.main import app
from tests.newsroom.mailbox import Mailbox
from tests.presswatch import installation


def presswatch(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def well(*words: str) -> Result:
    done = presswatch(*words)
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    return done


def later(db: Database, title: str = "A late ship") -> None:
    from datetime import timedelta

    from articles.article import Content
    from articles.store.versions import keep

    content = Content(title, "It came at night.")
    with db.write() as conn:
        url = "https://courier.example/late"
        keep(
            conn,
            installation.arrival(url, installation.ENGLISH, installation.NOW + timedelta(minutes=1), content),
        )


def with_mail(folder: Path, box: Mailbox) -> None:
    config = installation.CONFIG + (
        '[[subscription]]\nid = "desk"\nto = ["r@example.org"]\nwatches = ["orlov"]\nsend = "as read"\n'
        f'[mail]\nhost = "127.0.0.1"\nport = {box.port}\nsecurity = "none"\nfrom = "p@example.org"\n'
    )
    (folder / "presswatch.toml").write_text(config, "utf-8")
