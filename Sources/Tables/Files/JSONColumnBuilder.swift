internal import Basics

/// A column built from JSON or database values as they come: takes the type of the first value and
/// widens; text that is wholly dates or timestamps becomes that at the end.
struct JSONColumnBuilder {
  let name: String
  private let declared: ColumnType?
  private let missing: MissingTokens
  private var type: ColumnType?
  private(set) var rows = 0
  private var doubles: [Double] = []
  private var whole: [Int64] = []
  private var codes: [UInt32] = []
  private var offsets: [Int] = [0]
  private var interner = TextInterner()
  private var validity = BitmapBuilder()
  /// Whether numbers with a decimal point became texts.
  private var hasPoint = false
  /// The lists so far: how many, and the row of the first.
  private var lists = (count: 0, first: 0)

  init(name: String, declared: ColumnType?, missing: MissingTokens) {
    self.name = name
    self.declared = declared
    self.missing = missing
  }

  /// Missing cells up to `row`.
  mutating func pad(to row: Int) {
    while rows < row { appendMissing() }
  }

  mutating func appendMissing() {
    rows += 1
    guard let type else { return }
    switch type {
    case .double: doubles.append(0)
    case .text: codes.append(0)
    case .textList: offsets.append(codes.count)
    default: whole.append(0)
    }
    validity.append(false)
  }

  mutating func append(_ value: Int64) {
    if missing.contains(Double(value)) {
      appendMissing()
      return
    }
    take(.int)
    switch type {
    case .int: whole.append(value)
    case .double where Int64(exactly: Double(value)) == value: doubles.append(Double(value))
    default:
      appendText(String(value))
      return
    }
    finishCell()
  }

  mutating func append(_ value: Double) {
    if value.isNaN || missing.contains(value) {
      appendMissing()
      return
    }
    take(.double)
    if type == .double {
      doubles.append(value)
      finishCell()
    } else {
      hasPoint = true
      appendText(JSONNumber.text(value))
    }
  }

  mutating func append(_ value: Bool) {
    take(.bool)
    if type == .bool {
      whole.append(value ? 1 : 0)
      finishCell()
    } else {
      appendText(value ? "true" : "false")
    }
  }

  mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    if missing.contains(text) {
      appendMissing()
      return
    }
    take(.text)
    if type != .text { becomeText() }
    codes.append(interner.code(text))
    finishCell()
  }

  mutating func append(list: [[UInt8]]) {
    noteList()
    take(.textList)
    guard type == .textList else {
      appendText(JSON.array(list.map { .string(String(decoding: $0, as: UTF8.self)) }).text())
      return
    }
    for entry in list {
      codes.append(entry.withUnsafeBufferPointer { interner.code($0) })
    }
    offsets.append(codes.count)
    finishCell()
  }

  /// Appends a list that is kept as JSON text.
  mutating func append(listText: UnsafeBufferPointer<UInt8>) {
    noteList()
    append(listText)
  }

  private mutating func noteList() {
    if lists.count == 0 { lists.first = rows }
    lists.count += 1
  }

  private mutating func appendText(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  private mutating func finishCell() {
    validity.append(true)
    rows += 1
  }

  /// Makes the column ready for a value of type `new`.
  private mutating func take(_ new: ColumnType) {
    guard let current = type else {
      type = new
      let before = rows
      rows = 0
      pad(to: before)
      return
    }
    if current == new || current == .text { return }
    if current == .int, new == .double, whole.allSatisfy({ Int64(exactly: Double($0)) == $0 }) {
      doubles = whole.map(Double.init)
      whole = []
      type = .double
    } else if !(current == .double && new == .int) {
      becomeText()
    }
  }

  private mutating func becomeText() {
    hasPoint = hasPoint || type == .double && doubles.contains { $0 != $0.rounded() }
    let old = values()
    let bits = validity.bitmap
    let column = Column(old, validity: bits)
    (doubles, whole, codes, offsets) = ([], [], [], [0])
    interner = TextInterner()
    for row in 0..<column.count {
      codes.append(column.isValid(row) ? interner.code(column.value(at: row).description) : 0)
    }
    type = .text
  }

  private func values() -> Column.Values {
    switch type {
    case .double: .double(doubles)
    case .bool: .bool(Bitmap(count: whole.count) { whole[$0] != 0 })
    case .text: .text(TextValues(codes: codes, dictionary: interner.dictionary()))
    case .textList:
      .textList(TextListValues(offsets: offsets, codes: codes, dictionary: interner.dictionary()))
    default: .int(whole)
    }
  }

  /// What is known of the column beside its values: what its cells were before they became texts.
  func facts(_ column: Column) -> ColumnFacts {
    var facts = ColumnFacts(hasPoint: hasPoint)
    guard lists.count > 0, column.type == .text else { return facts }
    let present = column.count - column.missingCount
    guard lists.count < present else {
      facts.remarks = ["its lists contain things other than text, and are kept as JSON"]
      return facts
    }
    // The few are told among the many.
    let isFew = lists.count * 2 <= present
    let row =
      isFew ? lists.first : (0..<column.count).first { column.isValid($0) && !isList(column, $0) }
    guard let row else { return facts }
    facts.obstacle = ColumnReading.Obstacle(
      row: row, line: nil, text: String(column.value(at: row).description.prefix(40)),
      others: isFew ? .text : .list, readable: isFew ? present - lists.count : lists.count,
      unreadable: isFew ? lists.count : present - lists.count)
    return facts
  }

  private func isList(_ column: Column, _ row: Int) -> Bool {
    column.value(at: row).description.utf8.first == UInt8(ascii: "[")
  }

  /// The column; fails with the row of a value that is not of the declared type.
  func column() throws(ReadError) -> Column {
    guard type != nil else { return Column.missing(declared ?? .double, count: rows) }
    let column = Column(values(), validity: validity.validity)
    if let declared {
      if declared == column.type { return column }
      return try cast(column, to: declared)
    }
    guard case .text(let texts) = column.values else { return column }
    return JSONColumnBuilder.dates(texts, column.validity) ?? column
  }

  /// The column as `type`, of which each value must be one by the rules for a cell of CSV.
  private func cast(_ column: Column, to type: ColumnType) throws(ReadError) -> Column {
    var cells = type.cells
    var validity = BitmapBuilder()
    for row in 0..<column.count {
      guard column.isValid(row) else {
        cells.appendMissing(1)
        validity.append(false)
        continue
      }
      var text = column.value(at: row).description
      guard text.withUTF8({ cells.append($0, &validity) }) else {
        throw ReadError(
          file: "", line: row + 1, column: name,
          problem: "'\(text.prefix(60))' is not of the declared type \(type.rawValue)")
      }
    }
    return cells.column(validity: validity.validity, metadata: .init())
  }

  /// The column as dates or timestamps, where each of its distinct texts is one.
  private static func dates(_ texts: TextValues, _ validity: Bitmap?) -> Column? {
    let count = texts.dictionary.count
    guard count > 0 else { return nil }
    var areDays = true
    var times: [Int64] = []
    times.reserveCapacity(count)
    for code in 0..<UInt32(count) {
      let time = texts.dictionary.withUTF8(code) { bytes in
        if bytes.count != 10 { areDays = false }
        return DateScanner.microseconds(bytes)
      }
      guard let time else { return nil }
      times.append(time)
    }
    let cells = texts.codes.map { times[Int($0)] }
    if areDays {
      return Column(
        .date(cells.map { Int32(clamping: $0 / Timestamp.microsecondsPerDay) }), validity: validity)
    }
    return Column(.timestamp(cells), validity: validity)
  }
}
