# Everything a developer does here, one word each; `make` alone lists the words.

CARGO ?= cargo
COUNT ?= 1000
BENCH_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test test-embedded check bench up down seed clean-data

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve the demo shop on http://127.0.0.1:8000, data in ./data
	$(CARGO) run --locked -p hexmart-server -- serve --demo

test: ## run every test, those on MariaDB and Redis too (found, in a container, or installed)
	scripts/with-mariadb.sh scripts/with-redis.sh $(CARGO) test --workspace --locked

test-embedded: ## run the tests that need no server beside them
	HEXMART_TEST_MYSQL=skip HEXMART_TEST_REDIS=skip $(CARGO) test --workspace --locked

check: ## formatting, lints, documentation, dependency rules
	$(CARGO) fmt --all -- --check
	$(CARGO) clippy --workspace --all-targets --all-features --locked -- -D warnings
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --no-deps --workspace --locked
	scripts/cargo-deny.sh

bench: ## measure on SQLite and MariaDB; BENCH_ARGS=--help lists what can be chosen
	$(CARGO) build --release --locked -p hexmart-server
	scripts/with-mariadb.sh $(CARGO) run --release --locked -p hexmart-benches -- $(BENCH_ARGS)

up: .env ## start the server and MariaDB in containers; answers on http://127.0.0.1:8000
	docker compose up --build --detach --wait

down: ## stop the containers; their data stays in the volumes
	docker compose down

seed: ## add COUNT (1000) products to the shop of `make run`
	$(CARGO) run --locked -p hexmart-server -- seed products --count $(COUNT)

clean-data: ## delete the shop of `make run`
	rm -rf data

# Fresh secrets for the containers, once; never overwrites yours.
.env:
	scripts/make-env.sh
