internal import Basics

/// What depends on the type of a column: this file and `Value` know every type, and nothing else has to. Of a type whose
/// values are counted (`CountedType`) they need not be told.
extension Column.Values {
  /// The number of rows.
  public var count: Int {
    switch self {
    case .double(let values): values.count
    case .int(let values), .counted(_, let values): values.count
    case .text(let values): values.codes.count
    case .bool(let values): values.count
    case .date(let values): values.count
    case .textList(let values): max(0, values.offsets.count - 1)
    }
  }

  /// The type of the values.
  var type: ColumnType {
    switch self {
    case .double: .double
    case .int: .int
    case .text: .text
    case .bool: .bool
    case .date: .date
    case .counted(let type, _): type.type
    case .textList: .textList
    }
  }

  /// The numbers behind values that are counted in whole steps: whole numbers, microseconds.
  var steps: [Int64]? {
    switch self {
    case .int(let values), .counted(_, let values): values
    case .double, .text, .bool, .date, .textList: nil
    }
  }

  /// The values as numbers: of a bool 0 and 1, of a date days, of a time seconds; `nil` where they are none.
  var doubles: [Double]? {
    switch self {
    case .double(let values): values
    case .int(let values): values.map(Double.init)
    case .bool(let values): (0..<values.count).map { values[$0] ? 1 : 0 }
    case .date(let values): values.map(Double.init)
    case .counted(let type, let values):
      values.map { Double($0) / Double(type.values.stepsOfUnit) }
    case .text, .textList: nil
    }
  }

  /// The value of row `row`.
  func value(at row: Int) -> Value {
    switch self {
    case .double(let values): .double(values[row])
    case .int(let values): .int(values[row])
    case .text(let values): .text(values.dictionary.string(values.codes[row]))
    case .bool(let values): .bool(values[row])
    case .date(let values): .date(values[row])
    case .counted(let type, let values): .counted(type, values[row])
    case .textList(let values):
      .textList(
        values.codes[values.offsets[row]..<values.offsets[row + 1]].map(values.dictionary.string))
    }
  }

  /// The rows whose numbers are given, in that order; a negative number gives a placeholder.
  func gathered(_ rows: [Int32]) -> Column.Values {
    switch self {
    case .double(let own): return .double(gather(own, rows, 0))
    case .int(let own): return .int(gather(own, rows, 0))
    case .text(let own):
      return .text(TextValues(codes: gather(own.codes, rows, 0), dictionary: own.dictionary))
    case .bool(let own):
      return .bool(Bitmap(count: rows.count) { rows[$0] >= 0 && own[Int(rows[$0])] })
    case .date(let own): return .date(gather(own, rows, 0))
    case .counted(let type, let own): return .counted(type, gather(own, rows, 0))
    case .textList(let own):
      var offsets = [0]
      offsets.reserveCapacity(rows.count + 1)
      var codes: [UInt32] = []
      for row in rows {
        if row >= 0 {
          codes.append(contentsOf: own.codes[own.offsets[Int(row)]..<own.offsets[Int(row) + 1]])
        }
        offsets.append(codes.count)
      }
      return .textList(
        TextListValues(offsets: offsets, codes: codes, dictionary: own.dictionary))
    }
  }

  /// These values and then `other` ones of the same type, or numbers both; `nil` for others.
  func appending(_ other: Column.Values) -> Column.Values? {
    switch (self, other) {
    case (.double(let a), .double(let b)): return .double(a + b)
    case (.int(let a), .int(let b)): return .int(a + b)
    case (.double(let a), .int(let b)): return .double(a + b.map(Double.init))
    case (.int(let a), .double(let b)): return .double(a.map(Double.init) + b)
    case (.date(let a), .date(let b)): return .date(a + b)
    case (.counted(let type, let a), .counted(let other, let b)) where type == other:
      return .counted(type, a + b)
    case (.bool(let a), .bool(let b)):
      return .bool(
        Bitmap(count: a.count + b.count) { $0 < a.count ? a[$0] : b[$0 - a.count] })
    case (.text(let a), .text(let b)):
      let (dictionary, codes) = a.dictionary.merged(b.dictionary)
      return .text(
        TextValues(
          codes: a.codes + b.codes.map { codes.isEmpty ? 0 : codes[Int($0)] },
          dictionary: dictionary))
    case (.textList(let a), .textList(let b)):
      let (dictionary, codes) = a.dictionary.merged(b.dictionary)
      let shift = a.codes.count
      return .textList(
        TextListValues(
          offsets: a.offsets + b.offsets.dropFirst().map { $0 + shift },
          codes: a.codes + b.codes.map { codes[Int($0)] }, dictionary: dictionary))
    default: return nil
    }
  }

  /// `count` placeholders of a type.
  static func blank(_ type: ColumnType, count: Int) -> Column.Values {
    switch type {
    case .double: .double(Array(repeating: 0, count: count))
    case .int: .int(Array(repeating: 0, count: count))
    case .text: .text(TextValues(codes: Array(repeating: 0, count: count), dictionary: .init()))
    case .bool: .bool(Bitmap(repeating: false, count: count))
    case .date: .date(Array(repeating: 0, count: count))
    case .textList:
      .textList(
        TextListValues(
          offsets: Array(repeating: 0, count: count + 1), codes: [], dictionary: .init()))
    default: .counted(Array(repeating: 0, count: count), as: type)
    }
  }

  /// Values of a type counted in whole steps, as `steps` gives them; whole numbers for other types.
  static func counted(_ steps: [Int64], as type: ColumnType) -> Column.Values {
    switch type {
    case .bool: .bool(Bitmap(steps.map { $0 != 0 }))
    case .date: .date(steps.map { Int32(truncatingIfNeeded: $0) })
    default: type.counted.map { .counted($0, steps) } ?? .int(steps)
    }
  }

  /// A key a row that sorts as the values do. Lists sort by their texts, entry by entry.
  var sortKeys: [UInt64] {
    switch self {
    case .double(let values): return values.map(RadixSort.key)
    case .int(let values), .counted(_, let values): return values.map(RadixSort.key)
    case .date(let values): return values.map { RadixSort.key(Int64($0)) }
    case .bool(let values): return (0..<values.count).map { values[$0] ? 1 : 0 }
    case .text(let values):
      let ranks = values.dictionary.sortedRanks
      return values.codes.map { ranks.isEmpty ? 0 : UInt64(ranks[Int($0)]) }
    case .textList(let values):
      let ranks = values.dictionary.sortedRanks
      let lists = (0..<count).map { row in
        values.codes[values.offsets[row]..<values.offsets[row + 1]].map { ranks[Int($0)] }
      }
      var distinct: [[UInt32]: UInt64] = [:]
      for (rank, list) in Set(lists).sorted(by: { $0.lexicographicallyPrecedes($1) }).enumerated() {
        distinct[list] = UInt64(rank)
      }
      return lists.map { distinct[$0] ?? 0 }
    }
  }

  /// About how many bytes `rows` rows take that are like these `own` ones.
  func byteSize(rows: Double, own: Double) -> Double {
    switch self {
    case .double, .int, .counted: 8 * rows
    case .date: 4 * rows
    case .bool: rows / 8
    case .text(let text):
      4 * rows + text.dictionary.byteSize(growing: text.codes, by: rows / own)
    case .textList(let lists):
      (8 + 4 * Double(lists.codes.count) / own) * rows
        + lists.dictionary.byteSize(growing: lists.codes, by: rows / own)
    }
  }
}

extension ColumnType {
  /// What reads the cells of a text file as this type.
  var cells: any ParsedCells {
    switch self {
    case .double: DoubleCells()
    case .int: WholeCells()
    case .bool: BoolCells()
    case .date: DateCells()
    case .textList: ListCells()
    default: counted.map { $0.values.cells } ?? TextCells()
    }
  }
}

private func gather<Element>(_ values: [Element], _ rows: [Int32], _ absent: Element) -> [Element] {
  Array(unsafeUninitializedCapacity: rows.count) { buffer, initialized in
    values.withUnsafeBufferPointer { values in
      for (place, row) in rows.enumerated() {
        // A row below 0 lies beyond the last one too.
        let index = Int(UInt32(bitPattern: row))
        buffer[place] = index < values.count ? values[index] : absent
      }
    }
    initialized = rows.count
  }
}
