"""A list as one value, for SQL that two databases understand: codes one after the other, each as wide as the widest."""

from collections.abc import Iterable


def packed(codes: Iterable[str]) -> dict[str, object]:
    """The values `areas` and `width` of a query that takes them apart again."""
    every = tuple(codes)
    width = max(map(len, every), default=1)
    return {"areas": "".join(code.ljust(width) for code in every), "width": width}
