"""How many examples the random tests try: as many as each says, or PRESSWATCH_EXAMPLES times as many."""

import os


def examples(usual: int) -> int:
    """The number of examples of a test that usually tries `usual`."""
    return max(1, int(usual * float(os.environ.get("PRESSWATCH_EXAMPLES", "1"))))
