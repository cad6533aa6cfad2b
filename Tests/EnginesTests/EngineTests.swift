import Engines
import Foundation
import Tables
import Testing

@Suite("DuckDB, within the process", .enabled(if: TestEngines.hasDuckDB, "DuckDB is not installed"))
struct DuckDBTests {
  @Test("every type comes as the column that a file would give, and what cannot is named")
  func types() throws {
    try TestEngines.use { registry in
      let engine = try Engine("duckdb", in: registry)
      let table = try TestEngines.table(
        engine,
        """
        select true as b, 1::tinyint as i8, 2::usmallint as u16, -3::bigint as i64, 4::ubigint as u64,
          170141183460469231731687303715884105727::hugeint as huge, 1.5::float as f,
          'nan'::double as nothing, 'inf'::double as inf, 12.50::decimal(9,2) as d,
          'é"\n' as t, 'k1'::enum('k0','k1') as k, date '2024-02-29' as day,
          timestamp '2024-02-29 12:00:00.25' as at, timestamptz '2024-02-29 12:00:00+02' as zoned,
          time '14:05:00' as clock, interval 90 minute as span, ['a','b'] as l, null as empty,
          'infinity'::date as never, '5e0b2f0c-7c5f-4f9d-8f2d-0a4e4b2f8a11'::uuid as u
        """)
      #expect(
        TestEngines.row(table) == [
          "true", "1", "2", "-3", "4", "170141183460469231731687303715884105727", "1.5", nil, "inf",
          "12.5", "é\"\n", "k1", "2024-02-29", "2024-02-29T12:00:00.25Z", "2024-02-29T10:00:00Z",
          "14:05:00", "PT1H30M", "[\"a\",\"b\"]", nil, nil, "5e0b2f0c-7c5f-4f9d-8f2d-0a4e4b2f8a11",
        ])
      #expect(table.notes.contains { $0.column == "never" })
      let error = #expect(throws: EngineError.self) {
        try TestEngines.table(engine, "select 1 as a, 'x'::blob as b")
      }
      #expect("\(error as Any)".contains("column 'b' has the type binary data"))
      #expect(
        try TestEngines.table(engine, "select 1 as a, 'x'::blob as b", columns: ["a"]).names == [
          "a"
        ])
    }
  }

  @Test("declared types and words for missing values hold for texts of a database")
  func declared() throws {
    try TestEngines.use { registry in
      let engine = try Engine("duckdb", in: registry)
      let options = ReadOptions(types: ["n": .double, "d": .date], missing: ["NA", "-9"])
      let query =
        "select * from (values ('1.5', '2024-01-31', 'NA', -9), ('NA', 'NA', '', 1)) v(n, d, t, i)"
      let table = try TestEngines.table(engine, query, options)
      #expect(TestEngines.row(table, 0) == ["1.5", "2024-01-31", nil, nil])
      #expect(TestEngines.row(table, 1) == [nil, nil, "", "1"])
      #expect(throws: ReadError.self) {
        try TestEngines.table(engine, "select 'x' as n, null as d", options)
      }
    }
  }

  @Test("a file is opened for reading alone, and nothing else of the machine is read")
  func readOnly() throws {
    try TestEngines.use { registry in
      do {
        let open = try Engine("open", in: registry).connect()
        try open.run("create schema hub")
        try open.run(
          "create table hub.\"mod\"\"els; drop table x\" (\"a\"\"b; --\" integer, \"Ünï\" varchar)")
        try open.run("insert into hub.\"mod\"\"els; drop table x\" values (1, 'x'), (2, null)")
        try open.run("checkpoint")
      }
      let engine = try Engine("closed", in: registry)
      let source = try EngineSource(engine, .table("hub.mod\"els; drop table x"))
      #expect(try source.columns().map(\.name) == ["a\"b; --", "Ünï"])
      let session = try EngineSession(source)
      let answer = try session.read(ReadOptions())
      let product = try session.product
      #expect(answer.rowCount == 2 && product.hasPrefix("DuckDB "))
      let again = try session.read(ReadOptions())
      #expect(again.checksum == answer.checksum)
      let connection = try engine.connect()
      for statement in [
        "create table z (i integer)", "delete from hub.\"mod\"\"els; drop table x\"",
        "copy (select 1) to '/tmp/almanac-never.csv'", "attach '/tmp/almanac-never.db'",
      ] {
        #expect(throws: EngineError.self, "\(statement)") { try connection.run(statement) }
      }
      let error = #expect(throws: EngineError.self) {
        try TestEngines.table(engine, "select content as c from read_text('/etc/hostname')")
      }
      #expect("\(error as Any)".contains("files: true"))
      #expect(
        try TestEngines.table(
          Engine("files", in: registry), "select 1 as one from read_text('/etc/hostname')"
        ).rowCount == 1)
    }
  }

  @Test("what a query may not be, and columns that are not there")
  func queries() throws {
    try TestEngines.use { registry in
      let engine = try Engine("duckdb", in: registry)
      for query in [
        "select 1; select 2", "copy (select 1) to '/tmp/almanac-never.csv'",
        "create table x (i int)",
        "select 1) as q; create table x (i int); select * from (select 1", "",
      ] {
        #expect(throws: EngineError.self, "\(query)") { try TestEngines.table(engine, query) }
      }
      #expect(try TestEngines.table(engine, "select 1 as a -- with a comment").rowCount == 1)
      let error = #expect(throws: EngineError.self) {
        try TestEngines.table(engine, "select 1 as amount", columns: ["amuont"])
      }
      #expect("\(error as Any)".contains("no column 'amuont'; did you mean 'amount'"))
      #expect(throws: EngineError.self) { try EngineSource(engine, .table("a..b")) }
    }
  }

  @Test("a statement ends when its time is over")
  func timeout() throws {
    try TestEngines.use { registry in
      let engine = try Engine("duckdb", in: registry, .init(timeout: 0.5))
      let begin = ContinuousClock.now
      let error = #expect(throws: EngineError.self) {
        try TestEngines.table(
          engine,
          "select count(*) as n from range(10000000) a, range(100000) b where a.range * b.range % 7 = 3"
        )
      }
      #expect(error?.kind == .timeout)
      #expect(ContinuousClock.now - begin < .seconds(20))
    }
  }

  @Test("rows that would take more memory than is allowed are refused with their number")
  func memory() throws {
    try TestEngines.use { registry in
      let engine = try Engine("duckdb", in: registry)
      var options = ReadOptions()
      options.memory = 50_000_000
      let error = #expect(throws: EngineError.self) {
        try TestEngines.table(engine, "select range as n from range(20000000)", options)
      }
      #expect(error?.kind == .memory && "\(error as Any)".contains("20000000 rows"))
    }
  }

  @Test("several threads ask one engine at once")
  func threads() async throws {
    let pool = try TestEngines.use { registry in
      let pool = EnginePool(registry, .init())
      _ = try pool.engine("duckdb")
      return pool
    }
    let rows = try await withThrowingTaskGroup(of: Int.self) { group in
      for count in 1...8 {
        group.addTask {
          try TestEngines.table(
            pool.engine("duckdb"), "select range as n from range(\(count * 1000))"
          )
          .rowCount
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(rows == 36_000)
  }
}

@Suite(
  "PostgreSQL",
  .enabled(if: TestEngines.postgresql != nil, "ALMANAC_TEST_POSTGRESQL names no server"))
struct PostgreSQLTests {
  @Test("every type comes as the column that a file would give")
  func types() throws {
    try TestEngines.use { registry in
      let engine = try Engine("postgresql", in: registry)
      let table = try TestEngines.table(
        engine,
        """
        select true as b, 2::smallint as i16, -3::bigint as i64, 1.5::real as f,
          'nan'::float8 as nothing, 12.50::numeric(9,2) as d, 7::numeric as whole,
          'é"' as t, date '2024-02-29' as day, timestamp '2024-02-29 12:00:00.25' as at,
          timestamptz '2024-02-29 12:00:00+02' as zoned, time '14:05:00' as clock,
          interval '90 minutes' as span, interval '1 month' as months, array['a','b'] as l,
          null::text as empty, '{"a": 1}'::jsonb as j
        """)
      #expect(
        TestEngines.row(table) == [
          "true", "2", "-3", "1.5", nil, "12.5", "7", "é\"", "2024-02-29",
          "2024-02-29T12:00:00.25Z",
          "2024-02-29T10:00:00Z", "14:05:00", "PT1H30M", nil, "[\"a\",\"b\"]", nil, "{\"a\": 1}",
        ])
      for type in ["'\\x01'::bytea", "point(1, 2)", "array[1, 2]"] {
        #expect(throws: EngineError.self, "\(type)") {
          try TestEngines.table(engine, "select \(type) as x")
        }
      }
    }
  }

  @Test("nothing is written, whatever the query is")
  func readOnly() throws {
    try TestEngines.use { registry in
      let engine = try Engine("postgresql", in: registry)
      for query in [
        "create table almanac_never (i int)", "select 1; create table almanac_never (i int)",
        "with a as (insert into pg_class select * from pg_class returning 1) select * from a",
        "select set_config('transaction_read_only', 'off', false) as x",
        "select 1) as q; create table almanac_never (i int); select * from (select 1",
      ] {
        #expect(throws: EngineError.self, "\(query)") { try TestEngines.table(engine, query) }
      }
      #expect(throws: EngineError.self) {
        try engine.connect().run("create table almanac_never (i int)")
      }
    }
  }

  @Test("a statement ends when its time is over, and a wrong password stays secret")
  func errors() throws {
    try TestEngines.use { registry in
      let engine = try Engine("postgresql", in: registry, .init(timeout: 0.5))
      let error = #expect(throws: EngineError.self) {
        try TestEngines.table(engine, "select pg_sleep(30)::text as x")
      }
      #expect(error?.kind == .timeout)
      let hidden = #expect(throws: EngineError.self) {
        try TestEngines.table(engine, "select 1 as x from \"\(TestEngines.postgresql ?? "")\"")
      }
      #expect(!"\(hidden as Any)".contains(TestEngines.postgresql ?? "-"))
    }
  }
}
