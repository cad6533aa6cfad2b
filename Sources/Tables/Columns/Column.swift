public import Basics

/// A named type of value that a column contains.
public enum ColumnType: String, Hashable, Sendable, CaseIterable {
  case double, int, text, bool, date, timestamp, duration
  case textList = "text list"

  /// Whether values of this type can be computed with.
  public var isNumeric: Bool { self == .double || self == .int }

  /// The same type where its values are counted.
  var counted: CountedType? { CountedType(rawValue: rawValue) }
}

/// Types of columns whose values are whole numbers of steps, as points in time are of microseconds. Such a type is one
/// file: how its values are read and shown.
public enum CountedType: String, Hashable, Sendable, CaseIterable {
  case timestamp, duration

  /// How values of the type are read and shown.
  var values: any CountedValues.Type {
    switch self {
    case .timestamp: TimestampValues.self
    case .duration: DurationValues.self
    }
  }

  /// The same as a type of columns.
  var type: ColumnType { ColumnType(rawValue: rawValue) ?? .int }
}

/// Where the values of a column come from.
public enum Provenance: String, Hashable, Sendable, CaseIterable {
  case measured, reported, estimated, derived, unknown
}

/// What a number is besides its type: it decides how the number is printed.
public enum NumberKind: String, Hashable, Sendable, CaseIterable {
  /// The p-value of an analysis.
  case pValue = "p-value"
  /// A year of the calendar.
  case year
}

/// What is known of a column besides its values; travels to axes, tables and captions.
public struct ColumnMetadata: Hashable, Sendable {
  /// The unit of the values; `nil`: unknown, and nothing is checked.
  public var unit: Unit?
  /// Measured, reported, estimated or derived.
  public var provenance: Provenance
  /// A reader's name for the column, e.g. "Reported emissions".
  public var label: String?
  /// One sentence on what the column contains.
  public var description: String?
  /// What its numbers are, where what made them knows; no name of a column says so.
  public var kind: NumberKind?
  /// How its cells were written, where that is not as programs write them; of columns of a file.
  public var reading: ColumnReading?

  /// Metadata of which everything is unknown.
  public init(
    unit: Unit? = nil, provenance: Provenance = .unknown, label: String? = nil,
    description: String? = nil, kind: NumberKind? = nil
  ) {
    self.unit = unit
    self.provenance = provenance
    self.label = label
    self.description = description
    self.kind = kind
  }

  /// What is true of single values of the column, whatever they are called: their unit and kind.
  var ofValues: ColumnMetadata { ColumnMetadata(unit: unit, kind: kind) }
}

/// Text of which each cell names an entry of a dictionary.
public struct TextValues: Sendable {
  /// One code a row; the code of a missing row is 0 and means nothing.
  public var codes: [UInt32]
  /// The distinct texts.
  public var dictionary: TextDictionary

  /// Text from codes and the dictionary that they index.
  public init(codes: [UInt32], dictionary: TextDictionary) {
    self.codes = codes
    self.dictionary = dictionary
  }
}

/// Lists of text: row `i` holds `codes[offsets[i] ..< offsets[i + 1]]`.
public struct TextListValues: Sendable {
  /// `rows + 1` ascending positions in `codes`.
  public var offsets: [Int]
  /// The entries of all rows, one after the other.
  public var codes: [UInt32]
  /// The distinct texts.
  public var dictionary: TextDictionary

  /// Lists from their offsets, entries and dictionary.
  public init(offsets: [Int], codes: [UInt32], dictionary: TextDictionary) {
    self.offsets = offsets
    self.codes = codes
    self.dictionary = dictionary
  }
}

/// A typed column with missing values.
///
/// A missing cell is marked in `validity` and holds an arbitrary placeholder in `values`; a double is
/// never NaN where it is valid.
public struct Column: Sendable {
  /// The values by type, one a row.
  public enum Values: Sendable {
    case double([Double])
    case int([Int64])
    case text(TextValues)
    case bool(Bitmap)
    /// Days since 1970-01-01, proleptic Gregorian.
    case date([Int32])
    /// Steps: of a time microseconds since 1970-01-01T00:00:00Z.
    case counted(CountedType, [Int64])
    case textList(TextListValues)

    /// Points in time, as microseconds since 1970-01-01T00:00:00Z.
    public static func timestamp(_ microseconds: [Int64]) -> Values {
      .counted(.timestamp, microseconds)
    }
  }

  private enum Storage {
    case values(Values)
    case plain(PlainText)
  }

  private let storage: Storage
  /// One bit a row, set where the value is present; `nil`: nothing is missing.
  public let validity: Bitmap?
  /// Unit, provenance, label and description.
  public var metadata: ColumnMetadata

  /// A column of `values`, of which those without a bit in `validity` are missing.
  public init(_ values: Values, validity: Bitmap? = nil, metadata: ColumnMetadata = .init()) {
    storage = .values(values)
    let rows = values.count
    self.validity = validity.flatMap { marks in
      // Loops over the marks index the values: a mark without a value must not be.
      let own = marks.count == rows ? marks : Bitmap(count: rows) { $0 < marks.count && marks[$0] }
      return own.setCount == own.count ? nil : own
    }
    self.metadata = metadata
  }

  /// Text that hardly repeats; `validity` is that of the text.
  init(_ text: PlainText, validity: Bitmap?, metadata: ColumnMetadata) {
    storage = .plain(text)
    self.validity = validity
    self.metadata = metadata
  }

  /// The values; those of missing rows are placeholders.
  public var values: Values {
    switch storage {
    case .values(let values): values
    case .plain(let text): .text(text.coded)
    }
  }

  /// The text, where it has no codes yet.
  var plain: PlainText? {
    if case .plain(let text) = storage { text } else { nil }
  }

  /// The type of the values.
  public var type: ColumnType {
    if case .values(let values) = storage { values.type } else { .text }
  }

  /// The number of rows.
  public var count: Int {
    switch storage {
    case .values(let values): values.count
    case .plain(let text): text.count
    }
  }

  /// How many rows have no value.
  public var missingCount: Int { validity.map { $0.count - $0.setCount } ?? 0 }

  /// Whether row `row` has a value.
  public func isValid(_ row: Int) -> Bool { validity?[row] ?? true }
}

extension Column {
  /// Doubles, of which `nil` and NaN are missing.
  public init(doubles: [Double?], metadata: ColumnMetadata = .init()) {
    let valid = Bitmap(doubles.map { !($0 ?? .nan).isNaN })
    self.init(.double(doubles.map { $0 ?? 0 }), validity: valid, metadata: metadata)
  }

  /// Whole numbers, of which `nil` is missing.
  public init(ints: [Int64?], metadata: ColumnMetadata = .init()) {
    let valid = Bitmap(ints.map { $0 != nil })
    self.init(.int(ints.map { $0 ?? 0 }), validity: valid, metadata: metadata)
  }

  /// Text, of which `nil` is missing.
  public init(texts: [String?], metadata: ColumnMetadata = .init()) {
    // By bytes: texts that only look alike are different ones.
    var interner = TextInterner()
    let codes = texts.map { $0.map { interner.code($0) } ?? 0 }
    let valid = Bitmap(texts.map { $0 != nil })
    self.init(
      .text(TextValues(codes: codes, dictionary: interner.dictionary())), validity: valid,
      metadata: metadata)
  }

  /// The values as doubles, NaN where missing; `nil` for a column that is not a number, a bool, a
  /// date (days) or a timestamp (seconds since 1970). O(rows).
  ///
  /// For kernels, which drop and count the missing ones; NaN never goes back into a column.
  public var doublesOrNaN: [Double]? {
    guard type != .text, var result = values.doubles else { return nil }
    if let validity {
      for row in result.indices where !validity[row] { result[row] = .nan }
    }
    return result
  }
}
