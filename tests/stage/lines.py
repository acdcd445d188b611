"""A program that dies right before the n-th line that it runs of some files: with every n, it has died everywhere.

For work that is done once and from top to bottom, such as a restore; loops have their named points (`doom`).
"""

import sys
import threading
from dataclasses import dataclass
from itertools import count
from types import FrameType
from typing import Any

from tests.stage.doom import die
from tests.stage.processes import ROOT


@dataclass(frozen=True)
class Line:
    """`places` are files of the project, as `storage/swap.py`, or one function, as `storage/engine.py:Store.copy_to`.

    A comprehension is one line, however long it is.
    """

    nth: int
    places: tuple[str, ...]

    def arm(self) -> None:
        """From now on this process counts; work on other threads counts too."""
        watched, passed = {str(ROOT / place) for place in self.places}, count(1)

        def step(frame: FrameType, event: str, argument: object) -> Any:
            if event == "line" and next(passed) == self.nth:
                die()
            return step

        def enter(frame: FrameType, event: str, argument: object) -> Any:
            code = frame.f_code
            here = {code.co_filename, f"{code.co_filename}:{code.co_qualname}"}
            return step if here & watched and not code.co_name.startswith("<") else None

        threading.settrace(enter)
        sys.settrace(enter)
