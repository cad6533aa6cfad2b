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
      if rows.count > Column.fewRows, let text = plain.gathered(rows, validity: validity) {
        return Column(text, validity: validity, metadata: metadata)
      }
      return Column(.text(plain.coded(rows)), validity: validity, metadata: metadata)
    }
    return Column(values.gathered(rows), validity: validity, metadata: metadata)
  }

  /// So many rows are given codes at once: they are about to be grouped or printed.
  private static let fewRows = 1 << 16

  /// The rows of `self` and then those of `other`, which must be of the same type, or both numbers.
  package func appending(_ other: Column) -> Column? {
    guard let values = self.values.appending(other.values) else { return nil }
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
    Column(
      .blank(type, count: count), validity: Bitmap(repeating: false, count: count),
      metadata: metadata)
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
