internal import Basics

/// One JSON value that holds a table: an array of objects, an object that holds such an array, an object of columns, or
/// an object of records by name.
struct JSONDocument: TableFormat {
  private let path: String

  init?(_ location: String) {
    guard location.isFile(".json", ".geojson") else { return nil }
    path = location
  }

  func read(_ options: ReadOptions) throws(ReadError) -> Table {
    let room = options.memory ?? Memory.allowance
    let bytes: [UInt8]
    if let converted = try TextEncoding.converted(path, options) {
      bytes = converted
    } else {
      bytes = try ByteStream(path: path).readAll(limit: room / 4)
    }
    do throws(JSONSpans.Failure) {
      return try table(bytes, options)
    } catch {
      throw ReadError(
        file: path, line: error.line ?? error.place.map { line(of: $0, in: bytes) },
        column: error.column,
        problem: error.problem)
    }
  }

  private func line(of place: Int, in bytes: [UInt8]) -> Int {
    1 + bytes[..<min(place, bytes.count)].reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
  }

  private func table(_ bytes: [UInt8], _ options: ReadOptions) throws(JSONSpans.Failure) -> Table {
    var spans = JSONSpans(bytes)
    let whole = try spans.value()
    // Several values are one a line, whatever the file is called.
    if !spans.isAtEnd { return try lines(options) }
    switch bytes[whole.lowerBound] {
    case UInt8(ascii: "["):
      let elements = try spans.elements(of: whole)
      if let table = try headed(elements, spans, bytes) {
        return try columns(table, bytes, options)
      }
      return try records(elements, bytes, options)
    case UInt8(ascii: "{"): return try object(whole, spans, bytes, options)
    default:
      throw JSONSpans.Failure(
        place: whole.lowerBound, problem: "the JSON is a single value; an array of objects is read")
    }
  }

  private func lines(_ options: ReadOptions) throws(JSONSpans.Failure) -> Table {
    do throws(ReadError) {
      return try JSONLinesReader.read(path: path, options: options)
    } catch {
      throw JSONSpans.Failure(
        place: nil, line: error.line, column: error.column, problem: error.problem)
    }
  }

  private func object(
    _ whole: Range<Int>, _ spans: JSONSpans, _ bytes: [UInt8], _ options: ReadOptions
  ) throws(JSONSpans.Failure) -> Table {
    let members = try spans.members(of: whole)
    guard !members.isEmpty else {
      throw JSONSpans.Failure(
        place: whole.lowerBound, problem: "the object is empty; it should hold an array of objects")
    }
    func starts(_ range: Range<Int>, _ sign: UInt8) -> Bool { bytes[range.lowerBound] == sign }
    let (list, map) = (UInt8(ascii: "["), UInt8(ascii: "{"))
    var arrays: [(key: Range<Int>, elements: [Range<Int>])] = []
    for member in members where starts(member.value, list) {
      arrays.append((member.key, try spans.elements(of: member.value)))
    }
    if let split = try split(arrays, spans, bytes) { return try columns(split, bytes, options) }
    let tables = arrays.filter {
      !$0.elements.isEmpty && $0.elements.allSatisfy { starts($0, map) }
    }
    if tables.count == 1 { return try records(tables[0].elements, bytes, options) }
    if tables.count > 1 {
      let names = tables.prefix(8).map { String(decoding: bytes[$0.key], as: UTF8.self) }
      throw JSONSpans.Failure(
        place: whole.lowerBound,
        problem:
          "the object contains several tables, \(names.joined(separator: ", ")); write one to a file of its own"
      )
    }
    if arrays.count == 1, let table = try headed(arrays[0].elements, spans, bytes) {
      return try columns(table, bytes, options)
    }
    if !arrays.isEmpty, arrays.count == members.count,
      arrays.allSatisfy({ $0.elements.count == arrays[0].elements.count })
    {
      return try columns(arrays, bytes, options)
    }
    if members.allSatisfy({ starts($0.value, map) }) {
      if let numbered = try numbered(members, spans, bytes) {
        return try columns(numbered, bytes, options)
      }
      if members.count > 1, try haveKeyInCommon(members, spans, bytes) {
        return try named(members, bytes, options)
      }
    }
    let within = try nestedTables(members, spans, bytes, depth: 0)
    if tables.isEmpty, arrays.isEmpty, within.count == 1 {
      return try records(within[0], bytes, options)
    }
    return try records([whole], bytes, options)
  }

  /// Whether all of some objects have a key that the first has, or one of them has none.
  private func haveKeyInCommon(
    _ members: [(key: Range<Int>, value: Range<Int>)], _ spans: JSONSpans, _ bytes: [UInt8]
  ) throws(JSONSpans.Failure) -> Bool {
    var common: Set<ArraySlice<UInt8>>?
    for member in members {
      let keys = Set(try spans.members(of: member.value).map { bytes[$0.key] })
      if keys.isEmpty { return true }
      common = common?.intersection(keys) ?? keys
      if common?.isEmpty == true { return false }
    }
    return true
  }

  /// The arrays of objects within the objects among some members.
  private func nestedTables(
    _ members: [(key: Range<Int>, value: Range<Int>)], _ spans: JSONSpans, _ bytes: [UInt8],
    depth: Int
  ) throws(JSONSpans.Failure) -> [[Range<Int>]] {
    var found: [[Range<Int>]] = []
    for member in members {
      switch bytes[member.value.lowerBound] {
      case UInt8(ascii: "[") where depth > 0:
        let elements = try spans.elements(of: member.value)
        let areObjects = elements.allSatisfy { bytes[$0.lowerBound] == UInt8(ascii: "{") }
        if !elements.isEmpty, areObjects { found.append(elements) }
      case UInt8(ascii: "{") where depth < 4:
        let within = try spans.members(of: member.value)
        found += try nestedTables(within, spans, bytes, depth: depth + 1)
      default: break
      }
    }
    return found
  }

  /// `[["a", "b"], [1, "x"], [2, "y"]]`: rows as arrays, of which the first holds the names; `nil` for anything but
  /// arrays.
  private func headed(
    _ rows: [Range<Int>], _ spans: JSONSpans, _ bytes: [UInt8]
  ) throws(JSONSpans.Failure) -> [(key: Range<Int>, elements: [Range<Int>])]? {
    guard let first = rows.first,
      rows.allSatisfy({ bytes[$0.lowerBound] == UInt8(ascii: "[") })
    else { return nil }
    let names = try spans.elements(of: first)
    guard !names.isEmpty, names.allSatisfy({ bytes[$0.lowerBound] == UInt8(ascii: "\"") }) else {
      throw JSONSpans.Failure(
        place: first.lowerBound,
        problem:
          "the rows are arrays, and the first does not name the columns; put an array of names before it, [\"a\", \"b\"]"
      )
    }
    return try table(names, rows.dropFirst(), spans, bytes)
  }

  /// The columns of rows as arrays.
  private func table(
    _ names: [Range<Int>], _ rows: ArraySlice<Range<Int>>, _ spans: JSONSpans, _ bytes: [UInt8]
  ) throws(JSONSpans.Failure) -> [(key: Range<Int>, elements: [Range<Int>])] {
    var result = names.map { (key: $0, elements: [Range<Int>]()) }
    for (index, row) in rows.enumerated() {
      let cells = try spans.elements(of: row)
      guard cells.count == names.count else {
        throw JSONSpans.Failure(
          place: row.lowerBound,
          problem:
            "row \(index + 1) has \(cells.count) cell\(cells.count == 1 ? "" : "s"), and there are \(names.count) columns"
        )
      }
      for (column, cell) in cells.enumerated() { result[column].elements.append(cell) }
    }
    return result
  }

  /// `{"columns": ["a", "b"], "data": [[1, "x"], [2, "y"]]}`: rows as arrays beside the names of the columns, as pandas
  /// and many exports write them; a name may stand in an object, `{"name": "a", "type": "int"}`.
  private func split(
    _ arrays: [(key: Range<Int>, elements: [Range<Int>])], _ spans: JSONSpans, _ bytes: [UInt8]
  ) throws(JSONSpans.Failure) -> [(key: Range<Int>, elements: [Range<Int>])]? {
    func array(_ names: [String]) -> [Range<Int>]? {
      arrays.first { array in
        names.contains { bytes[array.key].elementsEqual("\"\($0)\"".utf8) }
      }?.elements
    }
    guard let heads = array(["columns", "fields", "header", "headers", "names", "cols"]),
      let rows = array(["data", "rows", "values", "records"]), !heads.isEmpty, !rows.isEmpty,
      rows.allSatisfy({ bytes[$0.lowerBound] == UInt8(ascii: "[") })
    else { return nil }
    var names: [Range<Int>] = []
    for head in heads {
      var name: Range<Int>? = head
      if bytes[head.lowerBound] == UInt8(ascii: "{") {
        let members = try spans.members(of: head)
        name =
          ["name", "id", "label", "field"].lazy.compactMap { key in
            members.first { bytes[$0.key].elementsEqual("\"\(key)\"".utf8) }?.value
          }.first
      }
      guard let name, bytes[name.lowerBound] == UInt8(ascii: "\"") else { return nil }
      names.append(name)
    }
    return try table(names, rows[...], spans, bytes)
  }

  /// `{"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": "y"}}`: columns of cells by the number of their row, as pandas writes
  /// them; `nil` where the names within are no such numbers.
  private func numbered(
    _ members: [(key: Range<Int>, value: Range<Int>)], _ spans: JSONSpans, _ bytes: [UInt8]
  ) throws(JSONSpans.Failure) -> [(key: Range<Int>, elements: [Range<Int>])]? {
    var result: [(key: Range<Int>, elements: [Range<Int>])] = []
    for member in members {
      let cells = try spans.members(of: member.value)
      guard !cells.isEmpty, cells.count == result.first?.elements.count ?? cells.count,
        cells.enumerated().allSatisfy({ bytes[$1.key].elementsEqual("\"\($0)\"".utf8) })
      else { return nil }
      result.append((member.key, cells.map(\.value)))
    }
    return result.isEmpty ? nil : result
  }

  private func records(
    _ elements: [Range<Int>], _ bytes: [UInt8], _ options: ReadOptions
  ) throws(JSONSpans.Failure) -> Table {
    var parser = JSONLinesParser(options: options)
    var (place, line) = (0, 1)
    for (index, element) in elements.prefix(options.maximumRows ?? .max).enumerated() {
      guard bytes[element.lowerBound] == UInt8(ascii: "{") else {
        throw JSONSpans.Failure(
          place: element.lowerBound,
          problem:
            "element \(index + 1) of the array is not an object; each row is one, as in {\"key\": \"value\"}"
        )
      }
      do throws(JSONLinesParser.Failure) {
        line += bytes[place..<element.lowerBound].reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
        place = element.lowerBound
        try parser.take(bytes, element, line: line)
      } catch {
        throw JSONSpans.Failure(place: element.lowerBound, problem: error.problem)
      }
    }
    guard !elements.isEmpty else {
      throw JSONSpans.Failure(
        place: nil, problem: "the array is empty; it should contain an object for each row")
    }
    return try finished(&parser, options)
  }

  private func finished(
    _ parser: inout JSONLinesParser, _ options: ReadOptions
  ) throws(JSONSpans.Failure) -> Table {
    do throws(ReadError) {
      let names = parser.names
      let (columns, facts) = try parser.finished()
      return try options.finished(
        columns, of: names, rows: parser.rows, file: path, facts: facts, line: parser.line)
    } catch {
      throw JSONSpans.Failure(place: nil, column: error.column, problem: error.problem)
    }
  }

  /// `{"a": [1, 2], "b": ["x", "y"]}`: arrays of one length, each a column.
  private func columns(
    _ arrays: [(key: Range<Int>, elements: [Range<Int>])], _ bytes: [UInt8], _ options: ReadOptions
  ) throws(JSONSpans.Failure) -> Table {
    var parser = JSONLinesParser(options: options)
    for row in arrays[0].elements.indices.prefix(options.maximumRows ?? .max) {
      var line: [UInt8] = []
      for (key, elements) in arrays {
        line += [line.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ",")]
        line += bytes[key] + [UInt8(ascii: ":")] + bytes[elements[row]]
      }
      try take(line + [UInt8(ascii: "}")], &parser)
    }
    return try finished(&parser, options)
  }

  /// `{"r1": {"a": 1}, "r2": {"a": 2}}`: records by name, which is the column `key`.
  private func named(
    _ members: [(key: Range<Int>, value: Range<Int>)], _ bytes: [UInt8], _ options: ReadOptions
  ) throws(JSONSpans.Failure) -> Table {
    var parser = JSONLinesParser(options: options)
    for (key, value) in members.prefix(options.maximumRows ?? .max) {
      let rest = bytes[value].dropFirst()
      let isEmpty = rest.first { $0 > 0x20 } == UInt8(ascii: "}")
      try take(
        Array("{\"key\":".utf8) + bytes[key] + (isEmpty ? [] : [UInt8(ascii: ",")]) + rest, &parser)
    }
    return try finished(&parser, options)
  }

  private func take(_ line: [UInt8], _ parser: inout JSONLinesParser) throws(JSONSpans.Failure) {
    do throws(JSONLinesParser.Failure) {
      try parser.take(line, line.indices)
    } catch {
      throw JSONSpans.Failure(place: nil, problem: error.problem)
    }
  }
}

/// Where the values of a JSON text stand. Brackets and quotes are followed, no value is made.
package struct JSONSpans {
  package struct Failure: Error {
    let place: Int?
    var line: Int?
    var column: String?
    package let problem: String
  }

  private let bytes: [UInt8]
  private var place: Int

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  var isAtEnd: Bool { bytes[place...].allSatisfy { $0 <= 0x20 } }

  /// The range of the next value.
  package mutating func value() throws(Failure) -> Range<Int> {
    skipSpace()
    let start = place
    guard place < bytes.count else {
      throw Failure(
        place: nil,
        problem: start == 0 || bytes.allSatisfy({ $0 <= 0x20 })
          ? "the file is empty; it should contain an array of objects"
          : "the JSON ends where a value is expected; it is cut off")
    }
    var depth = 0
    repeat {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        try skipText()
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        if depth == 0 {
          throw Failure(
            place: place, problem: "the JSON has a comma or colon where a value is expected")
        }
      default:
        if depth == 0 {
          skipWord()
          continue
        }
      }
      guard depth >= 0 else {
        throw Failure(
          place: place, problem: "the JSON has a closing bracket where a value is expected")
      }
      place += 1
    } while depth > 0 && place < bytes.count
    guard depth == 0 else {
      throw Failure(
        place: start, problem: "the JSON that begins here is never closed; perhaps it is cut off")
    }
    return start..<place
  }

  private mutating func skipWord() {
    while place < bytes.count, bytes[place] > 0x20, !",:]}[{\"".utf8.contains(bytes[place]) {
      place += 1
    }
  }

  private mutating func skipText() throws(Failure) {
    let start = place
    place += 1
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "\\") {
        place += 2
      } else if bytes[place] == UInt8(ascii: "\"") {
        place += 1
        return
      } else {
        place += 1
      }
    }
    throw Failure(
      place: start,
      problem: "the JSON text that begins here is never closed; perhaps it is cut off")
  }

  private mutating func skipSpace() {
    while place < bytes.count, bytes[place] <= 0x20 { place += 1 }
  }

  private mutating func take(_ sign: UInt8, until end: Int) -> Bool {
    skipSpace()
    guard place < end, bytes[place] == sign else { return false }
    place += 1
    return true
  }

  /// The elements of the array at `range`.
  package func elements(of range: Range<Int>) throws(Failure) -> [Range<Int>] {
    var spans = self
    spans.place = range.lowerBound + 1
    let end = range.upperBound
    var found: [Range<Int>] = []
    if spans.take(UInt8(ascii: "]"), until: end) { return found }
    repeat { found.append(try spans.value()) } while spans.take(UInt8(ascii: ","), until: end)
    guard spans.take(UInt8(ascii: "]"), until: end) else {
      throw Failure(place: spans.place, problem: "a comma or ] is expected here")
    }
    return found
  }

  /// The members of the object at `range`; keys with their quotes.
  package func members(
    of range: Range<Int>
  ) throws(Failure) -> [(key: Range<Int>, value: Range<Int>)] {
    var spans = self
    spans.place = range.lowerBound + 1
    let end = range.upperBound
    var found: [(key: Range<Int>, value: Range<Int>)] = []
    if spans.take(UInt8(ascii: "}"), until: end) { return found }
    repeat {
      let key = try spans.value()
      guard bytes[key.lowerBound] == UInt8(ascii: "\""), spans.take(UInt8(ascii: ":"), until: end)
      else {
        throw Failure(
          place: key.lowerBound, problem: "a key in double quotes and a colon are expected here")
      }
      found.append((key, try spans.value()))
    } while spans.take(UInt8(ascii: ","), until: end)
    guard spans.take(UInt8(ascii: "}"), until: end) else {
      throw Failure(place: spans.place, problem: "a comma or } is expected here")
    }
    return found
  }
}
