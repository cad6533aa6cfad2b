# make report   set up, build, write the default report     make test   set up, run every test
# make install PREFIX=/usr/local   program, templates and data sets, relocatable
# make dist      tarball, Python wheel and Debian package in .build/dist     make check-dist   tried on bare systems
# make docs      the documentation as a site in .build/docs, links checked     make check-docs   its commands run
# make lint | figures | references | bench | uninstall | clean

PREFIX ?= /usr/local
SWIFT ?= swift
ALMANAC = .build/release/almanac

.DEFAULT_GOAL := report
.PHONY: report test build set-up install uninstall dist check-dist docs check-docs lint figures references bench clean

report: build
	@$(ALMANAC) build training-carbon --offline

test: set-up
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build
	@command -v typst >/dev/null || python3 -c 'import typst' 2>/dev/null || echo "NOT TESTED: PDF, as typst is not there (pip install typst)" >&2
	@command -v duckdb >/dev/null || echo "NOT TESTED: Parquet, as duckdb is not on the path (pip install duckdb-cli)" >&2
	@[ -n "$$ALMANAC_TEST_POSTGRESQL" ] || echo "NOT TESTED: rows of PostgreSQL, as ALMANAC_TEST_POSTGRESQL names no server (Scripts/compare-engines starts one)" >&2

build: set-up
	@$(SWIFT) build -c release --product almanac

set-up:
	@Scripts/set-up

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/almanac"
	install -m 755 $(ALMANAC) "$(DESTDIR)$(PREFIX)/bin/almanac"
	rm -rf "$(DESTDIR)$(PREFIX)/share/almanac/templates" "$(DESTDIR)$(PREFIX)/share/almanac/datasets"
	cp -R templates datasets "$(DESTDIR)$(PREFIX)/share/almanac/"
	install -m 644 LICENSE "$(DESTDIR)$(PREFIX)/share/almanac/LICENSE"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/almanac"
	rm -rf "$(DESTDIR)$(PREFIX)/share/almanac"

dist: build
	@Scripts/set-up patchelf binutils dpkg-dev
	@Scripts/dist/build

check-dist: dist
	@Scripts/set-up debootstrap lintian
	@Scripts/dist/check-tarball
	@Scripts/dist/check-wheel
	@Scripts/dist/check-deb

docs:
	@Scripts/site/make

check-docs: build
	@Scripts/check-docs

lint:
	@Scripts/lint

figures: build
	$(ALMANAC) gallery figures/gallery
	@Scripts/draw-studies

bench: build
	@Benchmarks/run

references:
	@Scripts/references/run

clean:
	rm -rf .build reports
