"""The commands around mail: `digest`, and `mail` with `test`, `status`, `release`, `skip`, `resume` and `feeds`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from presswatch.cli import exits
from presswatch.cli.options import ConfigOption, JsonOption, examples, settings_from

if TYPE_CHECKING:
    from alerts.hold import Held
    from alerts.mail import MailPolicy
    from presswatch.settings import Settings

mail = typer.Typer(
    name="mail",
    no_args_is_help=True,
    help="Try the mail server; see what waits, and decide about mail that is held after a copy or a restore.",
    epilog=examples(
        "presswatch mail test you@example.org", "presswatch mail status", "presswatch mail release"
    ),
)
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")]


class Form(StrEnum):
    """The forms that a digest can be shown in."""

    text = "text"
    html = "html"
    eml = "eml"
    json = "json"


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command(
        epilog=examples(
            "presswatch digest",
            "presswatch digest desk --form html > digest.html",
            "presswatch digest --json",
        )
    )(digest)
    app.add_typer(mail)


def digest(
    subscription: Annotated[str | None, typer.Argument(help="Its id.", show_default="the first")] = None,
    config: ConfigOption = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="ADDRESS", help="Whose.", show_default="the first reader's")
    ] = None,
    form: Annotated[Form, typer.Option("--form", help="How to show it.")] = Form.text,
    json: JsonOption = False,
) -> None:
    """Show the digest that a reader would get now. Nothing is sent, and nothing counts as sent."""
    import sys

    from alerts.preview import preview
    from crawler.state import source_states
    from presswatch import wiring
    from presswatch.cli.console import print_json
    from scheduler.reading import reading

    settings = settings_from(config)
    policy = _policy(settings)
    with wiring.open_database(settings) as db:
        now = db.clock.now()
        with db.read() as conn:
            fared = reading(source_states(conn, now), now)
        made = preview(db, subscription, now, mail=policy, reading=fared, recipient=to)
    if json or form is Form.json:
        print_json(made.as_json())
    elif form is Form.eml:
        sys.stdout.buffer.write(made.eml)
    else:
        text = made.html if form is Form.html else f"Subject: {made.subject}\n\n{made.text}"
        typer.echo(text, nl=not text.endswith("\n"))


@mail.command("test", epilog=examples("presswatch mail test you@example.org"))
def test(
    address: Annotated[str, typer.Argument(help="Where a short test letter goes.")],
    config: ConfigOption = None,
) -> None:
    """Send one short letter through the configured server, and show what the server said at each step."""
    from alerts.probe import send_test
    from articles.clock import SystemClock
    from presswatch.cli.console import err, out, printable
    from presswatch.config_errors import BadValue
    from presswatch.config_values import parse_address
    from presswatch.errors import BadInput

    try:
        address = parse_address(address)
    except BadValue as error:
        raise BadInput(str(error)) from None
    policy = _policy(settings_from(config))
    err().print(f"{policy.host}:{policy.port}, security {policy.security}", style="dim")

    def report(step: str, answer: str) -> None:
        err().print(printable(f"  {step:11} {answer}"), style="dim")

    receipt = send_test(policy, address, SystemClock().now(), report=report)
    out().print(printable(f"taken by {policy.host}: {receipt.code} {receipt.answer}"))


@mail.command("status", epilog=examples("presswatch mail status", "presswatch mail status --json"))
def status(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Show whether mail is held, what waits to be sent, and what a mail server refused."""
    from dataclasses import asdict

    from rich.text import Text

    from alerts.hold import held
    from alerts.render import times
    from alerts.status import alerts_state
    from alerts.stopping import left
    from articles.clock import SystemClock
    from presswatch import wiring
    from presswatch.cli.console import hang, print_json, printable

    settings = settings_from(config)
    with wiring.open_database(settings) as db:
        found = held(db)
        with db.read() as conn:
            refused = [r for r in alerts_state(conn, db.clock.now()).readers if r.trouble]
            gone = left(conn)
    if json:
        keys = ("subscription", "recipient", "undelivered", "trouble")
        print_json(
            asdict(found)
            | {
                "refused": [{key: getattr(r, key) for key in keys} for r in refused],
                "left": [asdict(one) for one in gone],
            }
        )
        return
    _show(found, settings)
    for one in gone:
        when = times.moment(one.at, settings.zone, SystemClock().now())
        what = f"{one.subscription} to {one.recipient}: ended by its reader on {when}; `presswatch mail resume` takes it up"
        hang(Text("  left     "), Text(printable(what)))
    for reader in refused:
        hang(
            Text("  refused  ", "yellow"),
            Text(printable(f"{reader.subscription} to {reader.recipient}: {reader.trouble}")),
        )


@mail.command("release", epilog=examples("presswatch mail release", "presswatch mail release --dry-run"))
def release(config: ConfigOption = None, yes: YesOption = False, dry_run: DryRunOption = False) -> None:
    """Let held mail go: what waits is sent by the next round of `presswatch run`."""
    from alerts import hold
    from presswatch import wiring

    settings = settings_from(config)
    with wiring.open_database(settings) as db:
        found = hold.held(db)
        _decide(found, settings, "Send all this?", yes=yes, dry_run=dry_run)
        if found.since is None:
            typer.echo("nothing to release: what waits is sent by `presswatch run`")
        elif not dry_run:
            hold.release(db)
            typer.echo("released: the next round sends what waits")


@mail.command("skip", epilog=examples("presswatch mail skip", "presswatch mail skip --dry-run"))
def skip(config: ConfigOption = None, yes: YesOption = False, dry_run: DryRunOption = False) -> None:
    """Drop what waits now, and let later mail go. The next digest says in one line how many articles were skipped."""
    from alerts import hold
    from presswatch import wiring
    from presswatch.units import counted

    settings = settings_from(config)
    with wiring.open_database(settings) as db:
        found = hold.held(db)
        _decide(found, settings, "Drop all this?", yes=yes, dry_run=dry_run)
        if found.since is None and not found.messages and not found.readers:
            typer.echo("nothing to skip")
        elif not dry_run:
            done = hold.skip(db, db.clock.now())
            typer.echo(f"skipped: {counted(done.messages, 'message')}, {counted(done.articles, 'article')}")


@mail.command("resume", epilog=examples("presswatch mail resume casework ann@example.org"))
def resume(
    subscription: Annotated[str, typer.Argument(help="Its id.")],
    address: Annotated[str, typer.Argument(help="The reader who left.")],
    config: ConfigOption = None,
) -> None:
    """Take a reader in again who ended a subscription with the link in a mail."""
    from alerts.stopping import bring_back
    from presswatch import wiring
    from presswatch.cli.console import say
    from presswatch.errors import BadInput

    settings = settings_from(config)
    with wiring.open_database(settings) as db, db.write() as conn:
        if not bring_back(conn, subscription, address, db.clock.now()):
            raise BadInput(f"{address} has not left “{subscription}”")
    say(f"{address} gets “{subscription}” again", "green")


@mail.command("feeds", epilog=examples("presswatch mail feeds", "presswatch mail feeds --json"))
def feeds(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Print the address of each subscription's private feed. Whoever has it can read the feed."""
    from alerts.due import readers
    from alerts.tokens import links
    from presswatch import wiring
    from presswatch.cli.console import print_json

    settings = settings_from(config)
    found: dict[str, str] = {}
    with wiring.open_database(settings) as db, db.read() as conn:
        for reader in readers(conn):
            if reader.channel == "feed" and settings.web.public_url:
                found[reader.subscription_id] = links(conn, settings.web.public_url, reader.key).to("feed")
    if json:
        print_json(found)
        return
    for name, address in found.items():
        typer.echo(f"{name}  {address}")
    if not found:
        typer.echo(
            "no subscription has a feed yet: feed = true and [web] public_url make one, at the next run"
        )


def _policy(settings: "Settings") -> "MailPolicy":
    from presswatch import wiring
    from presswatch.errors import BadInput

    policy = wiring.mail_policy(settings)
    if policy is None:
        raise BadInput(f"{settings.file}: there is no [mail]: host and from are wanted")
    return policy


def _decide(found: "Held", settings: "Settings", question: str, *, yes: bool, dry_run: bool) -> None:
    """Show what waits and, at a terminal, ask; elsewhere the command itself is the answer."""
    import sys

    _show(found, settings)
    nothing = found.since is None and not found.messages and not found.readers
    if dry_run or yes or nothing or not sys.stdin.isatty():
        return
    if not typer.confirm(question):
        raise typer.Exit(exits.PROBLEMS)


def _show(found: "Held", settings: "Settings") -> None:
    from rich.text import Text

    from alerts.render import times
    from articles.clock import SystemClock
    from presswatch.cli.console import hang, out, printable
    from presswatch.units import counted

    now = SystemClock().now()
    if found.since is not None:
        since = times.moment(found.since, settings.zone, now)
        out().print(
            f"mail is held since {since}, because this is a copy or a restored backup", style="yellow"
        )
        out().print("`presswatch mail release` sends what waits, `presswatch mail skip` drops it")
    else:
        out().print("mail is not held")
    for message in found.messages:
        again = ", may have been sent already" if message.maybe_sent else ""
        what = f"{message.subscription} to {message.recipient}: {message.subject} ({counted(message.articles, 'article')}{again})"
        hang(Text("  written  "), Text(printable(what)))
    for reader in found.readers:
        oldest = times.moment(reader.oldest, settings.zone, now)
        what = f"{reader.subscription} to {reader.recipient}: {counted(reader.articles, 'article')} since {oldest}"
        hang(Text("  waiting  "), Text(printable(what)))
    if not found.messages and not found.readers:
        out().print("nothing waits")
