import Basics
import Tables

/// The columns of a file that a first study can say something about.
struct StarterColumns {
  /// A column, and how to name it to readers and in expressions.
  struct Item: CustomStringConvertible {
    let name: String
    let distinct: Int
    /// Whether its values, nearly all positive, span more than two powers of ten.
    let isSkewed: Bool
    /// A reader's name.
    let label: String

    var description: String { label }

    /// The name in an expression.
    var expression: String { StarterColumns.quoted(name) }

    /// The name within a sentence.
    var lowered: String { label.withinSentence }
  }

  /// A raw name with its joints opened.
  static func words(_ name: String) -> String {
    var words = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      // No two braces are together: they would open a tag.
      if scalar == "{" || scalar == "}", words.last == scalar { words.append(" ") }
      words.append(scalar == "_" ? " " : scalar)
    }
    let text = String(words)
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

  /// The first text column whose values are all there and all different: what the rows are called.
  let name: Item?
  /// Numbers that vary, those with the fewest gaps first.
  let quantities: [Item]
  /// Text with two to twelve values that repeat.
  let categories: [Item]
  /// The first column of dates or times.
  let date: Item?
  /// How many months the dates touch.
  let monthCount: Int

  init(_ table: Table) {
    // In a small file few different values are all that there can be.
    let least = min(8, max(2, table.rowCount / 3))
    var rowName: Item?
    var quantities: [(item: Item, missing: Int)] = []
    var categories: [Item] = []
    var date: Item?
    var months = 0
    for (name, column) in zip(table.names, table.columns)
    where column.missingCount < column.count && Self.canBeNamed(name) {
      let label = column.metadata.label ?? Self.words(name)
      switch column.type {
      case .double, .int:
        let values = (column.doublesOrNaN ?? []).filter(\.isFinite)
        let distinct = Set(values).count
        // Whole numbers that are all different in order are row numbers or keys.
        guard distinct > least, !(column.type == .int && Self.isKey(values)) else { continue }
        let positive = values.filter { $0 > 0 }
        // A few zeros are in a strip of their own beside a logarithmic axis.
        let isSkewed =
          values.allSatisfy { $0 >= 0 } && positive.count * 10 >= values.count * 9
          && (positive.max() ?? 0) / (positive.min() ?? 1) > 100
        quantities.append(
          (
            Item(name: name, distinct: distinct, isSkewed: isSkewed, label: label),
            column.missingCount
          ))
      case .text, .bool:
        let distinct = Set(
          (0..<column.count).map { column.value(at: $0) }.filter { $0 != .missing }
        )
        .count
        if rowName == nil, column.type == .text, distinct == column.count {
          rowName = Item(name: name, distinct: distinct, isSkewed: false, label: label)
        }
        if (2...12).contains(distinct), distinct * 2 <= column.count - column.missingCount {
          categories.append(
            Item(name: name, distinct: distinct, isSkewed: false, label: label))
        }
      case .date, .timestamp:
        guard date == nil else { continue }
        let days = (column.doublesOrNaN ?? []).filter(\.isFinite).map {
          column.type == .date ? $0 : $0 / 86_400
        }
        months =
          Set(days.map { Self.month(Int($0.rounded(.down))) })
          .count
        date = Item(name: name, distinct: days.count, isSkewed: false, label: label)
      default: continue
      }
    }
    self.name = rowName
    self.quantities = quantities.enumerated()
      .sorted { ($0.element.missing, $0.offset) < ($1.element.missing, $1.offset) }
      .map(\.element.item)
    self.categories = categories
    self.date = date
    monthCount = months
  }

  /// Whether a study can name the column: YAML readers drop a byte order mark at the head of a text.
  static func canBeNamed(_ name: String) -> Bool { name.unicodeScalars.first != "\u{FEFF}" }

  private static func month(_ day: Int) -> Int {
    let date = CalendarDate(daysSinceEpoch: day)
    return date.year * 12 + date.month
  }

  private static func isKey(_ values: [Double]) -> Bool {
    zip(values, values.dropFirst()).allSatisfy { $1 - $0 == 1 }
  }
}

extension Set<String> {
  /// Adds a name that is not in the set yet: `stem`, or else `stem_2`, `stem_3` ...
  mutating func insertFresh(_ stem: String) -> String {
    var name = stem
    var count = 2
    while !insert(name).inserted {
      name = "\(stem)_\(count)"
      count += 1
    }
    return name
  }
}

extension String {
  /// The text as a YAML scalar in double quotes, safe for any content: what is not printed in YAML, such
  /// as controls and byte order marks, is written as its code.
  var yaml: String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      default:
        if Self.isPrinted(scalar) {
          text.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16)
          let width = scalar.value > 0xFFFF ? 8 : 4
          text +=
            (width == 8 ? "\\U" : "\\u")
            + String(repeating: "0", count: width - digits.count) + digits
        }
      }
    }
    return text + "\""
  }

  private static func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
      .surrogate:
      false
    default: true
    }
  }

  /// A member of a block mapping whose key is this text; a key that is too long for YAML's short form
  /// (1,024 characters) is on a line of its own.
  func yamlMember(_ value: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return yaml.utf8.count < 1000
      ? "\(margin)\(yaml): \(value)" : "\(margin)? \(yaml)\n\(margin): \(value)"
  }

  /// The text as words of Markdown that mean nothing else.
  var markdown: String {
    unicodeScalars.map {
      "\\`*_{}[]()#+-.!|<>~^".unicodeScalars.contains($0) ? "\\" + String($0) : String($0)
    }.joined()
  }
}
