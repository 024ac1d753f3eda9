# Every target installs what it needs first. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= 2
PYTEST_ARGS ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install chromium demo test patterns check format bench docs validation golden library effects app lock

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## */  make \1\t/' | expand -t 20

install: $(STAMP)  ## create .venv with the locked packages and omland itself

# Runs again only when the lock or pyproject.toml has changed.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Omland needs Python 3.11 or newer; '$(PYTHON)' is not. Name another one: make install PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "'$(PYTHON)' cannot create virtual environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

demo: install  ## compare two measures with doing nothing, in Lister
	$(BIN)/omland compare lister/baseline lister/state_jobs_lyngdal lister/county_roads --out results/demo --replace

# The browser tests need a real Chromium. On Debian and Ubuntu root gets it here.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Debian's chromium for the browser tests"; \
			apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium; \
		else \
			echo "The browser tests need Chromium, which is not here. Install it (Debian: apt-get install chromium, as root)," >&2; \
			echo "or leave them out: make test PYTEST_ARGS=--ignore=tests/browser" >&2; \
			case " $(PYTEST_ARGS) " in *--ignore=tests/browser*) ;; *) exit 1 ;; esac; \
		fi; }

test: install chromium  ## all tests but the slow patterns
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --ignore=tests/patterns $(PYTEST_ARGS)

patterns: install  ## slow: facts of the literature, backcasts
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup tests/patterns $(PYTEST_ARGS)

check: install  ## lint, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@! grep -rnE '^\s*import +model\b' --include='*.py' model scenarios experiments viz tests $(wildcard benchmarks docs) \
		|| { echo "Plain 'import model' is banned: write 'from model.x import y'." >&2; exit 1; }
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install  ## format the code and mend what ruff can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: install  ## speed and memory
	$(BIN)/python -m benchmarks

docs: install  ## write the generated pages of docs/
	$(BIN)/python -m experiments.docs

validation: install  ## run all regions from 2005 and 2015 and renew docs/validation.md
	$(BIN)/omland validate --page docs/validation.md --replace

golden: install  ## renew the golden results; a change needs a line in CHANGELOG.md
	$(BIN)/python -m tests.baselines.update

library: install  ## play every scenario of the library in full; writes nothing
	$(BIN)/python -m experiments.library

effects: install  ## measure what instruments do, for their pages: what is not measured with this code and library yet
	$(BIN)/python -m experiments.effects

app: install  ## the browser app, on this machine only
	$(BIN)/omland app

lock:  ## renew requirements.lock after a change in pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: pipx install uv" >&2; exit 1; }
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet -o requirements.lock
	@! grep -nE '://|^-' requirements.lock || { echo "requirements.lock must name no address" >&2; exit 1; }
