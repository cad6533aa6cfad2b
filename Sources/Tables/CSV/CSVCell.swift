/// The cells of one column in one block.
struct CellReader {
  private let base: UnsafeRawPointer
  private let ends: UnsafeMutablePointer<UInt32>
  private let columns: Int
  private let column: Int
  private let isFirst: Bool
  private let isLast: Bool
  private let skipsBlankLines: Bool
  private let missing: MissingTokens
  private let scratch: CellScratch
  let rows: Int
  /// The bytes of all cells of the block, those of other columns too.
  let byteCount: Int
  /// Whether the type of the column is declared.
  let isDeclared: Bool

  init?(
    _ block: RecordBlock, column: Int, of columns: Int, missing: MissingTokens, isDeclared: Bool,
    scratch: CellScratch
  ) {
    guard let base = block.base else { return nil }
    self.base = base
    ends = block.ends
    rows = block.rows
    byteCount = block.length
    self.missing = missing
    self.isDeclared = isDeclared
    self.scratch = scratch
    self.columns = columns
    self.column = column
    isFirst = column == 0
    isLast = column == columns - 1
    skipsBlankLines = isFirst && block.hasBlankLines
  }

  /// The bytes between the separators, quotes included. A block has `columns` ends for each of its rows, ascending and
  /// within its bytes: the scanner notes a row only when it has them all.
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

  /// The content of the cell, without quotes. Where doubled quotes had to be halved, it lasts until
  /// the next such cell is read.
  @inline(__always)
  func content(_ row: Int) -> UnsafeBufferPointer<UInt8> {
    let raw = raw(row)
    guard raw.count >= 2, raw[0] == 0x22 else { return raw }
    return scratch.unquoted(raw)
  }

  /// The content of a cell that is not missing.
  @inline(__always)
  func present(_ row: Int) -> UnsafeBufferPointer<UInt8>? {
    let cell = content(row)
    return missing.contains(cell) ? nil : cell
  }

  /// Whether a cell is in the block itself, and so lasts as long.
  @inline(__always)
  func isLasting(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = cell.baseAddress else { return true }
    return UInt(bitPattern: UnsafeRawPointer(start) - base) < UInt(byteCount)
  }

  /// Fails where the cell is not UTF-8.
  @inline(__always)
  func checkEncoding(
    _ cell: UnsafeBufferPointer<UInt8>, _ row: Int
  ) throws(CSVColumnParser.Failure) {
    if isASCII(cell) { return }
    guard String(validating: cell, as: UTF8.self) == nil else { return }
    throw CSVColumnParser.Failure(position: position(row), problem: Encoding.problem(cell))
  }

  /// Where the cell starts in the block.
  func position(_ row: Int) -> Int {
    raw(row).baseAddress.map { UnsafeRawPointer($0) - base } ?? 0
  }
}

/// Room for a cell whose doubled quotes must be halved; one a column.
final class CellScratch {
  private var buffer = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

  deinit { buffer.deallocate() }

  /// The content of `raw`, which starts with a quote and ends with one.
  func unquoted(_ raw: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let inner = UnsafeBufferPointer(rebasing: raw[1..<raw.count - 1])
    guard inner.contains(0x22) else { return inner }
    if buffer.count < inner.count {
      buffer.deallocate()
      buffer = .allocate(capacity: max(256, inner.count * 2))
    }
    // What is written is at most what is read, for which there is room.
    let target = buffer
    var length = 0
    var place = 0
    while place < inner.count {
      let byte = inner[place]
      target[length] = byte
      length += 1
      place += byte == 0x22 ? 2 : 1
    }
    return UnsafeBufferPointer(rebasing: target[..<length])
  }
}
