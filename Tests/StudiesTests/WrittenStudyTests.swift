import Basics
import Foundation
import Statistics
import Studies
import Testing

@Suite("Results of a study that another version wrote")
struct WrittenStudyTests {
  /// The results that a version wrote of a study with tests, fits, families, runs that leave values out, and
  /// data that give no result.
  private func results(of version: String) throws -> JSON {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden/results-\(version).json")
    return try JSON.parse(Array(Data(contentsOf: file)))
  }

  private func analyses() throws -> [JSON.Member] {
    try #require(try results(of: "0.1.1")["analyses"]?.members)
  }

  /// The same JSON with the member at a path changed; `nil` takes it away.
  private func changed(_ json: JSON, _ path: [String], to value: JSON?) -> JSON {
    guard let first = path.first, var members = json.members else { return json }
    let index = members.firstIndex { $0.key == first }
    if path.count > 1, let index {
      members[index] = .init(
        first, changed(members[index].value, Array(path.dropFirst()), to: value))
    } else if path.count == 1 {
      if let index { members.remove(at: index) }
      if let value { members.append(.init(first, value)) }
    }
    return .object(members)
  }

  @Test("are read as a whole, and written in the same bytes", arguments: ["0.1.0", "0.1.1"])
  func wholeFile(_ version: String) throws {
    let json = try results(of: version)
    let file = try ResultsFile(json: json)
    #expect(file.json.text(.canonical) == json.text(.canonical))
    #expect(file.json["tool"]?["version"]?.stringValue == version)
  }

  @Test("are refused with the place of what this version does not know, or misses")
  func refused() throws {
    let json = try results(of: "0.1.1")
    func message(_ path: [String], _ value: JSON?) -> String {
      do {
        _ = try ResultsFile(json: changed(json, path, to: value))
        return "read"
      } catch {
        return error.description
      }
    }
    #expect(message(["figures"], nil) == "read")
    #expect(message(["schema"], 2).hasPrefix("'schema' is 2, where this version reads 1"))
    #expect(message(["schema"], nil) == "'schema' is missing")
    #expect(message(["tool"], nil) == "'tool' is missing")
    #expect(message(["study", "seed"], "one") == "'study.seed' is not a whole number")
    #expect(message(["analyses"], 5) == "'analyses' is not an object")
    #expect(message(["ledger"], 5) == "'ledger' is not a list")
    #expect(message(["charts"], [:]).contains("'charts', which this version does not know"))
    let source = try #require(json["sources"]?.members?.first?.key)
    #expect(message(["sources", source, "sha256"], nil) == "'sources.\(source).sha256' is missing")
    let table = try #require(json["tables"]?.members?.first?.key)
    #expect(
      message(["tables", table, "rows"], 1.5) == "'tables.\(table).rows' is not a whole number")
    #expect(
      message(["tables", table, "colums"], [:]).contains("is it 'columns'?"))
    #expect(
      message(["analyses", "fit", "p_valeu"], 1).hasPrefix(
        "'analyses.fit' holds 'p_valeu', which this version does not know"))
    let family = try #require(json["families"]?.members?.first?.key)
    #expect(
      message(["families", family, "members"], [["name": "x"]])
        == "'families.\(family).members[0].address' is missing")
    #expect(
      message(["ledger"], [["id": "a", "verdict": "maybe"]])
        == "'ledger[0].verdict' is not a word that this version knows")
  }

  /// Every section of the results that a builder computes, read back and written again.
  private func expectSameBytes(_ text: String, _ name: String) throws {
    let file = try ResultsFile(json: JSON.parse(text))
    #expect(file.json.text(.canonical) + "\n" == text, "\(name)")
  }

  @Test("of every bundled study are read back, and written in the same bytes")
  func bundled() throws {
    var options = StudyOptions()
    options.offline = true
    let names =
      ["training-carbon", "hf-preprocessing"]
      + (HuggingFaceCarbonFiles.areAtHand ? ["hf-carbon-2023"] : [])
    for name in names {
      var own = options
      if name == "training-carbon" { own.settings = [(name: "draws", value: "200")] }
      if name == "hf-carbon-2023", let folder = HuggingFaceCarbonFiles.folder {
        own.data = [URL(fileURLWithPath: folder).deletingLastPathComponent().path]
      }
      let results = try StudyBuilder(study: name, bundle: TemporaryStudy.bundle(), options: own)
        .check()
      #expect(results.json.members?.count ?? 0 >= 10)
      try expectSameBytes(results.json.text(.canonical) + "\n", name)
    }
  }

  @Test("with figures and the profile of a source are read back from the file of a build")
  func built() throws {
    let study = """
      study: demo
      title: Demo
      sources: { rows: { path: rows.csv } }
      parameters: { least: { type: double, default: 2 }, day: { type: date, default: 2023-01-02 } }
      tables:
        some: { from: rows, steps: [{ where: u >= $least }, { derive: { r: u / (v - 3) } }] }
      analyses:
        a: { method: mann-whitney, table: some, x: u, group: g }
      families: { all: { correction: holm, members: { a: a.p_value } } }
      values:
        most: { table: some, value: max(u), unit: g }
        each: { table: some, keys: v, rows: g }
        whole: { table: some, value: sum(v) }
      figures:
        dots: { table: some, title: Dots, layers: [{ mark: point, x: u, y: v }], caption: All. }
      """
    try TemporaryStudy.use(
      study: study, report: "# R\n\n{{figure dots}}\n\n{{data-quality rows}}\n",
      files: ["rows.csv": "u,v,g,d\n1,5,a,2023-01-01\n2,3,a,\n3,4.5,b,2023-02-01\n5,1,b,\n,2,a,\n"]
    ) { place in
      let out = place.folder.appendingPathComponent("out")
      let results = try place.builder { $0.figures = [] }.build(to: out.path)
      let text = try String(
        contentsOf: out.appendingPathComponent("results.json"), encoding: .utf8)
      try expectSameBytes(text, "demo")
      for section in ["figures", "figure_font", "profiles"] {
        #expect(results.json[section] != nil, "\(section)")
      }
    }
  }

  @Test("are read back, and written in the same bytes")
  func roundTrip() throws {
    let analyses = try analyses()
    #expect(analyses.count == 10)
    for member in analyses {
      let outcome = try AnalysisOutcome(json: member.value)
      #expect(
        outcome.json.text(.canonical) == member.value.text(.canonical), "\(member.key)")
    }
  }

  @Test("have an address for every number, and each leads to it")
  func addresses() throws {
    for member in try analyses() {
      let root = Node.value(try AnalysisOutcome(json: member.value))
      let addresses = root.addresses(Address(id: member.key, path: []))
      #expect(addresses.count > 3)
      for address in addresses {
        let read = try #require(Address(address.description))
        #expect(root.at(read.path) != nil, "\(address)")
        #expect(root.unknownWord(in: read.path) == nil, "\(address)")
      }
    }
  }

  @Test("with a word that this version does not know are refused, and the word is named")
  func unknown() throws {
    let member = try #require(try analyses().first { $0.key == "fit" })
    var members = try #require(member.value.members)
    members.append(.init("r_cubed", 0.5))
    #expect {
      try AnalysisOutcome(json: .object(members))
    } throws: {
      "\($0)".contains("'r_cubed', which this version does not know")
    }
  }
}
