package import Basics
import Foundation

extension PaperCheck {
  /// What programs read.
  package var json: JSON {
    [
      "schema": 1, "paper": .string(paper), "coverage": .number(coverage),
      "numbers": .array(
        numbers.map { number in
          [
            "line": .int(Int64(number.line)), "text": .string(number.text),
            "status": .string(number.status.rawValue),
            "address": number.address.map(JSON.string) ?? .null,
            "computed": .number(number.computed),
            "candidates": .array(number.candidates.map(JSON.string)),
          ]
        }),
      "statistics": .array(
        statistics.map { finding in
          [
            "line": .int(Int64(finding.line)), "text": .string(finding.text),
            "problem": finding.problem.map(JSON.string) ?? .null,
            "decision_error": .bool(finding.isDecisionError),
          ]
        }),
    ]
  }

  /// What is told of a number that is not covered; `nil`: nothing.
  private func message(_ number: Number) -> String? {
    switch number.status {
    case .covered, .marked: nil
    case .uncovered: "no result is printed so"
    case .ambiguous: "several results are printed so: \(number.candidates.joined(separator: ", "))"
    case .differs:
      number.computed.map { "\(number.address ?? "") is \(JSONNumber.text($0))" }
        ?? "nothing is at the address '\(number.address ?? "")'"
    }
  }

  /// The rows of the text: line, number, status and what is told; `onlyDifferences` leaves out what is not covered.
  package func rows(onlyDifferences: Bool) -> [(cells: [String], isGrave: Bool)] {
    let found =
      numbers.compactMap { number in
        message(number).map {
          (
            line: number.line, cells: [number.text, number.status.rawValue, $0],
            isGrave: number.status == .differs
          )
        }
      }
      + statistics.compactMap { finding in
        finding.problem.map {
          (
            line: finding.line,
            cells: [finding.text, finding.isDecisionError ? "decision error" : "inconsistent", $0],
            isGrave: true
          )
        }
      }
    return found.filter { $0.isGrave || !onlyDifferences }.enumerated()
      .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
      .map { (["\($0.element.line)"] + $0.element.cells, $0.element.isGrave) }
  }

  /// One sentence on all numbers.
  package var summary: String {
    guard let coverage else { return "The paper has no numbers that may be results." }
    let parts = Status.allCases.map { "\(count($0)) \($0.rawValue)" }
    let problems = statistics.count { $0.problem != nil }
    return "\(counted(numbers.count, "number")): " + parts.joined(separator: ", ")
      + ". Coverage \(NumberFormat.percent.text(coverage)) %. "
      + "\(problems) of \(counted(statistics.count, "statistic")) cannot be right as printed."
  }

  /// SARIF 2.1.0, for code hosts.
  package var sarif: JSON {
    var results: [JSON] = []
    func add(_ rule: String, _ level: String, _ line: Int, _ text: String) {
      results.append([
        "ruleId": .string(rule), "level": .string(level), "message": ["text": .string(text)],
        "locations": [
          [
            "physicalLocation": [
              "artifactLocation": ["uri": .string(uri)], "region": ["startLine": .int(Int64(line))],
            ]
          ]
        ],
      ])
    }
    for number in numbers {
      guard let message = message(number) else { continue }
      add(
        number.status.rawValue, number.status == .differs ? "error" : "note", number.line,
        "\(number.text): \(message)")
    }
    for finding in statistics {
      guard let problem = finding.problem else { continue }
      add(
        "statistic", finding.isDecisionError ? "error" : "warning", finding.line,
        "\(finding.text): \(problem)")
    }
    let rules: [(String, String)] = [
      ("differs", "A number is another than the result that it stands for."),
      ("ambiguous", "Several results are printed as this number."),
      ("uncovered", "No result is printed as this number."),
      ("statistic", "A statistic does not agree with itself."),
    ]
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "almanac", "version": .string(almanacVersion),
              "rules": .array(
                rules.map { ["id": .string($0.0), "shortDescription": ["text": .string($0.1)]] }),
            ]
          ],
          "results": .array(results),
        ]
      ],
    ]
  }

  private var uri: String {
    let path = paper.hasPrefix("/") ? "file://" + paper : paper
    return path.addingPercentEncoding(
      withAllowedCharacters: .urlPathAllowed.union(CharacterSet(charactersIn: ":"))) ?? path
  }
}
