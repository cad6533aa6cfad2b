/// Finds the header where titles, remarks or empty lines stand above it.
///
/// A line is a title where it has one filled cell at most, or begins with `#`, while the lines after the header have
/// several; the header is then the first line that fills as many cells as those, with no number among them. A single
/// word above rows is a header that is too short, and no title: a title ends in empty cells or in an empty line.
struct TitleLines {
  /// Where the header begins.
  let headerStart: Int

  /// So many titles may stand above a header.
  private static let most = 20
  /// So many records are looked at.
  private static let sampled = 60

  init(_ bytes: UnsafeRawBufferPointer, from start: Int, separator: UInt8, isFinal: Bool) {
    headerStart =
      Self.header(bytes, start, separator, isFinal).flatMap { $0 > start ? $0 : nil } ?? start
  }

  private static func header(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ separator: UInt8, _ isFinal: Bool
  ) -> Int? {
    let records = RecordSample(
      bytes, from: start, separator: separator, isFinal: isFinal, limit: sampled, bytes: 1 << 16
    ).records
    guard let first = records.first, records.count > 1, isTitle(first, bytes),
      let width = commonWidth(records), width > 1,
      let header = records.prefix(most + 1).firstIndex(where: { !isTitle($0, bytes) })
    else { return nil }
    let candidate = records[header]
    guard header > 0, candidate.count == width, filled(candidate, bytes) == width,
      !candidate.contains(where: { isNumber(bytes, $0) }),
      isSetApart(records[..<header], from: candidate, bytes)
    else { return nil }
    return candidate[0].lowerBound
  }

  /// The width that most records after the first have.
  private static func commonWidth(_ records: [[Range<Int>]]) -> Int? {
    var counts: [Int: Int] = [:]
    for record in records.dropFirst() { counts[record.count, default: 0] += 1 }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }

  /// Whether titles show that they are no part of the table.
  private static func isSetApart(
    _ titles: ArraySlice<[Range<Int>]>, from header: [Range<Int>], _ bytes: UnsafeRawBufferPointer
  ) -> Bool {
    guard let last = titles.last?.last else { return false }
    let between = bytes[last.upperBound..<header[0].lowerBound].count { $0 == 0x0A }
    return between > 1
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
