# `make` alone lists what there is.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
WORKERS ?= 2
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal
COVERAGE := --cov --cov-report=

.PHONY: help setup setup-test run reset test test-sqlite test-postgresql lint format check bench bench-ranking bench-scale lock

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

setup: ## install what serving needs and build the styles (again only where something changed)
	@tools/setup.sh run

setup-test: ## the same, with what the tests and checks need
	@tools/setup.sh test

run: setup ## serve on http://127.0.0.1:8000, with a demo round in an empty database
	@exec $(BIN)/flask --app wsgi serve

reset: ## delete the embedded database, after asking
	@tools/reset.sh

test: test-sqlite test-postgresql ## everything, on SQLite and on PostgreSQL with Redis

test-sqlite: setup-test ## everything, on SQLite
	$(PYTEST) --database sqlite

test-postgresql: setup-test ## everything, on PostgreSQL with Redis
	$(PYTEST) --database postgresql

lint: setup-test ## format, rules and types, without changing anything
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: setup-test ## format, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The rules are covered whole by their own tests, which know no app and no database; the rest by both runs together.
check: lint ## what CI does: lint, every test on both databases, coverage
	$(BIN)/coverage erase
	$(BIN)/pytest tests/rules -q --cov=app/rules --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100
	$(BIN)/coverage erase
	$(PYTEST) --database sqlite $(COVERAGE)
	$(PYTEST) --database postgresql --cov --cov-append --cov-report=term-missing:skip-covered --cov-fail-under=95

bench: setup-test ## requests per second, on SQLite and on PostgreSQL with Redis
	@$(BIN)/python -m benchmarks.speed $(BENCH)

bench-ranking: setup-test ## attacks on every ranking rule, six minutes (BENCH="--seconds 60")
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.attacks $(BENCH)

bench-scale: setup-test ## ranking, closing and dealing in a large town
	@$(BIN)/python -m benchmarks.scale $(BENCH)

lock: setup-test ## make requirements/ anew from pyproject.toml (UPGRADE=1 takes newer versions)
	@tools/lock.sh
