# `make run`: everything from a clean checkout to a running demo.  `make test`: everything a change must pass.
# `make bench`: how fast it is.  `make console`: what the console's dispatcher feels.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := run

HOST ?= 127.0.0.1
PORT ?= 8119
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test bench console clean

run: $(VENV)/installed
	@echo "==> 正在准备演示数据（首次约两三分钟）/ Preparing the demo county"
	@$(BIN)/fenghuo demo
	@exec $(BIN)/python tools/together.py --host "$(HOST)" --port "$(PORT)"

test: $(VENV)/installed-for-tests
	@.ci/browser.sh
	@echo "==> Format"
	@$(BIN)/ruff format --check --quiet .
	@echo "==> Lint"
	@$(BIN)/ruff check --quiet .
	@echo "==> Types, and all tests without a browser on both databases, side by side"
	@tools/side_by_side.sh \
	  'Types: $(BIN)/mypy' \
	  'SQLite: env FENGHUO_TEST_DATABASE=sqlite $(BIN)/python -m pytest -q -m "not browser"' \
	  'PostgreSQL: env FENGHUO_TEST_DATABASE=postgresql $(BIN)/python -m pytest -q -m "not browser"'
	@echo "==> Tests in a browser on SQLite"
	@FENGHUO_TEST_DATABASE=sqlite $(BIN)/python -m pytest -q -m browser
	@echo "==> Tests in a browser on PostgreSQL"
	@FENGHUO_TEST_DATABASE=postgresql $(BIN)/python -m pytest -q -m browser
	@echo "==> All green"

# How fast it is, beside what others would use; the figures go to var/figures/bench.json.
bench: $(VENV)/installed
	@$(BIN)/python -m bench

# Live news to two hundred consoles, through storms and kills; the figures go to var/figures/console.json.
console: $(VENV)/installed-for-tests
	@$(BIN)/python -m bench.console

# The stamps are newer than what they were installed from, so a second start installs nothing.
$(VENV)/installed: setup.cfg pyproject.toml
	@tools/install.sh $(VENV) .
	@touch $@

$(VENV)/installed-for-tests: setup.cfg pyproject.toml
	@tools/install.sh $(VENV) '.[test]'
	@touch $(VENV)/installed $@

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache
