.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
LEDGER := middle-east.duckdb
STRESSED := nato-nato.duckdb
STRESS := --pact NATO --branch 1990 --train asia,middle-east --until 1990 --workers 2 --histories 512 \
  --theory balance_of_threat --theory balance_of_power --theory institutionalism --theory constructivism \
  --edits no-institutions --edits us-leaves-1992 --edits ussr-survives --edits benign-russia \
  --edits no-2014-and-no-2022 --tip hostile-russia

.PHONY: help demo demo-nato test check bench golden docs wheel clean

help: ## List every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/runs ## Replay the Middle East, compare predicted with actual, name queries to try
	@$(BIN)/replay run middle-east -o $(LEDGER) >/dev/null
	@$(BIN)/replay compare $(LEDGER)
	@echo
	@echo "Three questions to ask next:"
	@echo "  $(BIN)/replay query $(LEDGER) threats of_state=EGY in_year=1966"
	@echo "  $(BIN)/replay query $(LEDGER) seen_coming"
	@echo "  $(BIN)/replay query $(LEDGER) dyad first=EGY second=SYR"

demo-nato: .venv/discovers ## Simulate NATO from 1991 on, under five edit lists and a shock; four minutes on two cores
	@$(BIN)/replay stress nato $(STRESS) -o $(STRESSED)
	@echo
	@echo "Three questions to ask next:"
	@echo "  $(BIN)/replay query $(STRESSED) danger_years of_edit=us-leaves-1992"
	@echo "  $(BIN)/replay query $(STRESSED) exits_expected of_theory=balance_of_threat"
	@echo "  $(BIN)/replay chart $(STRESSED) survival -o nato.svg"

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
	$(BIN)/python -m tests.console README.md timelines/*/README.md docs/adding_a_theory.md docs/edits.md docs/perception.md docs/stress.md \
	  docs/adding_a_kind.md docs/adding_a_query.md docs/coding_a_timeline.md \
	  docs/quick_start.md docs/results.md docs/asking.md docs/citing.md docs/teaching.md
	$(BIN)/python -m tests.reference_pages
	$(BIN)/python -m tests.theory_pages
	$(BIN)/python -m tests.notebook

docs: .venv/documents ## Build the documentation in site/, to be read offline
	@rm -rf site
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going --doctree-dir site/.doctrees docs site
	@rm -rf site/.doctrees site/.buildinfo
	@echo "Open site/index.html in a browser."

wheel: .venv/develops ## Build the wheel in dist/
	rm -rf build
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## Remove the environment and all that was made
	rm -rf .venv build dist site *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache $(LEDGER) $(STRESSED)

.venv/runs: pyproject.toml
	@echo "Creating the environment in .venv (once, about a minute) ..." >&2
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/discovers: pyproject.toml .venv/runs
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[discovery,speed]'
	@touch $@

.venv/documents: pyproject.toml .venv/runs
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@

.venv/develops: pyproject.toml .venv/runs
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
