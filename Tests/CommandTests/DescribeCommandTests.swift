import Basics
import Foundation
import Testing

@Suite struct DescribeCommandTests {
  static let models = """
    name,domain,co2,size,released
    a,NLP,1.5,10,2023-01-05
    b,NLP,,20,2023-02-05
    c,Audio,4,40,2023-03-05
    d,"Vision, 2-D",0.25,,2023-04-05

    """

  @Test("The profile names each column with its type, its missing values and its spread")
  func profile() throws {
    let place = try Workplace()
    try place.write(Self.models, to: "models.csv")
    let run = try place.run("describe", "models.csv")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.hasPrefix("4 rows, 5 columns\n"))
    #expect(run.output.contains(/co2 +double +1 \(25 %\)/))
    #expect(run.output.contains(/domain +text +0 +3 +NLP \(2\)/))
    #expect(run.output.contains("2023-01-05 to 2023-04-05"))
    #expect(!run.output.contains("Optional") && !run.output.contains("nan"))
  }

  @Test("Years have no commas")
  func years() throws {
    let place = try Workplace()
    try place.write("year,people\n2021,2021\n2022,2022\n", to: "t.csv")
    let output = try place.run("describe", "t.csv").output
    #expect(
      output.contains(/year +int +0 +2021.5 +2021 +2021.2 +2021.5 +2021.8 +2022/), "\(output)")
    #expect(output.contains(/people +int +0 +2,022 +2,021/), "\(output)")
  }

  @Test("The profile as JSON has full numbers")
  func json() throws {
    let place = try Workplace()
    try place.write(Self.models, to: "models.csv")
    let run = try place.run("describe", "models.csv", "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(object["rows"] as? Int == 4)
    let columns = try #require(object["columns"] as? [[String: Any]])
    #expect(
      columns.compactMap { $0["name"] as? String } == [
        "name", "domain", "co2", "size", "released",
      ])
    #expect(columns[2]["median"] as? Double == 1.5)
    #expect(columns[2]["missing"] as? Int == 1)
  }

  @Test("The same rows as CSV, TSV and JSON Lines have the same profile")
  func formats() throws {
    let place = try Workplace()
    try place.write("a,b\n1,x\n2.5,\n,y\n", to: "t.csv")
    try place.write("a\tb\n1\tx\n2.5\t\n\ty\n", to: "t.tsv")
    try place.write(
      #"{"a":1,"b":"x"}"# + "\n" + #"{"a":2.5,"b":null}"# + "\n" + #"{"b":"y"}"# + "\n",
      to: "t.jsonl")
    let csv = try place.run("describe", "t.csv", "--json")
    #expect(csv.status == 0, "\(csv.errors)")
    for file in ["t.tsv", "t.jsonl"] {
      #expect(try place.run("describe", file, "--json").output == csv.output, "\(file)")
    }
  }

  @Test("A file that is not there, a folder, and broken CSV are one line each, and status 1")
  func badFiles() throws {
    let place = try Workplace()
    try place.write("a,b\n1,2\n3\n", to: "ragged.csv")
    try place.write("", to: "folder/x")
    for (file, part) in [
      ("none.csv", "none.csv"), ("ragged.csv", "3"), ("folder", "folder"),
    ] {
      let run = try place.run("describe", file)
      #expect(run.status == 1, "\(file)")
      #expect(run.output == "", "\(file)")
      #expect(run.errors.hasPrefix("Error: ") && run.errors.contains(part), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
  }

  @Test("Data cannot steer the terminal")
  func hostileText() throws {
    let place = try Workplace()
    try place.write("name\n\u{1b}[31mred\n\u{1b}[31mred\n", to: "hostile.csv")
    let run = try place.run("describe", "hostile.csv")
    #expect(run.status == 0)
    #expect(!run.output.contains("\u{1b}"))
    #expect(run.output.contains("\\u{1b}[31mred"))
  }

  @Test("A file without rows and a column without values have profiles")
  func empty() throws {
    let place = try Workplace()
    try place.write("a,b\n", to: "empty.csv")
    try place.write("a,b\n1,\n2,\n", to: "missing.csv")
    #expect(try place.run("describe", "empty.csv").output.hasPrefix("0 rows, 2 columns"))
    let missing = try place.run("describe", "missing.csv")
    #expect(missing.status == 0 && missing.output.contains("2 (100 %)"))
  }
}
