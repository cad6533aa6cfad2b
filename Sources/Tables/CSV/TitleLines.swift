/// Finds the header where titles, remarks or empty lines are above it.
///
/// A line is a title where it has one filled cell at most, or begins with `#`, while the lines after the header have
/// several; the header is then the first line that fills as many cells as those, with no number among them. A line of
/// several cells above it is a remark where an empty line follows. A single word above rows is a header that is too
/// short, and no title: a title ends in empty cells or in an empty line, or has several words above rows with numbers.
struct TitleLines {
  /// Where the header begins.
  let headerStart: Int
  /// The first records from there.
  let records: [[Range<Int>]]

  /// So many titles may be above a header.
  private static let most = 20
  /// So many records are looked at.
  private static let sampled = 60

  /// - Parameter limit: so many records are sampled.
  init(
    _ bytes: UnsafeRawBufferPointer, from start: Int, separator: UInt8, isFinal: Bool,
    limit: Int = sampled
  ) {
    func sample(from start: Int) -> [[Range<Int>]] {
      RecordSample(
        bytes, from: start, separator: separator, isFinal: isFinal, limit: limit,
        bytes: SeparatorGuess.sampleSize
      ).records
    }
    let all = sample(from: start)
    if let header = Self.header(Array(all.prefix(Self.sampled)), bytes), header > start {
      headerStart = header
      records = sample(from: header)
    } else {
      headerStart = start
      records = all
    }
  }

  private static func header(_ records: [[Range<Int>]], _ bytes: UnsafeRawBufferPointer) -> Int? {
    guard records.count > 1, let width = commonWidth(records), width > 1,
      let header = headerIndex(records, width, bytes)
    else { return nil }
    let candidate = records[header]
    guard header > 0, candidate.count == width, filled(candidate, bytes) == width,
      !candidate.contains(where: { isNumber(bytes, $0) }),
      isSetApart(records[..<header], from: candidate, bytes)
        || isSentence(records, header, bytes)
    else { return nil }
    return candidate[0].lowerBound
  }

  /// The first record that may be the header: the one after an empty line below narrower lines, else the first that is
  /// no title.
  private static func headerIndex(
    _ records: [[Range<Int>]], _ width: Int, _ bytes: UnsafeRawBufferPointer
  ) -> Int? {
    func isWide(_ record: [Range<Int>]) -> Bool {
      filled(record, bytes) == width && record.count == width
    }
    // Below a title and a line of empty cells, where no number is above.
    if isTitle(records[0], bytes),
      let gap = records.prefix(most).lastIndex(where: { filled($0, bytes) == 0 }),
      records.indices.contains(gap + 1), isWide(records[gap + 1]),
      !records[...(gap + 1)].joined().contains(where: { isNumber(bytes, $0) }),
      records[(gap + 2)...].joined().contains(where: { isNumber(bytes, $0) })
    {
      return gap + 1
    }
    let wide = records.prefix(most + 1).firstIndex(where: isWide)
    if let wide, wide > 0, !records[..<wide].allSatisfy({ isTitle($0, bytes) }) {
      let above = records[wide - 1]
      return filled(above, bytes) == 0 || hasBlankLine(above, before: records[wide], bytes)
        ? wide : nil
    }
    guard isTitle(records[0], bytes) else { return nil }
    return records.prefix(most + 1).firstIndex { !isTitle($0, bytes) }
  }

  private static func hasBlankLine(
    _ above: [Range<Int>], before record: [Range<Int>], _ bytes: UnsafeRawBufferPointer
  ) -> Bool {
    guard let last = above.last else { return false }
    return bytes[last.upperBound..<record[0].lowerBound].count { $0 == 0x0A } > 1
  }

  /// Whether the titles have several words each, and rows with numbers follow.
  private static func isSentence(
    _ records: [[Range<Int>]], _ header: Int, _ bytes: UnsafeRawBufferPointer
  ) -> Bool {
    let areWords = records[..<header].joined().allSatisfy { bytes[$0].contains(0x20) }
    return areWords && records[(header + 1)...].joined().contains { isNumber(bytes, $0) }
  }

  /// The width that most records after the first have.
  private static func commonWidth(_ records: [[Range<Int>]]) -> Int? {
    var counts: [Int: Int] = [:]
    for record in records.dropFirst() { counts[record.count, default: 0] += 1 }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }

  /// Whether titles show that they are not part of the table.
  private static func isSetApart(
    _ titles: ArraySlice<[Range<Int>]>, from header: [Range<Int>], _ bytes: UnsafeRawBufferPointer
  ) -> Bool {
    guard let last = titles.last else { return false }
    return hasBlankLine(last, before: header, bytes)
      || titles.contains { $0.count > 1 || bytes[$0[0]].first == UInt8(ascii: "#") }
  }

  private static func isTitle(_ record: [Range<Int>], _ bytes: UnsafeRawBufferPointer) -> Bool {
    if let first = record.first, first.count > 1, bytes[first.lowerBound] == UInt8(ascii: "#"),
      bytes[first.lowerBound + 1] == 0x20
    {
      return true
    }
    return filled(record, bytes) <= 1
  }

  private static func filled(_ record: [Range<Int>], _ bytes: UnsafeRawBufferPointer) -> Int {
    record.count { cell in bytes[cell].contains { $0 != 0x20 && $0 != 0x22 && $0 != 0x0D } }
  }

  private static func isNumber(_ bytes: UnsafeRawBufferPointer, _ cell: Range<Int>) -> Bool {
    let text = UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[cell])
    return WrittenNumber(trimmed(text)) != nil
  }
}
