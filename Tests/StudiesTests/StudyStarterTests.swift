import Foundation
import Studies
import Testing

@Suite("Starting a study from a file")
struct StudyStarterTests {
  /// Makes a study of a file, builds it, and hands over both texts.
  private func start(
    _ text: String, name: String = "rows.csv"
  ) throws -> (study: String, report: String, problems: [String]) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    let target = folder.appending(path: "My study")
    try StudyStarter(file: file).write(to: target)
    var options = StudyOptions()
    options.offline = true
    options.figures = []
    options.documents = [.md]
    let builder = try StudyBuilder(
      study: target.path, bundle: TemporaryStudy.bundle(), options: options)
    let problems = builder.lint().map(\.description)
    let out = folder.appending(path: "out")
    _ = try builder.build(to: out.path)
    return (
      try String(contentsOf: target.appending(path: "study.yml"), encoding: .utf8),
      try String(contentsOf: out.appending(path: "report.md"), encoding: .utf8), problems
    )
  }

  private static let messy: String = {
    var lines = ["Date,Plant name,Output (kWh),Temp °C,Cost_EUR"]
    for row in 0..<36 {
      let output = row == 5 ? "-" : row % 2 == 0 ? "\"1,\(200 + row * 7)\"" : "\(900 + row * 5)"
      let temperature = row % 9 == 4 ? "N/A" : "\(Double(row % 14) + 0.5)"
      let cost = 90 + (row * 37) % 53
      lines.append(
        "\(13 + row % 12)/\(row % 6 + 1)/2023,\(["North", "South", "East"][row % 3]),\(output),\(temperature),\(cost)"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  @Test(
    "commas, words for nothing and foreign dates are understood, and units in names are declared")
  func messyFile() throws {
    let (study, report, problems) = try start(Self.messy)
    #expect(problems == [])
    #expect(
      study.contains(#""Output (kWh)": { role: measurement, label: "Output", unit: "kWh" }"#),
      "\(study)")
    #expect(study.contains(#""Cost_EUR": { role: amount, label: "Cost", unit: "EUR" }"#))
    #expect(report.contains("The median of output is"), "\(report)")
    #expect(report.contains(" Over time"))
    #expect(!report.contains("Cost_EUR differed"))
  }

  /// Four rows in each of ten months, two arms, a key, a postcode, an answer and a gap.
  private static let trial: String = {
    var lines = ["patient_id,arm,zip,visit_date,pain_score,agrees,notes"]
    for row in 0..<40 {
      let arm = row % 2 == 0 ? "active" : "placebo"
      let pain = Double((row * 7) % 19) + (row % 2 == 0 ? 0.5 : 6.5)
      let agrees = ["disagree", "neutral", "agree", "n/a"][row % 4]
      lines.append(
        "P\(100 + row * 3),\(arm),0\(1000 + row * 37),2023-\(row % 10 < 9 ? "0" : "")\(row % 10 + 1)-1\(row % 9),\(pain),\(agrees),\(row == 3 ? "felt well" : "")"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  @Test(
    "keys and codes are never averaged, the outcome is compared by the arms, and words for nothing are missing"
  )
  func roles() throws {
    let (study, report, problems) = try start(Self.trial)
    #expect(problems == [])
    #expect(
      study.contains(#"roles: { outcome: "pain_score", by: "arm", time: "visit_date" }"#),
      "\(study)")
    for line in [
      #""patient_id": { role: identifier }"#, #""zip": { role: code }"#,
      #""agrees": { role: ordinal }"#,
    ] {
      #expect(study.contains(line), "\(study)")
    }
    #expect(!study.contains("median(zip)") && !study.contains("median(patient_id)"))
    #expect(study.contains(#"missing: ["", "n/a"]"#))
    #expect(study.contains("method: mann-whitney"))
    #expect(report.contains("Pain score tended to be lower in active than in placebo"), "\(report)")
    #expect(report.contains("identifier") && report.contains("What was not tested"))
  }

  @Test("what is known of columns corrects the roles and the plan")
  func wishes() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "trial.csv")
    try Data(Self.trial.utf8).write(to: file)
    var wishes = StarterWishes(outcome: "agrees", ignored: ["notes"])
    try wishes.read(
      "columns: { zip: { role: place } }\nroles: { by: arm, outcome: pain_score }\n", file: "r.yml")
    let target = folder.appending(path: "study")
    try StudyStarter(file: file, wishes: wishes).write(to: target)
    let study = try String(contentsOf: target.appending(path: "study.yml"), encoding: .utf8)
    #expect(study.contains(#"roles: { outcome: "agrees", by: "arm""#), "\(study)")
    #expect(study.contains(#"ignore: ["notes"]"#) && study.contains(#""zip": { role: place }"#))
    let unknown = StarterWishes(outcome: "pain_scores")
    #expect(throws: StudyError.self) { try StudyStarter(file: file, wishes: unknown) }
    var wrong = StarterWishes()
    #expect(throws: StudyProblems.self) { try wrong.read("zip: codes\n", file: "r.yml") }
  }

  @Test(
    "a question is quoted in sentences, and a postcode beside moments of its own is no unit with several rows"
  )
  func questions() throws {
    let answers = ["Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied"]
    let rows = (0..<45).map { row in
      "2024-03-\(10 + row % 19) 10:\(10 + row):00,\(answers[row * 7 % 11 % 5]),\(["01234", "98101"][row % 3 % 2]),\(row % 2 == 0 ? "yes" : "no")"
    }
    let text = (["Timestamp,How satisfied are you?,ZIP,Paid"] + rows).joined(separator: "\n") + "\n"
    let (study, report, problems) = try start(text)
    #expect(problems == [])
    #expect(study.contains("The most frequent answer to “How satisfied are you?” is"), "\(study)")
    #expect(!(study + report).contains("how satisfied are you"))
    #expect(study.contains("Rank of “How satisfied are you?”"), "\(study)")
  }

  @Test("a small file is shown whole, without tests that it cannot bear")
  func tiny() throws {
    let (study, report, problems) = try start("name,score\nann,3\nbob,5\ncy,4\n")
    #expect(problems == [])
    #expect(!study.contains("analyses:"))
    #expect(report.contains("| ann | 3 |"))
  }

  @Test(
    "awkward names and texts stay words",
    arguments: [
      "\"id\",\"\",\"name {{x}}\",\"value [kg]\"\n1,a,=1+1,\"3,5\"\n2,b,<b>x</b>,\"4,5\"\n3,c,a|b,\"5,5\"\n",
      "select,from,where\n1,2,x\n2,3,y\n3,1,x\n", "a: b,#c,'d'\n1,x,2\n2,y,3\n",
      "x\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n", "only text\na\nb\nc\n",
      "when,v\n2017-06,1\n2018,3\n2019-01-05,2\n2020-02,9\n2021,7\n", "empty,v\n,1\n,2\n,4\n",
      "flag,v\ntrue,1\nfalse,3\ntrue,2\nfalse,9\ntrue,7\nfalse,8\n",
    ])
  func awkward(text: String) throws {
    let (_, report, problems) = try start(text, name: "it's \"odd\".csv")
    #expect(problems == [])
    #expect(!report.contains("{{x}}") && !report.contains("<b>"))
  }

  /// Names that mean something to expressions, YAML, Markdown, tags, tables or terminals.
  static let hostileNames: [String] =
    [
      "count", "typical", "period", "sum", "median", "n", "where", "all", "select", "group", "from",
      "true", "false", "null", "not", "case", "in", "row_number()", "count()", "__proto__",
      "constructor", "Count", "data", "rows", "x", "y", "a b", "a\"b", "a'b", "a\\b", "a\nb",
      "a\r\nb",
      "{{x}}", "{{", "}}", "a|b", "a]b", "[a]", "$x", "$", "$draws", "1abc", "12", "-1", "", "é",
      "名前", "🙂",
      "~", "-", "- a", "? a", ": b", "a: b", "#c", "a #b", "%", "@x", "`x`", "*x*", "&a", "!b", ">",
      "|",
      "a,b", "a;b", "\tx", " x ", "NaN", "yes", "off", "=1+1", "<b>x</b>", "C(x)", "ln(x)", "x~y",
      "x:y",
      "x*y", "x^2", ".", "..", "/", "a.b", "\u{202E}abc", "\u{1}x", "\u{200B}", "\u{FEFF}",
      "\u{2028}",
      "\u{85}", "a\"\u{301}b", "{{\u{301}x}}", "\"", "\"\"", "\\", "\\n", "${x}", "{", "}", "[",
      ")", "x (kg)", "x_kg", "---",
      "...",
      "```", "![x](y)", "[x](y)", "# h", "1. x", "&amp;", "a\u{301}", "İ", "1e5", "0x10", "--",
      "/*",
      String(repeating: "a", count: 300), String(repeating: "b", count: 1100),
    ]

  /// Values of a column of some kind, different for each row.
  private static func cells(_ kind: Int, _ rows: Int) -> [String] {
    (0..<rows).map { row in
      let scattered = (row * 7919 + kind * 31) % 97
      return switch kind % 8 {
      case 0: "\(Double(scattered) * 1.5 + 0.25)"
      case 1: "\(scattered * scattered + 1)"
      case 2: ["a", "b"][scattered % 2]
      case 3: ["a", "b", "c|d"][scattered % 3]
      case 4: "\(2020 + row % 3)-0\(1 + row % 9)-1\(row % 9)"
      case 5: "row \(row)"
      case 6: "\(1 + row % 9),\(100 + scattered)"
      default: row % 5 == 0 ? "NA" : "\(scattered).5"
      }
    }
  }

  private static func csv(_ names: [String], _ kinds: [Int], rows: Int = 36) -> String {
    let columns = kinds.map { cells($0, rows) }
    let lines = [names] + (0..<rows).map { row in columns.map { $0[row] } }
    func quoted(_ text: String) -> String {
      "\"" + text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
    return lines.map { line in line.map(quoted).joined(separator: ",") }
      .joined(separator: "\n") + "\n"
  }

  @Test(
    "a column of any name makes a study that lints clean and builds, whatever the column contains")
  func everyName() throws {
    for (index, name) in Self.hostileNames.enumerated() {
      // The name in turn on a category, a quantity, a date and a column to be cleaned.
      let kinds = [[3, 0, 1, 4], [0, 2, 1, 4], [4, 0, 1, 2], [6, 5, 4, 7]][index % 4]
      do {
        let (_, _, problems) = try start(Self.csv([name, "v", "w", "k"], kinds))
        #expect(problems == [], "\(name)")
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
  }

  @Test("random hostile names together make a study that lints clean and builds")
  func randomNames() throws {
    var state: UInt64 = 20_260
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    for _ in 0..<60 {
      var names: Set<String> = []
      while names.count < 5 {
        let parts = (0...next(3)).map { _ in Self.hostileNames[next(Self.hostileNames.count - 2)] }
        names.insert(parts.joined())
      }
      let kinds = (0..<5).map { _ in next(8) }
      do {
        let (_, _, problems) = try start(Self.csv(names.sorted(), kinds))
        #expect(problems == [], "\(names.sorted())")
      } catch {
        Issue.record("\(names.sorted()): \(error)")
      }
    }
  }
}
