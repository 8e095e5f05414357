# One way in for everybody: learners type `make lab`, instructors `make run`, maintainers `make test`.
# Every target sets up what it needs first; set-up that is done already costs well under a second.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

# The project's own environment, whatever else is activated in the calling shell.
unexport VIRTUAL_ENV CONDA_PREFIX PYTHONHOME PYTHONPATH
unexport UV_PYTHON UV_PROJECT UV_WORKING_DIR UV_FROZEN UV_LOCKED UV_NO_SYNC UV_NO_DEV UV_NO_EDITABLE UV_SYSTEM_PYTHON
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv
test: export LAYER_TIMES := $(CURDIR)/runs/layers.tsv

UV_VERSION := 0.13.8
PYTHON_VERSION ?= $(file < .python-version)
# Labs at once; unset: as cores and memory allow.
JOBS ?=
AT_ONCE = $(if $(JOBS),--jobs $(JOBS))
BENCH_LABS ?= c1w1-lab1 c1w1-lab2 c2w1-lab1 c2w2-lab2
# What `make test` runs, in this order; each tells .ci/layers how long it took.
LAYERS := lint contract unit integration browser guarded seed7
LAYER = .ci/layers run $@

PATH_UV := $(shell command -v uv)
UV := $(or $(PATH_UV),$(CURDIR)/.tools/uv/bin/uv)
BIN := $(CURDIR)/.venv/bin
ENVIRONMENT := .venv/.ready-$(PYTHON_VERSION)
KERNELS := .venv/.kernels
COURSES := $(sort $(wildcard course[0-9]))

##@ For everybody

lab: setup ## open the course in JupyterLab (this machine only)
	$(BIN)/jupyter lab --config shared/jupyter/jupyter_lab_config.py

run: setup services ## execute every lab and write the report to runs/labs
	$(BIN)/courselab run $(AT_ONCE) --out runs/labs

doctor: setup ## say what is present, missing or too old, each with its cure
	$(BIN)/courselab doctor

##@ For maintainers

test: ## everything that must hold before a change lands, cheap things first; at the end the seconds of each layer
	@.ci/layers begin
	@status=0; $(MAKE) $(LAYERS) || status=$$?; .ci/layers table $(LAYERS); exit $$status

lint: setup ## style (notebooks too), spelling, types, the wall between the two wings and the floors inside
	$(LAYER) $(BIN)/ruff check .
	$(LAYER) $(BIN)/ruff format --check shared tests
	$(LAYER) $(BIN)/codespell
	$(LAYER) $(BIN)/mypy
	$(LAYER) $(BIN)/lint-imports --no-cache

contract: setup ## the anatomy of notebooks, generated files, workflows, lock and imports
	$(LAYER) $(BIN)/pytest tests/contract -n 2 --dist loadfile

unit: setup ## unit and property tests
	$(LAYER) $(BIN)/pytest tests/unit -n 2 --dist loadfile

integration: setup services ## real kernels, servers and runs: what is broken, killed or warm
	$(LAYER) $(BIN)/pytest tests/integration -n 2 --dist loadfile --no-loadscope-reorder -m "not alone"
	$(LAYER) $(BIN)/pytest tests/integration -m alone

browser: setup-browser ## a lab in a real JupyterLab in a real browser
	$(LAYER) $(BIN)/pytest tests/browser

guarded: setup services ## do the guarded outputs of every lab come out, do its checks pass right answers and catch wrong ones?
	$(LAYER) $(BIN)/pytest --nbval-lax --nbval-cell-timeout=300 -n $(or $(JOBS),2) --dist loadfile tests/exercises $(COURSES)

seed7: setup services ## is every lesson still true when the dice fall otherwise, with the network cut off? Is anything red?
	$(LAYER) $(BIN)/courselab run -p SEED 7 $(AT_ONCE) --offline --fresh --strict-when-calm --out runs/seed7
	$(LAYER) $(BIN)/python tests/support/red.py runs/seed7

warm-and-cold: setup services ## do all labs say the same in a warm kernel and in an ordinary one? (make test: one lab a kernel)
	COURSELAB_BOTH_WAYS=1 $(BIN)/pytest tests/integration/test_warm_and_cold.py

bench: setup ## measure courselab run against other tools (BENCH_LABS="c1w2-lab1 ..." names labs), write docs/bench.json
	$(BIN)/python tests/bench/bench.py --out docs/bench.json --labs $(BENCH_LABS)

pages: setup ## write the generated parts of the READMEs, the labs' Takes line and binder/environment.yml
	$(BIN)/courselab pages

refresh: setup ## run every lab again and put its normalised outputs into the course folders
	$(BIN)/courselab refresh $(AT_ONCE)
	$(BIN)/courselab pages

pictures: setup-browser ## take the README's pictures again
	COURSELAB_PICTURES=docs $(BIN)/pytest tests/browser
	$(BIN)/courselab run course1/week1 c2w1-lab1 $(AT_ONCE) --out runs/picture
	$(BIN)/courselab report runs/picture --picture docs/report.svg

lock: $(UV) ## resolve uv.lock again from pyproject.toml
	$(UV) lock

clean: ## remove what make made: the environment, tools, reports and caches of this folder
	rm -rf .venv .tools runs .pytest_cache .ruff_cache .mypy_cache .hypothesis shared/services/*/.venv tests/bench/rivals/.venv
	find . -path ./.git -prune -o \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

##@ Set-up (done by the targets above)

setup: system-packages $(ENVIRONMENT) $(KERNELS) ## the environment of the lock, with the course's kernels in it

services: setup ## the servers that live in environments of their own; a lab whose server is not there says so
	@$(BIN)/python -m courselab.services.environment

setup-browser: setup ## the same, with a browser for the browser test
	@.ci/system-packages browser

system-packages:
	@.ci/system-packages base

# A marker inside .venv, so that it goes when .venv goes; another Python version is another marker.
$(ENVIRONMENT): uv.lock pyproject.toml .python-version | $(UV)
	$(UV) sync $(if $(MAKE_TERMOUT),,--quiet) --frozen --all-groups --python $(PYTHON_VERSION)
	rm -f .venv/.ready-* $(KERNELS)
	touch $@

$(KERNELS): $(wildcard shared/courselab/runner/kernels/*.py) shared/courselab/quiet.py shared/jupyter/overrides.json $(ENVIRONMENT)
	$(BIN)/courselab kernels install
	mkdir -p .venv/share/jupyter/lab/settings
	cp shared/jupyter/overrides.json .venv/share/jupyter/lab/settings/
	touch $@

$(CURDIR)/.tools/uv/bin/uv:
	.ci/install-uv $(UV_VERSION)

.PHONY: lab run doctor test $(LAYERS) warm-and-cold bench pages refresh pictures lock clean help \
        setup services setup-browser system-packages
