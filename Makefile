# Two commands for a newcomer: `make run` and `make test`. The rest is for people who work on Lollipop.
.DEFAULT_GOAL := help
.PHONY: help run test test-networks test-others soak check lab bench bench-log bench-console bench-helpers bench-confide helper-windows wine-test box-test audit eval image-x86 image-test image-pi messages lock clean

BIN := .venv/bin
# Tests whose times have room, and that start nothing that others could meet: two at once.
TOGETHER := $(addprefix tests/,access actions alerts aup browser categories cli confide contracts core endpoint evidence extension \
    extract guidance helpers identify keywords languages libraries mail paper people policy proofs reports store webui)
# Tests that make namespaces: one after another, beside all that remains.
NETWORKS := tests/box tests/lab tests/network

help:  ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/runtime  ## start Lollipop on this computer, for you alone
	@exec $(BIN)/lollipop run

test: .venv/dev  ## install what the tests need, then check everything
	@provisioning/dev/packages test
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m tests.once_more together -m 'not soak and not image and not alone' -n 2 --dist loadfile $(TOGETHER)
	@$(BIN)/pytest -m 'not soak and not image and alone' $(TOGETHER)
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target test-networks test-others

test-networks:
	@PYTEST_XDIST_WORKER=gw1 $(BIN)/python -m tests.once_more networks $(NETWORKS)

test-others:
	@$(BIN)/python -m tests.once_more others $(addprefix --ignore=,$(TOGETHER) $(NETWORKS))

soak: .venv/dev  ## what takes minutes of waiting, and shows only then
	@$(BIN)/pytest -m soak

check: .venv/dev  ## style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

lab: .venv/dev  ## (root) two pupils' devices, the gateway and a small internet, in network namespaces
	@provisioning/dev/packages lab
	@exec $(BIN)/python -m tests.lab

bench: .venv/dev  ## (root) the figures, beside their peers: a table and build/bench.json
	@provisioning/dev/packages bench
	@exec $(BIN)/python -m tests.bench

bench-log: .venv/dev  ## the log's figure alone: twenty million visits, in some minutes and 5 GB of /var/tmp
	@exec $(BIN)/python -m tests.bench.log

bench-console: .venv/dev  ## the console's figure alone: ten people at once on the same store
	@exec $(BIN)/python -m tests.bench.console

bench-helpers: .venv/dev  ## what 500 devices with a helper cost the box
	@exec $(BIN)/python -m tests.bench.helpers

bench-confide: .venv/dev  ## 200 children at once at Confide
	@exec $(BIN)/python -m tests.bench.confide

audit: .venv/dev  ## known holes in the Python packages of a box, as PyPI knows them today: needs the internet
	@$(BIN)/pip-audit --strict --no-deps --disable-pip -r requirements/runtime.txt

eval: .venv/dev  ## how well the libraries do: a table and build/eval.json
	@exec $(BIN)/python -m tests.eval

helper-windows: .venv/dev  ## the installer for Windows: PYTHON=, SHA256=, TK=, TK_SHA256= as endpoint/desktop/README.md says
	@provisioning/dev/packages wine
	@exec $(BIN)/python -m endpoint.desktop.package.windows --python "$(PYTHON)" --sha256 "$(SHA256)" \
	    --tk "$(TK)" --tk-sha256 "$(TK_SHA256)"

box-test: .venv/dev  ## (root) a box in a container, all of it: made, broken, mended, browsed through
	@provisioning/dev/packages box
	@$(BIN)/pytest -m '' tests/box

wine-test: .venv/dev  ## the desktop helper for Windows, as far as Wine is one
	@provisioning/dev/packages wine
	@provisioning/dev/windows-python
	@LOLLIPOP_WINDOWS_PYTHON=$(CURDIR)/build/windows/python.zip LOLLIPOP_WINDOWS_TK=$(CURDIR)/build/windows/tk.zip \
	    $(BIN)/pytest tests/endpoint/desktop/win32

image-x86: .venv/dev  ## (root) the image for a mini-PC, its update and the bill of what is in it, in build/image
	@provisioning/dev/packages image
	@exec $(BIN)/python -m image x86

image-test: image-x86  ## (root) what only a box that starts can show: minutes, because QEMU here has no help from a processor
	@$(BIN)/pytest -m image

image-pi: .venv/dev  ## (root) the image for a Raspberry Pi 4 or 5, and its update, in build/image
	@provisioning/dev/packages image-pi
	@exec $(BIN)/python -m image pi

messages: .venv/dev  ## gather what pupils read, for the catalogue in Welsh
	@$(BIN)/python -m tests.languages

lock:  ## write the lock files anew from pyproject.toml
	@provisioning/dev/lock

clean:  ## remove what was built; keeps var/, which holds captures and keys
	@rm -rf .venv .tools build .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/runtime: requirements/runtime.txt pyproject.toml provisioning/dev/environment
	@provisioning/dev/environment runtime

.venv/dev: requirements/dev.txt pyproject.toml provisioning/dev/environment
	@provisioning/dev/environment dev
