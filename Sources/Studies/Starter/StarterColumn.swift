import Basics
import Tables

/// A column as a first study sees it: its role, its values, and how to name it to readers and in expressions.
struct StarterColumn: CustomStringConvertible {
  let name: String
  let role: ColumnRole
  let column: Column
  /// A reader's name.
  let label: String
  let distinct: Int
  /// Whether its values, all but few positive, span more than two powers of ten.
  let isSkewed: Bool
  /// The share of rows with a value that are 0.
  let zeroShare: Double
  /// The different texts or small numbers: in the order of the role, else the most frequent first.
  let levels: [String]

  init(_ name: String, _ column: Column, _ role: ColumnRole, _ profile: ColumnProfile) {
    self.name = name
    self.role = role
    self.column = column
    label = column.metadata.label ?? Self.words(name)
    distinct = profile.distinct
    if column.type.isNumeric {
      let values = (column.doublesOrNaN ?? []).filter(\.isFinite)
      let positive = values.filter { $0 > 0 }
      isSkewed =
        values.allSatisfy { $0 >= 0 } && positive.count * 10 >= values.count * 9
        && (positive.max() ?? 0) / (positive.min() ?? 1) > 100
      zeroShare = values.isEmpty ? 0 : Double(values.count { $0 == 0 }) / Double(values.count)
    } else {
      isSkewed = false
      zeroShare = 0
    }
    levels = distinct > 60 ? [] : Self.levels(column, role)
  }

  /// The values as texts.
  private static func levels(_ column: Column, _ role: ColumnRole) -> [String] {
    var counts: [String: Int] = [:]
    for row in 0..<column.count where column.isValid(row) {
      counts[column.value(at: row).description, default: 0] += 1
    }
    let known = role.order.filter { counts[$0] != nil }
    let others = counts.keys.filter { !known.contains($0) }
    if column.type.isNumeric {
      return (known + others).sorted { (Double($0) ?? 0, $0) < (Double($1) ?? 0, $1) }
    }
    return known + others.sorted { (counts[$1] ?? 0, $0) < (counts[$0] ?? 0, $1) }
  }

  var description: String { label }
  var kind: ColumnRole.Kind { role.kind }
  var isNumber: Bool { column.type.isNumeric }
  var isMoment: Bool { column.type == .date || column.type == .timestamp }
  var present: Int { column.count - column.missingCount }
  var unit: String? { column.metadata.unit?.printed }

  /// A quantity that can be averaged.
  var isQuantity: Bool { isNumber && [.count, .amount, .share, .measurement].contains(kind) }

  /// Its values are one of a few groups.
  var isGrouping: Bool {
    [.category, .ordinal, .binary, .place, .code].contains(kind) && (2...60).contains(distinct)
  }

  /// Whether its values add up over rows: a total of them means something.
  var addsUp: Bool {
    guard kind == .amount || kind == .count, isNumber else { return false }
    return !NameWords(name).has(RoleWords.notAdded)
  }

  /// The name in an expression.
  var expression: String { Self.quoted(name) }

  /// The name within a sentence.
  var lowered: String { label.withinSentence }

  /// Whether the name is a question, as forms have it.
  var isQuestion: Bool { label.last == "?" }

  /// Whether a study can name the column: YAML readers drop a byte order mark at the head of a text.
  static func canBeNamed(_ name: String) -> Bool { name.unicodeScalars.first != "\u{FEFF}" }

  /// A raw name as words: `GrossWeight`, `gross_weight` and `gross.weight` are "Gross weight".
  static func words(_ name: String) -> String {
    var words = String.UnicodeScalarView()
    var wasLower = false
    for scalar in name.unicodeScalars {
      // No two braces are together: they would open a tag.
      if scalar == "{" || scalar == "}", words.last == scalar { words.append(" ") }
      if scalar.properties.isUppercase, wasLower { words.append(" ") }
      wasLower = scalar.properties.isLowercase
      words.append(scalar == "_" ? " " : scalar)
    }
    let opened = String(words).replacing(/(\p{L})\.(?=\p{L})/) { "\($0.1) " }
    // Words after the first begin small, unless they are names in capitals.
    let parts = opened.split(separator: " ", omittingEmptySubsequences: false).enumerated().map {
      index, word in
      index > 0 && name != opened && word.dropFirst().contains(where: \.isLowercase)
        ? word.prefix(1).lowercased() + word.dropFirst() : String(word)
    }
    let text = parts.joined(separator: " ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  /// A name in an expression; in double quotes where it would be read as anything else.
  static func quoted(_ name: String) -> String {
    if let parsed = try? Expression.parse(name), parsed.columns == [name],
      name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
    {
      return name
    }
    // By scalars: a quote with an accent is a quote all the same.
    return "\"" + name.replacing(scalar: "\"", with: "\"\"") + "\""
  }

  /// A text as an expression writes it.
  static func literal(_ text: String) -> String {
    "'" + text.replacing(scalar: "'", with: "''") + "'"
  }
}
