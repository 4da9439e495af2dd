"""What a sweep did and found, summed over its campaigns: numbers, never just "passed"; for people and for machines."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Report:
    """One campaign's account, or the sum of many. `kills` counts by crash point, "random" and "crawler alone" among them."""

    campaigns: int = 0
    turns: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    not_reached: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(
        default_factory=Counter
    )  # what letters met at the mail server, and what sites did
    clock_jumps: int = 0
    two_at_once: int = 0
    settled: int = 0  # how often all was counted
    articles: int = 0
    versions: int = 0
    alerts: int = 0
    letters: int = 0
    repeats: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __add__(self, other: "Report") -> "Report":
        both = {name: getattr(self, name) + getattr(other, name) for name in self.__slots__}
        return Report(**both)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {
            n: dict(sorted(getattr(self, n).items())) for n in ("kills", "not_reached", "faults")
        }

    @classmethod
    def from_json(cls, made: dict[str, Any]) -> "Report":
        """The same again from what `as_json` made."""
        return cls(**made | {n: Counter(made[n]) for n in ("kills", "not_reached", "faults")})

    def lines(self) -> list[str]:
        """The account in plain words."""
        random = sum(self.kills[k] for k in OTHER_KILLS)
        points = {k: n for k, n in self.kills.items() if k not in OTHER_KILLS}
        wrong = Counter(line.partition(":")[0] for line in self.wrong)
        return [
            f"{self.campaigns:,} campaigns, {self.turns:,} turns, {self.seconds / 60:,.0f} minutes of work",
            f"{sum(points.values()):,} kills at {len(points)} crash points, {random:,} at random moments",
            "  " + ", ".join(f"{point} {number}" for point, number in sorted(points.items())),
            f"{self.two_at_once:,} times two at once, {self.clock_jumps:,} clock jumps, {sum(self.faults.values()):,} faults met",
            f"{self.articles:,} articles in {self.versions:,} versions, {self.alerts:,} alerts due, {self.letters:,} letters taken",
            f"{self.repeats:,} repeats in the ambiguous moment, each with its own Message-ID",
            *(f"{wrong[name]:,} {name}" for name in FINDINGS),
            *(f"{n:,} {name}" for name, n in sorted(wrong.items()) if name not in FINDINGS),
        ]


OTHER_KILLS = ("random", "crawler alone", "between turns")
FINDINGS = (
    "articles missing",
    "documents twice",
    "alerts missing",
    "alerts twice",
    "alerts wrong",
    "repeats unexplained",
    "traces wrong",
)
