# make lab: work through the course.          make test: prove every cell and number.
# make test-all: make test, and what takes longer: PyTorch and scikit-learn, fresh installations, the book, slides, a class.
# make test-browser: the part of make test that needs Chromium, alone; it fails where there is none.
# make oldest, make newest: the tests with the oldest versions that are declared to do, and with the newest there are.
# make site: the landing page, the lessons as a book and the public names, in build/site; any web server serves it.
# make slides: lessons 01 to 05 as decks for a projector, in build/slides. SERVER=http://…: where their buttons lead.
# make constraints: try newer versions of everything and write them down.   make frameworks: install PyTorch, scikit-learn.
# make coverage: which lines and branches of the package tests/ reaches, without the browser; below 97 % it fails.
# make notebooks: execute the lessons, and write the instructors' tables.        make bench: how fast bp.train and the mistake doctor are.
# make bench-browser: from key press to changed picture.       make doctor-report: how often the mistake doctor is right.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --retries 3 --constraint constraints.txt
STEADY := OPENBLAS_NUM_THREADS=1 TQDM_DISABLE=1 BPCOURSE_PROGRESS=off
CHROMIUM := { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null
# Before a command that needs a home to write to: Jupyter keeps settings and connections there, the course its progress.
AT_HOME := { probe=$$(mktemp -d "$$HOME/.bpcourse-XXXXXX" 2>/dev/null) && rmdir "$$probe"; } || { \
	echo "Your home folder cannot be written to, so settings and progress are kept in my_course/.home"; \
	mkdir -p my_course/.home; export HOME="$(CURDIR)/my_course/.home"; };
LAB_ARGS ?=

.PHONY: lab test test-all frameworks oldest newest constraints test-browser site slides coverage notebooks bench bench-browser doctor-report
lab: .venv/lab
	@$(AT_HOME) $(BIN)/python -m bpcourse start -- $(LAB_ARGS)

test: .venv/test
	@$(CHROMIUM) || echo "There is no Chromium here, so the browser tests are left out; on Debian and Ubuntu: apt install chromium"
	@$(AT_HOME) $(BIN)/python -m pytest

# One worker more than there are processors: browsers and installations wait most of their time.
test-all: .venv/frameworks .venv/site
	@$(AT_HOME) CI=true $(BIN)/python -m pytest -m "" -n $$(($$(getconf _NPROCESSORS_ONLN) + 1))

frameworks: .venv/frameworks

test-browser: .venv/test
	@$(CHROMIUM) || { echo "The browser tests need Chromium; on Debian and Ubuntu: apt install chromium"; exit 1; }
	@$(AT_HOME) $(BIN)/python -m pytest -n 0 tests/browser

site: .venv/site
	@$(STEADY) $(BIN)/python deploy/site/build.py build/site
	@echo "The book is in build/site; to read it: $(BIN)/python -m http.server --directory build/site"

slides: SERVER = http://localhost:8888
slides: .venv/test
	@$(STEADY) $(BIN)/python deploy/slides/build.py build/slides $(SERVER)

coverage: .venv/test
	@$(BIN)/python -m coverage erase
	@$(AT_HOME) $(BIN)/python -m coverage run -m pytest tests --ignore tests/browser
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

notebooks: .venv/test
	@$(AT_HOME) $(BIN)/python -m bpcourse notebooks
	@$(AT_HOME) $(BIN)/python -m bpcourse run-sheet

bench: .venv/test
	@$(STEADY) $(BIN)/python tests/benchmarks/speed.py
	@$(STEADY) $(BIN)/python tests/benchmarks/doctor.py

bench-browser: .venv/test
	@$(STEADY) $(BIN)/python tests/benchmarks/keys.py

doctor-report: .venv/test
	@$(STEADY) $(BIN)/python tests/doctor_report.py

# The virtual environment is made for one folder and one Python; where either has changed, it is made again. After a move
# its packages stay, so that no internet is needed. What pip says goes to .venv/pip.log.
VERSION = $(shell $(1) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
MADE_FOR := $(shell cat .venv/made 2>/dev/null)
NOW := $(call VERSION,$(if $(filter command line,$(origin PYTHON)),$(PYTHON),$(BIN)/python))
ifneq ($(MADE_FOR),$(CURDIR) with Python $(NOW))
.PHONY: .venv/made
endif
MOVED := $(and $(MADE_FOR),$(filter $(lastword $(MADE_FOR)),$(NOW)))
MAKER := $(if $(MOVED),$(BIN)/python,$(PYTHON))

.venv/made:
	@command -v $(MAKER) >/dev/null || { echo "bpcourse needs Python 3.11 or newer, and there is no $(MAKER) here."; exit 1; }
	@$(MAKER) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "bpcourse needs Python 3.11 or newer, and $(MAKER) is $$($(MAKER) --version 2>&1). Another one: make $(or $(MAKECMDGOALS),lab) PYTHON=python3.12"; exit 1; }
	@$(MAKER) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(MAKER) lacks its venv module; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@[ ! -d .venv ] || echo "This folder or its Python has changed, so .venv is made again."
	@$(MAKER) -m venv $(if $(MOVED),,--clear) .venv
	@[ -z "$(MOVED)" ] || { was=$$(sed 's/ with Python .*//' $@); for script in $$(grep -lIF "$$was/$(BIN)/python" $(BIN)/*); do sed -i.old "1,3s|$$was|$(CURDIR)|" $$script; done; rm -f $(BIN)/*.old; }
	@echo "$(CURDIR) with Python $$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')" > $@

.venv/lab: WHAT = JupyterLab and NumPy
.venv/lab: TIME = two minutes
.venv/lab: EXTRAS = lab
.venv/lab: MODULES = bpcourse, jupyterlab
.venv/test: WHAT = JupyterLab, NumPy and what the tests need
.venv/test: TIME = three minutes
.venv/test: EXTRAS = lab,test
.venv/test: MODULES = bpcourse, jupyterlab, nbval, playwright
.venv/frameworks: WHAT = PyTorch and scikit-learn
.venv/frameworks: TIME = five minutes
.venv/frameworks: EXTRAS = lab,test,frameworks
.venv/frameworks: MODULES = bpcourse, jupyterlab, nbval, playwright, sklearn, torch
.venv/frameworks: .venv/test
.venv/site: WHAT = what builds the book
.venv/site: TIME = two minutes
.venv/site: EXTRAS = lab,site
.venv/site: MODULES = bpcourse, myst_nb, sphinx_book_theme
.venv/lab .venv/test .venv/frameworks .venv/site: pyproject.toml constraints.txt .venv/made
	@echo "Installing $(WHAT) into .venv. The first time this takes about $(TIME) and needs the internet …"
	@if { $(PIP) hatchling nbformat editables && $(PIP) --no-build-isolation --editable '.[$(EXTRAS)]'; } >.venv/pip.log 2>&1; then touch .venv/lab $@; \
	elif ! grep -qE 'connection broken|Max retries|timed out' .venv/pip.log; then tail -n 20 .venv/pip.log; exit 1; \
	elif $(BIN)/python -c 'import $(MODULES)' 2>/dev/null; then echo "The internet cannot be reached, so it goes on with what is installed."; \
	else echo "The internet cannot be reached, and not everything is installed yet (what pip said: .venv/pip.log)."; exit 1; fi

# With the newest versions there are, previews too; or with the oldest that pyproject.toml allows, and of what it does not
# name the oldest that work (tests/oldest.txt). Each in an environment of its own, made anew, without constraints.txt.
VERSIONS_newest := --prerelease allow
VERSIONS_oldest := --resolution lowest --only-binary :all: --constraints tests/oldest.txt
# Left out: the browser, and what no version changes: the repository, the benchmark, numbers in the prose, and what is said
# to answers, right and wrong.
SAID := answers classroom content doctor exercises learners mutants personal published reliability right_answers run_sheet worksheets
TESTS_oldest := --ignore tests/browser $(foreach test,delivery benchmarks numbers copies start package $(SAID),--ignore tests/test_$(test).py)
oldest newest: .venv/made
	@$(PIP) uv >/dev/null
	$(BIN)/python -m venv --clear --without-pip .venv/$@
	$(BIN)/python -m uv pip install --quiet --python .venv/$@/bin/python $(VERSIONS_$@) --editable '.[lab,test]'
	.venv/$@/bin/python -m pytest $(TESTS_$@)

constraints: .venv/made
	@$(PIP) uv >/dev/null
	$(BIN)/python -m uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade --no-annotate --no-header --output-file constraints.txt
