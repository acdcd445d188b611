"""What several test files use: the shape of the bare client, and the smallest picture."""

from collections.abc import Callable, Coroutine
from typing import Any

Api = Callable[..., Coroutine[Any, Any, dict[str, Any]]]

# One transparent pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f8cf500f00038601805a34"
    "7d6b0000000049454e44ae426082"
)
