from typing import Any


def fast_server(world: Any, server: Any) -> Any:
    return server
