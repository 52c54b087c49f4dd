# Reelyard: the whole house from make, python3 (3.11 or later, with venv) and pip.
# Paths stay relative and quoted, so that a checkout may stand in a folder with spaces.

PYTHON ?= python3
REELYARD_OUT ?= reels
# Where the app keeps drafts, library and its server; without it, the system's folder for data.
REELYARD_DATA ?=
ONLY ?=
PIP = .venv/bin/python -m pip
# One version of each package for every Python and platform; no address of an index is written.
COMPILE = .venv/bin/uv --no-config pip compile --quiet --universal --fork-strategy fewest \
	--python-version 3.11 --only-binary :all: --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(LOCK_FLAGS)

# Only wheels, only with the hashes of the lock: nothing is compiled, nothing is guessed. The lock is
# complete; asked to resolve it again, pip refuses once a newer release of `package[extra]` is out.
INSTALL = install --quiet --quiet --no-deps --require-hashes --only-binary :all:

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_NO_INPUT = 1
export PIP_USER = 0
# Somebody else's packages must not shine through into .venv.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

# A .venv knows where it was made; one that was moved or lost its Python is made again.
PLACE := $(shell test -x .venv/bin/python && cat .venv/place 2>/dev/null)
ifneq ($(PLACE),$(CURDIR))
MOVED = moved
endif

.PHONY: setup system run test check simulate bench soak lock freeze screens gallery moved
.DELETE_ON_ERROR:

setup: .venv/ready
	@:

# The stamps are written last: an interrupted set-up is begun again from nothing.
.venv/packages: requirements.lock $(MOVED)
	@echo "Making .venv and getting packages (about 300 MB, a minute or two) ..." >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Reelyard needs Python 3.11 or later. Name one: make PYTHON=/path/to/python3 setup")'
	@rm -f .venv/packages .venv/ready
	@$(PYTHON) -m venv --clear .venv >&2 || { \
		echo "python3 cannot make a venv. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PIP) $(INSTALL) -r requirements.lock >&2
	@pwd -P > .venv/place
	@touch .venv/packages

.venv/ready: .venv/packages pyproject.toml | system
	@$(PIP) install --quiet --quiet --no-deps --no-build-isolation --editable . >&2
	@touch .venv/ready
	@echo "Ready: .venv/bin/reelyard" >&2

# What the window needs of the system beside our packages: brought where we may, else said.
system: .venv/packages
	@.venv/bin/python packaging/system_libraries.py

# The window; where there is no display for one, the example reel and pictures of the window.
run: .venv/ready
	@.venv/bin/reelyard $(if $(REELYARD_DATA),--data "$(REELYARD_DATA)") \
		--example examples/sky.md --out "$(REELYARD_OUT)"

test: .venv/ready
	@.venv/bin/python -m pytest -n 2 --dist worksteal

# The sync simulator: many worlds of devices, a server and everything that goes wrong between them.
SEEDS ?= 2000
FIRST ?= 0
simulate: .venv/ready
	@.venv/bin/python tests/simulation/simulate.py --seeds $(SEEDS) --first $(FIRST)

# What CI runs, no more and no less.
check: .venv/ready
	@echo "Format ..."
	@.venv/bin/ruff format --check --quiet .
	@echo "Lint ..."
	@.venv/bin/ruff check --quiet .
	@echo "Types ..."
	@.venv/bin/mypy --no-error-summary
	@echo "Import rules ..."
	@.venv/bin/lint-imports --no-logo >.venv/import-rules.txt || { cat .venv/import-rules.txt; exit 1; }
	@echo "The simulator, 2,000 seeds ..."
	@.venv/bin/python tests/simulation/simulate.py --seeds 2000
	@echo "Tests, with coverage ..."
	@rm -f .coverage .coverage.*
	@.venv/bin/python -m pytest -n 2 --dist worksteal -p tests.builders.quick_tracing \
		--cov --cov-report=
	@echo "Coverage of the contract and the pure half of reel, at least 90 % ..."
	@.venv/bin/coverage report --fail-under=90 --include="contract/*,reel/*" \
		--omit="reel/pixels/*,reel/narration/*,reel/making/*,reel/terminal/*,reel/doctor.py"
	@echo "Coverage of everything, at least 80 % ..."
	@.venv/bin/coverage report --fail-under=80
	@echo "Coverage of each noun of the server, at least 90 % ..."
	@.venv/bin/coverage json --quiet -o .venv/coverage.json
	@.venv/bin/python tests/coverage_of_each.py .venv/coverage.json
	@echo "All good."

# What takes too long for every change: a server whose processes are killed 50 times, one with two
# devices, all of which are killed 200 times, 100 examples of each operation of the API, and the
# simulator, over the real parts as well.
KILLS ?= 50
DEVICE_KILLS ?= 200
KILLS_SEED ?= 1
SOAK_SEEDS ?= 200000
REAL_SEEDS ?= 500
EXAMPLES ?= 100
soak: .venv/ready
	@KILLS=$(KILLS) KILLS_SEED=$(KILLS_SEED) .venv/bin/python -m pytest tests/journeys/test_kills.py
	@KILLS=$(DEVICE_KILLS) KILLS_SEED=$(KILLS_SEED) .venv/bin/python -m pytest \
		tests/journeys/test_device_kills.py
	@SCHEMATHESIS_EXAMPLES=$(EXAMPLES) .venv/bin/python -m pytest \
		tests/server/api/test_schemathesis.py
	@REAL_SEEDS=$(REAL_SEEDS) REAL_FIRST=$(FIRST) .venv/bin/python -m pytest \
		tests/simulation/test_real_stack.py
	@.venv/bin/python tests/simulation/simulate.py --seeds $(SOAK_SEEDS) --first $(FIRST)

bench: .venv/ready .venv-bench/packages
	@.venv/bin/python -m bench $(if $(ONLY),--only $(ONLY))

.venv-bench/packages: requirements-bench.lock $(MOVED)
	@echo "Getting MoviePy, for the comparison ..." >&2
	@rm -f .venv-bench/packages
	@$(PYTHON) -m venv --clear .venv-bench >&2
	@.venv-bench/bin/python -m pip $(INSTALL) -r requirements-bench.lock >&2
	@touch .venv-bench/packages

# Keeps the versions that are locked unless asked: make lock LOCK_FLAGS=--upgrade
# A lock that comes out the same is left alone, so that nothing is set up again for it.
lock: .venv/ready
	@cp requirements.lock requirements-bench.lock .venv/
	@$(COMPILE) --group build --group dev --output-file .venv/requirements.lock pyproject.toml
	@$(COMPILE) --group bench --output-file .venv/requirements-bench.lock
	@for lock in requirements.lock requirements-bench.lock; do \
		cmp -s ".venv/$$lock" "$$lock" || { cp ".venv/$$lock" "$$lock"; echo "Changed: $$lock" >&2; }; done
	@echo "Locked: requirements.lock, requirements-bench.lock" >&2

# One folder with all of it, dist/reelyard, then tried as somebody would who never saw this checkout.
FROZEN = dist/reelyard
freeze: .venv/ready
	@echo "Freezing into $(FROZEN), two minutes ..." >&2
	@.venv/bin/pyinstaller --noconfirm --log-level ERROR --distpath dist --workpath build/freeze \
		packaging/reelyard.spec
	@FROZEN="$(CURDIR)/$(FROZEN)" .venv/bin/python -m pytest -n 0 tests/journeys/test_freeze.py
	@echo "$(FROZEN)/reelyard" >&2

# Every view in every state and both themes, into docs/screens.
screens: .venv/ready
	@.venv/bin/python docs/screens.py

# The pictures of docs/gallery.md, drawn anew.
gallery: .venv/ready
	@.venv/bin/python docs/gallery.py
