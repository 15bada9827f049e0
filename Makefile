# Two commands are all a newcomer needs: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The environments are rebuilt when the locks change; `dev` adds the test tools to the same versions.
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
LOCAL := PYTHONPATH=plugins $(BIN)/python -m tracepile_airflow.local

.PHONY: help
help: ## List every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "TracePile needs Python 3.11 or 3.12; set PYTHON=…")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9

$(RUN_STAMP): requirements.txt pyproject.toml | $(BIN)/uv
	@echo "Installing TracePile into $(VENV) …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null || true # the first import of Airflow is slow otherwise
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(RUN_STAMP)
	@echo "Installing the test tools …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: install install-dev
install: $(RUN_STAMP) ## Install the platform into .venv
install-dev: $(DEV_STAMP) ## Install the platform and the test tools into .venv

.PHONY: run up
run: $(RUN_STAMP) ## Run the whole chain once in real Airflow and publish a release
	@$(LOCAL) run
up: $(RUN_STAMP) ## Open the platform (UI, scheduler) until Ctrl-C
	@$(LOCAL) up

USER_PYTHON ?= $(BIN)/python
.PHONY: test test-slow test-tracers test-adversarial test-adversarial-user test-integration test-browser test-distributed
test: $(DEV_STAMP) ## Run all tests that need no service
	@$(BIN)/pytest -n 2 --dist loadfile -m "not integration and not browser and not adversarial and not slow and not distributed"
test-slow: $(DEV_STAMP) ## Run the thorough versions of the tests of rewrites and questions
	@$(BIN)/pytest -n 2 --dist worksteal -m slow --timeout 600 tests
test-adversarial: $(DEV_STAMP) ## Run hostile programs against the sandbox
	@$(BIN)/pytest -n 2 --dist worksteal -m adversarial tests/adversarial
test-adversarial-user: $(DEV_STAMP) ## The same as an ordinary user, for root; USER_PYTHON is a Python that others may run
	@setpriv --reuid 65534 --regid 65534 --clear-groups env PYTHONDONTWRITEBYTECODE=1 \
	  PYTHONPATH=include:plugins:$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
	  $(USER_PYTHON) -m pytest -p no:cacheprovider -m adversarial tests/adversarial
test-tracers: $(DEV_STAMP) ## Hold the fast tracer against the reference on thousands of programs
	@$(BIN)/pytest -s -m slow tests/execution/fast
test-integration: $(DEV_STAMP) ## Run the chain in a real Airflow and the store on a real S3 server
	@$(BIN)/pytest -m integration --timeout 1200 tests
# Celery and Redis's client; the rest is what `make run` installs.
DISTRIBUTED_STAMP := $(VENV)/.installed-distributed
$(DISTRIBUTED_STAMP): requirements-distributed.txt $(DEV_STAMP)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements-distributed.txt
	@touch $@
test-distributed: $(DISTRIBUTED_STAMP) ## Run the chain on Celery, PostgreSQL, Redis and S3, and inject faults (half an hour)
	@$(BIN)/pytest -s -m distributed tests/distributed
test-browser: $(DEV_STAMP) ## Open the UI in a real browser (needs Chromium)
	@$(BIN)/pytest -m browser --timeout 600 tests/browser

.PHONY: sglang-cpu bench-llm
sglang-cpu: $(DEV_STAMP) ## Run the contract tests against a real SGLang server on CPU (3.2 GB, slow)
	@$(BIN)/python -m tests.sglang_cpu var/sglang-cpu
bench-llm: $(DEV_STAMP) ## Measure the model client against the test server
	@$(BIN)/python -m bench.llm

.PHONY: bench-verifier bench-pages examples
bench-verifier: $(DEV_STAMP) ## Measure how many wrong rationales the verifier refuses (10,000 mutants)
	@$(BIN)/python -m bench.verifier --write docs/benchmarks.md
bench-pages: $(DEV_STAMP) ## Measure the pages of the UI over 100,000 samples, one by one and under load
	@PYTHONPATH=plugins:. $(BIN)/python -m bench.pages
examples: $(DEV_STAMP) ## Write docs/examples.md from the seed corpus
	@$(BIN)/python -m bench.examples

STORE ?= var/store
.PHONY: check-release
check-release: $(DEV_STAMP) ## Execute a release again: answers, splits, quotas, second build (STORE=DIR CHECK="--version v0.1.0")
	@$(BIN)/python -m bench.check_release $(STORE) $(CHECK)

# The tracers of others live in an environment of their own.
BENCH := var/bench-trace
.PHONY: bench-trace bench-sandbox
$(BENCH)/.installed: bench/requirements.txt $(DEV_STAMP)
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(BENCH)
	@$(BIN)/uv pip install --quiet --python $(BENCH)/bin/python --no-deps --require-hashes -r bench/requirements.txt
	@touch $@
bench-trace: $(BENCH)/.installed ## Measure the tracers against PySnooper, snoop and hunter (a quarter of an hour)
	@$(BIN)/python -m bench.tracing --peers $(BENCH)/bin/python --write docs/benchmarks.md
bench-sandbox: $(DEV_STAMP) ## Measure programs in the sandbox against fresh interpreters
	@$(BIN)/python -m bench.sandbox --write docs/benchmarks.md

SIZES ?= 1000,5000
.PHONY: bench-scale bench-scale-large
bench-scale: $(DEV_STAMP) ## Measure the chain at growing sizes, with one and two CPUs (SIZES=1000,5000)
	@PYTHONPATH=plugins:. $(BIN)/python -m bench.scale --sizes $(SIZES) --cpus 1,2 --write docs/scale.md
bench-scale-large: $(DEV_STAMP) ## The same at 20,000 and 50,000 runs (an hour)
	@PYTHONPATH=plugins:. $(BIN)/python -m bench.scale --sizes 20000,50000 --write docs/scale.md

# What trains lives in an environment of its own; torch must be the CPU build, which pip finds where it is configured to.
TRAIN := var/train
.PHONY: train-smoke
train-smoke: $(RUN_STAMP) ## Train a tiny model on the latest release, nine ways, 20 steps each (CPU)
	@test -x $(TRAIN)/bin/python || $(BIN)/python -m venv $(TRAIN)
	@$(BIN)/uv pip install --quiet --python $(TRAIN)/bin/python --no-deps --require-hashes -r recipes/requirements-train.txt
	@$(TRAIN)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps torch==2.13.0
	@$(TRAIN)/bin/python -m recipes.train_smoke "$$($(BIN)/tracepile releases list --json | $(BIN)/python -m recipes.latest)"

CURATION := var/bench/venv
.PHONY: bench-curation bench-curation-large
$(CURATION)/.installed: bench/requirements-curation.txt $(DEV_STAMP)
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(CURATION)
	@$(BIN)/uv pip install --quiet --python $(CURATION)/bin/python --no-deps --require-hashes -r bench/requirements-curation.txt
	@touch $@
bench-curation: $(CURATION)/.installed ## Measure duplicates and contamination against other tools (BENCHMARKS=DIR, PROGRAMS=DIR)
	@$(BIN)/python bench/curation.py $(if $(BENCHMARKS),--benchmarks $(BENCHMARKS)) $(if $(PROGRAMS),--programs $(PROGRAMS))
bench-curation-large: $(DEV_STAMP) ## The same at 500,000 and 2 million documents, ours alone (an hour)
	@$(BIN)/python bench/curation.py --sizes 500000,2000000 --probe-size 500000 --skip recall,channels,texts,contamination

.PHONY: lint types contracts check format
lint: $(DEV_STAMP) ## Lint Python and SQL
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/sqlfluff lint --disable-progress-bar sql
types: $(DEV_STAMP) ## Check types (mypy, strict)
	@$(BIN)/mypy
contracts: $(DEV_STAMP) ## Check that imports keep to the layers
	@PYTHONPATH=plugins $(BIN)/lint-imports
check: lint types contracts ## Lint, types and import contracts
format: $(DEV_STAMP) ## Format Python and SQL
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format . ; $(BIN)/sqlfluff fix -q --disable-progress-bar sql

.PHONY: lock audit docs screenshots clean
lock: | $(BIN)/uv ## Resolve the locked requirements anew
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --extra airflow -o requirements.txt pyproject.toml
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --extra airflow --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --extra airflow --extra distributed -c requirements.txt -o requirements-distributed.txt pyproject.toml
audit: | $(BIN)/uv ## Ask what is known of faults in the locked versions (needs a network)
	@$(BIN)/uv tool run --from pip-audit==2.9.0 pip-audit --disable-pip --require-hashes -r requirements-distributed.txt
docs: $(RUN_STAMP) ## Write docs/DAGs.md from the DAGs
	@PYTHONPATH=plugins $(BIN)/python -m tracepile_airflow.docs
screenshots: $(DEV_STAMP) ## Photograph the UI over the runs of `make run` (needs Chromium)
	@PYTHONPATH=plugins:. $(BIN)/python -m tests.browser.take_screenshots
clean: ## Remove the environment and the caches; the store stays
	@rm -rf $(VENV) var/cache .pytest_cache .mypy_cache .ruff_cache
