# Each target sets itself up: `make book` on a fresh machine needs Python 3.11 to 3.13, git and make, nothing else.

PYTHON ?= python3
# `make test TORCH=no` does without PyTorch: chapter 8, its page on PyTorch and the tests that compare with it are left out.
TORCH ?= yes
CPU_INDEX := https://download.pytorch.org/whl/cpu
UV := uv==0.13.9
NPM := katex@0.16.22 @micropython/micropython-webassembly-pyscript@1.27.0 axe-core@4.14.1

bin := .venv/bin
export PATH := $(CURDIR)/$(bin):$(PATH)
export VIRTUAL_ENV := $(CURDIR)/.venv# else what is installed would go into another one that is activated
# Matrices this small are multiplied fastest by one thread, and then alike however many cores there are.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
# Every notebook starts a fresh Python: modules are compiled once, at set-up, even where Python may not write bytecode.
export UV_COMPILE_BYTECODE := 1
export BOOK_WITHOUT_TORCH := $(filter no,$(TORCH))

.PHONY: help book test processors lab serve bench fuzz grade-demo release pictures lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

book: .venv/ready ## execute every notebook and build the site
	python -m book.build

test: .venv/ready ## lint, unit, parity and property tests, every notebook, the build
	ruff check .
	ruff format --check .
	codespell
ifeq ($(BOOK_WITHOUT_TORCH),)
	python -m book.build
	python -m pytest --nbval-lax tests tests/site chapters exercises/source
else
	python -m pytest --nbval-lax tests chapters exercises/source --ignore chapters/08_in_practice.ipynb --ignore chapters/deeper/08_pytorch.ipynb
	@echo "Left out without torch: chapter 8 and its page on PyTorch, the build, the site in a browser."
endif

processors: .venv/ready ## every notebook and test as other processors compute, a line each
	python -m tools.processors --nbval-lax tests chapters exercises/source $(if $(BOOK_WITHOUT_TORCH),--ignore chapters/08_in_practice.ipynb --ignore chapters/deeper/08_pytorch.ipynb)

lab: .venv/ready ## open the notebooks in JupyterLab
	jupyter lab chapters

serve: book ## serve the built site on this machine
	python -m http.server --bind 127.0.0.1 --directory _build/html 8000

bench: book ## speed as ratios within one run; latency and weight of the pages
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

lock: .venv/ready ## pin everything again in requirements.txt, after a change in pyproject.toml
	python -m tools.lock

clean: ## remove the environment and everything that was built
	rm -rf .venv .sandbox _build .pytest_cache .ruff_cache .hypothesis .benchmarks *.egg-info

# PyTorch comes first and without dependencies. Its CPU index is preferred; where that cannot be reached, pip goes on
# with what it finds elsewhere, and the next line installs whatever that build asks for.
.venv/ready: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14) and "This book needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	python -m pip install --quiet --disable-pip-version-check $(UV)
	$(if $(BOOK_WITHOUT_TORCH),,python -m pip install --quiet --disable-pip-version-check --no-deps --retries 1 --timeout 20 --extra-index-url $(CPU_INDEX) $$(grep '^torch==' requirements.txt))
	grep $(if $(BOOK_WITHOUT_TORCH),-v '^torch==',.) requirements.txt > .venv/requirements.txt
	uv pip install --quiet --system-certs --requirement .venv/requirements.txt
	uv pip install --quiet --system-certs --no-deps --editable .
	npm install --silent --no-audit --no-fund --no-package-lock --prefix .venv/npm $(NPM)
	touch $@

# Where students' code runs: NumPy and matplotlib, and nothing that holds an answer.
.sandbox: .venv/ready
	python -c 'from grading.sandbox import environment; environment.make()'
	touch $@
