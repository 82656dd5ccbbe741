PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LIGHT := $(VENV)/.light
STAMP := $(VENV)/.installed

.PHONY: demo test lint bench coverage-of-rules calibrate

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

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/archive.py

coverage-of-rules: $(STAMP)
	$(BIN)/python bench/rules.py

calibrate: $(STAMP)
	$(BIN)/python bench/calibrate.py
