# One machine, two commands: `make run` and `make test`. Everything stays in .venv/ and var/.

.DEFAULT_GOAL := help
.PHONY: help run test lint bench chaos corpus screenshots clean venv runtime-installed tools-installed

ARGS ?=
CORPUS ?= ../shared/corpus
PYTHON ?=
RECENT_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
comma := ,
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# The checks that only count in production see a production that has never been.
PRODUCTION := env NEWSROOM_VAR=$(VENV)/lint DEBUG=no SITE_URL=https://news.example ALLOWED_HOSTS=news.example BEHIND_PROXY=yes \
	SECRET_KEY=only-for-the-check-which-wants-fifty-characters-and-many-different-ones

help: ## Say what can be made
	@echo "make run         start the newsroom (PORT, HOST, NEWSROOM_VAR, DATABASE_URL, REDIS_URL: see .env.example)"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | grep -v '^run' | \
		while IFS="$$(printf '\t')" read -r name words; do printf 'make %-11s %s\n' "$$name" "$$words"; done

run: runtime-installed ## Start the newsroom
	@exec $(BIN)/python -m newsroom.launcher

# One runner more than cores: some tests wait for real workers, and the others go on meanwhile.
test: tools-installed ## Run the whole suite (ARGS="-k clock -n 0" goes to pytest)
	@$(BIN)/python -m pytest -n $$($(BIN)/python -c 'import os; print(min(4, 1 + (os.cpu_count() or 1)))') $(ARGS)

lint: tools-installed ## Check style, types, templates, migrations and a production's settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/djlint --lint --quiet templates
	NEWSROOM_VAR=$(VENV)/lint $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: tools-installed ## Measure: a table, and bench.json
	@$(BIN)/python -m tests.benchmarks $(ARGS)

chaos: tools-installed ## Provoke faults for real and compare promises with history (ARGS="--short", ARGS="broker disk")
	@$(BIN)/python -m tests.chaos $(ARGS)

corpus: runtime-installed ## Send the posts and pictures under CORPUS through a throw-away newsroom and account for each file
	@$(BIN)/python -m tests.corpus $(CORPUS) $(ARGS)

screenshots: tools-installed ## Take the pictures of docs/screenshots anew, of a throw-away demo (needs chromium)
	@env DJANGO_SETTINGS_MODULE=newsroom.settings $(BIN)/python -m tests.browser.screenshots

clean: ## Remove .venv and what tools left; var/ with its stories stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis staticfiles bench.json
	@find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

venv:
	@$(BIN)/python $(RECENT_ENOUGH) 2>/dev/null || { \
		for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python); do \
			"$$python" $(RECENT_ENOUGH) 2>/dev/null && found="$$python" && break; done; \
		test -n "$$found" || { echo "Python 3.11 or newer is needed$(if $(PYTHON),$(comma) and $(PYTHON) is not): install it, or name it with PYTHON=/path/to/python3." >&2; exit 2; }; \
		"$$found" -m venv --clear $(VENV) || { echo "$$found cannot make a virtual environment: install its venv module (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 2; }; }

# What is installed is a copy of what was asked for, so a later run compares two files and calls no pip.
runtime-installed: venv
	@cmp -s requirements.txt $(VENV)/runtime.installed || { \
		echo "Installing what the newsroom needs (once, about a minute)…"; \
		$(PIP) -r requirements.txt && cp requirements.txt $(VENV)/runtime.installed; }

tools-installed: venv
	@cat requirements.txt requirements-dev.txt | cmp -s - $(VENV)/tools.installed || { \
		echo "Installing what tests and checks need (once, a minute or two)…"; \
		$(PIP) -r requirements-dev.txt && cat requirements.txt requirements-dev.txt > $(VENV)/tools.installed; }
	@cp requirements.txt $(VENV)/runtime.installed
