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

  @Test("commas, words for nothing, foreign dates and units in names are declared, not lost")
  func messyFile() throws {
    let (study, report, problems) = try start(Self.messy)
    #expect(problems == [])
    #expect(study.contains(#"missing: ["", "-", "N/A"]"#), "\(study)")
    #expect(study.contains("make_date(") && study.contains("number(replace("))
    #expect(study.contains(#""output": { label: "Output", unit: "kWh" }"#))
    #expect(study.contains(#""Cost_EUR": { label: "Cost", unit: "EUR" }"#))
    #expect(report.contains("Median of cost, EUR"))
    #expect(report.contains("## 4 Over time") || report.contains(" Over time"))
    #expect(!report.contains("Cost_EUR differed"))
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
}
