# Two commands do all the set-up: `make demo` and `make test`. Both install into .venv, the second time only if
# pyproject.toml or constraints.txt have changed.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
READY := .venv/.installed
READY_TO_TEST := .venv/.installed-with-tests
SUBMISSIONS := examples/submissions
CLASS := .venv/demo-class

# What counts processes, files and sockets of the whole machine, or leaves it no memory: nothing else may run beside it.
ALONE := tests/attacks/test_layers.py tests/cli/test_audit.py tests/sandbox/test_own_faults.py

# Whose every known mistake is tried in `make test`; the tests try some of the others', `make test-suites` all of them.
SUITES := exercise01 exercise02 exercise03 quizzes

# $(call grade,CODE,ARGUMENTS): show the command and what it prints; an exit code other than CODE stops here.
define grade
	@echo; echo '$$ $(strip grade $(2))'; echo; status=0; $(BIN)/grade --lang en $(2) || status=$$?; \
	test $$status -eq $(1) || { echo "make: exit code $$status where $(1) was expected" >&2; exit 1; }
endef

.PHONY: help demo test test-trust test-suites pictures benchmark clean
.NOTPARALLEL:

help:
	@echo 'make demo       install into .venv, then grade the sample submissions and the sample class'
	@echo 'make test       install what tests need, too, then run everything that CI runs'
	@echo 'make test-trust  run every hostile submission in every tier, all of the corpus'
	@echo 'make test-suites run all that `grade check` has, for every exercise and 20 secrets'
	@echo 'make pictures   draw docs/pictures anew'
	@echo 'make benchmark  measure speed against plain pytest'
	@echo 'make clean      remove .venv and all that tools left behind'

demo: export GRADER_HOME := .venv/demo
demo: export GRADER_TRUST_SUBMISSIONS := 1
demo: $(READY)
	@rm -rf $(GRADER_HOME)
	@echo
	@echo '--- Full marks: every check passes.'
	$(call grade,0,exercise03 $(SUBMISSIONS)/exercise03_full_marks.py)
	@echo
	@echo '--- Half done: one function is right, one is under way, one is still the stub.'
	$(call grade,1,exercise01 $(SUBMISSIONS)/exercise01_half_done.py)
	@echo
	@echo '--- Known mistakes: the kernel is flipped and the bias forgotten; the feedback names what went wrong.'
	$(call grade,1,exercise01 $(SUBMISSIONS)/exercise01_known_mistakes.py)
	@echo
	@echo '--- The same file, another function: here the bias is missing.'
	$(call grade,1,exercise01 $(SUBMISSIONS)/exercise01_known_mistakes.py --only conv2d_channels)
	@echo
	@echo '--- Known mistakes in formulas: the padding is counted once, but it is added at both ends.'
	$(call grade,1,exercise02 $(SUBMISSIONS)/exercise02_known_mistakes.py)
	@echo
	@echo '--- Hopeless: a file that is not Python is told so, with its line.'
	$(call grade,1,exercise03 $(SUBMISSIONS)/exercise03_hopeless.py)
	@echo
	@echo '--- Where do I stand? The best scores of this demo; your own progress is not touched.'
	$(call grade,0,)
	@echo
	@echo '--- A class: 40 students, as learning platforms hand them over; one notebook is broken, so the exit code is 1.'
	@rm -rf $(CLASS) $(CLASS)-graded
	@$(BIN)/python examples/make_class.py $(CLASS)
	$(call grade,1,batch $(CLASS) --out $(CLASS)-graded)

test: $(READY_TO_TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/grade stubs --check
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2 --dist loadfile --durations 40 --durations-min 5 --ignore=tests/attacks $(ALONE:%=--ignore=%)
	$(BIN)/coverage run -m pytest $(ALONE)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=95
	printf '%s\n' $(SUITES) | xargs -P 2 -n 1 $(BIN)/grade check --secrets 3 --seeds 100

test-trust: $(READY_TO_TEST)
	GRADER_WHOLE_CORPUS=1 $(BIN)/python -m pytest tests/attacks

test-suites: $(READY_TO_TEST)
	$(BIN)/grade check

pictures: $(READY)
	$(BIN)/python docs/make_pictures.py

benchmark: $(READY_TO_TEST)
	$(BIN)/python benchmarks/single.py
	$(BIN)/python benchmarks/workers.py

clean:
	rm -rf .venv build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt | $(BIN)/pip
	$(INSTALL) --editable .
	@touch $@

$(READY_TO_TEST): pyproject.toml constraints.txt | $(BIN)/pip
	$(INSTALL) --editable '.[cluster,dev,postgresql,torch]'
	@touch $(READY) $@

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python3 …' >&2; exit 1; }
	$(PYTHON) -m venv .venv
