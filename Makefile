# make lab: work through the course.       make test: prove every cell and number.
# make test-browser: the part of make test that needs Chromium, alone; it fails where there is none.
# make oldest: all lessons with the oldest versions of everything that are declared to do.
# make frameworks: install PyTorch and scikit-learn, which a few tests and make bench compare with.
# make notebooks: execute the lessons.    make bench: how fast bp.train is beside other ways to do the same.
# make bench-browser: from key press to changed picture.    make doctor-report: how often the mistake doctor is right.
PYTHON ?= python3
BIN := .venv/bin
SETTINGS := .venv/share/jupyter/lab/settings
STEADY := OPENBLAS_NUM_THREADS=1 TQDM_DISABLE=1 BPCOURSE_PROGRESS=off
ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
SCREEN := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname)))
CHROMIUM := { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null
LAB_ARGS ?=

.PHONY: lab test frameworks oldest test-browser notebooks bench bench-browser doctor-report
lab: .venv/lab
	@$(BIN)/python -m bpcourse copy
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/my_course/00_start_here.ipynb $(ROOT) $(if $(SCREEN),,--no-browser) $(LAB_ARGS)

test: .venv/test
	@$(CHROMIUM) || echo "There is no Chromium here, so the browser tests are left out; on Debian and Ubuntu: apt install chromium"
	@$(BIN)/python -c 'import sklearn, torch' 2>/dev/null || echo "PyTorch and scikit-learn are not here, so the few tests that compare with them are left out; make frameworks installs both"
	$(STEADY) $(BIN)/python -m pytest

frameworks: .venv/frameworks

test-browser: .venv/test
	@$(CHROMIUM) || { echo "The browser tests need Chromium; on Debian and Ubuntu: apt install chromium"; exit 1; }
	$(STEADY) $(BIN)/python -m pytest -n 0 tests/browser

notebooks: .venv/test
	@$(STEADY) $(BIN)/python -m bpcourse notebooks

bench: .venv/test
	@$(STEADY) $(BIN)/python tests/benchmarks/speed.py

bench-browser: .venv/test
	@$(STEADY) $(BIN)/python tests/benchmarks/keys.py

doctor-report: .venv/test
	@$(STEADY) $(BIN)/python tests/doctor_report.py

# The virtual environment: made once, refreshed when pyproject.toml changes.
.venv/made:
	@command -v $(PYTHON) >/dev/null || { echo "bpcourse needs Python 3.11 or newer, and there is no $(PYTHON) here."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "bpcourse needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1). Another one: make $(or $(MAKECMDGOALS),lab) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) lacks its venv module; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/lab: pyproject.toml | .venv/made
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[lab]'
	@mkdir -p $(SETTINGS)
	@echo '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}' > $(SETTINGS)/overrides.json
	@touch $@

.venv/test: pyproject.toml | .venv/made
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[lab,test]'
	@touch $@

.venv/frameworks: pyproject.toml | .venv/test
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[frameworks]'
	@touch $@

# All lessons with the oldest versions that pyproject.toml allows, in an environment of their own.
oldest:
	$(PYTHON) -m venv .venv/oldest
	.venv/oldest/bin/pip install --quiet --disable-pip-version-check uv
	.venv/oldest/bin/uv pip install --quiet --python .venv/oldest/bin/python --resolution lowest-direct --editable '.[lab,test]'
	$(STEADY) .venv/oldest/bin/python -m pytest notebooks
