internal import Basics
internal import Foundation

/// A sheet of an Excel workbook: `file.xlsx`, `file.xlsx:Sheet name` or `file.xlsx:2`.
///
/// Numbers are as stored, formulas by the value that was stored with them; what is formatted as a date, a percentage or a
/// currency is read as such. The cells are then understood as those of a text file are: titles above the header, words
/// for missing values, numbers stored as texts.
struct Workbook: TableFormat {
  private let path: String
  private let sheet: String

  init?(_ location: String) {
    guard let parts = location.partOfFile([".xlsx", ".xlsm"]) else { return nil }
    (path, sheet) = parts
  }

  var isWatched: Bool { true }

  func read(_ options: ReadOptions) throws(ReadError) -> Table {
    let (bytes, notes) = try text(options)
    var table = try CSVReader.read(bytes, path: path, options: separated(options))
    table.notes.insert(contentsOf: notes.map { TableNote(text: $0) }, at: 0)
    return table
  }

  func columnNames(_ options: ReadOptions) throws(ReadError) -> [String] {
    try CSVReader.columnNames(try text(options).bytes, path: path, options: separated(options))
  }

  private func separated(_ options: ReadOptions) -> ReadOptions {
    var own = options
    own.separator = Unicode.Scalar(SheetReader.separator)
    own.numbersArePlain = true
    (own.encoding, own.progress) = (nil, nil)
    return own
  }

  /// The sheet as separated text, and what a person should know of it.
  private func text(_ options: ReadOptions) throws(ReadError) -> (bytes: [UInt8], notes: [String]) {
    try expectWorkbook()
    let archive = try ZipArchive(path: path)
    let room = options.memory ?? Memory.allowance
    guard archive.contains("xl/workbook.xml") else {
      throw ReadError(
        file: path, problem: "is a zip archive, not an Excel workbook; check its name")
    }
    let book = WorkbookParts()
    try scan("xl/workbook.xml", archive, book, room)
    let relations = RelationParts()
    if archive.contains("xl/_rels/workbook.xml.rels") {
      try scan("xl/_rels/workbook.xml.rels", archive, relations, room)
    }
    let (chosen, note) = try choice(book)
    let styles = StyleParts()
    if archive.contains("xl/styles.xml") { try scan("xl/styles.xml", archive, styles, room) }
    let shared = SharedTexts()
    if archive.contains("xl/sharedStrings.xml") {
      try scan("xl/sharedStrings.xml", archive, shared, room)
    }
    let target = relations.targets[chosen.relation] ?? "worksheets/sheet\(chosen.number).xml"
    let name = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
    let reader = SheetReader(
      shared, styles.formats, has1904: book.has1904, rows: options.maximumRows)
    let watch = MemoryWatch(file: path, asked: options.memory)
    try scan(name, archive, reader, room) { () throws(ReadError) in
      try watch.check(rows: reader.rows)
    }
    guard reader.rows > 0 else {
      throw ReadError(
        file: path,
        problem: "the sheet '\(chosen.name)' is empty; its first line must name the columns")
    }
    let bytes = reader.finished()
    let names = try CSVReader.columnNames(bytes, path: path, options: separated(options))
    if let problem = reader.mergedHead(names) { throw ReadError(file: path, problem: problem) }
    var notes = [note].compactMap { $0 }
    let (count, first) = reader.unsolved
    if count > 0 {
      notes.append(
        "\(count) cell\(count == 1 ? " holds a formula" : "s hold formulas") without a stored value, the first \(first), and \(count == 1 ? "is" : "are") missing; open the workbook in Excel and save it"
      )
    }
    return (bytes, notes)
  }

  private func scan(
    _ name: String, _ archive: ZipArchive, _ handler: any XMLHandler, _ room: Int,
    _ check: (() throws(ReadError) -> Void)? = nil
  ) throws(ReadError) {
    let scanner = XMLScanner(handler)
    func expect(_ problem: String?) throws(ReadError) {
      guard let problem else { return }
      throw ReadError(
        file: path, problem: "'\(name)' in the workbook is damaged (\(problem)); save it again")
    }
    try archive.forEachPiece(name, limit: room) { piece throws(ReadError) in
      try expect(scanner.take(piece, isLast: false))
      try check?()
    }
    try expect(scanner.take(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true))
  }

  /// Refuses what is not a workbook by its first bytes.
  private func expectWorkbook() throws(ReadError) {
    let stream = try ByteStream(path: path)
    var head: [UInt8] = []
    _ = try stream.read(into: &head)
    if let problem = head.withUnsafeBytes(FileSignature.problemOfCompound) {
      throw ReadError(file: path, problem: problem)
    }
    guard head.starts(with: Array("PK".utf8)) else {
      throw ReadError(
        file: path,
        problem: head.isEmpty
          ? "the file is empty"
          : "is not an Excel workbook; if it is text, give it a name that ends in .csv")
    }
  }

  private func choice(
    _ book: WorkbookParts
  ) throws(ReadError) -> (sheet: WorkbookParts.Sheet, note: String?) {
    let visible = book.sheets.filter { !$0.isHidden }
    guard let first = visible.first ?? book.sheets.first else {
      throw ReadError(file: path, problem: "the workbook has no sheet")
    }
    if sheet.isEmpty {
      let others = book.sheets.filter { $0.name != first.name }.map { "'\($0.name)'" }
      let file = (path as NSString).lastPathComponent
      let note =
        others.isEmpty
        ? nil
        : "read from the sheet '\(first.name)'; there is also \(others.prefix(6).joined(separator: ", ")): name one as in \(file):\(book.sheets.first { $0.name != first.name }?.name ?? "")"
      return (first, note)
    }
    if let named = book.sheets.first(where: { $0.name == sheet }) { return (named, nil) }
    if let number = Int(sheet), book.sheets.indices.contains(number - 1) {
      return (book.sheets[number - 1], nil)
    }
    let names = book.sheets.map(\.name)
    let hint = sheet.nearest(in: names).map { "; did you mean '\($0)'?" } ?? ""
    throw ReadError(
      file: path,
      problem:
        "the workbook has no sheet '\(sheet)'\(hint); it has \(names.prefix(8).map { "'\($0)'" }.joined(separator: ", "))"
    )
  }
}

// MARK: Parts

/// The sheets of a workbook.
private final class WorkbookParts: XMLHandler {
  struct Sheet {
    let name: String
    let relation: String
    let number: Int
    let isHidden: Bool
  }

  private(set) var sheets: [Sheet] = []
  private(set) var has1904 = false

  func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
    if isNamed(name, "sheet") {
      sheets.append(
        Sheet(
          name: attributes.string("name") ?? "", relation: attributes.string("id") ?? "",
          number: sheets.count + 1,
          isHidden: ["hidden", "veryHidden"].contains(attributes.string("state"))))
    } else if isNamed(name, "workbookPr") {
      has1904 = ["1", "true"].contains(attributes.string("date1904"))
    }
  }

  func end(_ name: UnsafePointer<CChar>) {}
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// The files that a part refers to, by id.
private final class RelationParts: XMLHandler {
  private(set) var targets: [String: String] = [:]

  func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
    guard isNamed(name, "Relationship"), let id = attributes.string("Id"),
      let target = attributes.string("Target")
    else { return }
    targets[id] = target
  }

  func end(_ name: UnsafePointer<CChar>) {}
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// What a number is by the format of its cell.
enum CellFormat: Hashable {
  case plain, date, dateTime, time, percent
  case unit(String)

  /// By the number of a format that is built in.
  init(builtIn number: Int) {
    switch number {
    case 9, 10: self = .percent
    case 14...17, 27...31, 36, 50...54, 57, 58: self = .date
    case 22: self = .dateTime
    case 18...21, 45...47: self = .time
    default: self = .plain
    }
  }

  /// By the code of a format: `yyyy-mm-dd`, `0.0%`, `#,##0.00 [$€-407]`.
  init(code: String) {
    if let currency = Self.currency(code) {
      self = .unit(currency)
      return
    }
    var letters = ""
    var literals: [String] = []
    var rest = (code.split(separator: ";", omittingEmptySubsequences: false).first ?? "")[...]
    while let first = rest.first {
      switch first {
      case "\"":
        let literal = rest.dropFirst().prefix { $0 != "\"" }
        literals.append(literal.trimmingCharacters(in: .whitespaces))
        rest = rest.dropFirst(literal.count + 2)
      case "[":
        // `[h]` counts beyond a day; `[Red]` is a colour.
        let tag = rest.dropFirst().prefix { $0 != "]" }.lowercased()
        if ["h", "hh", "m", "mm", "s", "ss"].contains(tag) { letters += "h" }
        rest = rest.drop { $0 != "]" }.dropFirst()
      case "\\", "_", "*": rest = rest.dropFirst(2)
      default:
        letters.append(contentsOf: first.lowercased())
        rest.removeFirst()
      }
    }
    if letters.contains("%") {
      self = .percent
    } else if letters == "general" || letters.contains("general") {
      self = .plain
    } else if letters.contains("y") || letters.contains("d") {
      self = letters.contains("h") || letters.contains("s") ? .dateTime : .date
    } else if letters.contains("h") || letters.contains("s") {
      self = .time
    } else if letters.contains("m") {
      self = .date
    } else if let unit = literals.first(where: WrittenNumber.isUnit) {
      self = .unit(unit)
    } else {
      self = .plain
    }
  }

  private static func currency(_ code: String) -> String? {
    if let match = code.firstMatch(of: /\[\$([^\]\-]+)(-[0-9A-Fa-f]+)?\]/) {
      return String(match.1).trimmingCharacters(in: .whitespaces)
    }
    let plain = code.replacing(/\[[^\]]*\]/, with: "")
    return ["€", "£", "¥", "$"].first { plain.contains($0) }
  }
}

/// The formats of cells by the number of their style.
private final class StyleParts: XMLHandler {
  private var codes: [Int: String] = [:]
  private(set) var formats: [CellFormat] = []
  private var isInCells = false

  func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
    if isNamed(name, "numFmt") {
      if let id = attributes.string("numFmtId").flatMap({ Int($0) }) {
        codes[id] = attributes.string("formatCode")
      }
    } else if isNamed(name, "cellXfs") {
      isInCells = true
    } else if isInCells, isNamed(name, "xf") {
      let id = attributes.string("numFmtId").flatMap { Int($0) } ?? 0
      formats.append(codes[id].map(CellFormat.init(code:)) ?? CellFormat(builtIn: id))
    }
  }

  func end(_ name: UnsafePointer<CChar>) {
    if isNamed(name, "cellXfs") { isInCells = false }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// The texts that cells share, by number.
final class SharedTexts: XMLHandler {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var isText = false
  /// Within reading aids for Japanese, which are not part of the text.
  private var isAid = false

  func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
    if isNamed(name, "rPh") { isAid = true }
    isText = isNamed(name, "t") && !isAid
  }

  func end(_ name: UnsafePointer<CChar>) {
    isText = false
    if isNamed(name, "rPh") { isAid = false }
    if isNamed(name, "si") { ends.append(bytes.count) }
  }

  func text(_ text: UnsafeBufferPointer<UInt8>) {
    if isText { bytes.append(contentsOf: text) }
  }

  /// The bytes of text `index`.
  func text(_ index: Int) -> ArraySlice<UInt8> {
    guard ends.indices.contains(index) else { return [] }
    return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }
}
