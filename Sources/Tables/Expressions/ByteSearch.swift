/// Searching in texts as SQL does: by code points, whatever letters these make together.
enum ByteSearch {
  static func contains(_ text: String, _ part: String) -> Bool {
    part.isEmpty || bytes(text, part) { first(of: $1, in: $0, from: 0) != nil }
  }

  static func hasPrefix(_ text: String, _ part: String) -> Bool {
    text.utf8.starts(with: part.utf8)
  }

  static func hasSuffix(_ text: String, _ part: String) -> Bool {
    text.utf8.suffix(part.utf8.count).elementsEqual(part.utf8)
  }

  /// The parts of `text` between occurrences of `separator`; all of it where that is empty.
  static func parts(of text: String, by separator: String) -> [String] {
    if separator.isEmpty { return [text] }
    return bytes(text, separator) { text, separator in
      var parts: [String] = []
      var start = 0
      while let place = first(of: separator, in: text, from: start) {
        parts.append(String(decoding: text[start..<place], as: UTF8.self))
        start = place + separator.count
      }
      parts.append(String(decoding: text[start...], as: UTF8.self))
      return parts
    }
  }

  private static func bytes<Result>(
    _ text: String, _ part: String,
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    var (text, part) = (text, part)
    return text.withUTF8 { text in part.withUTF8 { body(text, $0) } }
  }

  /// Where `part`, which is not empty, is first from `start` on. UTF-8 never begins within a code
  /// point, so bytes may be compared.
  private static func first(
    of part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard let head = part.first, text.count - start >= part.count else { return nil }
    for place in start...(text.count - part.count) where text[place] == head {
      if text[place..<(place + part.count)].elementsEqual(part) { return place }
    }
    return nil
  }
}
