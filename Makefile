# The front door: `make run` and `make test` work on a machine with Python 3.11 (with venv), git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := 0.13.9
SOURCES := pyproject.toml build_hooks.py $(wildcard build_steps/*.py) $(wildcard client/package*.json) \
	$(shell find client/src client/styles -type f 2>/dev/null) $(wildcard src/sipol/web/*/locale/*/*/*.po)

.PHONY: run test install install-test lint words docs clean

run: install
	$(BIN)/sipol demo

test: install-test
	$(BIN)/python -m pytest -n 2

install: $(VENV)/.installed

install-test: $(VENV)/.installed-test

lint: install-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

words: install-test
	$(BIN)/python build_steps/catalogues.py

docs: install-test
	$(BIN)/sphinx-build -W -b html docs docs/_build

$(VENV)/bin/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet uv==$(UV)

$(VENV)/.installed: requirements/runtime.txt $(SOURCES) | $(VENV)/bin/uv
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements/runtime.txt
	$(BIN)/pip install --quiet --no-build-isolation --no-deps --editable .
	touch $@

$(VENV)/.installed-test: requirements/test.txt $(VENV)/.installed | $(VENV)/bin/uv
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements/test.txt
	touch $@

clean:
	rm -rf $(VENV) client/node_modules src/sipol/web/shared/static/built docs/_build
