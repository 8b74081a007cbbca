.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
LEDGER := middle-east.duckdb

.PHONY: help demo test check bench golden wheel clean

help: ## List every target
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/runs ## Replay the Middle East, compare predicted with actual, name queries to try
	@$(BIN)/replay run middle-east -o $(LEDGER) >/dev/null
	@$(BIN)/replay compare $(LEDGER)
	@echo
	@echo "Three questions to ask next:"
	@echo "  $(BIN)/replay query $(LEDGER) threats of_state=EGY in_year=1966"
	@echo "  $(BIN)/replay query $(LEDGER) seen_coming"
	@echo "  $(BIN)/replay query $(LEDGER) dyad first=EGY second=SYR"

test: .venv/develops ## Pass the tests
	@$(BIN)/pytest

check: .venv/develops ## Lint, check types and architecture, pass the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

bench: .venv/develops ## Measure speed, as ratios in one run
	$(BIN)/python -m tests.benchmarks

golden: .venv/develops ## Refresh the outputs that the pages show
	$(BIN)/python -m tests.console README.md timelines/*/README.md docs/adding_a_theory.md docs/edits.md docs/perception.md
	$(BIN)/python -m tests.theory_pages

wheel: .venv/develops ## Build the wheel in dist/
	rm -rf build
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## Remove the environment and all that was made
	rm -rf .venv build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache $(LEDGER)

.venv/runs: pyproject.toml
	@echo "Creating the environment in .venv (once, about a minute) ..." >&2
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/develops: pyproject.toml .venv/runs
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
