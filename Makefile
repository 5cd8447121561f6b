# Everything a person does with a checkout. The first of these that runs also does the set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo run test check format lock services stack demo-kafka dashboards clean

help:  ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

# `--without-pip` works where Debian's python3-venv is not installed; the machine's pip then installs into it.
$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Readout needs Python 3.11 or later; name one with make PYTHON=..."; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { echo "pip is missing: apt-get install python3-pip"; exit 1; }
	$(PYTHON) -m venv --without-pip $(VENV)
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)  ## the main job on a small recorded world, offline, in under a minute
	$(BIN)/readout demo

run: $(READY)  ## the always-on service on config/feeds.toml
	$(BIN)/readout run

test: $(READY) services  ## all tests
	$(BIN)/pytest

services: $(READY)  ## install Kafka, Postgres, Prometheus and Alertmanager for the tests, as far as missing
	$(BIN)/python -m tests.services.install

stack: $(READY) services  ## the stack of docker-compose.yml on this machine without Docker, with the seed articles
	$(BIN)/python -m tests.services.stack --file ../shared/seeds/articles.jsonl

demo-kafka: $(READY) services  ## the demo on a real Kafka and Postgres
	$(BIN)/python -m tests.services.demo

dashboards: $(READY)  ## write config/grafana/dashboards/ from tools/dashboards.py
	$(BIN)/python -m tools.dashboards

migration: $(READY)  ## write a migration for changes of pipeline/store/schema.py: make migration NAME="what changes"
	$(BIN)/python -m pipeline.store.revise "$(NAME)"

check: $(READY)  ## format, lint, types, import law, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/unit/docs

format: $(READY)  ## write the code in the house's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(READY)  ## pin the newest allowed dependencies with hashes
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -c requirements.lock -o requirements-dev.lock

clean:  ## remove the set-up, not the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
