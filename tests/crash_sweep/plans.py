"""Which campaigns a sweep consists of: the short one for every change, the long one on demand, and the one that planted bugs must not survive."""

from collections.abc import Sequence

from tests.crash_sweep.campaign import Plan

CHUNK = 25  # kills of one campaign of the long form: what an interruption costs at most


def short(seed: int) -> list[Plan]:
    """Two campaigns, one a half, each killing at some points (others with another seed) and at random moments."""
    mail = (
        "after matched",
        "before digest frozen",
        "after sending",
        "before accepted",
        "before marked",
        "after marked",
    )
    reading = (
        "after due",
        "after archived",
        "before parsed",
        "before committed",
        "after committed",
        "before indexed",
    )
    turn = seed % 3
    return [
        Plan("mail", seed, (*mail[turn:], *mail[:turn], None, None), articles=4),
        Plan("reading", seed + 1, (*reading[turn:], *reading[:turn], None, None), articles=4),
    ]


def mixed(seed: int) -> Plan:
    """One campaign that the tests run: a few points of either half, and a random moment."""
    points = ("after archived", "before committed", "after matched", "after sending", "before marked")
    return Plan("mixed", seed, (*points, None), articles=4)


def long(seed: int, points: Sequence[str], each: int = 50, random: int = 300) -> list[Plan]:
    """Every point `each` times and `random` kills at random moments, in campaigns of a few, the points taking turns so that
    an interrupted sweep has seen all of them; and one campaign more with an Elasticsearch."""
    plans = []
    rounds = [min(CHUNK, each - done) for done in range(0, each, CHUNK)]
    chunks = [min(CHUNK, random - done) for done in range(0, random, CHUNK)]
    for number, kills in enumerate(rounds):
        for place, point in enumerate(points):
            name = f"{point.replace(' ', '-')}-{number}"
            plans.append(Plan(name, seed * 10_000 + number * 100 + place, (point,) * kills, count_every=13))
    for number, kills in enumerate(chunks):
        plan = Plan(f"random-{number}", seed * 10_000 + 5_000 + number, (None,) * kills, count_every=13)
        plans.insert((number + 1) * (len(points) // 6 + 1) + number, plan)
    return [*plans, searching(seed)]


def searching(seed: int, kills: int = CHUNK) -> Plan:
    """Kills around the index and at random moments, with an Elasticsearch that refuses and hangs up."""
    points = ("before indexed", "after indexed", None, "before committed", None)
    return Plan(
        "elasticsearch", seed, tuple(points[n % 5] for n in range(kills)), count_every=13, elasticsearch=True
    )


def bite(seed: int, *, elasticsearch: bool = False) -> Plan:
    """A few kills along the way from fetching to noting the answer: what a planted bug meets. It ends at the first finding."""
    mail = ("before matched", "after matched", "after sending", "before accepted", "after marked")
    reading = ("before parsed", "before committed", "before indexed")
    return Plan(
        "bite",
        seed,
        (*mail, *reading, None),
        articles=4,
        two_at_once=1.0,
        stop_at_first=True,
        elasticsearch=elasticsearch,
    )
