PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LIGHT := $(VENV)/.light
STAMP := $(VENV)/.installed

# The package with its modules compiled, laid where PYTHONPATH may name it. Never beside the sources: it would hide them.
COMPILED := build/compiled
# What the compiled modules do; the rest of the tests is about what calls them.
STAGES := anchor attach clean entity entity_document fixtures frames furniture gold kind layer lexicon names nature number \
	outline pipeline pledges quantity resolve scan stance tables time tokens units

.PHONY: demo test test-compiled lint wheel bench coverage-of-rules calibrate

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
	$(BIN)/python -m pytest

$(COMPILED)/.built: $(STAMP) pyproject.toml hatch_build.py $(shell find src -name '*.py' -o -name '*.toml' -o -name '*.tsv')
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

bench: $(STAMP)
	@$(MAKE) $(COMPILED)/.built || echo "without a C compiler only what is not compiled can be measured"
	if [ -e $(COMPILED)/.built ]; then PYTHONPATH=$(COMPILED) $(BIN)/python bench/speed.py; fi
	$(BIN)/python bench/speed.py --no-linear
	$(BIN)/python bench/archive.py

coverage-of-rules: $(STAMP)
	$(BIN)/python bench/rules.py

calibrate: $(STAMP)
	$(BIN)/python bench/calibrate.py
