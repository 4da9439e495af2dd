"""Texts that look alike and are not one story: filled templates and furniture, for the labelled set of stories."""

import random
from typing import Final

_PLACES: Final = """
    Ashford Brampton Colwick Dunmore Elstree Farnham Gosport Hexham Ilkley Jarrow Kendal Lydney Malton Norwood
    Oldham Paisley Quorn Redcar Selby Thirsk Ulverston Ventnor Whitby Yarm
""".split()  # noqa: SIM905 (a word list reads better than 24 quoted strings)
_PEOPLE: Final = """
    Adler Becker Cole Duarte Evans Fischer Grant Hansen Ito Jansen Kovac Larsen Moreau Novak Ortiz Petrov
""".split()  # noqa: SIM905

WEATHER: Final = """The weather in {place} on {day}: the morning begins with {sky} and {low} degrees, and temperatures rise to {high} degrees in the afternoon.
The wind blows from the {wind} at {speed} kilometres an hour, with gusts of up to {gust} on high ground. The chance of rain is {rain} in a hundred.
Sunrise is at {sunrise} and sunset at {sunset}. The night stays {night}, with lows of around {cold} degrees.
For {next} the service expects {sky2} and up to {high2} degrees. Drivers around {place2} should expect {road} in the early hours."""

MARKETS: Final = """Shares of {firm} closed at {price} on {day}, {way} {percent} in a hundred from the day before, in trading of {volume} shares.
The stock has moved between {least} and {most} in the last 52 weeks and is worth {worth} million at the closing price.
The index of leading shares stood at {index} points at the close, and {rival} moved by {other} in a hundred.
Analysts asked by the agency expect earnings of {earnings} a share for the quarter that ends in {month}. The firm pays a dividend of {dividend}."""

MATCH: Final = """{home} beat {away} {goals} at home on {day} before {crowd} spectators. {scorer} opened the scoring in the {minute} minute.
{scorer2} made it two with a header after a corner by {helper}, and the visitors came back through {scorer3} shortly after half-time.
The referee {referee} showed {cards} yellow cards. {home} are now {rank} in the table with {points} points.
Next week they play at {third}, while {away} receive {fourth}. Coach {coach} was content with the work of the team."""

WETTER: Final = """Das Wetter in {place} am {day}: Der Morgen beginnt mit {low} Grad, am Nachmittag werden bis zu {high} Grad erreicht.
Der Wind weht mit {speed} Kilometern in der Stunde, in Böen bis {gust}. Die Wahrscheinlichkeit für Regen liegt bei {rain} Prozent.
Die Sonne geht um {sunrise} auf und um {sunset} unter. In der Nacht sinken die Werte auf {cold} Grad. In {place2} ist mit Glätte zu rechnen."""

TIANQI: Final = "{place}天气预报：今天白天最高气温{high}度，夜间最低气温{cold}度，风速每小时{speed}公里，阵风{gust}公里，降水概率百分之{rain}。日出时间{sunrise}，日落时间{sunset}。{place2}明天最高气温{high2}度，请市民注意出行安全，合理安排时间。"

TEMPLATES: Final = {
    "weather": WEATHER,
    "markets": MARKETS,
    "match": MATCH,
    "wetter": WETTER,
    "tianqi": TIANQI,
}

FURNITURE: Final = (
    "Sign up for our newsletter and get the most important news of the day in your mailbox every morning. You can "
    "unsubscribe at any time. By signing up you accept our terms of use and our privacy policy. Follow us on social "
    "media and download our app for free to read all articles without limits for thirty days.",
    "This material may not be published, broadcast, rewritten or redistributed. All rights reserved. The agency is an "
    "independent global news organisation dedicated to factual reporting. Its newsroom can be reached by telephone "
    "around the clock, and errors are corrected without delay.",
    "Support independent journalism: reporting of this kind costs money, and our readers make it possible. From the "
    "price of a coffee a month you help us to go where others do not. Members read without advertising and are invited "
    "to our meetings. Thank you for standing with us.",
    "The opinions in comments are those of their authors. Comments are moderated and appear after they were checked. "
    "Insults, threats and advertising are removed without notice. Please read the rules of our house before you write. "
    "Discussions are closed after forty-eight hours.",
)


def filled(kind: str, rng: random.Random) -> str:
    """One article of a template: every place, name and number drawn anew."""
    places = rng.sample(_PLACES, 6)
    people = rng.sample(_PEOPLE, 6)
    a, b = rng.sample(("cloudy skies", "clear skies", "fog in the valleys", "light rain"), 2)
    paragraphs = TEMPLATES[kind].split("\n")
    values = {
        **dict(zip(("place", "place2", "home", "away", "third", "fourth"), places, strict=True)),
        **dict(zip(("scorer", "scorer2", "scorer3", "helper", "referee", "coach"), people, strict=True)),
        "firm": f"{people[0]} {places[0]}",
        "rival": f"{people[1]} {places[1]}",
        "day": f"{rng.randint(1, 28)} {rng.choice(('March', 'June', 'October'))}",
        "next": f"the {rng.randint(1, 28)}th",
        "month": rng.choice(("March", "June", "September", "December")),
        "sky": a,
        "sky2": b,
        "wind": rng.choice(("north", "south-west", "east")),
        "night": rng.choice(("dry", "wet", "windy")),
        "road": rng.choice(("ice", "fog", "standing water")),
        "way": rng.choice(("up", "down")),
        "goals": f"{rng.randint(2, 5)}:{rng.randint(0, 1)}",
        "sunrise": f"{rng.randint(5, 8)}.{rng.randint(10, 59)}",
        "sunset": f"{rng.randint(16, 21)}.{rng.randint(10, 59)}",
        "rank": rng.choice(("first", "third", "fifth", "eleventh")),
        **{name: f"{rng.uniform(1, 90):.2f}" for name in ("price", "least", "most", "earnings", "dividend")},
        **{name: f"{rng.uniform(0, 9):.1f}" for name in ("percent", "other")},
        **{name: str(rng.randint(1000, 99999)) for name in ("volume", "worth", "index", "crowd")},
        **{
            name: str(rng.randint(2, 90))
            for name in ("low", "high", "high2", "cold", "speed", "gust", "rain", "minute", "cards", "points")
        },
    }
    return "\n\n".join(paragraph.format(**values) for paragraph in paragraphs)
