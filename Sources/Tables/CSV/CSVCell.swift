/// The cells of one column in one block.
struct CellReader {
  private let base: UnsafeRawPointer
  private let ends: UnsafeMutablePointer<UInt32>
  private let columns: Int
  private let column: Int
  private let isFirst: Bool
  private let isLast: Bool
  private let skipsBlankLines: Bool
  let rows: Int

  init?(_ block: RecordBlock, column: Int, of columns: Int) {
    guard let base = block.base else { return nil }
    self.base = base
    ends = block.ends
    rows = block.rows
    self.columns = columns
    self.column = column
    isFirst = column == 0
    isLast = column == columns - 1
    skipsBlankLines = isFirst && block.hasBlankLines
  }

  /// The bytes between the separators, quotes included.
  @inline(__always)
  func raw(_ row: Int) -> UnsafeBufferPointer<UInt8> {
    let index = row * columns + column
    var start = index == 0 ? 0 : Int(ends[index - 1]) + 1
    var end = Int(ends[index])
    if isLast, end > start, base.load(fromByteOffset: end - 1, as: UInt8.self) == 0x0D { end -= 1 }
    if skipsBlankLines {
      while start < end, isLineEnd(start, end) { start += 1 }
    }
    return UnsafeBufferPointer(
      start: (base + start).assumingMemoryBound(to: UInt8.self), count: end - start)
  }

  private func isLineEnd(_ place: Int, _ end: Int) -> Bool {
    let byte = base.load(fromByteOffset: place, as: UInt8.self)
    return byte == 0x0A
      || byte == 0x0D && place + 1 < end
        && base.load(fromByteOffset: place + 1, as: UInt8.self) == 0x0A
  }

  /// The content of the cell, without quotes; doubled quotes are halved in `scratch`.
  @inline(__always)
  func content(_ row: Int, _ scratch: inout CellScratch) -> UnsafeBufferPointer<UInt8> {
    let raw = raw(row)
    guard raw.count >= 2, raw[0] == 0x22 else { return raw }
    return scratch.unquoted(raw)
  }

  /// Where the cell starts in the block.
  func position(_ row: Int) -> Int {
    raw(row).baseAddress.map { UnsafeRawPointer($0) - base } ?? 0
  }
}

/// Room for a cell whose doubled quotes must be halved. One a column parser, freed with it.
struct CellScratch {
  private var buffer = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

  /// The content of `raw`, which starts with a quote and ends with one.
  mutating func unquoted(_ raw: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let inner = UnsafeBufferPointer(rebasing: raw[1..<raw.count - 1])
    guard inner.contains(0x22) else { return inner }
    if buffer.count < inner.count {
      buffer.deallocate()
      buffer = .allocate(capacity: max(256, inner.count * 2))
    }
    var length = 0
    var place = 0
    while place < inner.count {
      let byte = inner[place]
      buffer[length] = byte
      length += 1
      place += byte == 0x22 ? 2 : 1
    }
    return UnsafeBufferPointer(rebasing: buffer[..<length])
  }

  /// Whether `cell` stands in this space.
  @inline(__always)
  func holds(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    cell.baseAddress != nil && cell.baseAddress == UnsafePointer(buffer.baseAddress)
  }

  mutating func free() {
    buffer.deallocate()
    buffer = UnsafeMutableBufferPointer(start: nil, count: 0)
  }
}
