internal import Basics

/// Hands out blocks of whole records, in order, one at a time. A block owns its bytes: columns read it while the next
/// one arrives.
final class BlockSource {
  /// A failure at a line of the file.
  struct Failure: Error {
    let line: Int
    let problem: String
  }

  private let stream: ByteStream
  private let scanner: RecordScanner
  private let blockSize: Int
  private let watch: MemoryWatch
  /// Bytes that were read after the last whole record.
  private var rest: [UInt8]
  /// Whether the stream has given all its bytes.
  private var isDrained = false
  private var line: Int
  private var rowsLeft: Int
  private var rows = 0
  /// Bytes since the memory was looked at.
  private var unwatched = 0
  private(set) var isAtEnd = false

  /// - Parameters:
  ///   - stream: follows the header and `rest`, the first bytes after it.
  ///   - line: the line at which `rest` begins.
  init(
    _ stream: ByteStream, rest: [UInt8], line: Int, scanner: RecordScanner, blockSize: Int,
    maximumRows: Int, watch: MemoryWatch
  ) {
    self.stream = stream
    self.rest = rest
    self.line = line
    self.scanner = scanner
    self.blockSize = min(max(1, blockSize), Limits.recordBytes)
    self.watch = watch
    rowsLeft = maximumRows
  }

  /// The bytes of the file that were read so far, as they lie there, and all of them.
  var bytes: (done: Int, total: Int) { stream.bytesOfFile }

  /// How much of a file that is not packed the first block was; known once it is scanned.
  private(set) var firstFraction: Double?

  /// Fills `block` with the next records; false where there are none left.
  func next(into block: RecordBlock) throws -> Bool {
    if isAtEnd || rowsLeft == 0 {
      isAtEnd = true
      return false
    }
    var filled = rest.count
    var wanted = max(blockSize, filled)
    var buffer = block.room(for: wanted, keeping: 0)
    buffer.copyBytes(from: rest)
    while true {
      if filled < wanted, !isDrained {
        filled += try stream.read(
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<wanted]))
        isDrained = filled < wanted
      }
      try scan(UnsafeRawBufferPointer(rebasing: buffer[..<filled]), into: block)
      if block.length > 0 || isDrained { break }
      guard filled <= Limits.recordBytes else {
        throw Failure(
          line: line,
          problem: "the record that begins here has more than \(Limits.recordBytes) bytes; "
            + "perhaps a quote in it is never closed")
      }
      wanted = min(filled * 2, Limits.recordBytes + 1)
      buffer = block.room(for: wanted, keeping: filled)
    }
    if isDrained, block.length == filled || block.length == 0 { isAtEnd = true }
    rest = Array(buffer[block.length..<filled])
    if firstFraction == nil, block.length > 0, !stream.isPacked {
      firstFraction = Double(block.length) / Double(max(block.length, stream.size))
    }
    rowsLeft -= block.rows
    rows += block.rows
    guard rows <= Limits.rows else {
      throw Failure(
        line: block.firstLine,
        problem: "the file has more than \(Limits.rows) rows; read a part of it")
    }
    unwatched += block.length
    if unwatched >= 1 << 23 {
      try watch.check(rows: rows)
      unwatched = 0
    }
    return block.length > 0
  }

  private func scan(_ bytes: UnsafeRawBufferPointer, into block: RecordBlock) throws {
    block.base = bytes.baseAddress
    block.firstLine = line
    do {
      try scanner.scan(
        bytes, target: blockSize, isFinal: isDrained, maximumRows: rowsLeft, into: block)
    } catch {
      throw Failure(line: block.line(of: error.position), problem: problem(error))
    }
    line = block.line(of: block.length)
  }

  private func problem(_ failure: RecordScanner.Failure) -> String {
    switch failure.kind {
    case .raggedRow(let cells):
      "the row has \(cells) cell\(cells == 1 ? "" : "s") where the header has \(scanner.columns)"
        + "; quote cells that contain a separator or a line break"
    case .endlessRow(let cells):
      "the row has more than \(cells) cells where the header has \(scanner.columns); is the separator right?"
    case .textAfterQuote:
      "there is text after a closing quote; within a quoted cell, write a quote twice"
    case .unclosedQuote:
      "a quote opened in this row is never closed; within a quoted cell, write a quote twice"
    }
  }
}
