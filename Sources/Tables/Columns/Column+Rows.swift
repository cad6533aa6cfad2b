extension Column {
  /// The rows whose numbers are given, in that order; a negative number gives a missing cell.
  package func gathered(_ rows: [Int32]) -> Column {
    var anyAbsent = false
    for row in rows where row < 0 {
      anyAbsent = true
      break
    }
    var validity = self.validity.map { own in
      Bitmap(count: rows.count) { rows[$0] >= 0 && own[Int(rows[$0])] }
    }
    if anyAbsent, validity == nil { validity = Bitmap(count: rows.count) { rows[$0] >= 0 } }
    if let plain {
      return rows.count <= Column.fewRows
        ? Column(.text(plain.coded(rows)), validity: validity, metadata: metadata)
        : Column(
          plain.gathered(rows, validity: validity), validity: validity, metadata: metadata)
    }
    let values: Values
    switch self.values {
    case .double(let own): values = .double(gather(own, rows, 0))
    case .int(let own): values = .int(gather(own, rows, 0))
    case .text(let own):
      values = .text(
        TextValues(codes: gather(own.codes, rows, 0), dictionary: own.dictionary))
    case .bool(let own):
      values = .bool(Bitmap(count: rows.count) { rows[$0] >= 0 && own[Int(rows[$0])] })
    case .date(let own): values = .date(gather(own, rows, 0))
    case .timestamp(let own): values = .timestamp(gather(own, rows, 0))
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
      values = .textList(
        TextListValues(offsets: offsets, codes: codes, dictionary: own.dictionary))
    }
    return Column(values, validity: validity, metadata: metadata)
  }

  /// So many rows are given codes at once: they are about to be grouped or printed.
  private static let fewRows = 1 << 16

  /// The rows of `self` and then those of `other`, which must be of the same type, or both numbers.
  package func appending(_ other: Column) -> Column? {
    let values: Values
    switch (self.values, other.values) {
    case (.double(let a), .double(let b)): values = .double(a + b)
    case (.int(let a), .int(let b)): values = .int(a + b)
    case (.double(let a), .int(let b)): values = .double(a + b.map(Double.init))
    case (.int(let a), .double(let b)): values = .double(a.map(Double.init) + b)
    case (.date(let a), .date(let b)): values = .date(a + b)
    case (.timestamp(let a), .timestamp(let b)): values = .timestamp(a + b)
    case (.bool(let a), .bool(let b)):
      values = .bool(Bitmap(count: a.count + b.count) { $0 < a.count ? a[$0] : b[$0 - a.count] })
    case (.text(let a), .text(let b)):
      let (dictionary, codes) = a.dictionary.merged(b.dictionary)
      values = .text(
        TextValues(
          codes: a.codes + b.codes.map { codes.isEmpty ? 0 : codes[Int($0)] },
          dictionary: dictionary))
    case (.textList(let a), .textList(let b)):
      let (dictionary, codes) = a.dictionary.merged(b.dictionary)
      let shift = a.codes.count
      values = .textList(
        TextListValues(
          offsets: a.offsets + b.offsets.dropFirst().map { $0 + shift },
          codes: a.codes + b.codes.map { codes[Int($0)] }, dictionary: dictionary))
    default: return nil
    }
    var validity: Bitmap?
    if self.validity != nil || other.validity != nil {
      let first = count
      validity = Bitmap(count: first + other.count) {
        $0 < first ? self.isValid($0) : other.isValid($0 - first)
      }
    }
    return Column(values, validity: validity, metadata: metadata)
  }

  /// A column of `count` missing cells.
  package static func missing(_ type: ColumnType, count: Int, metadata: ColumnMetadata = .init())
    -> Column
  {
    let values: Values =
      switch type {
      case .double: .double(Array(repeating: 0, count: count))
      case .int: .int(Array(repeating: 0, count: count))
      case .text:
        .text(TextValues(codes: Array(repeating: 0, count: count), dictionary: .init()))
      case .bool: .bool(Bitmap(repeating: false, count: count))
      case .date: .date(Array(repeating: 0, count: count))
      case .timestamp: .timestamp(Array(repeating: 0, count: count))
      case .textList:
        .textList(
          TextListValues(
            offsets: Array(repeating: 0, count: count + 1), codes: [], dictionary: .init()))
      }
    return Column(
      values, validity: Bitmap(repeating: false, count: count), metadata: metadata)
  }

  /// The same values under other metadata.
  package func with(metadata: ColumnMetadata) -> Column {
    var copy = self
    copy.metadata = metadata
    return copy
  }
}

extension TextDictionary {
  /// This dictionary with the new texts of `other` appended, and the codes of `other`'s texts in it.
  func merged(_ other: TextDictionary) -> (TextDictionary, [UInt32]) {
    var interner = TextInterner(self)
    let codes = (0..<UInt32(other.count)).map { code in
      other.withUTF8(code) { interner.code($0) }
    }
    return (interner.dictionary(), codes)
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
