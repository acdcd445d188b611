# Every target sets up what it needs, so each works as the first command on a fresh clone.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
unexport PYTHONDONTWRITEBYTECODE  # tests start hundreds of bots: each would compile all of it anew

.PHONY: demo test test-long bench check lock screenshots fonts-and-browser clean

demo: $(VENV)/.run
	$(PY) -m bot demo $(DEMO)

test: $(VENV)/.dev fonts-and-browser check
	$(PY) -m pytest -n 4 --dist worksteal -m "not long and not bench"

test-long: $(VENV)/.dev fonts-and-browser
	$(PY) -m pytest -m "long" --timeout 1800

bench: $(VENV)/.dev
	$(PY) -m pytest -m bench --timeout 900 -s tests/benchmarks

check: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

screenshots: $(VENV)/.dev fonts-and-browser
	$(PY) -m tests.browser.screenshots docs/pictures

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements.txt
	$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

# Browser tests use the system's Chromium; Vietnamese letters and emoji need fonts. Installed only where missing.
fonts-and-browser:
	@command -v chromium >/dev/null 2>&1 && fc-list 2>/dev/null | grep -qi "emoji" || \
	  { echo "installing chromium and fonts"; SUDO=$$( [ "$$(id -u)" = 0 ] || echo sudo ); \
	    $$SUDO apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$SUDO apt-get install -y -qq chromium fonts-noto-color-emoji fonts-dejavu-core fontconfig >/dev/null; }

lock: $(VENV)/.run
	$(PY) -m pip install -q uv
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q requirements-dev.in -o requirements-dev.txt
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q requirements.in -c requirements-dev.txt -o requirements.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
