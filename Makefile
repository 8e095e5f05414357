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

UV_VERSION := 0.13.8
PYTHON_VERSION ?= $(file < .python-version)
JOBS ?= 2
BENCH_LABS ?= c1w1-lab1 c1w1-lab2 c2w1-lab1 c2w2-lab2
# A lab's time budget is for a machine of its own; here two labs run at once.
ROOM := COURSELAB_TIME_FACTOR=2

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
	$(BIN)/courselab run --jobs $(JOBS) --out runs/labs

doctor: setup ## say what is present, missing or too old, each with its cure
	$(BIN)/courselab doctor

##@ For maintainers

test: lint contract unit notebooks exercises browser guarded seed7 ## everything that must hold before a change lands, cheap things first

lint: setup ## style (notebooks too), spelling and the wall between the two wings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check shared tests
	$(BIN)/codespell
	$(BIN)/lint-imports --no-cache

contract: setup ## the anatomy of notebooks, generated files, workflows, lock and imports
	$(BIN)/pytest tests/contract

unit: setup ## unit and property tests
	$(BIN)/pytest tests/unit -n 2 --dist loadfile

notebooks: setup services ## the runner against small broken notebooks
	$(BIN)/pytest tests/notebooks

exercises: setup ## does every lab's check pass the solution and catch the wrong answers?
	$(BIN)/pytest tests/exercises

browser: setup-browser ## a lab in a real JupyterLab in a real browser
	$(BIN)/pytest tests/browser

guarded: setup services ## do the committed, guarded outputs of every lab still come out?
	$(BIN)/pytest --nbval-lax --nbval-cell-timeout=300 -n $(JOBS) --dist loadfile $(COURSES)

seed7: setup services ## is every lesson still true when the dice fall otherwise, with the network cut off?
	$(ROOM) $(BIN)/courselab run -p SEED 7 --jobs $(JOBS) --offline --fresh --no-cache --out runs/seed7

bench: setup ## measure courselab run against other tools (BENCH_LABS="c1w2-lab1 ..." names labs), write docs/bench.json
	$(BIN)/python tests/bench/bench.py --out docs/bench.json --labs $(BENCH_LABS)

pages: setup ## write the generated parts of the READMEs, the labs' Takes line and binder/environment.yml
	$(BIN)/courselab pages

refresh: setup ## run every lab again and put its normalised outputs into the course folders
	$(BIN)/courselab refresh --jobs $(JOBS)
	$(BIN)/courselab pages

pictures: setup-browser ## take the README's pictures again
	COURSELAB_PICTURES=docs $(BIN)/pytest tests/browser
	$(BIN)/courselab run course1/week1 c2w1-lab1 --jobs $(JOBS) --out runs/picture
	$(BIN)/courselab report runs/picture --picture docs/report.svg

lock: $(UV) ## resolve uv.lock again from pyproject.toml
	$(UV) lock

clean: ## remove what make made: the environment, tools, reports and caches of this folder
	rm -rf .venv .tools runs .pytest_cache .ruff_cache .hypothesis shared/services/*/.venv
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

.PHONY: lab run doctor test lint contract unit notebooks exercises browser guarded seed7 bench pages refresh pictures lock clean help \
        setup services setup-browser system-packages
