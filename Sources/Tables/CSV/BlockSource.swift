/// Hands out blocks of whole records, in order, one at a time.
final class BlockSource {
  /// A failure at a line of the file.
  struct Failure: Error {
    let line: Int
    let problem: String
  }

  private enum Input {
    case mapped(MappedFile)
    /// Bytes that arrive in pieces, and those left over from the piece before.
    case stream(ByteStream, rest: [UInt8])
  }

  private var input: Input
  private let scanner: RecordScanner
  private let blockSize: Int
  private var offset: Int
  private var line: Int
  private var rowsLeft: Int
  private(set) var isAtEnd = false

  init(
    mapped file: MappedFile, from offset: Int, line: Int, scanner: RecordScanner, blockSize: Int,
    maximumRows: Int
  ) {
    input = .mapped(file)
    self.offset = offset
    self.line = line
    self.scanner = scanner
    self.blockSize = max(1, blockSize)
    rowsLeft = maximumRows
  }

  init(
    stream: ByteStream, rest: [UInt8], line: Int, scanner: RecordScanner, blockSize: Int,
    maximumRows: Int
  ) {
    input = .stream(stream, rest: rest)
    offset = 0
    self.line = line
    self.scanner = scanner
    self.blockSize = max(1, blockSize)
    rowsLeft = maximumRows
  }

  /// The bytes of the file that were read so far, as they lie there, and all of them.
  var bytes: (done: Int, total: Int) {
    switch input {
    case .mapped(let file): (offset, file.bytes.count)
    case .stream(let stream, _): stream.bytesOfFile
    }
  }

  /// How much of a mapped file the first block was; known once it is scanned.
  private(set) var firstFraction: Double?

  /// Fills `block` with the next records; false where there are none left.
  func next(into block: RecordBlock) throws -> Bool {
    if isAtEnd || rowsLeft == 0 {
      isAtEnd = true
      return false
    }
    switch input {
    case .mapped(let file):
      file.prepare(offset..<min(file.bytes.count, offset + blockSize))
      let rest = UnsafeRawBufferPointer(rebasing: file.bytes[offset...])
      try scan(rest, isFinal: true, into: block)
      if firstFraction == nil, block.length > 0 {
        firstFraction = Double(block.length) / Double(max(1, rest.count))
      }
      if block.length == 0 || offset == file.bytes.count { isAtEnd = true }
    case .stream(let stream, let rest):
      input = .stream(stream, rest: [])
      input = .stream(stream, rest: try fill(block, stream, rest))
    }
    rowsLeft -= block.rows
    return block.length > 0
  }

  /// The pages of a block that every column has read are not needed any more.
  func release(_ block: RecordBlock) {
    if case .mapped(let file) = input { file.drop(block.offset..<block.offset + block.length) }
  }

  /// Reads pieces until a whole record is there; the answer is what is left after it.
  private func fill(
    _ block: RecordBlock, _ stream: ByteStream, _ start: [UInt8]
  ) throws -> [UInt8] {
    var bytes = start
    var wanted = blockSize
    while true {
      var isFinal = false
      while bytes.count < wanted, !isFinal { isFinal = try !stream.read(into: &bytes) }
      // The columns read the block while the next piece arrives: it owns its bytes.
      let owned = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(1, bytes.count), alignment: 16)
      owned.copyBytes(from: bytes)
      block.owned?.deallocate()
      block.owned = owned
      try scan(
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(owned)[..<bytes.count]),
        isFinal: isFinal, into: block)
      if block.length > 0 || isFinal {
        if isFinal, block.length == bytes.count { isAtEnd = true }
        if block.length == 0 { isAtEnd = true }
        return Array(bytes[block.length...])
      }
      wanted = max(wanted, bytes.count) * 2
    }
  }

  private func scan(
    _ bytes: UnsafeRawBufferPointer, isFinal: Bool, into block: RecordBlock
  ) throws {
    block.base = bytes.baseAddress
    block.offset = offset
    block.firstLine = line
    do {
      try scanner.scan(
        bytes, target: blockSize, isFinal: isFinal, maximumRows: rowsLeft, into: block)
    } catch {
      throw Failure(line: block.line(of: error.position), problem: problem(error))
    }
    offset += block.length
    line = block.line(of: block.length)
  }

  private func problem(_ failure: RecordScanner.Failure) -> String {
    switch failure.kind {
    case .raggedRow(let cells):
      "the row has \(cells) cell\(cells == 1 ? "" : "s") where the header has \(scanner.columns)"
    case .textAfterQuote:
      "text follows a closing quote; a quote within a quoted cell is written twice"
    case .unclosedQuote:
      "a quote that opens in this row is never closed"
    }
  }
}
