internal import Basics

/// Text: codes and a dictionary, or, once the first block has shown that it hardly repeats, plain.
struct TextCells: ParsedCells {
  private var codes: [UInt32] = []
  private var interner = TextInterner()
  private var plain: PlainTextBuilder?
  /// What the slots held that were only touched, so that the loads are not dropped as idle.
  private var keepAlive: UInt64 = 0

  var type: ColumnType { .text }

  /// Cells whose hashes are computed together, so that the loads of their slots, each a miss of the
  /// cache in a large dictionary, overlap.
  private static let batchSize = 32

  mutating func read(
    _ cells: CellReader, from first: Int, _ validity: inout BitmapBuilder
  ) throws(CSVColumnParser.Failure) -> Int {
    if let plain { return try read(cells, from: first, into: plain, &validity) }
    let batch = UnsafeMutableBufferPointer<(cell: UnsafeBufferPointer<UInt8>?, hash: UInt64)>
      .allocate(capacity: Self.batchSize)
    defer { batch.deallocate() }
    var start = first
    while start < cells.rows {
      let count = min(Self.batchSize, cells.rows - start)
      var touched: UInt64 = 0
      for place in 0..<count {
        let cell = cells.present(start + place)
        let hash = cell.map(TextInterner.hash) ?? 0
        touched &+= interner.touch(hash)
        batch[place] = (cell, hash)
      }
      keepAlive = touched
      for place in 0..<count {
        guard var cell = batch[place].cell else {
          codes.append(0)
          validity.append(false)
          continue
        }
        if !cells.isLasting(cell) { cell = cells.content(start + place) }
        let known = interner.count
        codes.append(interner.code(cell, hash: batch[place].hash))
        validity.append(true)
        if interner.count > known { try cells.checkEncoding(cell, start + place) }
      }
      start += count
    }
    return cells.rows
  }

  private func read(
    _ cells: CellReader, from first: Int, into plain: PlainTextBuilder,
    _ validity: inout BitmapBuilder
  ) throws(CSVColumnParser.Failure) -> Int {
    let before = validity.count
    for row in first..<cells.rows {
      if let cell = cells.present(row) {
        plain.append(cell)
        validity.append(true)
      } else {
        plain.appendMissing()
        validity.append(false)
      }
    }
    if let refused = plain.refused {
      throw CSVColumnParser.Failure(
        position: cells.position(first),
        problem:
          "the system has no \(Memory.text(refused)) of memory for the texts of this column; read fewer columns or rows"
      )
    }
    if !plain.isASCII(fromRow: before) {
      for row in first..<cells.rows { try cells.checkEncoding(cells.content(row), row) }
    }
    return cells.rows
  }

  mutating func appendMissing(_ count: Int) {
    codes.append(contentsOf: repeatElement(0, count: count))
  }

  mutating func append(
    _ cell: UnsafeBufferPointer<UInt8>, _ validity: inout BitmapBuilder
  ) -> Bool {
    codes.append(interner.code(cell))
    validity.append(true)
    return true
  }

  /// Goes over to plain text where more than every other row so far was a new text.
  mutating func expect(rows: Int, bytes: Int, _ validity: BitmapBuilder) {
    guard interner.count * 2 > codes.count else {
      codes.reserveCapacity(rows)
      return
    }
    // A guess: the builder makes more room where it is short.
    let growth = Double(rows) / Double(codes.count) * 1.05
    let builder = PlainTextBuilder()
    builder.reserve(
      rows: rows, bytes: Int(min(Double(interner.byteCount) * growth, Double(bytes))))
    let bits = validity.bitmap
    guard builder.refused == nil else { return }
    let dictionary = interner.dictionary()
    for (row, code) in codes.enumerated() {
      if bits[row] { dictionary.withUTF8(code, builder.append) } else { builder.appendMissing() }
    }
    // Without room for plain text the codes stay.
    guard builder.refused == nil else { return }
    plain = builder
    codes = []
    interner = TextInterner()
  }

  func column(validity: Bitmap?, metadata: ColumnMetadata) -> Column {
    if let plain {
      return plain.column(validity: validity, metadata: metadata)
    }
    return Column(
      .text(TextValues(codes: codes, dictionary: interner.dictionary())), validity: validity,
      metadata: metadata)
  }
}

/// Lists of text.
struct ListCells: ParsedCells {
  private var offsets = [0]
  private var codes: [UInt32] = []
  private var interner = TextInterner()

  var type: ColumnType { .textList }

  mutating func read(
    _ cells: CellReader, from first: Int, _ validity: inout BitmapBuilder
  ) throws(CSVColumnParser.Failure) -> Int {
    for row in first..<cells.rows {
      if let cell = cells.present(row) {
        guard append(cell, &validity) else { return row }
        try cells.checkEncoding(cell, row)
      } else {
        appendMissing(1)
        validity.append(false)
      }
    }
    return cells.rows
  }

  mutating func appendMissing(_ count: Int) {
    offsets.append(contentsOf: repeatElement(codes.count, count: count))
  }

  mutating func append(
    _ cell: UnsafeBufferPointer<UInt8>, _ validity: inout BitmapBuilder
  ) -> Bool {
    let before = codes.count
    guard Literal.forEachEntry(cell, { codes.append(interner.code($0)) }) else {
      codes.removeLast(codes.count - before)
      return false
    }
    offsets.append(codes.count)
    validity.append(true)
    return true
  }

  mutating func expect(rows: Int, bytes: Int, _ validity: BitmapBuilder) {
    offsets.reserveCapacity(rows + 1)
  }

  func column(validity: Bitmap?, metadata: ColumnMetadata) -> Column {
    Column(
      .textList(
        TextListValues(offsets: offsets, codes: codes, dictionary: interner.dictionary())),
      validity: validity, metadata: metadata)
  }
}
