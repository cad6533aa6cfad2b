/// Turns the cells of one column into values, block after block.
///
/// Starts undecided, takes the narrowest type that the first block with a value allows, and widens
/// as later cells demand it. Whole numbers widen to doubles and dates to timestamps in place; any
/// other clash asks for a second pass over the file in which the column is text.
struct CSVColumnParser {
  /// A cell that is not of the declared type, or not UTF-8.
  struct Failure: Error {
    let position: Int
    let problem: String
  }

  let name: String
  let place: Int
  let columns: Int
  let declared: ColumnType?
  let missing: MissingTokens
  /// The type so far; `nil` while every cell was missing.
  private(set) var type: ColumnType?
  /// The first cell, by row, that kept the column from being what the cells before it were.
  private(set) var clash: (line: Int, text: String, was: ColumnType)?
  /// Whether the column has to be read again as text.
  private(set) var needsText = false

  private var rows = 0
  private var expectedRows = 0
  private var doubles: [Double] = []
  private var whole: [Int64] = []
  private var days: [Int32] = []
  private var codes: [UInt32] = []
  private var offsets: [Int] = [0]
  private var interner = TextInterner()
  /// The text, once the first block has shown that it hardly repeats.
  private var plain: PlainTextBuilder?
  private var validity = BitmapBuilder()
  private var scratch = CellScratch()
  private var room = BlockRoom()
  private var hasInexactWhole = false
  private var batch = UnsafeMutableBufferPointer<
    (cell: UnsafeBufferPointer<UInt8>, hash: UInt64, isStable: Bool)
  >(start: nil, count: 0)
  /// What the slots held that were only touched, so that the loads are not dropped as idle.
  private var keepAlive: UInt64 = 0

  init(
    name: String, place: Int, columns: Int, declared: ColumnType?, missing: MissingTokens
  ) {
    self.name = name
    self.place = place
    self.columns = columns
    self.declared = declared
    self.missing = missing
    type = declared
  }

  /// Forgets all values and starts over as text.
  mutating func restartAsText() {
    freeScratch()
    let old = self
    self = CSVColumnParser(
      name: old.name, place: old.place, columns: old.columns, declared: nil, missing: old.missing)
    type = .text
    clash = old.clash
    expectedRows = old.expectedRows
  }

  /// Makes room for a file of about `rows` rows. Room that is not used costs no memory.
  mutating func expect(rows: Int) { expectedRows = rows }

  /// Reads the cells of `block`.
  mutating func parse(_ block: RecordBlock) throws(Failure) {
    guard !needsText, let cells = CellReader(block, column: place, of: columns) else { return }
    if type == nil {
      type = narrowestType(cells)
      if type == nil {
        rows += cells.rows
        return
      }
    }
    if validity.count == 0 { prepare(rows) }
    var row = 0
    while row < cells.rows, let current = type, !needsText {
      let start = row
      switch current {
      case .double: row = parseDoubles(cells, from: row)
      case .int: row = parseWhole(cells, from: row)
      case .bool: row = parseBools(cells, from: row)
      case .date: row = parseDates(cells, from: row)
      case .timestamp: row = parseTimestamps(cells, from: row)
      case .text:
        if let plain {
          row = try parsePlain(cells, from: row, into: plain, block)
        } else {
          row = try parseTexts(cells, from: row)
        }
      case .textList: row = try parseLists(cells, from: row)
      }
      if row < cells.rows {
        try widen(cells, row, block)
      } else if start > row {
        return
      }
    }
    rows += cells.rows
    if rows == cells.rows, expectedRows > rows { reserve() }
  }

  /// The finished column.
  consuming func column(metadata: ColumnMetadata) -> Column {
    freeScratch()
    guard let type else {
      return Column.missing(.double, count: rows, metadata: metadata)
    }
    if validity.count == 0 { prepare(rows) }
    let validity = self.validity.validity
    if let plain {
      return Column(plain.finished(validity: validity), validity: validity, metadata: metadata)
    }
    let values: Column.Values =
      switch type {
      case .double: .double(doubles)
      case .int: .int(whole)
      case .text: .text(TextValues(codes: codes, dictionary: interner.dictionary()))
      case .bool: .bool(Bitmap(count: days.count) { [days] in days[$0] != 0 })
      case .date: .date(days)
      case .timestamp: .timestamp(whole)
      case .textList:
        .textList(
          TextListValues(offsets: offsets, codes: codes, dictionary: interner.dictionary()))
      }
    return Column(values, validity: validity, metadata: metadata)
  }

  /// Frees what is not counted by references. A parser that failed keeps it until the process ends,
  /// which it is about to.
  private mutating func freeScratch() {
    scratch.free()
    room.free()
    batch.deallocate()
    batch = UnsafeMutableBufferPointer(start: nil, count: 0)
  }

  // MARK: Types

  /// What a cell by itself would be.
  private func kind(_ text: UnsafeBufferPointer<UInt8>) -> ColumnType {
    let text = trimmed(text)
    guard let first = text.first else { return .text }
    if first &- 0x30 < 10 || first == 0x2D || first == 0x2E {
      if let scan = DecimalScanner.scan(text) {
        guard scan.isPlain else { return .text }
        if !scan.isInteger || scan.negative && scan.mantissa == 0 {
          return DecimalScanner.double(scan, text).isFinite ? .double : .text
        }
        return DecimalScanner.int(scan, digits: text.count - (scan.negative ? 1 : 0)) == nil
          ? .text : .int
      }
      if text.count == 10, DateScanner.days(text) != nil { return .date }
      return DateScanner.microseconds(text) == nil ? .text : .timestamp
    }
    return bool(text) == nil ? .text : .bool
  }

  private mutating func narrowestType(_ cells: CellReader) -> ColumnType? {
    var found: ColumnType?
    for row in 0..<cells.rows {
      let cell = cells.content(row, &scratch)
      if missing.contains(cell) { continue }
      let kind = kind(cell)
      guard let sofar = found else {
        found = kind
        continue
      }
      guard kind != sofar else { continue }
      switch (sofar, kind) {
      case (.int, .double), (.double, .int): found = .double
      case (.date, .timestamp), (.timestamp, .date): found = .timestamp
      default:
        // The loop of the narrower type meets this cell again and names it.
        return sofar
      }
    }
    return found
  }

  /// The cell at `row` is not of the current type: widens, or asks for text, or fails.
  private mutating func widen(
    _ cells: CellReader, _ row: Int, _ block: RecordBlock
  ) throws(Failure) {
    guard let current = type else { return }
    let cell = cells.content(row, &scratch)
    let kind = kind(cell)
    if declared == nil {
      if current == .int, kind == .double, !hasInexactWhole {
        doubles = whole.map(Double.init)
        whole = []
        type = .double
        return
      }
      if current == .date, kind == .timestamp {
        whole = days.map { Int64($0) * Timestamp.microsecondsPerDay }
        days = []
        type = .timestamp
        return
      }
      let position = cells.position(row)
      clash = (
        line: block.line(of: position), text: String(decoding: cell.prefix(60), as: UTF8.self),
        was: current
      )
      needsText = true
      (doubles, whole, days, codes) = ([], [], [], [])
      return
    }
    let text = String(decoding: cell.prefix(60), as: UTF8.self)
    throw Failure(
      position: cells.position(row),
      problem: "'\(text)' is not of the declared type \(current.rawValue); declare the column as "
        + "text, or list the cell under missing")
  }

  // MARK: Storage

  private mutating func prepare(_ missingRows: Int) {
    reserve()
    for _ in 0..<missingRows { appendMissing() }
  }

  private mutating func reserve() {
    guard expectedRows > 0, let type else { return }
    validity.reserve(expectedRows)
    switch type {
    case .double: doubles.reserveCapacityInHugePages(expectedRows)
    case .int, .timestamp: whole.reserveCapacityInHugePages(expectedRows)
    case .bool, .date: days.reserveCapacityInHugePages(expectedRows)
    case .text where rows > 0 && interner.count * 2 > rows: storePlain()
    case .text: codes.reserveCapacityInHugePages(expectedRows)
    case .textList: offsets.reserveCapacityInHugePages(expectedRows + 1)
    }
  }

  /// Goes over to text without codes: more than every other row so far was a new text.
  private mutating func storePlain() {
    let growth = Double(expectedRows) / Double(rows) * 1.05
    let builder = PlainTextBuilder()
    builder.reserve(
      rows: expectedRows, bytes: Int(Double(interner.byteCount) * growth) + interner.byteCount)
    let bits = validity.bitmap
    let dictionary = interner.dictionary()
    for (row, code) in codes.enumerated() {
      if bits[row] { dictionary.withUTF8(code, builder.append) } else { builder.appendMissing() }
    }
    plain = builder
    codes = []
    interner = TextInterner()
  }

  @inline(__always)
  private mutating func appendMissing() {
    validity.append(false)
    switch type {
    case .double: doubles.append(0)
    case .int, .timestamp: whole.append(0)
    case .bool, .date: days.append(0)
    case .text: codes.append(0)
    case .textList: offsets.append(codes.count)
    case nil: break
    }
  }

  // MARK: Loops, one a type; each answers with the first row that it could not take

  private mutating func parseDoubles(_ cells: CellReader, from first: Int) -> Int {
    let values = room.values(cells.rows, of: Double.self)
    var row = first
    while row < cells.rows {
      let cell = cells.content(row, &scratch)
      if missing.contains(cell) {
        values[row] = 0
        validity.append(false)
        row += 1
        continue
      }
      let text = trimmed(cell)
      if let scan = DecimalScanner.scan(text) {
        let value = DecimalScanner.double(scan, text)
        if declared == nil {
          guard scan.isPlain, value.isFinite,
            !(scan.isInteger && value.magnitude >= 0x1p53 && isInexact(scan, text.count))
          else { break }
        }
        values[row] = value
        validity.append(true)
      } else if declared != nil, let value = DecimalScanner.word(text) {
        values[row] = value.isNaN ? 0 : value
        validity.append(!value.isNaN)
      } else {
        break
      }
      row += 1
    }
    doubles.append(contentsOf: UnsafeBufferPointer(start: values + first, count: row - first))
    return row
  }

  /// Whether a whole number would lose digits as a double.
  private func isInexact(_ scan: DecimalScanner.Scan, _ count: Int) -> Bool {
    guard let value = DecimalScanner.int(scan, digits: count - (scan.negative ? 1 : 0)) else {
      return true
    }
    return Int64(exactly: Double(value)) != value
  }

  private mutating func parseWhole(_ cells: CellReader, from first: Int) -> Int {
    let values = room.values(cells.rows, of: Int64.self)
    var row = first
    while row < cells.rows {
      let cell = cells.content(row, &scratch)
      if missing.contains(cell) {
        values[row] = 0
        validity.append(false)
        row += 1
        continue
      }
      let text = trimmed(cell)
      guard let scan = DecimalScanner.scan(text), scan.isPlain || declared != nil,
        !(scan.negative && scan.mantissa == 0) || declared != nil,
        let value = DecimalScanner.int(scan, digits: digitCount(text, scan))
      else { break }
      if value.magnitude > 1 << 53, Int64(exactly: Double(value)) != value {
        hasInexactWhole = true
      }
      values[row] = value
      validity.append(true)
      row += 1
    }
    whole.append(contentsOf: UnsafeBufferPointer(start: values + first, count: row - first))
    return row
  }

  @inline(__always)
  private func digitCount(_ text: UnsafeBufferPointer<UInt8>, _ scan: DecimalScanner.Scan) -> Int {
    scan.isPlain
      ? text.count - (scan.negative ? 1 : 0)
      : text.drop { $0 == 0x2B || $0 == 0x2D || $0 == 0x30 }.count
  }

  private mutating func parseBools(_ cells: CellReader, from first: Int) -> Int {
    let takesDigits = declared != nil
    return parseDays(cells, from: first) { text in
      if let value = bool(text) { return value ? 1 : 0 }
      guard takesDigits, text.count == 1, text[0] == 0x30 || text[0] == 0x31 else { return nil }
      return Int32(text[0] - 0x30)
    }
  }

  private mutating func parseDates(_ cells: CellReader, from first: Int) -> Int {
    parseDays(cells, from: first) { DateScanner.days($0) }
  }

  @inline(__always)
  private mutating func parseDays(
    _ cells: CellReader, from first: Int, _ read: (UnsafeBufferPointer<UInt8>) -> Int32?
  ) -> Int {
    let values = room.values(cells.rows, of: Int32.self)
    var row = first
    while row < cells.rows {
      let cell = cells.content(row, &scratch)
      let isMissing = missing.contains(cell)
      guard let value = isMissing ? 0 : read(trimmed(cell)) else { break }
      values[row] = value
      validity.append(!isMissing)
      row += 1
    }
    days.append(contentsOf: UnsafeBufferPointer(start: values + first, count: row - first))
    return row
  }

  private mutating func parseTimestamps(_ cells: CellReader, from first: Int) -> Int {
    let values = room.values(cells.rows, of: Int64.self)
    var row = first
    while row < cells.rows {
      let cell = cells.content(row, &scratch)
      let isMissing = missing.contains(cell)
      guard let value = isMissing ? 0 : DateScanner.microseconds(trimmed(cell)) else { break }
      values[row] = value
      validity.append(!isMissing)
      row += 1
    }
    whole.append(contentsOf: UnsafeBufferPointer(start: values + first, count: row - first))
    return row
  }

  /// Cells whose hashes are computed together, so that the loads of their slots, each a miss of the
  /// cache in a large dictionary, overlap.
  private static let batchSize = 32

  private mutating func parseTexts(_ cells: CellReader, from first: Int) throws(Failure) -> Int {
    if batch.count == 0 { batch = .allocate(capacity: CSVColumnParser.batchSize) }
    var start = first
    while start < cells.rows {
      let count = min(CSVColumnParser.batchSize, cells.rows - start)
      var touched: UInt64 = 0
      for place in 0..<count {
        let cell = cells.content(start + place, &scratch)
        let isStable = !scratch.holds(cell)
        let hash = isStable ? TextInterner.hash(cell) : 0
        touched &+= interner.touch(hash)
        batch[place] = (cell, hash, isStable)
      }
      keepAlive = touched
      for place in 0..<count {
        var (cell, hash, isStable) = batch[place]
        if !isStable {
          // Its bytes stood in the scratch space, which a later cell has overwritten since.
          cell = cells.content(start + place, &scratch)
          hash = TextInterner.hash(cell)
        }
        try appendText(cell, hash, cells, start + place)
      }
      start += count
    }
    return cells.rows
  }

  @inline(__always)
  private mutating func appendText(
    _ cell: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ cells: CellReader, _ row: Int
  ) throws(Failure) {
    if missing.contains(cell) {
      codes.append(0)
      validity.append(false)
      return
    }
    let known = interner.count
    codes.append(interner.code(cell, hash: hash))
    validity.append(true)
    if interner.count > known { try check(cell, cells, row) }
  }

  private mutating func parsePlain(
    _ cells: CellReader, from first: Int, into plain: PlainTextBuilder, _ block: RecordBlock
  ) throws(Failure) -> Int {
    let before = validity.count
    plain.reserve(rows: cells.rows - first, bytes: block.length)
    for row in first..<cells.rows {
      let cell = cells.content(row, &scratch)
      if missing.contains(cell) {
        plain.appendMissing()
        validity.append(false)
      } else {
        plain.append(cell)
        validity.append(true)
      }
    }
    if !plain.isASCII(fromRow: before) {
      for row in first..<cells.rows {
        try check(cells.content(row, &scratch), cells, row)
      }
    }
    return cells.rows
  }

  private mutating func parseLists(_ cells: CellReader, from first: Int) throws(Failure) -> Int {
    for row in first..<cells.rows {
      let cell = cells.content(row, &scratch)
      if missing.contains(cell) {
        offsets.append(codes.count)
        validity.append(false)
        continue
      }
      let before = codes.count
      let isList = ListLiteral.forEach(cell) { codes.append(interner.code($0)) }
      guard isList else {
        codes.removeLast(codes.count - before)
        return row
      }
      try check(cell, cells, row)
      offsets.append(codes.count)
      validity.append(true)
    }
    return cells.rows
  }

  /// Fails where the cell is not UTF-8.
  @inline(__always)
  private func check(
    _ cell: UnsafeBufferPointer<UInt8>, _ cells: CellReader, _ row: Int
  ) throws(Failure) {
    if isASCII(cell) { return }
    guard String(validating: cell, as: UTF8.self) == nil else { return }
    throw Failure(position: cells.position(row), problem: Encoding.problem(cell))
  }
}

/// Room for the values of one block, which are appended to their column in one go: one check of who
/// owns the column a block, not one a cell. One a column parser, freed with it.
private struct BlockRoom {
  private var space = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Room for one value a row.
  mutating func values<Element>(
    _ rows: Int, of type: Element.Type
  ) -> UnsafeMutablePointer<Element> {
    let size = max(64, rows * MemoryLayout<Element>.stride)
    if space.count < size || space.baseAddress == nil {
      space.deallocate()
      space = .allocate(byteCount: size, alignment: 16)
    }
    return space.bindMemory(to: type).baseAddress ?? .allocate(capacity: rows)
  }

  mutating func free() {
    space.deallocate()
    space = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }
}

/// Texts that mean a missing value.
struct MissingTokens {
  private let tokens: [[UInt8]]
  private let lengths: UInt64

  init(_ tokens: [String]) {
    self.tokens = tokens.map { Array($0.utf8) }
    lengths = self.tokens.reduce(1) { $0 | 1 << UInt64(min(63, $1.count)) }
  }

  @inline(__always)
  func contains(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    if lengths >> UInt64(min(63, cell.count)) & 1 == 0 { return false }
    return cell.isEmpty || tokens.contains { cell.elementsEqual($0) }
  }
}

/// Without blanks at both ends, which numbers and dates may have around them.
@inline(__always)
func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
  guard let first = text.first, let last = text.last, first == 0x20 || last == 0x20 else {
    return text
  }
  var start = 0
  var end = text.count
  while start < end, text[start] == 0x20 { start += 1 }
  while end > start, text[end - 1] == 0x20 { end -= 1 }
  return UnsafeBufferPointer(rebasing: text[start..<end])
}

/// `True`, `true`, `TRUE` and the like for false.
@inline(__always)
func bool(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
  guard text.count == 4 || text.count == 5, let start = text.baseAddress else { return nil }
  let word = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
  if text.count == 4 {
    // "true", "True", "TRUE", least significant byte first.
    return word == 0x6575_7274 || word == 0x6575_7254 || word == 0x4555_5254 ? true : nil
  }
  let last = text[4]
  if last == 0x65, word == 0x736C_6166 || word == 0x736C_6146 { return false }
  return last == 0x45 && word == 0x534C_4146 ? false : nil
}

@inline(__always)
func isASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
  guard let start = text.baseAddress else { return true }
  let base = UnsafeRawPointer(start)
  var place = 0
  var bits: UInt64 = 0
  while place + 8 <= text.count {
    bits |= base.loadUnaligned(fromByteOffset: place, as: UInt64.self)
    place += 8
  }
  while place < text.count {
    bits |= UInt64(text[place])
    place += 1
  }
  return bits & 0x8080_8080_8080_8080 == 0
}

/// What can be said of bytes that are not UTF-8.
enum Encoding {
  static func problem(_ bytes: some Sequence<UInt8>) -> String {
    let odd = bytes.first { $0 >= 0x80 } ?? 0
    let hex = String(odd, radix: 16, uppercase: true)
    return "byte 0x\(hex) is not UTF-8; the file is probably Windows-1252 (or Latin-1): convert it "
      + "with `iconv -f WINDOWS-1252 -t UTF-8`"
  }

  /// The name of the encoding that the first bytes of a file show, where it is not UTF-8.
  static func foreign(_ head: UnsafeRawBufferPointer) -> String? {
    if head.starts(with: [0xFF, 0xFE, 0, 0]) || head.starts(with: [0, 0, 0xFE, 0xFF]) {
      return "UTF-32"
    }
    if head.starts(with: [0xFF, 0xFE]) { return "UTF-16LE" }
    if head.starts(with: [0xFE, 0xFF]) { return "UTF-16BE" }
    let sample = head.prefix(256)
    let zeros = sample.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    guard sample.count >= 4, zeros * 3 > sample.count else { return nil }
    let odd = sample.enumerated().reduce(0) { $0 + ($1.element == 0 && $1.offset % 2 == 1 ? 1 : 0) }
    return odd * 2 > zeros ? "UTF-16LE" : "UTF-16BE"
  }
}
