"""One book of figures for the whole run."""

from collections.abc import Iterator

import pytest

from tests.benchmarks.figures import Figures


@pytest.fixture(scope="session")
def figures() -> Iterator[Figures]:
    book = Figures()
    yield book
    book.write()
