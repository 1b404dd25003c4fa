# The commands of the house. `make run` needs Go and nothing else; the others install what they need (scripts/setup).
.PHONY: run demo build setup check test bench soak

run: demo

demo:
	go run ./cmd/broadsheet demo

build:
	CGO_ENABLED=0 go build -trimpath -o bin/broadsheet ./cmd/broadsheet

setup:
	@scripts/setup

check: setup
	@scripts/check

test: check
	@scripts/test

bench: setup build
	@scripts/bench

soak: setup build
	@scripts/soak
