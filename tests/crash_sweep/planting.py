"""Planted bugs: a copy of the source with one fault in it, to show that the sweep finds such faults; the program itself has no switches."""

import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent / "planted"
_PACKAGES = ("net", "articles", "crawler", "alerts", "scheduler", "presswatch")


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that stands exactly once in a file, and what stands there in the copy."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Bug:
    """One planted fault: its name, what it does in a sentence, and the edits that make it."""

    name: str
    what: str
    edits: tuple[Edit, ...]
    elasticsearch: bool = False  # where it shows: there, or in the embedded index


def bugs() -> list[Bug]:
    """All of them, by name."""
    made = []
    for path in sorted(FOLDER.glob("*.toml")):
        told = tomllib.loads(path.read_text("utf-8"))
        edits = tuple(Edit(**edit) for edit in told["edit"])
        made.append(Bug(path.stem, told["what"], edits, told.get("elasticsearch", False)))
    return made


def plant(bug: Bug, folder: Path) -> Path:
    """A copy of the packages in `folder` with the bug in it. Raises ValueError where an edit does not fit any more."""
    for package in _PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for edit in bug.edits:
        path = folder / edit.file
        text = path.read_text("utf-8")
        if text.count(edit.old) != 1:
            raise ValueError(
                f"{bug.name}: {edit.file} holds the text to be replaced {text.count(edit.old)} times"
            )
        path.write_text(text.replace(edit.old, edit.new), "utf-8")
    return folder
