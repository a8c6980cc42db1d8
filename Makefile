# make demo     the built-in explorer as a dashboard (PORT=8866, BROWSER=none)
# make test     every check and test
# make install  the set-up alone
# make bench    the figures against the peers, into benchmarks/RESULTS.md

VENV := .venv
PYTHON ?= python3
BIN := $(VENV)/bin
FRONTEND := $(shell find frontend/src -type f 2>/dev/null) frontend/package-lock.json frontend/build.mjs

.PHONY: install demo test bench check clean
.DEFAULT_GOAL := install

install: $(VENV)/.installed

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

# torch comes first and by an exact pin: see tools/install_torch.py.
$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt build_backend/backend.py $(FRONTEND)
	$(BIN)/python tools/install_torch.py
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@# A wheel carries this file; an editable install leaves data files out.
	mkdir -p $(VENV)/etc/jupyter/jupyter_server_config.d
	cp latentwidgets/app/jupyter-config/latentwidgets.json $(VENV)/etc/jupyter/jupyter_server_config.d/
	touch $@

$(VENV)/.tests: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	sh tools/install_chromium.sh
	touch $@

demo: install
	@$(BIN)/latentwidgets demo

check: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/frontend.py check

# Small arrays on a shared machine: one thread each is faster than two that wait for each other.
test: export OMP_NUM_THREADS = 1
test: export OPENBLAS_NUM_THREADS = 1
test: export OMP_WAIT_POLICY = PASSIVE
test: check
	$(BIN)/python tools/frontend.py test
	@# Two at a time; Chromium apart from what computes, since people's hands in it are timed.
	$(BIN)/python -m pytest -m "not browser" -n 2 --dist loadscope
	@# What fails there is told, and tried once more with the machine to itself: real time in a real
	@# browser can be lost to a neighbour's work. Only failures (1) are, not a run that broke off.
	$(BIN)/python -m pytest -m browser -n 2 --dist loadscope || { \
	  test $$? -eq 1 && $(BIN)/python -m pytest -m browser --last-failed --last-failed-no-failures none; }

bench: $(VENV)/.tests
	$(BIN)/python -m pip install --quiet --constraint constraints.txt '.[bench]'
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist *.egg-info latentwidgets/static frontend/node_modules
