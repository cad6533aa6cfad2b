/// Tells the separator of a file by its first records.
///
/// A separator is one that cuts all of them, the header included, into the same number of cells, at least two. Of
/// several, the one that leaves the cells clean: the comma of `1,50` and of `Doe, John` is a part of its cell, the
/// semicolon of `50;3` is not. Where none does, the one under which most records agree, so that the odd record is named.
struct SeparatorGuess {
  /// So many bytes of a file are looked at, or its header where that is longer; and so many records.
  static let sampleSize = 1 << 16
  private static let sampledRecords = 200
  private static let candidates: [UInt8] = [0x2C, 0x09, 0x3B, 0x7C]
  /// Stands in no text: a file of one column, whose cells may hold any of the others.
  static let none: UInt8 = 0x1F

  private struct Attempt {
    let separator: UInt8
    let headerStart: Int
    let records: [[Range<Int>]]
    /// The cells of the header.
    let width: Int
    /// The share of records that have as many.
    let agreement: Double

    init(_ separator: UInt8, _ titles: TitleLines) {
      self.separator = separator
      headerStart = titles.headerStart
      records = titles.records
      let records = records
      let width = records.first?.count ?? 0
      self.width = width
      agreement = Double(records.count { $0.count == width }) / Double(max(1, records.count))
    }
  }

  private let bytes: UnsafeRawBufferPointer
  private let first: Int
  private let attempts: [Attempt]

  /// - Parameters:
  ///   - bytes: the first bytes of the file.
  ///   - first: where the header begins in them.
  ///   - isFinal: whether they are all of it.
  init(_ bytes: UnsafeRawBufferPointer, from first: Int, isFinal: Bool) {
    self.bytes = bytes
    self.first = first
    attempts = Self.candidates.map { separator in
      Attempt(
        separator,
        TitleLines(
          bytes, from: first, separator: separator, isFinal: isFinal, limit: Self.sampledRecords))
    }
  }

  /// The separator, and where the header begins under it.
  ///
  /// - Parameter prefersTab: whether the name of the file says that its cells are parted by tabs.
  func separator(prefersTab: Bool) -> (separator: UInt8, headerStart: Int) {
    let chosen = chosen(prefersTab: prefersTab)
    let start = attempts.first { $0.separator == chosen }?.headerStart
    return (chosen, start ?? first)
  }

  private func chosen(prefersTab: Bool) -> UInt8 {
    let cutting = attempts.filter { $0.width > 1 }
    if cutting.isEmpty || isHeaderOfOneColumn(cutting) { return ofOneColumn }
    // A quote in the middle of a cell may swallow all rows: a header alone agrees with itself.
    let hasRows = attempts.contains { $0.records.count > 1 }
    let perfect = cutting.filter { $0.agreement == 1 && ($0.records.count > 1 || !hasRows) }
    if prefersTab,
      let tab = (perfect.isEmpty ? cutting : perfect).first(where: { $0.separator == 0x09 })
    {
      return tab.separator
    }
    guard !perfect.isEmpty else { return first(cutting) { $0.agreement } }
    let clean = perfect.map { ($0, dirt($0)) }
    let least = clean.map(\.1).min() ?? 0
    return first(clean.filter { $0.1 == least }.map(\.0)) { Double($0.width) }
  }

  /// The separator of the attempt with the largest `rank`, the first of equals.
  private func first(_ attempts: [Attempt], by rank: (Attempt) -> Double) -> UInt8 {
    var best = attempts[0]
    for attempt in attempts.dropFirst() where rank(attempt) > rank(best) { best = attempt }
    return best.separator
  }

  // MARK: One column

  /// Whether only the commas of a sentence cut the header, and nothing cuts any row: `size, MB` over numbers.
  private func isHeaderOfOneColumn(_ cutting: [Attempt]) -> Bool {
    cutting.allSatisfy { attempt in
      guard attempt.separator == 0x2C, attempt.records.count > 1, let header = attempt.records.first
      else {
        return false
      }
      return header.dropFirst().allSatisfy { startsWithSpace($0) }
    } && attempts.allSatisfy { $0.records.dropFirst().allSatisfy { $0.count == 1 } }
  }

  /// The header is one cell. Rows that one separator cuts alike, and not as a sentence or a decimal comma does, belong
  /// to a header that is too short: they are left to be named. All others are cells.
  private var ofOneColumn: UInt8 {
    for attempt in attempts {
      let rows = attempt.records.dropFirst()
      guard let width = rows.first?.count, width > 1, rows.allSatisfy({ $0.count == width }) else {
        continue
      }
      let isText = rows.allSatisfy { cells in
        cells.dropFirst().allSatisfy { startsWithSpace($0) }
          || isNumber(cells[0].lowerBound..<cells[width - 1].upperBound)
      }
      if !isText { return attempt.separator }
    }
    return Self.none
  }

  // MARK: Clean cells

  /// The share of cells below the header that hold another separator.
  private func dirt(_ attempt: Attempt) -> Double {
    var cells = 0
    var dirty = 0
    for record in attempt.records.dropFirst() {
      for cell in record {
        cells += 1
        if isDirty(cell, attempt.separator) { dirty += 1 }
      }
    }
    return cells == 0 ? 0 : Double(dirty) / Double(cells)
  }

  private func isDirty(_ cell: Range<Int>, _ separator: UInt8) -> Bool {
    if cell.isEmpty || bytes[cell.lowerBound] == 0x22 { return false }
    let found = cell.contains { place in
      let byte = bytes[place]
      guard byte != separator, Self.candidates.contains(byte) else { return false }
      // A comma before a space is one of a sentence.
      return !(byte == 0x2C && place + 1 < cell.upperBound && bytes[place + 1] == 0x20)
    }
    return found && !isNumber(cell)
  }

  private func startsWithSpace(_ cell: Range<Int>) -> Bool {
    !cell.isEmpty && bytes[cell.lowerBound] == 0x20
  }

  /// Digits with commas and points among them, perhaps with a sign: `-1.234,50`.
  private func isNumber(_ cell: Range<Int>) -> Bool {
    var digits = 0
    for place in cell {
      switch bytes[place] {
      case 0x30...0x39: digits += 1
      case 0x2C, 0x2E, 0x27: if digits == 0 { return false }
      case 0x2B, 0x2D: if place != cell.lowerBound { return false }
      case 0x20: continue
      default: return false
      }
    }
    return digits > 0
  }
}
