"""What can go wrong at the doors: the configuration, the data folder, a command's input.

DoorError
├── ConfigErrors     the configuration cannot be used; holds every mistake (permanent)
├── NotWritable      a folder or file is in the way or cannot be written (permanent)
├── BadInput         what was handed to a command cannot be used (permanent)
└── AlreadyRunning   another presswatch works on the same data folder (retryable)
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presswatch.config_errors import Mistake


class DoorError(Exception):
    """The root of this package's errors; its text is one line for a person."""


class ConfigErrors(DoorError):
    """The configuration cannot be used. `mistakes` holds all of them, in the order of the files."""

    def __init__(self, mistakes: Sequence["Mistake"]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(mistake.line_of_text() for mistake in self.mistakes))


class NotWritable(DoorError):
    """A folder or file is in the way, or cannot be written."""


class BadInput(DoorError):
    """What was handed to a command cannot be used."""


class NothingYet(DoorError):
    """There is no data to look at, because nothing was read yet."""


class NotKept(DoorError):
    """No article of that number or address was kept."""
