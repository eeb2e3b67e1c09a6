# `make` alone lists what there is.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
# Processes that test at once: as many as cores or, where a browser or a database server is waited for, one more.
WORKERS ?= 2
WAITING ?= 3
PYTEST := $(BIN)/pytest --dist worksteal

# Some machines tell Python not to keep what it compiled. Here a hundred processes import the same packages.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup setup-test run reset test test-sqlite test-postgresql lint format check translations bench bench-ranking bench-live bench-notices bench-scale bench-unread bench-similar bench-finding lock

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

test: test-sqlite test-postgresql ## everything, on SQLite, and on PostgreSQL with Redis what a database could change

test-sqlite: setup-test ## everything, on SQLite
	$(PYTEST) -n $(WORKERS) --database sqlite

test-postgresql: setup-test ## what a database could change, on PostgreSQL with Redis
	$(PYTEST) -n $(WAITING) --database postgresql

lint: setup-test ## format, rules and types, without changing anything
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: setup-test ## format, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The rules are covered whole by their own tests, which know no app and no database; all of it by the run on SQLite
# without them.
check: lint ## what CI does: lint, every test on both databases, coverage
	$(PYTEST) -n $(WORKERS) tests/rules --covered=app/rules --covered-least=100
	$(PYTEST) -n $(WORKERS) --database sqlite --ignore=tests/rules --ignore=tests/journeys --covered=app,config.py,wsgi.py --covered-least=95
	$(PYTEST) -n $(WAITING) --database sqlite tests/journeys
	$(PYTEST) -n $(WAITING) --database postgresql

translations: setup-test ## bring the catalogues up to date, and say what is not translated
	@$(BIN)/python tools/translations.py

bench: setup-test ## requests per second, on SQLite and on PostgreSQL with Redis
	@$(BIN)/python -m benchmarks.speed $(BENCH)

bench-ranking: setup-test ## attacks on every ranking rule, six minutes (BENCH="--seconds 60")
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.attacks $(BENCH)

bench-live: setup-test ## live threads beside bare websockets, and a million deliveries (BENCH="--parts latency join")
	@$(BIN)/python -m benchmarks.live $(BENCH)

bench-notices: setup-test ## ten thousand followers told of one comment, and what others feel of it
	@$(BIN)/python -m benchmarks.notices $(BENCH)

bench-unread: setup-test ## what is new in five hundred discussions
	@$(BIN)/python -m benchmarks.unread $(BENCH)

bench-scale: setup-test ## ranking, closing and dealing in a large town
	@$(BIN)/python -m benchmarks.scale $(BENCH)

bench-finding: setup-test ## the search over a hundred thousand comments, on both databases (BENCH="--comments 20000")
	@$(BIN)/python -m benchmarks.finding $(BENCH)

bench-similar: setup-test ## how quickly and how well similar contributions are found (BENCH="--contributions 5000")
	@$(BIN)/python -m benchmarks.similar $(BENCH)

lock: setup-test ## make requirements/ anew from pyproject.toml (UPGRADE=1 takes newer versions)
	@tools/lock.sh
