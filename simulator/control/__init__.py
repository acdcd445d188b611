"""The control API under /sim: what tests, the page and the demo steer the server with."""
