internal import CArrow
internal import Tables

/// The type of a column of Arrow, as far as it is read.
indirect enum ArrowType: Hashable, Sendable {
  /// How many of its units make a second.
  enum TimeUnit: Int64, Hashable, Sendable {
    case seconds = 1
    case milliseconds = 1_000
    case microseconds = 1_000_000
    case nanoseconds = 1_000_000_000
  }

  case null, bool, double, float
  case whole(bits: Int, isSigned: Bool)
  case text(offsetBits: Int)
  case textView
  /// PostgreSQL's `char(n)`, which is filled up with blanks.
  case paddedText(offsetBits: Int)
  /// A decimal that the driver hands over as text.
  case numericText(offsetBits: Int)
  case decimal(bits: Int, scale: Int)
  /// Days.
  case date32
  /// Milliseconds.
  case date64
  case timestamp(TimeUnit)
  /// Of a day.
  case time(bits: Int, TimeUnit)
  case duration(TimeUnit)
  case dayInterval, monthDayInterval
  case dictionary(index: ArrowType, values: ArrowType)
  case list(offsetBits: Int, ArrowType)
  /// Anything else, by its format.
  case other(String)

  /// The type of a schema's column.
  init(_ schema: UnsafePointer<ArrowSchema>) {
    let format = schema.pointee.format.map(AdbcCall.text) ?? ""
    if let values = schema.pointee.dictionary {
      self = .dictionary(index: Self.plain(format), values: ArrowType(UnsafePointer(values)))
      return
    }
    switch format {
    case "+l", "+L":
      guard schema.pointee.n_children == 1, let child = schema.pointee.children?[0] else {
        self = .other(format)
        return
      }
      self = .list(offsetBits: format == "+l" ? 32 : 64, ArrowType(UnsafePointer(child)))
    case "u", "U":
      let bits = format == "u" ? 32 : 64
      let declared = ArrowMetadata.value("ADBC:postgresql:typname", in: schema.pointee.metadata)
      switch declared {
      case "numeric": self = .numericText(offsetBits: bits)
      case "bpchar": self = .paddedText(offsetBits: bits)
      default: self = .text(offsetBits: bits)
      }
    default: self = Self.plain(format)
    }
  }

  private static func plain(_ format: String) -> ArrowType {
    switch format {
    case "n": .null
    case "b": .bool
    case "c": .whole(bits: 8, isSigned: true)
    case "C": .whole(bits: 8, isSigned: false)
    case "s": .whole(bits: 16, isSigned: true)
    case "S": .whole(bits: 16, isSigned: false)
    case "i": .whole(bits: 32, isSigned: true)
    case "I": .whole(bits: 32, isSigned: false)
    case "l": .whole(bits: 64, isSigned: true)
    case "L": .whole(bits: 64, isSigned: false)
    case "f": .float
    case "g": .double
    case "vu": .textView
    case "tdD": .date32
    case "tdm": .date64
    case "tiD": .dayInterval
    case "tin": .monthDayInterval
    default: withParameters(format)
    }
  }

  private static func withParameters(_ format: String) -> ArrowType {
    if format.hasPrefix("d:") {
      let numbers = format.dropFirst(2).split(separator: ",").map { Int($0) }
      guard let scale = numbers.dropFirst().first ?? nil, (-100...100).contains(scale) else {
        return .other(format)
      }
      let bits = numbers.count > 2 ? numbers[2] ?? 0 : 128
      return [32, 64, 128].contains(bits) ? .decimal(bits: bits, scale: scale) : .other(format)
    }
    let units: [Character: TimeUnit] = [
      "s": .seconds, "m": .milliseconds, "u": .microseconds, "n": .nanoseconds,
    ]
    guard format.count >= 3, let unit = units[format[format.index(format.startIndex, offsetBy: 2)]]
    else { return .other(format) }
    if format.hasPrefix("ts"), format.dropFirst(3).hasPrefix(":") { return .timestamp(unit) }
    guard format.count == 3 else { return .other(format) }
    if format.hasPrefix("tt") {
      return .time(bits: unit == .seconds || unit == .milliseconds ? 32 : 64, unit)
    }
    return format.hasPrefix("tD") ? .duration(unit) : .other(format)
  }

  /// The type of the column that is made of it; `nil` where only its values tell, or where it is not read.
  var columnType: ColumnType? {
    switch self {
    case .bool: .bool
    case .double, .float: .double
    case .whole(let bits, let isSigned): bits < 64 || isSigned ? .int : nil
    case .text, .textView, .paddedText, .time: .text
    case .decimal(_, let scale): scale > 0 ? .double : nil
    case .date32, .date64: .date
    case .timestamp: .timestamp
    case .duration, .dayInterval, .monthDayInterval: .duration
    case .dictionary(_, let values): values.columnType
    case .list: .textList
    case .null, .numericText, .other: nil
    }
  }

  /// What a person calls it.
  var name: String {
    switch self {
    case .list(_, let values): "list of \(values.name)"
    case .dictionary(_, let values): "dictionary of \(values.name)"
    case .decimal(let bits, let scale): "decimal of \(bits) bits, scale \(scale)"
    case .whole(let bits, let isSigned): (isSigned ? "int" : "uint") + "\(bits)"
    case .text, .textView, .paddedText, .numericText: "text"
    case .other(let format): Self.names.first { format.hasPrefix($0.0) }?.1 ?? "'\(format)'"
    default: "\(self)".split(separator: "(").first.map(String.init) ?? ""
    }
  }

  private static let names = [
    ("z", "binary data"), ("Z", "binary data"), ("vz", "binary data"),
    ("w:", "fixed-size binary data"),
    ("+s", "structure"), ("+m", "map"), ("+u", "union"), ("+v", "list view"),
    ("+w", "fixed-size list"),
    ("+r", "run-end encoded"), ("tiM", "interval of months"), ("d:", "decimal of 256 bits"),
    ("e", "half-precision number"),
  ]
}

/// The metadata of a column: a number of pairs, each text after its length.
private enum ArrowMetadata {
  /// More than that is no metadata.
  private static let most: Int32 = 1 << 16

  static func value(_ key: String, in metadata: UnsafePointer<CChar>?) -> String? {
    guard let metadata else { return nil }
    var place = UnsafeRawPointer(metadata)
    func number() -> Int32 {
      defer { place += 4 }
      return place.loadUnaligned(as: Int32.self)
    }
    func text() -> String? {
      let count = number()
      guard (0...most).contains(count) else { return nil }
      defer { place += Int(count) }
      return String(
        decoding: UnsafeRawBufferPointer(start: place, count: Int(count)), as: UTF8.self)
    }
    let pairs = number()
    guard (0...64).contains(pairs) else { return nil }
    for _ in 0..<pairs {
      guard let name = text(), let value = text() else { return nil }
      if name == key { return value }
    }
    return nil
  }
}
