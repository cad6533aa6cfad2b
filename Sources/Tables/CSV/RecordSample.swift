/// The first records of a file, cell by cell, under a separator that is being tried: the rules of `RecordScanner`, one
/// byte after the other.
struct RecordSample {
  /// Where the cells of each whole record stand. Blank lines are left out.
  private(set) var records: [[Range<Int>]] = []
  /// Where the first record ends: the place of its line feed, or the end of the bytes.
  private(set) var firstEnd: Int?
  /// Whether text follows a closing quote in the first record, which makes it no record.
  private(set) var hasTextAfterQuote = false

  private enum State { case start, unquoted, quoted, closed }

  /// - Parameters:
  ///   - isFinal: whether the file ends with `bytes`, so that the last record is whole.
  ///   - limit: so many records are enough.
  ///   - most: after so many bytes the records so far are enough.
  init(
    _ bytes: UnsafeRawBufferPointer, from first: Int, separator: UInt8, isFinal: Bool, limit: Int,
    bytes most: Int = .max
  ) {
    var state = State.start
    var cells: [Range<Int>] = []
    var start = first
    for place in first..<bytes.count {
      let byte = bytes[place]
      switch state {
      case .quoted:
        if byte == 0x22 { state = .closed }
        continue
      case .closed where byte == 0x22, .start where byte == 0x22:
        state = .quoted
        continue
      case .closed where byte != separator && byte != 0x0A && byte != 0x0D:
        if records.isEmpty { hasTextAfterQuote = true }
      default: break
      }
      guard byte == separator || byte == 0x0A else {
        if state != .closed || byte != 0x0D { state = .unquoted }
        continue
      }
      cells.append(start..<place)
      start = place + 1
      state = .start
      guard byte == 0x0A else { continue }
      finish(&cells, bytes, at: place)
      if records.count >= limit || !records.isEmpty && place - first >= most { return }
    }
    if isFinal, state != .quoted, start < bytes.count || !cells.isEmpty {
      cells.append(start..<bytes.count)
      finish(&cells, bytes, at: bytes.count)
    }
  }

  private mutating func finish(
    _ cells: inout [Range<Int>], _ bytes: UnsafeRawBufferPointer, at place: Int
  ) {
    if let last = cells.last, last.count > 0, bytes[last.upperBound - 1] == 0x0D {
      cells[cells.count - 1] = last.lowerBound..<last.upperBound - 1
    }
    if cells.count > 1 || cells[0].count > 0 {
      if records.isEmpty { firstEnd = place }
      records.append(cells)
    }
    cells = []
  }
}
