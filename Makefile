# Davy's commands. `make` alone prints them.
#
# Needs Python 3.11 or newer, make and a package registry; no root. Everything is installed from
# the committed locks into .venv; a second call finds the stamps there and needs no network.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

# The first Python here that is new enough, unless one is named: make run PYTHON=/opt/python3.12
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$name" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$name" && break; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
ROOMS := bot handlers backend locales media
SOURCES := $(ROOMS) $(wildcard bench deploy) tests
SHAPE := $(wildcard tests/architecture tests/locales tests/migrations)
# More than the two cores that are promised: browsers, bots and disks keep their tests waiting.
WORKERS ?= 3
# The suite's files lie in memory where that has four gigabytes to spare: thousands of small
# databases, each written through to its disk, would otherwise wait for the disk most of the time.
IN_MEMORY := $(shell room=$$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1); \
	[ "$${room:-0}" -gt 4000000 ] 2>/dev/null && echo PYTEST_DEBUG_TEMPROOT=/dev/shm)

.PHONY: help run test test-long check bench format lock clean install install-dev

help:
	@echo "make run         install Davy and start it whole on http://127.0.0.1:8000"
	@echo "make test        the suite, on SQLite and PostgreSQL   (ARGS='-k word' is passed on)"
	@echo "make test-long   the slow forms: 50 kills, long properties"
	@echo "make check       format, lint, types, imports, sizes, catalogues, migration drift"
	@echo "make bench       the figures and their bars            (ONLY=name runs one)"
	@echo "make format      lay the code out and mend what can be mended"
	@echo "make lock        write both locks anew from pyproject.toml   (UPGRADE=1 takes the newest)"
	@echo "make clean       remove what was installed and cached; data and keys stay"

run: install
	@exec $(BIN)/davy serve

test: install-dev
	$(IN_MEMORY) $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

test-long: install-dev
	$(IN_MEMORY) $(BIN)/python -m pytest --long -m long -n 2 --dist loadgroup $(ARGS)

# Every step runs and is told, whatever the one before it said.
check: install-dev
	@status=0; step() { echo "== $$*"; "$$@" || status=1; }; \
	step $(BIN)/ruff format --check --output-format concise .; \
	step $(BIN)/ruff check --output-format concise .; \
	step $(BIN)/mypy --no-error-summary $(SOURCES); \
	step $(BIN)/lint-imports; \
	step $(BIN)/python -m pytest -q $(SHAPE); \
	exit $$status

bench: install-dev
	$(BIN)/python -m bench $(ONLY)

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The shared versions are resolved once, with the tests' tools; what runs is a part of that.
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	--group build
lock: install-dev
	$(COMPILE) --group dev $(if $(UPGRADE),--upgrade) -o requirements-dev.lock >/dev/null
	$(COMPILE) --constraint requirements-dev.lock $(if $(UPGRADE),--upgrade) \
		-o requirements.lock >/dev/null

clean:
	rm -rf $(VENV) build dist ./*.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis \
		.import_linter_cache
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

# --- installing -----------------------------------------------------------------------------------

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev $(VENV)/.installed

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Davy needs Python 3.11 or newer: make run PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python cannot make environments; on Debian: apt-get install python3-venv" >&2; \
		exit 1; }

$(VENV)/.locked: requirements.lock | $(BIN)/python
	@echo "Installing what Davy stands on (once; about a minute) ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock | $(BIN)/python
	@echo "Installing what Davy is tested with (once; about a minute) ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@ $(VENV)/.locked

# Davy itself, from this folder: setuptools came with the lock, so nothing is fetched here. The
# bytecode is compiled now, because the libraries take seconds to import without it.
$(VENV)/.installed: pyproject.toml $(VENV)/.locked
	@$(PIP) install --quiet --no-index --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q $(ROOMS)
	@touch $@
