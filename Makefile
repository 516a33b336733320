# Two commands matter: `make run` and `make test`. `make help` lists the others.
PYTHON_BIN := .venv/bin/python

.PHONY: help run reset test check bench doctor setup lock translations

help:
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

run: ## start everything on http://127.0.0.1:8000 (HOST and PORT change it)
	@bin/setup
	@exec $(PYTHON_BIN) manage.py run

reset: ## forget every row and file of the demo
	@bin/setup
	@$(PYTHON_BIN) manage.py reset

test: ## the whole suite, on SQLite and on PostgreSQL + Redis when they are there
	@bin/setup dev
	@bin/test

check: ## lint, contracts between apps, migrations, translations, types
	@bin/setup dev
	@bin/check

bench: ## measure pages, checkout and import (needs PostgreSQL)
	@bin/setup dev
	@exec $(PYTHON_BIN) -m tests.bench $(ARGS)

doctor: ## what this machine has and lacks
	@$${PYTHON:-python3} bin/doctor.py

setup: ## only install
	@bin/setup dev

lock: ## resolve the dependencies again
	@bin/setup dev
	@bin/lock

translations: ## collect the French messages to translate
	@bin/setup dev
	@$(PYTHON_BIN) manage.py translations --update --compile
