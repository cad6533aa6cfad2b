internal import Basics
internal import Foundation

/// Turns the cells of a sheet into separated text, which the reader of such text understands.
final class SheetReader: XMLHandler {
  /// Stands between cells: no text contains it that a person types.
  static let separator: UInt8 = 0x1F

  private enum Kind { case number, shared, text, bool, error }

  private let shared: SharedTexts
  private let formats: [CellFormat]
  private let has1904: Bool
  private let limit: Int
  /// Rows without the ends that make them equally wide.
  private var output: [UInt8] = []
  private var rowEnds: [(end: Int, cells: Int, isAfterGap: Bool)] = []
  /// The first column that holds something, and how many there are with those before it.
  private var (left, width) = (Int.max, 0)
  private var lastRow = 0
  private var cells = 0
  private var isEmptyRow = true
  private var column = 0
  private var kind = Kind.number
  private var format = CellFormat.plain
  private var isValue = false
  private var isAid = false
  private var value: [UInt8] = []
  private var merges: [String] = []
  private var isFormula = false
  /// Formulas whose value was not stored with them: how many, and the first.
  private(set) var unsolved = (count: 0, first: "")
  private var row = 0
  /// The texts of cells near the top, by their place.
  private var headTexts: [String: String] = [:]

  init(_ shared: SharedTexts, _ formats: [CellFormat], has1904: Bool, rows: Int?) {
    self.shared = shared
    self.formats = formats
    self.has1904 = has1904
    // A few lines may be above the rows.
    limit = rows.map { $0 + 64 } ?? .max
  }

  /// The rows that hold something.
  var rows: Int { rowEnds.count }

  /// What is wrong where a name of a column is in cells that are merged over several: the others have no name.
  func mergedHead(_ names: [String]) -> String? {
    for merge in merges {
      let ends = merge.split(separator: ":")
      guard ends.count == 2, let first = Self.place(ends[0]), let last = Self.place(ends[1]),
        first.column < last.column, last.column - first.column + 1 < width,
        let text = headTexts[String(ends[0])], names.contains(text)
      else { continue }
      return
        "the cells \(merge) are merged, so that the columns below have no names of their own; give each column one name in one line"
    }
    return nil
  }

  private static func place(_ reference: Substring) -> (column: Int, row: Int)? {
    let letters = reference.prefix(while: \.isLetter)
    guard letters.count <= 3, let row = Int(reference.dropFirst(letters.count)) else { return nil }
    return (letters.utf8.reduce(0) { $0 * 26 + Int($1 & 0x1F) }, row)
  }

  // MARK: XML

  func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
    if isNamed(name, "c") {
      startCell(attributes)
    } else if isNamed(name, "v") || isNamed(name, "t") {
      isValue = !isAid
    } else if isNamed(name, "rPh") {
      isAid = true
    } else if isNamed(name, "f") {
      isFormula = true
    } else if isNamed(name, "row") {
      (cells, isEmptyRow, column) = (0, true, -1)
      row = attributes.bytes("r").map { Int(atoi($0)) } ?? row + 1
    } else if isNamed(name, "mergeCell"), let range = attributes.string("ref") {
      if merges.count < 1000 { merges.append(range) }
    }
  }

  private func startCell(_ attributes: XMLAttributes) {
    value.removeAll(keepingCapacity: true)
    isFormula = false
    column += 1
    if let reference = attributes.bytes("r") {
      var place = 0
      var number = 0
      while place < 3, case let letter = UInt8(bitPattern: reference[place]), letter & 0xDF >= 0x41,
        letter & 0xDF <= 0x5A
      {
        number = number * 26 + Int(letter & 0x1F)
        place += 1
      }
      if number > 0 { column = number - 1 }
    }
    kind = .number
    if let type = attributes.bytes("t") {
      if isNamed(type, "s") {
        kind = .shared
      } else if isNamed(type, "b") {
        kind = .bool
      } else if isNamed(type, "e") {
        kind = .error
      } else if !isNamed(type, "n") {
        kind = .text
      }
    }
    format = .plain
    if kind == .number, let style = attributes.bytes("s") {
      let index = Int(atoi(style))
      if formats.indices.contains(index) { format = formats[index] }
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isValue { value.append(contentsOf: bytes) }
  }

  func end(_ name: UnsafePointer<CChar>) {
    if isNamed(name, "c") {
      endCell()
    } else if isNamed(name, "v") || isNamed(name, "t") {
      isValue = false
    } else if isNamed(name, "rPh") {
      isAid = false
    } else if isNamed(name, "row") {
      endRow()
    }
  }

  private func endRow() {
    if isEmptyRow || rowEnds.count >= limit {
      output.removeLast(output.count - (rowEnds.last?.end ?? 0))
      return
    }
    rowEnds.append((output.count, cells, !rowEnds.isEmpty && row > lastRow + 1))
    width = max(width, cells)
    lastRow = row
  }

  // MARK: Cells

  private func endCell() {
    // Cells of a row ascend; columns beyond those of any sheet are not.
    guard column >= cells, column < 16_384 else { return }
    guard !value.isEmpty else {
      if isFormula {
        if unsolved.count == 0 { unsolved.first = name(column) + String(row) }
        unsolved.count += 1
      }
      return
    }
    let start = output.count + (column - max(0, cells - 1))
    defer {
      if row <= 20 {
        headTexts[name(column) + String(row)] = String(decoding: output[start...], as: UTF8.self)
      }
    }
    output.append(contentsOf: repeatElement(Self.separator, count: column - max(0, cells - 1)))
    cells = column + 1
    isEmptyRow = false
    left = min(left, column)
    switch kind {
    case .shared: quote(shared.text(Int(String(decoding: value, as: UTF8.self)) ?? -1))
    case .text, .error: quote(value[...])
    case .bool: output += value == [0x31] ? Array("true".utf8) : Array("false".utf8)
    case .number: number()
    }
  }

  /// The letters of a column.
  private func name(_ column: Int) -> String {
    var (letters, rest) = ("", column)
    repeat {
      letters = String(UnicodeScalar(UInt8(0x41 + rest % 26))) + letters
      rest = rest / 26 - 1
    } while rest >= 0
    return letters
  }

  /// A text in quotes where it needs them.
  private func quote(_ text: ArraySlice<UInt8>) {
    guard
      text.contains(where: { $0 == 0x22 || $0 == 0x0A || $0 == 0x0D || $0 == Self.separator })
    else {
      output.append(contentsOf: text)
      return
    }
    output.append(0x22)
    for byte in text {
      if byte == 0x22 { output.append(0x22) }
      output.append(byte)
    }
    output.append(0x22)
  }

  private func number() {
    let scan = value.withUnsafeBufferPointer { DecimalScanner.scan($0) }
    guard var scan else {
      quote(value[...])
      return
    }
    let number = value.withUnsafeBufferPointer { DecimalScanner.double(scan, $0) }
    switch format {
    case .plain: plain(scan, number)
    case .percent:
      scan.exponent += 2
      scan.isInteger = false
      let share = value.withUnsafeBufferPointer { DecimalScanner.double(scan, $0) }
      output.append(contentsOf: JSONNumber.text(share).utf8)
      output.append(UInt8(ascii: "%"))
    case .unit(let symbol):
      plain(scan, number)
      output.append(UInt8(ascii: " "))
      quote(Array(symbol.utf8)[...])
    case .time:
      // Hours, to the millisecond.
      output.append(contentsOf: JSONNumber.text((number * 86_400_000).rounded() / 3_600_000).utf8)
      output.append(contentsOf: " h".utf8)
    case .date, .dateTime: moment(number)
    }
  }

  private func plain(_ scan: DecimalScanner.Scan, _ number: Double) {
    if scan.isPlain, scan.isInteger {
      output.append(contentsOf: value)
    } else {
      output.append(contentsOf: JSONNumber.text(number).utf8)
    }
  }

  /// A serial number as a date. The system of 1900 counts a 29 February that never was.
  private func moment(_ serial: Double) {
    guard serial.magnitude < 1e7 else {
      quote(value[...])
      return
    }
    let day = serial.rounded(.down)
    let epoch =
      has1904
      ? CalendarDate(year: 1904, month: 1, day: 1)?.daysSinceEpoch ?? 0
      : (CalendarDate(year: 1899, month: 12, day: 31)?.daysSinceEpoch ?? 0) - (serial >= 61 ? 1 : 0)
    guard has1904 || !(60..<61).contains(serial), serial >= 0 else { return }
    let days = epoch + Int(day)
    let milliseconds = ((serial - day) * 86_400_000).rounded()
    let text =
      format == .date && milliseconds == 0
      ? CalendarDate(daysSinceEpoch: days).description
      : Timestamp.text(Timestamp.midnight(days) + Int64(milliseconds) * 1000)
    output.append(contentsOf: text.utf8)
  }

  /// All rows, equally wide, without the empty columns before the first; an empty line where rows are empty.
  func finished() -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(output.count + rowEnds.count * 2)
    var start = 0
    for (end, cells, isAfterGap) in rowEnds {
      if isAfterGap, width - left > 1 { result.append(0x0A) }
      result.append(contentsOf: output[(start + left)..<end])
      result.append(contentsOf: repeatElement(Self.separator, count: width - cells))
      result.append(0x0A)
      start = end
    }
    return result
  }
}
