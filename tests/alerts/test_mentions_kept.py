"""Live matching keeps where the entities of a watch that was met are mentioned, with the revision that found it."""

from articles.entities import Entity
from articles.finding import kept_mentions
from tests.alerts.desk import Desk, to


def test_mentions_of_entities_that_a_watch_names_are_kept(desk: Desk) -> None:
    lapunov = Entity("lapunov", "Maxim Lapunov")
    desk.configure({"w": "entity:lapunov court"}, [to("anna@reader.example", watches=["w"])], [lapunov])
    desk.keep("The court heard Maxim Lyapunov. Lyapunov spoke.")
    desk.keep("Maxim Lapunov went home.")
    desk.match()
    with desk.db.read() as conn:
        kept = [(one.change, one.surface, one.variant) for one in kept_mentions(conn, lapunov)]
    assert kept == [(1, "Maxim Lyapunov", "full"), (1, "Lyapunov", "family name")]
