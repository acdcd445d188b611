"""The sections of a configuration that lead to the simulator."""

from typing import Any

from simulator.server import Simulator


def official(sim: Simulator, **keys: Any) -> dict[str, Any]:
    """The section of the account."""
    oa = sim.zalo.oa
    return {
        "app_id": oa.keys.app_id,
        "app_secret": oa.keys.secret_key,
        "refresh_token": oa.keys.refresh_token,
        "webhook_secret": oa.secret,
        "api_url": f"{sim.url}/zalo-oa",
        "oauth_url": f"{sim.url}/zalo-oauth",
        "zns_url": f"{sim.url}/zalo-zns",
        "rate": 1000.0,
        **keys,
    }


def web(port: int) -> dict[str, Any]:
    return {"enabled": True, "port": port, "public_url": f"http://127.0.0.1:{port}"}
