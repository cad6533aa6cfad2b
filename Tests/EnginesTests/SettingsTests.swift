import Engines
import Foundation
import Testing

@Suite("What the name of an engine means")
struct SettingsTests {
  /// A folder with `engines.yml` and other files, gone afterwards.
  private func use<Result>(
    _ text: String, files: [String: String] = [:], environment: [String: String] = [:],
    given: [String] = [], _ body: (EngineRegistry, URL) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("almanac-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files.merging(["engines.yml": text], uniquingKeysWith: { a, _ in a }) {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    var own = environment
    own["ALMANAC_ENGINES"] = folder.appendingPathComponent("engines.yml").path
    own["HOME"] = folder.path
    let files = given.map { $0.replacingOccurrences(of: "@", with: folder.path) }
    return try body(EngineRegistry(given: files, environment: own), folder)
  }

  private func problem(
    _ text: String, environment: [String: String] = [:], name: String = "warehouse"
  ) throws -> String {
    try use(text, environment: environment) { registry, _ in
      "\(#expect(throws: EngineError.self) { try registry.settings(name) } as Any)"
    }
  }

  @Test("an entry has a driver, a uri and options, with the environment's variables")
  func entry() throws {
    let text = """
      warehouse:
        driver: postgresql
        uri: "postgresql://me:${WAREHOUSE_PASSWORD}@localhost/hub"
        options: { adbc.connection.x: 5 }
      """
    try use(text, environment: ["WAREHOUSE_PASSWORD": "s3 cr%2Fet"]) { registry, _ in
      let settings = try registry.settings("warehouse")
      #expect(settings.driver == "postgresql")
      #expect(settings.options.map(\.key) == ["uri", "adbc.connection.x"])
      #expect(settings.options.map(\.value) == ["postgresql://me:s3 cr%2Fet@localhost/hub", "5"])
      #expect(registry.knows("warehouse") && !registry.knows("other"))
    }
  }

  @Test("passwords, uris and what comes from the environment stay out of messages")
  func secrets() throws {
    let text = """
      a: { driver: postgresql, uri: "postgresql://me:pa%24s@host/hub" }
      b: { driver: x, options: { adbc.password: hush, account: "${ACCOUNT}" } }
      c: { driver: x, uri: "host=h password=deep sslmode=off" }
      """
    try use(text, environment: ["ACCOUNT": "acme-1234"]) { registry, _ in
      let a = try registry.settings("a")
      for message in ["no pa%24s", "no pa$s", "at postgresql://me:pa%24s@host/hub", "x://u:v@h"] {
        let shown = a.redacted(message)
        for secret in ["pa%24s", "pa$s", "u:v@"] { #expect(!shown.contains(secret), "\(shown)") }
      }
      let b = try registry.settings("b")
      #expect(b.redacted("hush of acme-1234") == "... of ...")
      let c = try registry.settings("c")
      #expect(!c.redacted("deep; Password = other").contains("deep"))
      #expect(!c.redacted("deep; Password = other").contains("other"))
    }
  }

  @Test("what is wrong with the file is told with its place")
  func problems() throws {
    #expect(try problem("warehouse: { drivr: x }").contains("did you mean 'driver'"))
    #expect(try problem("warehouse: { uri: x }").contains("needs the key 'driver'"))
    #expect(try problem("warehouse: [x]").contains("must be a mapping"))
    #expect(try problem("warehouse: { driver: x, options: [1] }").contains("'options'"))
    #expect(try problem("warehouse: { driver: x, files: maybe }").contains("'files'"))
    #expect(try problem("warehouse: { driver: x, dialect: oracle }").contains("duckdb, postgresql"))
    let unset = try problem("warehouse: { driver: x, uri: \"${NOT_SET_HERE}\" }")
    #expect(unset.contains("'NOT_SET_HERE'") && unset.contains("engines.yml:1:"))
    #expect(try problem("warehouse: { driver: x }", name: "warehous").contains("did you mean"))
    #expect(try problem("", name: "lake").contains("no engine is called 'lake'"))
    #expect(try problem("warehouse: {").contains("engines.yml:"))
  }

  @Test("--engine gives one engine in a file of its own, or a profile of ADBC")
  func files() throws {
    let profile = """
      profile_version = 1
      driver = "flightsql"   # a comment
      [Options]
      uri = "grpc://{{ env_var(HOST_NAME) }}:9408"
      'adbc.flight.sql.x' = "a \\"b\\""
      "n" = 4
      """
    try use(
      "lake: { driver: duckdb }",
      files: [
        "one.yml": "driver: sqlite\npath: a.db\n", "all.yml": "two: { driver: spark }\n",
        ".config/adbc/profiles/three.toml": profile, "four.toml": profile,
      ], environment: ["HOST_NAME": "example"],
      given: ["one=@/one.yml", "two=@/all.yml", "four=@/four.toml"]
    ) { registry, _ in
      #expect(try registry.settings("one").driver == "sqlite")
      #expect(try registry.settings("two").driver == "spark")
      #expect(try registry.settings("lake").driver == "duckdb")
      for name in ["three", "four"] {
        let settings = try registry.settings(name)
        #expect(settings.options.map(\.value) == ["grpc://example:9408", "a \"b\"", "4"])
        #expect(settings.options.map(\.key) == ["uri", "adbc.flight.sql.x", "n"])
      }
    }
    #expect(throws: EngineError.self) { try EngineRegistry(given: ["x"], environment: [:]) }
    #expect(throws: EngineError.self) {
      try EngineRegistry(given: ["x=1", "x=2"], environment: [:])
    }
  }

  @Test("a driver is found by path, manifest or name, and its absence says what to install")
  func drivers() throws {
    let manifest = """
      manifest_version = 1
      [Driver]
      entrypoint = "Go"
      [Driver.shared]
      linux_amd64 = "lib.so"
      linux_arm64 = "lib.so"
      macos_arm64 = "lib.so"
      macos_amd64 = "lib.so"
      """
    try use(
      """
      a: { driver: ./sub/lib.so }
      b: { driver: mine }
      c: { driver: gone }
      d: { driver: ./gone.so }
      e: { driver: postgresql }
      """,
      files: [
        "sub/lib.so": "", ".config/adbc/drivers/mine.toml": manifest,
        ".config/adbc/drivers/lib.so": "",
        "venv/lib/python3.99/site-packages/adbc_driver_postgresql/libadbc_driver_postgresql.so": "",
      ]
    ) { registry, folder in
      let environment = ["HOME": folder.path, "VIRTUAL_ENV": folder.path + "/venv"]
      let a = try registry.settings("a").library(environment)
      #expect(a.hasSuffix("/sub/lib.so"))
      let b = try registry.settings("b").library(environment)
      #expect(b == folder.path + "/.config/adbc/drivers/lib.so")
      let e = try registry.settings("e").library(environment)
      #expect(e.hasSuffix("/libadbc_driver_postgresql.so"))
      let missing = #expect(throws: EngineError.self) {
        try registry.settings("c").library(environment)
      }
      #expect("\(missing as Any)".contains("pip install adbc-driver-gone"))
      #expect(throws: EngineError.self) { try registry.settings("d").library(environment) }
    }
  }

  @Test("a library that is no driver is told, and nothing of it is run")
  func noDriver() throws {
    try use("a: { driver: ./no.so }", files: ["no.so": "text"]) { registry, _ in
      let error = #expect(throws: EngineError.self) { try Engine("a", in: registry) }
      #expect(error?.kind == .driver && "\(error as Any)".contains("cannot be loaded"))
    }
  }
}

@Suite("SQL of engines")
struct SQLDialectTests {
  @Test("names are quoted, whatever is in them")
  func names() {
    let duckdb = SQLDialect(.duckdb)
    #expect(duckdb.identifier("a\"; drop table x; --") == "\"a\"\"; drop table x; --\"")
    // A quote with an accent is the same quote to SQL.
    #expect(duckdb.identifier("a\"\u{301}b") == "\"a\"\"\u{301}b\"")
    #expect(SQLDialect(.spark).identifier("a`b\"") == "`a``b\"`")
    #expect(duckdb.table("hub.models") == "\"hub\".\"models\"")
    #expect(duckdb.table("hub.\"a.b\"\"c\"") == "\"hub\".\"a.b\"\"c\"")
    #expect(duckdb.table("models\"; drop table x; --") == "\"models\"\"; drop table x; --\"")
    #expect(duckdb.table("\"open") == "\"\"\"open\"")
  }

  @Test("a query is one statement that ends where it should")
  func queries() {
    let dialects = [SQLDialect(.duckdb), SQLDialect(.postgresql)]
    for dialect in dialects {
      for good in [
        "select 1", "select ')' from (values (1)) t -- ;)", "select \"a;b\" from x",
        "with a as (select 1) select /* ; ) /* ( */ */ * from a", "select $$;)$$",
        "select $a$ $$ ; $a$",
        "select E'\\';' as x", "select 'it''s;'", "select '\\'",
      ] {
        #expect(dialect.problem(ofQuery: good) == nil, "\(good)")
      }
      for bad in [
        "select 1; drop table x", "select 1) as q; drop table x; select * from (select 1",
        "select (1", "select 1 /* open", "select 'open", "select \"open", "", "  \n", "select 1;",
        "select '\\'; drop table x; --'", "select $$ open", "select 1) as q union (select 2",
        "select E'\\'' ; drop table x; select E''", "select x like'\\'; drop table x; --'",
      ] {
        #expect(dialect.problem(ofQuery: bad) != nil, "\(bad)")
      }
    }
    #expect(SQLDialect(.spark).problem(ofQuery: "select '\\';' as x") == nil)
  }
}
