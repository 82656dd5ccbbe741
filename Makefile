PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LIGHT := $(VENV)/.light
STAMP := $(VENV)/.installed

# The package with its modules compiled, laid where PYTHONPATH may name it. Never beside the sources: it would hide them.
COMPILED := build/compiled
# What the compiled modules do; the rest of the tests is about what calls them.
STAGES := agent anchor attach choose clean commitment due_proposers entity entity_document explain fixtures furniture gold \
	indicator indicator_candidates kind layer learn lexicon names nature number outline parse pipeline pledges quantity region \
	resolve same_bytes scan scene stance tables time timed tokens units

# The tables of each fold: what was read by tables that had not seen it is read again from these.
FOLDS := build/folds

.PHONY: demo test test-compiled lint wheel bench audit bounds fuzz coverage-of-rules train cross-validate calibrate floors settle

$(LIGHT): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "policyextract needs Python 3.11 or later; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[fast,calendar]"
	@touch $(LIGHT)

# The tests need every extra, Spark among them: some 600 MB.
$(STAMP): $(LIGHT)
	$(BIN)/python -m pip install --quiet --editable ".[all]" --group dev
	@touch $(STAMP)

demo: $(LIGHT)
	$(BIN)/policyextract extract tests/fixtures/city_press_conference.txt

test: $(STAMP)
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile

$(COMPILED)/.built: $(STAMP) pyproject.toml hatch_build.py $(shell find src -name '*.py' -o -name '*.pxd' -o -name '*.toml' -o -name '*.tsv')
	@rm -rf $(COMPILED)
	HATCH_BUILD_HOOKS_ENABLE=1 $(BIN)/python -m pip install --quiet --no-deps --target $(COMPILED) .
	@touch $@

test-compiled: $(COMPILED)/.built
	PYTHONPATH=$(COMPILED) $(BIN)/python -m pytest $(STAGES:%=tests/test_%.py)

wheel: $(STAMP)
	HATCH_BUILD_HOOKS_ENABLE=1 $(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Known weaknesses of what is installed; the program that asks has an environment of its own. Without a network it says so.
AUDIT := $(VENV)/audit
audit: $(STAMP)
	@test -x $(AUDIT)/bin/pip-audit || \
		{ $(PYTHON) -m venv $(AUDIT) && $(AUDIT)/bin/python -m pip install --quiet --retries 1 --timeout 10 "pip-audit>=2.7"; } || true
	$(BIN)/python scripts/audit.py $(AUDIT)/bin/pip-audit

# The lower bounds of every extra, each in an environment of its own below build/bounds; EXTRAS="arrow frames" for some of them.
UV := $(VENV)/uv
bounds: $(STAMP)
	@test -x $(UV)/bin/uv || { $(PYTHON) -m venv $(UV) && $(UV)/bin/python -m pip install --quiet "uv>=0.8"; }
	$(BIN)/python scripts/bounds.py $(UV)/bin/uv $(EXTRAS)

# Each target of tests/fuzz.py for so many seconds, with atheris where it can be installed.
SECONDS := 600
fuzz: $(STAMP)
	@$(BIN)/python -m pip install --quiet --group fuzz || echo "without atheris inputs are damaged at random"
	$(BIN)/python tests/fuzz.py --seconds $(SECONDS)

bench: $(STAMP)
	@$(MAKE) $(COMPILED)/.built || echo "without a C compiler only what is not compiled can be measured"
	if [ -e $(COMPILED)/.built ]; then PYTHONPATH=$(COMPILED) $(BIN)/python bench/speed.py --save; fi
	$(BIN)/python bench/speed.py --no-linear --save
	$(BIN)/python bench/archive.py

coverage-of-rules: $(STAMP)
	$(BIN)/python bench/rules.py

# Fits the shipped tables, and those of each fold, on the annotated documents beside the repository: compiled where there is
# a C compiler, which gives the same bytes sooner. Afterwards: make cross-validate, make settle, make floors.
TRAIN = @$(MAKE) $(COMPILED)/.built || echo "without a C compiler training takes hours"; \
	set -e; if [ -e $(COMPILED)/.built ]; then export PYTHONPATH=$(COMPILED); fi; set -x; $(BIN)/python scripts/train.py

train: $(STAMP)
	$(TRAIN) --folds $(FOLDS)

$(FOLDS): | $(STAMP)
	$(TRAIN) --only-folds --folds $(FOLDS)

cross-validate: $(STAMP) | $(FOLDS)
	$(BIN)/python bench/cross_validate.py $(FOLDS) --save

calibrate: $(STAMP) | $(FOLDS)
	$(BIN)/python bench/calibrate.py $(FOLDS)

floors: $(STAMP)
	$(BIN)/python scripts/floors.py

settle: $(STAMP)
	$(BIN)/python scripts/settle_corpora.py
