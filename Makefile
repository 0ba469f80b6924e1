# The two commands: make run, make test. Each sets up what it needs on a fresh Debian 12 with Swift 6.3.
LISTEN ?= 127.0.0.1:5000
DATA   ?= var
CONFIG ?= debug
FLEET  ?= 127.8.0.1

.PHONY: run test build setup lint format bench clean help

run: build ## Start the host with the demo tenants and 300 simulated miners
	@scripts/run-demo.sh "$(CONFIG)" "$(LISTEN)" "$(DATA)" "$(FLEET)"

test: setup ## Build everything and run every test, browser included
	@scripts/test.sh

build: setup ## Build the host, the plugins' bundles and the pages' assets
	@scripts/build.sh "$(CONFIG)"

setup: ## Install what the build and the tests need (Debian packages)
	@scripts/setup.sh

lint: ## Formatting, symbols, names: everything a reviewer should not have to say
	@scripts/lint.sh

format: ## Format the Swift sources in place
	@swift format --in-place --recursive Package.swift Sources Plugins Tests Benchmarks

bench: ## Say how to repeat the measurements
	@cat Benchmarks/README.md

clean: ## Remove what was built; the data folder stays
	@rm -rf .build

help: ## This list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
