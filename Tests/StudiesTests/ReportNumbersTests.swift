import Basics
import Foundation
import Reports
import Studies
import Tables
import Testing

@Suite("Numbers and words of a built report")
struct ReportNumbersTests {
  /// The Markdown of a small study, and its folder's files.
  private func build(
    _ study: String, _ prose: String, rows: String
  ) throws -> (text: String, files: [String: String]) {
    let head = "study: demo\ntitle: Demo\nsources: { rows: { path: rows.csv } }\n"
    return try TemporaryStudy.use(
      study: head + study, report: "# R\n\n" + prose + "\n", files: ["rows.csv": rows]
    ) { place in
      let out = place.folder.appendingPathComponent("out")
      _ = try place.builder { $0.figures = [] }.build(to: out.path)
      let files = try TemporaryStudy.contents(of: out)
        .mapValues { String(decoding: $0, as: UTF8.self) }
      let text = try #require(files["report.md"]).replacing("\u{A0}", with: " ")
        .replacing("\\", with: "")
      return (text, files)
    }
  }

  private func problem(_ study: String, _ prose: String, rows: String) -> String {
    do {
      _ = try build(study, prose, rows: rows)
      return "built"
    } catch {
      return "\(error)"
    }
  }

  /// Forty rows: y follows x, z follows nothing, group is one of two.
  private static let rows: String = {
    var lines = ["x,z,y,group"]
    for row in 0..<40 {
      let z = row * 7 % 11
      lines.append("\(row),\(z),\(row * 3 + row * row % 7),\(["a", "b"][row % 2])")
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  // MARK: People's prose

  @Test(
    "what the prose quotes from others is read by nobody",
    arguments: [
      "An earlier paper reported t(10) = 2.0, p = 0.90, which we cannot confirm.",
      "12 of 30 models (50 %) were left.", "d = 0.5, 95 % CI [0.7, 0.9]",
      "r = 1.20 in the paper, a typing error", "*F*(1, 15) = 16.5, *p* = 0.9", "p = 1.2",
      "| Term | *b* | SE | *t* |\n| --- | --: | --: | --: |\n| x | 1.00 | 0.50 | 3.00 |",
      "1,419 read → 1,368 dated; *n* = 1,367",
    ])
  func quotes(prose: String) throws {
    let (text, _) = try build("", prose, rows: Self.rows)
    #expect(text.contains("# R"))
  }

  @Test("labels and notes of the data may look like statistics")
  func labels() throws {
    let study = """
      tables:
        t:
          from: rows
          limit: 2
          derive: { w: { value: "'r = 1.40, p = 7'", label: "z = 2.50, p = 0.9" } }
          display: { caption: "12 of 30 (50 %)", columns: { w: "t(3) = 9, p = 0.8" }, notes: ["p = 2"] }
      """
    let (text, _) = try build(study, "{{table t}}", rows: Self.rows)
    #expect(text.contains("r = 1.40, p = 7"))
  }

  // MARK: Formats

  @Test("whole numbers are exact in values, tags, tiles, tables, files, ledger and explanations")
  func exact() throws {
    let big = 1_234_567_890_123_456_789
    let study = """
      tables: { t: { from: rows, limit: 1 }, s: { from: rows, limit: 1, display: { columns: { id: Id } } } }
      values:
        top: { title: the last id, table: rows, value: max(id) }
        low: { title: the lowest id, table: rows, value: min(id), unit: g }
      expected:
        right: { value: top, published: \(big) }
        wrong: { value: top, published: \(big - 1) }
      """
    let (text, files) = try build(
      study,
      "{{plain(top)}} {{number(top)}} {{integer(top)}} {{text(top)}} {{quantity(low)}}\n\n{{facts top}}\n\n{{table t}}\n\n{{ledger}}",
      rows: "id,size_p\n\(big),21.5\n\(big - 2),20\n")
    let grouped = "1,234,567,890,123,456,789"
    #expect(text.contains("\(big) \(grouped) \(grouped) \(grouped) 1,234,567,890,123,456,787 g"))
    #expect(text.contains("**\(grouped)** the last id"))
    #expect(text.contains("| \(grouped) | 21.5 |"))
    #expect(text.contains("1,234,567,890,123,456,788"))
    #expect(text.contains("1 of 2 published values"))
    for name in ["tables/t.csv", "tables/s.csv"] {
      #expect(files[name]?.contains("\(big)") == true)
    }
    for name in ["tables/t.tex", "tables/s.tex"] { #expect(files[name]?.contains(grouped) == true) }
    #expect(files["results.json"]?.contains("\(big)") == true)
  }

  @Test("a value in per cent is printed as it is by every tag, tile and table")
  func percent() throws {
    let study = """
      tables:
        t:
          from: rows
          limit: 1
          select: [x]
          derive: { share: { value: 12.5, unit: "%", label: Share } }
          display: { columns: { share: { format: percent } } }
      analyses:
        mean: { method: describe, table: t2, x: share }
      values:
        whole: { table: t, value: first(share) }
        said: { title: of them, table: rows, value: "12.5", unit: "%" }
        part: { table: rows, value: "0.125" }
      """.replacing(
        "analyses:",
        with:
          "  t2: { from: rows, derive: { share: { value: 12.5 + x * 0, unit: \"%\" } } }\nanalyses:"
      )
    let (text, files) = try build(
      study,
      "{{percent(whole)}} {{percent(said)}} {{percent(part)}} {{percent(part, unit=%)}} {{number(whole)}} {{percent(mean.median)}} {{percent(mean.n)}}.\n\n{{facts said}}\n\n{{table t}}",
      rows: Self.rows)
    #expect(
      text.contains("12.5 % 12.5 % 12.5 % 0.12 % 12.5 % 12.5 % 4,000 %.")
        || text.contains("12.5 % 12.5 % 12.5 % 0.125 % 12.5 % 12.5 % 4,000 %."), "\(text)")
    #expect(text.contains("**12.5 %** of them") || text.contains("12.5 %</strong> of them"))
    #expect(text.contains("| Share, % |"))
    #expect(text.contains("| 12.5 |"))
    #expect(files["tables/t.csv"]?.contains("12.5") == true)
  }

  @Test("the p-values of a table of results print as such under any name, and no others do")
  func results() throws {
    let study = """
      analyses:
        rank: { method: spearman, table: rows, x: x, y: y }
      tables:
        found: { results: [rank], rename: { certainty: p_value }, select: [certainty] }
        rows-with-p: { from: rows, limit: 1, derive: { p: "21.5", p95: "0.0004" }, select: [p, p95] }
      """
    let (text, _) = try build(
      study, "{{table found}}\n\n{{table rows-with-p}}", rows: Self.rows)
    #expect(text.contains("| Certainty |"))
    #expect(text.contains("| < 0.001 |"))
    #expect(text.contains("| 21.5 |"))
    #expect(!text.contains("> 0.999"))
  }

  @Test("a year that an expression makes has no commas, and a p-value in a tile is one")
  func kinds() throws {
    let study = """
      tables:
        dated: { from: rows, derive: { day: "make_date(1990 + x, 1, 1)", since: year(day) }, limit: 2, select: [since, x] }
      analyses:
        rank: { method: spearman, table: rows, x: x, y: y }
      values:
        first-year: { title: first year, table: dated, value: min(since) }
        sum-of-years: { table: dated, value: sum(since) }

      """
    let (text, _) = try build(
      study,
      "{{number(first-year)}}, {{number(sum-of-years)}}\n\n{{facts first-year, rank.p_value}}\n\n{{table dated}}",
      rows: Self.rows)
    #expect(text.contains("1990, 3,981"))
    #expect(text.contains("**1990** first year"))
    #expect(text.contains("< 0.001"))
    #expect(text.contains("| 1990 | 0 |"))
  }

  @Test(
    "years from a file stay years in tiles, tags and summaries; what is not a place among years does not"
  )
  func years() throws {
    let study = """
      tables:
        summary:
          from: rows
          steps:
            - summarise: { newest: max(year), oldest: min(year), span: max(year) - min(year), middle: median(year), total: sum(year), per_year: max(per_year) }
        by-kind: { from: rows, steps: [{ group: kind, summarise: { newest: max(release_year) } }] }
      values:
        newest: { title: newest, table: rows, value: max(year) }
        middle: { title: middle, table: rows, value: median(year) }
        total: { title: total, table: rows, value: sum(year) }
        share: { title: rate, table: rows, value: max(per_year) }

      """
    let (text, _) = try build(
      study,
      "{{number(newest)}}, {{number(middle)}}, {{number(total)}}\n\n{{facts newest, middle, share}}\n\n"
        + "{{table summary}}\n\n{{table by-kind}}",
      rows: "year,release_year,per_year,kind\n2019,1999,2019,a\n2022,2004,2022,b\n")
    #expect(text.contains("2022, 2020.5, 4,041"))
    #expect(text.contains("**2022** newest"))
    #expect(text.contains("**2020.5** middle"))
    #expect(text.contains("**2,022** rate"))
    #expect(text.contains("| 2022 | 2019 | 3 | 2020.5 | 4,041 | 2,022 |"))
    #expect(text.contains("| a | 1999 |"))
  }

  @Test(
    "the ends of columns of data quality are printed each by itself, whole numbers to the last digit"
  )
  func dataQuality() throws {
    let (text, _) = try build(
      "", "{{data-quality rows}}",
      rows:
        "id,year,w,big\n1234567890123456789,2019,0.004,3\n1234567890123456788,2022,21.5,9007199254740993\n"
        + "9007199254740993,2021,7,5\n")
    let lines = Set(text.split(separator: "\n").map(String.init))
    // The table is too wide for one: its last columns are below.
    for line in [
      "| id | int | 0 | 3 | 9,007,199,254,740,993 | 1,234,567,890,123,456,788 |",
      "| id | 1,234,567,890,123,456,789 | – |", "| year | int | 0 | 3 | 2019 | 2021 |",
      "| year | 2022 | – |", "| w | double | 0 | 3 | 0.00400 | 7 |", "| w | 21.5 | – |",
      "| big | int | 0 | 3 | 3 | 5 |", "| big | 9,007,199,254,740,993 | – |",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
  }

  @Test("a ratio of values in one unit is printed as a bare number")
  func ratios() throws {
    let study = """
      tables: { t: { from: rows, derive: { share: x / z }, where: z > 0, limit: 1, select: [share] } }
      values:
        r: { title: ratio, table: rows, value: max(x) / max(z) }

      """
    let head =
      "sources: { rows: { path: rows.csv, columns: { x: { unit: g }, z: { unit: g } } } }\n"
    let text = try TemporaryStudy.use(
      study: "study: demo\ntitle: Demo\n" + head + study,
      report: "# R\n\n{{number(r)}} {{quantity(r)}}.\n\n{{facts r}}\n\n{{table t}}\n",
      files: ["rows.csv": "x,z\n1,2\n4,5\n"]
    ) { place in
      let out = place.folder.appendingPathComponent("out")
      _ = try place.builder { $0.figures = [] }.build(to: out.path)
      return try String(contentsOf: out.appendingPathComponent("report.md"), encoding: .utf8)
    }
    #expect(text.contains("0\\.800 0.800."))
    #expect(text.contains("**0.800** ratio"))
    #expect(text.contains("| Share |"))
  }

  // MARK: Tags

  private static let models = """
    analyses:
      one: { method: ols, table: rows, formula: y ~ x }
      two: { method: ols, table: rows, formula: y ~ x + z }
      test: { method: mann-whitney, table: rows, x: y, group: group }
      ridge: { method: ridge, table: rows, formula: y ~ x + z, options: { lambda: 1 } }
      spread: { method: bootstrap, table: rows, x: y }
    values: { count: { table: rows, value: count() }, third: { table: rows, value: "0.3" } }

    """

  @Test("a p-value is one that a test made, or a number from 0 to 1; a count is none")
  func pTags() throws {
    let (text, _) = try build(
      Self.models,
      "{{p(test)}}; {{p(test.p_value)}}; {{p(two.coefficients[z].p_value)}}; {{p(one.slope)}}; {{p(third)}}",
      rows: Self.rows)
    #expect(text.matches(of: /\*p\* [=<]/).count == 5)
    for address in ["count", "test.n", "test.statistic", "test.estimate", "one.r_squared", "one"] {
      let message = problem(Self.models, "{{p(\(address))}}", rows: Self.rows)
      #expect(
        message.contains("report.md:3:1:") && message.contains("is not a p-value"), "\(message)")
    }
  }

  @Test("a trend of a model with several slopes names its term")
  func trendTags() throws {
    let (text, _) = try build(
      Self.models, "{{trend(one)}}, {{trend(two, term=x)}}, {{trend(two, term=z)}}",
      rows: Self.rows)
    #expect(text.contains("rises, rises, shows no clear trend"))
    #expect(
      problem(Self.models, "{{trend(two)}}", rows: Self.rows).contains(
        "the model 'two' has 2 slopes; say which with term (x, z)"))
    #expect(
      problem(Self.models, "{{trend(two, term=w)}}", rows: Self.rows).contains("has no term 'w'"))
    #expect(
      problem(Self.models, "{{trend(test)}}", rows: Self.rows).contains("does not describe a trend")
    )
    #expect(
      problem(Self.models, "{{trend(two, trem=x)}}", rows: Self.rows).contains("'term'"))
  }

  // MARK: Families

  @Test("a model in a family counts by its slope, or by the term that it names")
  func families() throws {
    let study = """
      analyses:
        one: { method: ols, table: rows, formula: y ~ x, family: all }
        two: { method: ols, table: rows, formula: y ~ x + z, family: { name: all, term: z } }
        test: { method: mann-whitney, table: rows, x: y, group: group, family: all }
      families: { all: { correction: bonferroni } }

      """
    let (text, files) = try build(
      study,
      "{{sentence(one)}}\n\n{{sentence(two)}}\n\n{{families}}\n\n{{number(two.coefficients[z].p_adjusted)}} {{number(two.p_adjusted)}}",
      rows: Self.rows)
    #expect(text.contains("The 3 tests of family “all”, corrected together (Bonferroni)"))
    #expect(text.contains("Bonferroni over 3 tests"))
    let json = try JSON.parse(try #require(files["results.json"]))
    let two = json["analyses"]?["two"]
    let coefficients = two?["coefficients"]?.arrayValue
    let z = try #require(coefficients?.first { $0["term"]?.stringValue == "z" })
    let p = try #require(z["p_value"]?.doubleValue)
    #expect(z["p_adjusted"]?.doubleValue == min(1, 3 * p))
    #expect(coefficients?.first { $0["term"]?.stringValue == "x" }?["p_adjusted"] == nil)
    #expect(json["families"]?["all"]?["m"]?.doubleValue == 3)
  }

  @Test(
    "a member without a p-value of its own is an error, at its place, and never dropped",
    arguments: [
      ("two: { method: ols, table: rows, formula: y ~ x + z, family: all }", "has several slopes"),
      (
        "two: { method: ols, table: rows, formula: y ~ group + x, family: all }",
        "has several slopes"
      ),
      ("two: { method: ols, table: three, formula: y ~ kind, family: all }", "has 2 slopes"),
      (
        "two: { method: ols, table: rows, formula: y ~ x + z, family: { name: all, term: w } }",
        "no term 'w'"
      ),
      (
        "two: { method: spearman, table: rows, x: x, y: y, family: { name: all, term: x } }",
        "is not a model"
      ),
      ("two: { method: bootstrap, table: rows, x: y, family: all }", "has no p-value"),
      ("two: { method: describe, table: rows, x: y, family: all }", "has no p-value"),
      (
        "two: { method: ridge, table: rows, formula: y ~ x, options: { lambda: 1 }, family: all }",
        "tests no slope"
      ),
      ("two: { method: spearman, table: rows, x: x, y: y, family: listed }", "is not among them"),
      ("two: { method: ols, table: rows, formula: y ~ x, family: { term: x } }", "name"),
    ])
  func dropped(analysis: String, message: String) {
    let study = """
      tables:
        three: { from: rows, derive: { kind: "case when z < 3 then 'l' when z < 7 then 'm' else 'h' end" } }
      analyses:
        one: { method: ols, table: rows, formula: y ~ x, family: all }
        \(analysis)
      families:
        all: { correction: holm }
        listed: { correction: holm, members: { one: one.slope.p_value } }

      """
    let found = problem(study, "{{families}}", rows: Self.rows)
    #expect(found.contains(message) && found.contains("study.yml:"), "\(found)")
  }

  @Test("a listed member that leads to no p-value is an error")
  func listed() {
    let found = problem(
      Self.models
        + "families: { f: { correction: holm, members: { a: two.p_value, b: test.p_value } } }",
      "{{families}}", rows: Self.rows)
    #expect(
      found.contains("'two.p_value', a member of family 'f', has no p-value"), "\(found)")
  }

  @Test("a member whose data leave nothing to test counts for nothing, and stops no build")
  func untested() throws {
    let study = """
      analyses:
        one: { method: quantile-regression, table: rows, formula: z ~ x, family: all, where: z = 3 }
        two: { method: ols, table: rows, formula: z ~ x, family: all, where: z = 3 }
        test: { method: spearman, table: rows, x: x, y: z, family: all }
      families: { all: { correction: holm } }

      """
    let (text, _) = try build(study, "{{sentence(test)}}", rows: Self.rows)
    #expect(!text.contains("Holm over 3 tests"), "\(text)")
    let ridge = problem(
      "analyses: { r: { method: ridge, table: rows, formula: y ~ x, options: { lambda: 1 }, family: all } }\nfamilies: { all: { correction: holm } }",
      "{{families}}", rows: Self.rows)
    #expect(ridge.contains("tests no slope"), "\(ridge)")
  }

  @Test("two groups that a block pairs are named, in the sentence of each paired method")
  func pairedByBlock() throws {
    let rows =
      "who,side,score,passed\n"
      + (0..<12).map { row in
        "w\(row / 2),\(["left", "right"][row % 2]),\(row * 5 % 7 + row % 2 * 4),\(row % 3 > 0)\n"
      }.joined()
    for (method, x, claim) in [
      ("t-test-paired", "score", "in left than in right"),
      ("wilcoxon", "score", "left"), ("mcnemar", "passed", "between left and right"),
    ] {
      let (text, _) = try build(
        "analyses: { a: { method: \(method), table: rows, x: \(x), group: side, block: who } }\n",
        "{{sentence(a)}}", rows: rows)
      let sentence = text.split(separator: "\n").first { $0.contains("*n*") } ?? ""
      #expect(sentence.contains(claim) && !sentence.contains("side"), "\(sentence)")
    }
  }

  @Test("what was not corrected is not called corrected")
  func uncorrected() throws {
    let study = """
      analyses:
        one: { method: ols, table: rows, formula: y ~ x, family: all }
        test: { method: mann-whitney, table: rows, x: y, group: group, family: all }
        matrix: { method: correlation-matrix, table: rows, x: x, y: y, z: [z], options: { correction: none } }
        pairs: { method: dunn, table: rows, x: x, group: group, options: { correction: none } }
      families: { all: { correction: none } }

      """
    let (text, _) = try build(
      study,
      "{{sentence(one)}} {{sentence(matrix)}} {{sentence(pairs)}}\n\n{{families}}\n\n{{methods}}",
      rows: Self.rows)
    for word in [
      "after correction", "none over", "corrected together", "adjusted p", "form a family",
    ] {
      #expect(!text.contains(word), "\(word)")
    }
    #expect(text.contains("P-values were not corrected for multiple testing."))
    #expect(text.contains("not corrected."))
  }

  // MARK: Levels

  @Test("equivalence is not claimed between 0.05 and 0.1, whatever the level of its interval")
  func equivalence() throws {
    // Welch's t by the bounds below gives p = 0.089: between the two levels.
    let values = (0..<20).map { "\($0 % 10),a" } + (0..<20).map { "\(Double($0 % 10) + 0.6),b" }
    var found = false
    for bound in stride(from: 1.5, through: 3, by: 0.05) {
      let (text, files) = try build(
        "analyses: { e: { method: equivalence, table: rows, x: v, group: g, options: { low: -\(bound), high: \(bound) } } }\n",
        "{{sentence(e)}}", rows: "v,g\n" + values.joined(separator: "\n") + "\n")
      let json = try JSON.parse(try #require(files["results.json"]))
      let p = try #require(json["analyses"]?["e"]?["p_value"]?.doubleValue)
      #expect(text.contains("There was no evidence") == (p >= 0.05), "p = \(p): \(text)")
      if p >= 0.05, p < 0.1 { found = true }
    }
    #expect(found)
  }

  @Test("a repair that was inferred from a published value makes its agreement fitted")
  func fitted() throws {
    let study = """
      repairs:
        shift:
          description: As the published sum needs it.
          basis: fitted
          fitted-to: [sum]
          update: { where: x = 0, set: { x: "5" } }
      tables: { t: { from: rows, repair: shift } }
      values: { sum: { table: t, value: sum(x) }, count: { table: t, value: count() } }
      expected:
        sum: { value: sum, published: 785, basis: restored }
        count: { value: count, published: 40 }

      """
    let (text, files) = try build(study, "{{ledger}}", rows: Self.rows)
    #expect(text.contains("1 of them after a repair inferred from the value itself"))
    let ledger = try JSON.parse(try #require(files["results.json"]))["ledger"]?.arrayValue
    #expect(ledger?.map { $0["basis"]?.stringValue } == ["fitted", "computed"])
    #expect(
      problem(study.replacing("basis: fitted", with: "basis: restored"), "", rows: Self.rows)
        .contains("its basis is fitted, not restored"))
    #expect(
      problem(study.replacing("[sum]", with: "[smu]"), "", rows: Self.rows)
        .contains("no expected value is called 'smu'; did you mean 'sum'?"))
  }
}
