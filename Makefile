# Everything a person does with this code base. Only Python 3.11 or later and make are needed to begin.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# Hashes make the locks complete, and without addresses they fit whichever index an operator uses.
COMPILE = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url $(ARGS)
PACKAGES := models scoring scripts_library workbench migrations
SOURCES := $(PACKAGES) tests wsgi.py

.DEFAULT_GOAL := help
.PHONY: help run test test-long check fmt lock catalogues drawing figures clean

help:  ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.ready-to-run  ## Start the workbench with a made-up company (PORT= chooses the port)
	@$(BIN)/python -m compileall -q $(PACKAGES)
	@$(BIN)/python -m workbench.cli.ready
	@$(BIN)/workbench run --port $(PORT)

# Compiled tests are kept for the next run, whatever the shell says: compiling them takes a tenth of it.
test: .venv/.ready-to-test  ## All tests but the long ones, on SQLite and PostgreSQL (ARGS= goes to pytest)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist worksteal -m "not long" $(ARGS)

test-long: .venv/.ready-to-test  ## What takes long: whole ledgers, the rest on PostgreSQL, a fresh clone from nothing
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadgroup -m "long" $(ARGS)

check: .venv/.ready-to-test  ## Format, lint, templates, types, import contracts
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/djlint --quiet --profile jinja --lint workbench
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

fmt: .venv/.ready-to-test  ## Write the code the way `make check` wants it
	@$(BIN)/ruff check --fix $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

lock: .venv/.ready-to-test  ## Bring requirements*.lock up to pyproject.toml (ARGS=--upgrade takes newer versions)
	@$(COMPILE) --extra build pyproject.toml -o requirements.lock
	@$(COMPILE) --extra build --extra cluster --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

catalogues: .venv/.ready-to-test  ## Extract the visible strings and merge them into the English catalogue
	@$(BIN)/pybabel -q extract -F babel.cfg --no-default-keywords -k _ -k _l -k gettext -k lazy_gettext -k N_ \
	  -k ngettext:1,2 --no-location --sort-output --omit-header -o .venv/messages.pot models scoring scripts_library workbench
	@$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header --width 120 \
	  -l en -d workbench/translations -i .venv/messages.pot

drawing: .venv/.ready-to-test  ## Draw the packages and their imports into docs/architecture.md
	@$(BIN)/python -m tests.house.drawing

figures: .venv/.ready-to-test  ## Print sizes of modules and functions, and counts of noqa and fmt: skip
	@$(BIN)/python -m tests.house.figures

clean:  ## Throw the virtual environment away; data under instance/ stays
	rm -rf .venv

# uv installs in a third of the time; where it cannot be had, pip does the same from the same hashes.
define install
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed; PYTHON= names it" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install -q --require-hashes -r requirements-uv.lock 2>/dev/null || true
	@if test -x $(BIN)/uv; then VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --compile-bytecode --require-hashes -r $(1) \
	  && VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --no-deps --no-build-isolation -e .; \
	else $(BIN)/python -m pip install -q --require-hashes -r $(1) \
	  && $(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .; fi
	@touch $@
endef

.venv/.ready-to-run: requirements.lock requirements-uv.lock pyproject.toml
	$(call install,requirements.lock)

.venv/.ready-to-test: requirements-dev.lock requirements-uv.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch .venv/.ready-to-run
