internal import Basics

/// Finds the cells of records, 64 bytes at a step.
///
/// A quote opens a quoted cell only at the start of a cell; elsewhere in an unquoted cell it is a
/// byte like any other. Within quotes, a doubled quote is a quote. After a closing quote only the
/// end of the cell may follow. The quick path takes the running parity of quotes; it checks that
/// each quote is where RFC 4180 requires one, and leaves a step that breaks this to a plain state
/// machine.
struct RecordScanner {
  /// What went wrong, and at which byte of the block.
  struct Failure: Error {
    enum Kind {
      case raggedRow(cells: Int)
      /// A row that is given up before its end.
      case endlessRow(cells: Int)
      case textAfterQuote
      case unclosedQuote
    }
    let kind: Kind
    let position: Int
  }

  private enum State {
    case cellStart, unquoted, quoted, closed, closedReturn
  }

  let separator: UInt8
  let columns: Int

  /// Fills `block` with the ends of the cells in `bytes`, from a record's start to the first end of
  /// a record at or after `target`; or, when the bytes run out before, to the last end of a record,
  /// or, where `isFinal`, to the end of the bytes.
  func scan(
    _ bytes: UnsafeRawBufferPointer, target: Int, isFinal: Bool, maximumRows: Int,
    into block: RecordBlock
  ) throws(Failure) {
    let base = bytes.baseAddress ?? UnsafeRawPointer(block.ends)
    var run = Run(self, base, block, maximumRows: maximumRows, target: target)
    var offset = 0
    while offset + 64 <= bytes.count, !run.isDone {
      let next: UInt8 = offset + 64 < bytes.count ? bytes[offset + 64] : 0x0A
      try run.step(base + offset, offset, limit: 64, next: next)
      offset += 64
    }
    if !run.isDone, offset < bytes.count {
      try withUnsafeTemporaryStep { (tail: UnsafeMutableRawPointer) throws(Failure) in
        tail.copyMemory(from: base + offset, byteCount: bytes.count - offset)
        try run.step(UnsafeRawPointer(tail), offset, limit: bytes.count - offset, next: 0x0A)
      }
    }
    if !run.isDone, isFinal { try run.finish(at: bytes.count) }
    block.rows = run.rows
    block.length = run.recordStart
    block.hasBlankLines = run.hasBlankLines
  }

  /// 64 zero bytes for the last step of a run of bytes.
  private func withUnsafeTemporaryStep(
    _ body: (UnsafeMutableRawPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let tail = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
    defer { tail.deallocate() }
    tail.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
    try body(tail)
  }

  /// The state of one scan.
  private struct Run {
    let separator: UInt8
    let columns: Int
    let base: UnsafeRawPointer
    let block: RecordBlock
    let maximumRows: Int
    let target: Int
    // Kept here and not in the block, whose fields cost a check of exclusive access each time.
    var ends: UnsafeMutablePointer<UInt32>
    var capacity: Int
    var endCount = 0
    var rows = 0
    var hasBlankLines = false
    var state = State.cellStart
    /// The first byte of the record that is open.
    var recordStart = 0
    /// Where the ends of the open record begin.
    var firstEnd = 0
    var isDone = false

    init(
      _ scanner: RecordScanner, _ base: UnsafeRawPointer, _ block: RecordBlock, maximumRows: Int,
      target: Int
    ) {
      separator = scanner.separator
      columns = scanner.columns
      self.base = base
      self.block = block
      ends = block.ends
      capacity = block.capacity
      self.maximumRows = maximumRows
      self.target = target
      if maximumRows == 0 { isDone = true }
    }

    @inline(__always)
    private mutating func append(_ end: Int) {
      // Below `capacity` by `ensureRoom`, and below 2^32 as blocks end with `Limits.recordBytes`.
      ends[endCount] = UInt32(truncatingIfNeeded: end)
      endCount += 1
    }

    private mutating func ensureRoom(for count: Int) throws(Failure) {
      guard endCount + count > capacity else { return }
      let cells = endCount - firstEnd
      if cells > max(columns, Limits.columns) {
        throw Failure(kind: .endlessRow(cells: cells), position: recordStart)
      }
      block.grow(keeping: endCount)
      ends = block.ends
      capacity = block.capacity
    }

    @inline(__always)
    mutating func step(
      _ start: UnsafeRawPointer, _ offset: Int, limit: Int, next: UInt8
    ) throws(Failure) {
      // A step has 64 bytes, and so at most 64 ends: `append` needs no check of its own.
      try ensureRoom(for: 65)
      let valid: UInt64 = limit == 64 ? .max : 1 << UInt64(limit) - 1
      var separator = ByteMask.mask(start, self.separator) & valid
      var newline = ByteMask.mask(start, 0x0A) & valid
      let quote = ByteMask.mask(start, 0x22) & valid
      if state == .closedReturn {
        try slowStep(start, offset, limit: limit)
        return
      }
      if quote != 0 || state == .quoted || state == .closed {
        var inside = quote
        inside ^= inside << 1
        inside ^= inside << 2
        inside ^= inside << 4
        inside ^= inside << 8
        inside ^= inside << 16
        inside ^= inside << 32
        if state == .quoted { inside = ~inside }
        let before: UInt64 = state == .cellStart || state == .closed ? 1 : 0
        let mayOpen = (separator | newline | quote) << 1 | before
        let opening = quote & inside
        let closing = quote & ~inside
        let carriage = ByteMask.mask(start, 0x0D) & valid
        let isEnd = separator | newline | quote | carriage & (newline >> 1)
        let nextEnds = next == 0x0A || next == 0x22 || next == self.separator
        let mayFollow =
          isEnd >> 1 | (nextEnds && limit == 64 ? 1 << 63 : 0) | (limit < 64 ? ~(valid >> 1) : 0)
        let badStart = state == .closed && (isEnd & 1 == 0)
        if opening & ~mayOpen != 0 || closing & ~mayFollow != 0 || badStart {
          try slowStep(start, offset, limit: limit)
          return
        }
        separator &= ~inside
        newline &= ~inside
        let last = UInt64(limit - 1)
        if inside >> last & 1 == 1 {
          state = .quoted
        } else if quote >> last & 1 == 1 {
          state = .closed
        } else if (separator | newline) >> last & 1 == 1 {
          state = .cellStart
        } else {
          state = .unquoted
        }
      } else {
        state = (separator | newline) >> UInt64(limit - 1) & 1 == 1 ? .cellStart : .unquoted
      }
      try record(separator, newline, offset)
    }

    /// Notes the ends of cells and records of one step.
    @inline(__always)
    private mutating func record(
      _ separator: UInt64, _ newline: UInt64, _ offset: Int
    ) throws(Failure) {
      var cellEnds = separator | newline
      var newlines = newline
      while newlines != 0 {
        let place = UInt64(newlines.trailingZeroBitCount)
        var these = cellEnds & (place == 63 ? .max : (1 << (place + 1)) - 1)
        cellEnds &= ~these
        newlines &= newlines - 1
        while these != 0 {
          append(offset + these.trailingZeroBitCount)
          these &= these - 1
        }
        try endRecord(at: offset + Int(place))
        if isDone { return }
      }
      while cellEnds != 0 {
        append(offset + cellEnds.trailingZeroBitCount)
        cellEnds &= cellEnds - 1
      }
    }

    /// Checks the record whose line feed, the last of the ends, is at `position`.
    @inline(__always)
    private mutating func endRecord(at position: Int) throws(Failure) {
      let cells = endCount - firstEnd
      if cells == columns {
        rows += 1
      } else {
        try oddRecord(at: position, cells: cells)
      }
      firstEnd = endCount
      recordStart = position + 1
      if recordStart >= target || rows == maximumRows { isDone = true }
    }

    /// A blank line, which is passed over, or a row of the wrong length.
    @inline(never)
    private mutating func oddRecord(at position: Int, cells: Int) throws(Failure) {
      guard cells == 1, isBlank(upTo: position) else {
        throw Failure(kind: .raggedRow(cells: cells), position: recordStart)
      }
      endCount = firstEnd
      hasBlankLines = true
    }

    private func isBlank(upTo position: Int) -> Bool {
      let width = position - recordStart
      return width == 0
        || width == 1 && base.load(fromByteOffset: recordStart, as: UInt8.self) == 0x0D
    }

    /// One byte after the other, for a step with a quote in an odd place.
    private mutating func slowStep(
      _ start: UnsafeRawPointer, _ offset: Int, limit: Int
    ) throws(Failure) {
      for place in 0..<limit {
        let byte = start.load(fromByteOffset: place, as: UInt8.self)
        switch state {
        case .quoted:
          if byte == 0x22 { state = .closed }
          continue
        case .closed where byte == 0x22:
          state = .quoted
          continue
        case .cellStart where byte == 0x22:
          state = .quoted
          continue
        case .closed where byte != separator && byte != 0x0A && byte != 0x0D,
          .closedReturn where byte != 0x0A:
          throw Failure(kind: .textAfterQuote, position: offset + place)
        default: break
        }
        if byte == separator || byte == 0x0A {
          append(offset + place)
          state = .cellStart
          if byte == 0x0A {
            try endRecord(at: offset + place)
            if isDone { return }
          }
        } else {
          state = state == .closed ? .closedReturn : .unquoted
        }
      }
    }

    /// The end of the file ends the last record, if one is open.
    mutating func finish(at position: Int) throws(Failure) {
      if state == .quoted {
        throw Failure(kind: .unclosedQuote, position: recordStart)
      }
      guard position > recordStart else { return }
      try ensureRoom(for: 1)
      append(position)
      try endRecord(at: position)
      recordStart = position
    }
  }
}
