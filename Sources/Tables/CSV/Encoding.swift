/// What can be said of bytes that are not UTF-8.
enum Encoding {
  static func problem(_ bytes: some Sequence<UInt8>) -> String {
    let odd = firstInvalid(Array(bytes))
    let hex = String(odd, radix: 16, uppercase: true)
    return "byte 0x\(hex) is not UTF-8; the file is probably Windows-1252 (or Latin-1): give "
      + "--encoding windows-1252, or `encoding` under the source in a study"
  }

  /// The same for a file whose first bytes show that it is in another encoding, or no text.
  static func problem(head: UnsafeRawBufferPointer) -> String? {
    let sample = head.prefix(256)
    let zeros = sample.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    if sample.count >= 4, zeros * 5 > sample.count * 4 {
      return
        "the file contains zero bytes where text is expected; it is not text, or was cut off while it was "
        + "written: download it again"
    }
    return foreign(head).map {
      "the file is \($0), not UTF-8; give --encoding \($0.lowercased()), or `encoding` under the source in a study"
    }
  }

  /// The first byte at which the text stops being UTF-8.
  private static func firstInvalid(_ bytes: [UInt8]) -> UInt8 {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var place = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): place += UTF8.width(scalar)
      case .emptyInput: return 0
      case .error: return bytes[place...].first { $0 >= 0x80 } ?? 0
      }
    }
  }

  /// The name of the encoding that the first bytes of a file show, where it is not UTF-8.
  private static func foreign(_ head: UnsafeRawBufferPointer) -> String? {
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
