# `make demo` shows the main job on samples/; `make test` proves the program. Both set up what they need.

CARGO := $(shell command -v cargo 2>/dev/null || echo $(HOME)/.cargo/bin/cargo)

.PHONY: setup demo test readers lint

setup:
	@sh scripts/setup

demo: setup
	$(CARGO) build --release
	@rm -rf out lockbox-data
	target/release/lockbox process samples/batch --bills samples/bills.csv --config samples/lockbox.toml

test: setup
	@if $(CARGO) nextest --version >/dev/null 2>&1; then $(CARGO) nextest run; else $(CARGO) test; fi
	$(CARGO) test --doc

# A deck of 2,000 transactions in every form, each file read by programs of others.
readers: setup
	LOCKBOX_TRANSACTIONS=2000 $(CARGO) test --release --test it every_reader

lint:
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings
	@if $(CARGO) deny --version >/dev/null 2>&1; then $(CARGO) deny check licenses bans; fi
