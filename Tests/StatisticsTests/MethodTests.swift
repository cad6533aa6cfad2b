import Basics
import Foundation
import Statistics
import Tables
import Testing

@Suite(
  "A method holds its facts and options, and what is derived from them agrees with its answers")
struct MethodTests {
  @Test("every name is one method's, and every method says what it answers and where it comes from")
  func facts() {
    #expect(Set(Methods.names).count == Methods.all.count)
    #expect(Set(Methods.all.map(\.facts.title)).count == Methods.all.count)
    for method in Methods.all {
      let facts = method.facts
      #expect(facts.purpose.hasSuffix(".") && facts.purpose.first?.isUppercase == true, "\(method)")
      #expect(!facts.references.isEmpty, "\(method)")
      for reference in facts.references {
        #expect((1890...2026).contains(reference.year), "\(method): \(reference.text)")
        #expect(reference.doi?.hasPrefix("10.") ?? true, "\(method): \(reference.text)")
        #expect(reference.doi != nil || reference.place != nil, "\(method): \(reference.text)")
      }
      #expect(Set(method.options.map(\.name)).count == method.options.count, "\(method)")
      #expect(method.options.allSatisfy { $0.meaning.hasSuffix(".") }, "\(method)")
    }
  }

  /// The options that a method cannot do without, as in their examples.
  private static func required(_ method: MethodDescriptor) -> [JSON.Member] {
    method.options.compactMap { option -> JSON.Member? in
      guard case .required(let example) = option.standard else { return nil }
      return JSON.Member(option.name, example)
    }
  }

  /// Values that an option may have, several where its domain has some that differ.
  private static func values(_ option: OptionFacts) -> [JSON] {
    switch option.domain {
    case .number(.any): [0, -2.5, "3"]
    case .number(.atLeast(let low)): [.number(low), .number(low + 1)]
    case .number(.between(let low, let high)):
      [.number(low * 0.9 + high * 0.1), .number((low + high) / 2)]
    case .whole(let range):
      [
        .int(Int64(range.lowerBound)), .int(Int64(range.upperBound)),
        .string("\(range.lowerBound)"),
      ]
    case .flag: [true, false, "yes", "no"]
    case .choice(let names): names.map(JSON.string)
    case .text: ["x", "1"]
    case .numbers: [[0.25, 0.5], "0.25,0.5", 0.25]
    case .parameters: [["a": 1], "a=1,b=2"]
    case .names: [["a", "b"]]
    case .columns(several: false): ["a"]
    case .columns(several: true): ["a", ["a", "b"], "a,b"]
    case .levels: [["a": ["x", "y"]]]
    case .choices(let names): [.array(names.map(JSON.string)), .string(names[0])]
    }
  }

  /// Values that it may not have.
  private static func wrong(_ option: OptionFacts) -> [JSON] {
    switch option.domain {
    case .number(.any): ["many", true]
    case .number(.atLeast(let low)): [.number(low - 1), "many"]
    case .number(.between(let low, let high)): [.number(low), .number(high), "many"]
    case .whole(let range): [.int(Int64(range.lowerBound) - 1), 1.5, "many"]
    case .flag: ["perhaps", 2]
    case .choice: ["nonsense", 1]
    case .text: [3]
    case .numbers: [[0], ["a"], "a,b"]
    case .parameters: [["a": "b"], "a", 3]
    case .names: []
    case .columns: [3, [], [1]]
    case .levels: ["a", ["a": "x"], ["a": []]]
    case .choices: ["nonsense", [], 1]
    }
  }

  @Test("a method asks for the same options whatever their values", arguments: Methods.all)
  func options(_ method: MethodDescriptor) throws {
    let required = Self.required(method)
    let names = method.options.map(\.name)
    #expect(try method.options(given: .object(required)).map(\.name) == names)
    for option in method.options {
      for value in Self.values(option) {
        let others = required.filter { $0.key != option.name }
        let asked = try method.options(given: .object(others + [.init(option.name, value)]))
        #expect(asked == method.options, "\(option.name) = \(value.text())")
      }
    }
  }

  @Test(
    "an option outside its domain, missing or unknown is refused by name", arguments: Methods.all)
  func refusals(_ method: MethodDescriptor) throws {
    let required = Self.required(method)
    func message(_ options: [JSON.Member]) -> String? {
      Analysis.problem(inOptions: .object(options), roles: [], of: method.facts.name)?.message
    }
    #expect(message(required) == nil)
    for option in method.options {
      let others = required.filter { $0.key != option.name }
      for value in Self.wrong(option) {
        let found = message(others + [.init(option.name, value)])
        #expect(found?.contains("'\(option.name)'") == true, "\(option.name) = \(value.text())")
      }
      if case .required = option.standard {
        #expect(message(others)?.contains("'\(option.name)'") == true)
      }
      if case .value(let standard) = option.standard {
        #expect(message(required + [.init(option.name, standard)]) == nil, "\(option.name)")
      }
    }
    #expect(message(required + [.init("nonsense", 1)])?.contains("no option 'nonsense'") == true)
  }

  /// What an answer says of each of its samples, a method says of every one.
  private func general(_ assumption: String) -> String {
    assumption.replacing(#/^sample \d+ /#, with: "each sample ")
  }

  @Test("an answer has the statistic, the estimate and the assumptions of the facts")
  func answers() throws {
    var seen: [String: Set<String>] = [:]
    for row in ReferenceRow.all where row.expectedError == nil {
      guard let facts = Methods[row.method]?.facts else { continue }
      let result = try Analysis.run(AnalysisRequest(json: row.request))
      #expect((result.estimate != nil) == (facts.estimate != nil), "\(row.method): \(row.name)")
      if let name = result.statistic?.name {
        #expect(facts.statistic?.contains(name) == true, "\(row.method): \(name)")
      }
      for assumption in result.assumptions {
        seen[row.method, default: []].insert(general(assumption.name))
      }
    }
    for method in Methods.all {
      #expect(
        method.facts.assumptions.sorted() == (seen[method.facts.name] ?? []).sorted(),
        "\(method.facts.name)")
    }
  }

  @Test("fewer values than a method needs are too few", arguments: Methods.all)
  func sizes(_ method: MethodDescriptor) {
    let facts = method.facts
    let few = Array([1.0, 4, 2, 8, 5, 7, 3, 9].prefix(facts.least - 1))
    var request: JSON = ["method": .string(facts.name), "options": .object(Self.required(method))]
    switch facts.takes {
    case .variable, .series, .gappedSeries: request = request.with("x", JSON(few))
    case .modelledSeries: request = request.with("y", JSON(few))
    case .pair, .repeated: request = request.with("x", JSON(few)).with("y", JSON(few))
    case .samples, .blocks:
      request = request.with(
        "samples", .array((0..<max(facts.groups.lowerBound, 2)).map { _ in JSON(few) }))
    default: return
    }
    #expect { try Analysis.run(AnalysisRequest(json: request)) } throws: {
      ($0 as? StatisticsError)?.code == .tooFewObservations
    }
    guard facts.takes == .samples || facts.takes == .blocks else { return }
    let alone = request.with("samples", [[1, 2, 3, 4, 5, 6, 7, 8]])
    #expect { try Analysis.run(AnalysisRequest(json: alone)) } throws: {
      ($0 as? StatisticsError)?.code == .badRequest
    }
  }

  @Test("every way of naming columns is complete and read", arguments: Methods.all)
  func ways(_ method: MethodDescriptor) {
    for way in method.facts.takes.ways {
      let problem = Analysis.problem(
        inOptions: .object(Self.required(method)), roles: way.columns.map { ($0, 1) },
        of: method.facts.name)
      #expect(problem == nil, "\(way.columns): \(problem?.message ?? "")")
    }
  }

  @Test("docs/methods.md is what the methods say of themselves")
  func page() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/methods.md")
    let environment = ProcessInfo.processInfo.environment
    if environment["UPDATE_GOLDEN"] == "1" && environment["CI"] == nil {
      try Data(Methods.page.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == Methods.page)
    for method in Methods.all { #expect(Methods.page.contains("\n### \(method)\n")) }
  }

  @Test("the help of a method names every option, and fits a terminal", arguments: Methods.all)
  func help(_ method: MethodDescriptor) {
    for option in method.options { #expect(method.help.contains("  \(option.name) ")) }
    for line in method.help.split(separator: "\n") where !line.hasPrefix("  almanac") {
      #expect(line.count <= 110 || !line.dropFirst(30).contains(" "), "\(line)")
    }
  }
}
