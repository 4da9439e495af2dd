# The ways to work here. `make help` lists them; continuous integration runs the same ones.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: help setup demo test check lint types contracts fmt bench crash-sweep lock clean elasticsearch elasticsearch-stop servers
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

setup: $(STAMP) ## a virtual environment in .venv with .venv/bin/presswatch

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "presswatch needs Python 3.11 or later; name one with make PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: setup ## the main job, from local news sites to a digest in a mailbox
	$(BIN)/presswatch demo

# Tests start hundreds of processes: where nothing may be written each would compile our modules anew.
test: export PYTHONDONTWRITEBYTECODE =
test: setup ## every test, three files at a time
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder # many wait; without the last word those with few tests, the longest, come last

lint: setup ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## mypy --strict
	$(BIN)/mypy

contracts: setup ## who may import whom
	$(BIN)/lint-imports

check: export PRESSWATCH_TEST_REQUIRE_SERVERS = 1
check: lint types contracts servers test ## what CI runs; a server that cannot be had fails it

servers: setup
	$(BIN)/python -m tests.elasticsearch_server fetch

elasticsearch: setup ## fetch a real Elasticsearch (with Maven and a JDK) and start it on loopback, for tests
	@$(BIN)/python -m tests.elasticsearch_server start

elasticsearch-stop: setup ## stop it and delete what it held
	@$(BIN)/python -m tests.elasticsearch_server stop

fmt: setup ## format and mend what ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## every benchmark, each printing a table and writing JSON to benchmarks/out
	$(BIN)/python -m benchmarks

SWEEP ?= short
SEED ?= 1
JOBS ?= 2

crash-sweep: setup ## kill it everywhere and count; SWEEP=long, SWEEP=planted, SEED=, JOBS=, OUT=folder (docs/crash-sweep.md)
	$(BIN)/python -m tests.crash_sweep $(SWEEP) --seed $(SEED) --jobs $(JOBS) $(if $(OUT),--out $(OUT))

lock: setup ## resolve the dependencies anew into requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
