# `make run` and `make test` start from a fresh checkout and set up all they need; `make` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# Processes that run the tests side by side
WORKERS ?= 2
# More words for the command that a target runs, as in: make run ARGS="--port 8001"
ARGS ?=

# --- what people run --------------------------------------------------------------------------------

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 26

.PHONY: run
run: $(VENV)/run.stamp ## set up and serve the application, with its worker, on this machine
	$(BIN)/pan2-assess serve $(ARGS)

.PHONY: test
test: PACKAGES += $(TEST_PACKAGES)
test: lint check pytest ## set up, then every check and every test

.PHONY: check
check: $(VENV)/run.stamp ## are the questionnaires sound?
	$(BIN)/pan2-assess check

.PHONY: lint
lint: $(VENV)/dev.stamp ## style, types, who imports whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/yamllint --strict questionnaires

.PHONY: pytest
pytest: PACKAGES += $(TEST_PACKAGES)
pytest: $(VENV)/dev.stamp ## the tests alone, as in: make pytest ARGS="-k score"
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

.PHONY: pytest-postgresql
pytest-postgresql: $(VENV)/dev.stamp ## the tests of web, store and queue, all of them on PostgreSQL
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --database=postgresql tests/web tests/store tests/jobs $(ARGS)

.PHONY: format
format: $(VENV)/dev.stamp ## put the Python code into its form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: bench
bench: $(VENV)/dev.stamp ## measure evaluation, pages and PDF beside bare floors
	$(BIN)/python -m bench

.PHONY: build
build: $(VENV)/dev.stamp ## wheel and source archive, in dist/
	$(BIN)/python -m build --no-isolation $(ARGS)

.PHONY: lock
lock: $(VENV)/dev.stamp ## write requirements/*.txt anew; ARGS=--upgrade takes newer versions
	$(COMPILE) --output-file requirements/run.txt pyproject.toml requirements/build.in
	$(COMPILE) --output-file requirements/dev.txt requirements/dev.in

.PHONY: words
words: $(VENV)/dev.stamp ## bring the catalogues of the interface up to date with its English
	mkdir -p build
	$(BIN)/pybabel -q extract -F babel.toml -k _ -k say -k said -k count:1,2 -k ngettext:1,2 \
		--add-location=file --sort-by-file -w 110 --project="PAN 2 Assess" -o build/messages.pot .
	for file in pan2_assess/translations/*.po; do \
		$(BIN)/pybabel -q update -N -w 110 --ignore-obsolete -i build/messages.pot -l $$(basename $$file .po) -o $$file; done

.PHONY: clean
clean: ## remove what was made by setting up and testing; instance/ stays
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# --- setting up --------------------------------------------------------------------------------------

# WeasyPrint draws with Pango; without the subset library its PDFs take a third longer.
PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig
# The browser, what drives it, and what turns a PDF into text and pictures.
TEST_PACKAGES := chromium libatomic1 poppler-utils

COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe \
	--generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(ARGS)

.PHONY: system
system:
	@tools/system-packages.sh $(PACKAGES)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | system
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --no-index -e .
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(PIP) install --require-hashes -r requirements/dev.txt
	touch $@
