# Each target sets itself up: `make book` on a fresh machine needs Python 3.11 to 3.13, git and make, nothing else.

PYTHON ?= python3
PORT ?= 8000
# `make test TORCH=no` does without PyTorch: these notebooks and the tests that compare with it are left out.
TORCH ?= yes
NEED_TORCH := 08_in_practice deeper/08_pytorch deeper/09_update_and_memory deeper/09_rprop_to_adam deeper/09_verdicts
CPU_INDEX := https://download.pytorch.org/whl/cpu
# What needs NumPy and matplotlib alone. An old matplotlib warns of a newer pyparsing.
OF_THE_PACKAGE := $(patsubst %,tests/test_%.py,rules_by_hand landscapes descent sweep precision rule_identities plotting)
OLD_ENOUGH := 'pyparsing>=3.1,<3.3' pytest==9.2.0 hypothesis==6.170.15
UV := uv==0.13.9
NPM := katex@0.16.22 @micropython/micropython-webassembly-pyscript@1.27.0 axe-core@4.14.1
PYODIDE := pyodide@0.27.7
# Where one thing is wrong with a machine, ten tests tell as much as a thousand that wait five minutes each.
PYTEST := python -m pytest --numprocesses logical --maxprocesses 4 --nbval-lax $(if $(CI),--maxfail 10)
JUPYTER := $(shell find tools/jupyter -type f)# settings of JupyterLab and of nbconvert

bin := .venv/bin
export PATH := $(CURDIR)/$(bin):$(value PATH)
export VIRTUAL_ENV := $(CURDIR)/.venv# else what is installed would go into another one that is activated
# Matrices this small are multiplied fastest by one thread, and then alike however many cores there are.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
# Every notebook starts a fresh Python: modules are compiled once, at set-up, even where Python may not write bytecode.
export UV_COMPILE_BYTECODE := 1
export BOOK_WITHOUT_TORCH := $(filter no,$(TORCH))

failed = { echo "$(1)" >&2; exit 1; }
again = cannot be had, for the reason above: see to the network and to the room on the disk, then run make again

npm = npm install --loglevel=error --no-audit --no-fund --no-package-lock --prefix .venv/npm $(1) || $(call failed,What npm brings $(again).)

# Where the folder was moved or the Python of the environment has gone, what was set up is of no use any more.
stale := $(shell [ ! -s .venv/grading ] || { [ "$$(cat .venv/grading)" = "$$(pwd -P)" ] && .venv/bin/python -c ''; } 2>/dev/null || echo stale)

.PHONY: help book pdf lite site test test-all mutants processors seeds claims lab serve bench fuzz grade-demo release pictures words links versions binder without-make machine lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

book: .venv/ready ## execute every notebook and build the site
	python -m book.build

pdf: book ## print the whole book with Chromium as one PDF; FOLDS=open or FOLDS=shut: all that is folded, or none of it
	FOLDS=$(FOLDS) python -m book.print

lite: book .venv/lite ## put JupyterLab beside the pages: it runs the notebooks in the reader's browser, with no server
	python -m book.browser

site: lite ## the whole site as a folder and as a ZIP, for a web server or a stick
	@python -m book.archive

test: .venv/ready $(if $(BOOK_WITHOUT_TORCH),,.venv/lite) ## lint, the build, every test, every notebook; of long lists of cases a sample
	ruff check .
	ruff format --check .
	codespell
ifeq ($(BOOK_WITHOUT_TORCH),)
	python -m book.build
	python -m book.browser
	$(PYTEST) tests chapters exercises/source
else
	$(PYTEST) --ignore tests/site tests chapters exercises/source $(NEED_TORCH:%=--ignore chapters/%.ipynb)
	@echo "Left out without torch: $(NEED_TORCH), the build, the site in a browser."
endif

test-all: export EVERY_CASE := yes
test-all: test ## as make test, with every page in every view, every attack, every mutant: half an hour

mutants: .venv/ready ## grade the exercises' checks by mutants of the solutions, all of them: some minutes
	EVERY_CASE=yes python -m pytest tests/grading/test_mutants.py -q -s

processors: .venv/ready ## every notebook and test as other processors compute, a line each
	python -m tools.processors --nbval-lax --ignore tests/site tests chapters exercises/source $(if $(BOOK_WITHOUT_TORCH),$(NEED_TORCH:%=--ignore chapters/%.ipynb))

seeds: .venv/ready ## what the chapters assert of chance, on three blocks of fresh random numbers
	python -m tools.seeds

claims: .venv/ready ## every claim in which chance plays a part on twenty other seeds
	python -m pytest tests/claims/every_seed.py -q

lab: .venv/ready ## open the notebooks in JupyterLab
	python -m tools.notebooks_in_git
	jupyter lab chapters

serve: book ## serve the built site on this machine
	@python -m http.server --bind 127.0.0.1 --directory _build/html $(PORT) || $(call failed,Port $(PORT) of this machine cannot be had: name another: make serve PORT=8001)

bench: lite ## speed as ratios within one run; latency and weight of the pages
	uv pip install --quiet --system-certs --constraint requirements.txt jax==0.10.2 optax==0.2.8
	python -m pytest tests/benchmarks --benchmark-disable-gc --benchmark-columns=median,iqr,rounds -q

fuzz: .venv/ready ## let libFuzzer look for bytes that the grader cannot read, two minutes a property
	uv pip install --quiet --system-certs --constraint requirements.txt atheris==3.0.0
	python tests/grading/fuzz.py

grade-demo: .sandbox ## grade a small made-up class, honest and hostile, and open the result
	python -m grading demo

release: .sandbox ## write the students' exercises again, after a change in exercises/source
	python -m grading release

pictures: .venv/ready ## draw the README's pictures again
	python -m tools.pictures

words: .venv/ready ## list what the catalogues of other languages lack, or have too much
	python -m tools.words

links: .venv/ready ## ask every address outside the book whether it is still there
	python -m book.links

versions: .venv/grading ## the package with the oldest and the newest NumPy and matplotlib that it allows
	@for end in lowest-direct highest; do \
	  uv venv --quiet --clear --python python _build/versions && \
	  VIRTUAL_ENV=_build/versions uv pip install --quiet --system-certs --resolution $$end --editable '.[plot]' $(OLD_ENOUGH) && \
	  _build/versions/bin/python -c 'import matplotlib, numpy; print("NumPy", numpy.__version__, "and matplotlib", matplotlib.__version__)' && \
	  _build/versions/bin/python -m pytest -q $(OF_THE_PACKAGE) || exit 1; \
	done

binder: .venv/ready ## what Binder would make of binder/, and the memory that each notebook takes there: some minutes
	python -m tools.binder

without-make: .venv/ready ## README's lines for whoever has no make, run as they stand: some minutes
	python -m tools.without_make

machine: # on Debian and its relatives, as root: what the tests need besides; not all have Chromium without its windows
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq bubblewrap chromium-headless-shell || \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq bubblewrap chromium

lock: .venv/ready ## pin everything again in requirements.txt, after a change in pyproject.toml
	python -m tools.lock

clean: ## remove the environment and everything that was built
	@git config --remove-section filter.notebook 2>/dev/null || true
	rm -rf .venv .sandbox _build .lock .pytest_cache .ruff_cache .hypothesis .benchmarks *.egg-info

# Whatever sets up is alone in this folder: a second make waits here, and then finds it done.
ifndef ALONE
.venv/grading .venv/ready .sandbox: requirements.txt pyproject.toml
.venv/ready: $(JUPYTER)
.venv/lite: requirements.txt pyproject.toml book/browser/lab.txt book/browser/wheels.txt book/browser/files.py
.venv/grading .venv/ready .venv/lite .sandbox: $(stale)
	@command -v $(PYTHON) >/dev/null || $(call failed,There is no $(PYTHON) here: install Python 3.11 to 3.13 or name the one that you have: make PYTHON=python3.12 ...)
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14) and "Python 3.11, 3.12 or 3.13 is needed, and $(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 ...")'
	@$(PYTHON) -c 'import ensurepip, venv' || $(call failed,$(PYTHON) comes without venv: on Debian and Ubuntu install python3-venv.)
	@$(PYTHON) tools/alone.py $(MAKE) --no-print-directory ALONE=yes $@
else

# All that grading needs, and nothing of the book: the first part of the environment, and for teachers the whole.
.venv/grading: requirements.txt pyproject.toml $(stale)
	@echo "Setting up in .venv, once: some minutes ..."
	@$(PYTHON) -m venv $(if $(stale),--clear) .venv || $(call failed,The folder .venv cannot be made: make room where the disk is full; delete it where it is another one's; then run make again.)
	@python -m pip install --quiet --disable-pip-version-check $(UV) || $(call failed,uv $(again).)
	@uv pip install --quiet --system-certs --constraint requirements.txt --editable '.[grade,plot]' || $(call failed,A package $(again).)
	@pwd -P > $@

# PyTorch comes before the rest and without dependencies. Its CPU index is preferred; where that cannot be reached, pip goes on
# with what it finds elsewhere, and the next line installs whatever that build asks for.
.venv/ready: .venv/grading $(JUPYTER)
	@$(if $(BOOK_WITHOUT_TORCH),,python -m pip install --quiet --disable-pip-version-check --no-deps --retries 1 --timeout 20 --extra-index-url $(CPU_INDEX) $$(grep '^torch==' requirements.txt) || $(call failed,PyTorch $(again).))
	@grep $(if $(BOOK_WITHOUT_TORCH),-v '^torch==',.) requirements.txt > .venv/requirements.txt
	@uv pip install --quiet --system-certs --requirement .venv/requirements.txt || $(call failed,A package $(again).)
	@$(call npm,$(NPM))
	@cp -R tools/jupyter/. .venv/
	@touch $@

# Python and JupyterLab for the browser, every file by its hash: from Pyodide's release, or from wherever else they are.
.venv/lite: .venv/ready book/browser/lab.txt book/browser/wheels.txt book/browser/files.py
	@$(call npm,$(PYODIDE))
	@uv pip install --quiet --system-certs --no-deps --require-hashes --target .venv/jupyterlite --requirement book/browser/lab.txt || $(call failed,JupyterLite $(again).)
	@python -m book.browser fetch
	@touch $@

# Where students' code runs: NumPy and matplotlib, and nothing that holds an answer.
.sandbox: .venv/grading
	@python -m grading.sandbox.environment
	@touch $@
endif

.PHONY: stale
stale:
