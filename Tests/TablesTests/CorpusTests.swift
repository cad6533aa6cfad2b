import Basics
import Foundation
import Tables
import Testing

/// Small files of every dialect, with the cells that their authors meant: `Tests/Corpus`.
struct CorpusTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Corpus")

  private static let expected: [(name: String, entry: JSON)] = {
    guard
      let text = try? String(contentsOf: folder.appending(path: "expected.json"), encoding: .utf8),
      let json = try? JSON.parse(text), case .object(let members) = json
    else { return [] }
    return members.map { ($0.key, $0.value) }
  }()

  static let names = expected.map(\.name)

  @Test("The corpus is there")
  func isThere() { #expect(Self.names.count >= 200) }

  @Test("Cells are what their authors meant", arguments: CorpusTests.names)
  func cells(_ name: String) throws {
    let entry = try #require(Self.expected.first { $0.name == name }).entry
    let given = Given(entry["given"])
    let location = Self.folder.appending(path: "files/\(name)").path + given.part
    let outcome = Result { () throws(ReadError) in
      try TableFile.read(location, options: given.options)
    }
    if let column = entry["refuse"]?.stringValue {
      guard case .failure(let error) = outcome else {
        Issue.record("\(name): read, although '\(column)' has two meanings")
        return
      }
      #expect(error.column == column && error.description.contains("--"), "\(error)")
      try checkReadings(entry, location, given, column)
      return
    }
    switch outcome {
    case .failure(let error):
      let words = try #require(entry["error"]?.stringValue, "\(name): \(error)")
      #expect(error.description.contains(words), "\(error)")
    case .success(let table):
      let columns = try #require(entry["columns"]?.arrayValue, "\(name) is read")
      #expect(table.names == columns.map { $0["name"]?.stringValue ?? "" })
      for (index, column) in columns.enumerated() {
        guard table.columns.indices.contains(index) else { continue }
        let alternative = index == 0 ? entry["or"] : nil
        check(table.columns[index], column, or: alternative, name)
      }
      let told =
        table.notes.map(\.text)
        + TableProfile(table).findings.map(\.text)
      if let hint = entry["hint"]?.stringValue {
        #expect(told.contains { $0.contains(hint) }, "\(told)")
      }
      if let word = entry["told"]?.stringValue {
        #expect(
          table.columns.contains { column in
            column.metadata.reading?.missing.contains { $0.word == word } ?? false
          }, "\(told)")
      }
    }
  }

  /// Both meanings are kept for a person, and each can be asked for.
  private func checkReadings(
    _ entry: JSON, _ location: String, _ given: Given, _ column: String
  ) throws {
    var options = given.options
    options.keepsAmbiguities = true
    let kept = try TableFile.read(location, options: options)
    let readings = kept[column]?.metadata.reading?.ambiguity?.readings ?? []
    let expected = entry["readings"]?.arrayValue ?? []
    #expect(readings.count == expected.count)
    for one in expected {
      let tries =
        DecimalSign.allCases.map { sign in
          var options = given.options
          options.decimal = sign
          return options
        }
        + DayOrder.allCases.map { order in
          var options = given.options
          options.dayOrder = order
          return options
        }
      let found = tries.compactMap { try? TableFile.read(location, options: $0)[column] }
      #expect(found.contains { isSame($0, one) }, "\(one)")
    }
  }

  private func check(_ column: Column, _ expected: JSON, or alternative: JSON?, _ name: String) {
    if let alternative, isSame(column, alternative) { return }
    let values = (0..<column.count).map { column.value(at: $0).description }
    #expect(isSame(column, expected), "\(name): \(column.type) \(values), not \(expected)")
    if let unit = expected["unit"]?.stringValue {
      #expect(column.metadata.unit == Unit(symbol: unit), "\(name)")
    }
  }

  private func isSame(_ column: Column, _ expected: JSON) -> Bool {
    let values = expected["values"]?.arrayValue ?? []
    guard column.count == values.count else { return false }
    let types: [String: [ColumnType]] = [
      "number": [.double, .int], "whole": [.int], "text": [.text], "boolean": [.bool],
      "date": [.date], "moment": [.timestamp], "list": [.textList],
    ]
    let isEmpty = values.allSatisfy { $0 == .null }
    guard isEmpty || types[expected["type"]?.stringValue ?? ""]?.contains(column.type) == true
    else {
      return false
    }
    return values.enumerated().allSatisfy { row, value in
      guard value != .null else { return !column.isValid(row) }
      guard column.isValid(row) else { return false }
      switch (column.value(at: row), value) {
      case (.double(let number), .string(let word)):
        return number == (word == "Infinity" ? .infinity : -.infinity)
      case (.double(let number), _): return number == value.doubleValue
      case (.int(let whole), .int(let number)): return whole == number
      case (.int(let whole), _): return Double(whole) == value.doubleValue
      case (.bool(let truth), .bool(let other)): return truth == other
      case (.counted(.timestamp, let moment), .string(let text)):
        return Timestamp.text(moment) == text
      case (.textList(let texts), .array(let others)):
        return texts == others.map { $0.stringValue ?? "" }
      case (let cell, .string(let text)): return cell.description == text
      default: return false
      }
    }
  }

  /// The options of an entry.
  private struct Given {
    var options = ReadOptions()
    var part = ""

    init(_ json: JSON?) {
      options.decimal = json?["decimal"]?.stringValue.flatMap(DecimalSign.init)
      options.thousands = json?["thousands"]?.stringValue
      options.separator = json?["delimiter"]?.stringValue?.unicodeScalars.first
      options.encoding = json?["encoding"]?.stringValue
      options.missing = json?["missing"]?.arrayValue?.compactMap(\.stringValue) ?? []
      part = json?["sheet"]?.stringValue.map { ":" + $0 } ?? ""
    }
  }
}
