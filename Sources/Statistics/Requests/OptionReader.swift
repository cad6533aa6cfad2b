internal import Basics
internal import Tables

/// Reads the options of a request one by one, and at the end complains of those that nobody read.
struct OptionReader {
  private let method: String
  private var unread: [String]
  private let members: [JSON.Member]
  private var known: [String] = []
  /// The level that the method works with.
  private(set) var levelRead = 0.95

  init(method: String, _ options: JSON) throws(StatisticsError) {
    self.method = method
    switch options {
    case .null: members = []
    case .object(let members): self.members = members
    default: throw StatisticsError(.badRequest, "'options' of \(method) must be an object")
    }
    unread = members.map(\.key)
    var seen: Set<String> = []
    for key in unread where !seen.insert(key).inserted {
      throw StatisticsError(.badRequest, "option '\(key)' of \(method) is given twice")
    }
  }

  private mutating func take(_ key: String) -> JSON? {
    known.append(key)
    unread.removeAll { $0 == key }
    guard let value = members.first(where: { $0.key == key })?.value, value != .null else {
      return nil
    }
    return value
  }

  private func wrong(_ key: String, _ wanted: String) -> StatisticsError {
    StatisticsError(.badRequest, "option '\(key)' of \(method) must be \(wanted)")
  }

  mutating func number(_ key: String) throws(StatisticsError) -> Double? {
    guard let value = take(key) else { return nil }
    if let number = value.doubleValue, number.isFinite { return number }
    // The command line gives all options as text.
    if let text = value.stringValue, let number = Double(text), number.isFinite { return number }
    throw wrong(key, "a number")
  }

  mutating func integer(_ key: String, in range: ClosedRange<Int>) throws(StatisticsError) -> Int? {
    guard let number = try number(key) else { return nil }
    guard let whole = Int(exactly: number), range.contains(whole) else {
      throw wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }

  mutating func bool(_ key: String) throws(StatisticsError) -> Bool? {
    guard let value = take(key) else { return nil }
    if case .bool(let flag) = value { return flag }
    switch value.stringValue {
    case "true", "yes": return true
    case "false", "no": return false
    default: throw wrong(key, "true or false")
    }
  }

  mutating func text(_ key: String) throws(StatisticsError) -> String? {
    guard let value = take(key) else { return nil }
    guard let text = value.stringValue else { throw wrong(key, "text") }
    return text
  }

  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Choice.Type
  ) throws(StatisticsError) -> Choice? where Choice.RawValue == String {
    guard let value = take(key) else { return nil }
    let names = Choice.allCases.map(\.rawValue)
    guard let text = value.stringValue, let choice = Choice(rawValue: text) else {
      throw wrong(key, "one of \(names.joined(separator: ", "))")
    }
    return choice
  }

  mutating func json(_ key: String) -> JSON? { take(key) }

  mutating func numbers(_ key: String) throws(StatisticsError) -> [Double]? {
    guard let value = take(key) else { return nil }
    if let number = value.doubleValue { return [number] }
    if let text = value.stringValue {
      let parts = text.split(separator: ",").map { Double($0.trimmed) }
      let numbers = parts.compactMap { $0 }
      if numbers.count == parts.count { return numbers }
    }
    guard let list = value.arrayValue else { throw wrong(key, "a list of numbers") }
    let numbers = list.compactMap(\.doubleValue)
    guard numbers.count == list.count else { throw wrong(key, "a list of numbers") }
    return numbers
  }

  /// `alternative` and `level`, which many methods read.
  mutating func common() throws(StatisticsError) -> (alternative: Alternative, level: Double) {
    (try alternative(), try level())
  }

  mutating func alternative() throws(StatisticsError) -> Alternative {
    try choice("alternative", Alternative.self) ?? .twoSided
  }

  mutating func level(otherwise standard: Double = 0.95) throws(StatisticsError) -> Double {
    let level = try number("level") ?? standard
    guard level > 0, level < 1 else { throw wrong("level", "between 0 and 1, exclusive") }
    levelRead = level
    return level
  }

  /// Complains of options that no one asked for.
  func finish() throws(StatisticsError) {
    guard let first = unread.first else { return }
    let nearest = first.nearest(in: known)
    throw StatisticsError(
      .badRequest,
      "\(method) has no option '\(first)'"
        + (nearest.map { "; did you mean '\($0)'?" }
          ?? (known.isEmpty ? "" : "; it has \(known.sorted().joined(separator: ", "))")))
  }
}

extension Substring {
  var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
