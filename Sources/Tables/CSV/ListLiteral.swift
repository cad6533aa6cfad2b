/// Lists of text as Python or JSON prints them: `['a', "b"]`, `[]`, `('a',)`, bare words and numbers.
enum ListLiteral {
  /// Calls `body` with each entry; false where the cell is not wholly a list. `None`, `null` and
  /// `nan` without quotes are left out.
  static func forEach(
    _ cell: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) -> Bool {
    let text = trimmed(cell)
    guard text.count >= 2, let first = text.first, let last = text.last,
      first == 0x5B && last == 0x5D || first == 0x28 && last == 0x29
    else { return false }
    let end = text.count - 1
    var place = 1
    while true {
      place = skipSpace(text, place, end)
      if place == end { return true }
      let byte = text[place]
      if byte == 0x27 || byte == 0x22 {
        guard let next = quoted(text, place, end, body) else { return false }
        place = next
      } else {
        let start = place
        while place < end, text[place] != 0x2C {
          if text[place] == 0x5B || text[place] == 0x27 || text[place] == 0x22 { return false }
          place += 1
        }
        let word = trimmed(UnsafeBufferPointer(rebasing: text[start..<place]))
        if word.isEmpty { return false }
        if !isNothing(word) { body(word) }
      }
      place = skipSpace(text, place, end)
      if place == end { return true }
      guard text[place] == 0x2C else { return false }
      place += 1
    }
  }

  private static func isNothing(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    word.count <= 4
      && (word.elementsEqual("None".utf8) || word.elementsEqual("null".utf8)
        || word.elementsEqual("nan".utf8) || word.elementsEqual("NaN".utf8))
  }

  private static func skipSpace(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int {
    var place = start
    while place < end, text[place] == 0x20 || text[place] == 0x0A || text[place] == 0x09 {
      place += 1
    }
    return place
  }

  /// Hands the text within the quotes at `open` to `body`; the answer is the place after them.
  private static func quoted(
    _ text: UnsafeBufferPointer<UInt8>, _ open: Int, _ end: Int,
    _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) -> Int? {
    let quote = text[open]
    var place = plainEnd(text, open + 1, end, quote)
    var hasEscape = false
    while place < end, text[place] != quote {
      if text[place] == 0x5C {
        hasEscape = true
        place += 1
      }
      place += 1
    }
    guard place < end else { return nil }
    let inner = UnsafeBufferPointer(rebasing: text[open + 1..<place])
    if hasEscape {
      unescaped(inner).withUnsafeBufferPointer(body)
    } else {
      body(inner)
    }
    return place + 1
  }

  /// The first quote or backslash from `start` on, or a place shortly before it: eight bytes at a time.
  @inline(__always)
  private static func plainEnd(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ quote: UInt8
  ) -> Int {
    guard let base = text.baseAddress else { return start }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    let (quotes, escapes) = (ones &* UInt64(quote), ones &* 0x5C)
    var place = start
    while place + 8 <= end {
      let word = UInt64(
        littleEndian: UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self))
      let (a, b) = (word ^ quotes, word ^ escapes)
      // A bit for each byte that became 0; the lowest is always right.
      let found = ((a &- ones) & ~a | (b &- ones) & ~b) & high
      if found != 0 { return place + found.trailingZeroBitCount / 8 }
      place += 8
    }
    return place
  }

  static func unescaped(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    while place < text.count {
      let byte = text[place]
      place += 1
      guard byte == 0x5C, place < text.count else {
        result.append(byte)
        continue
      }
      let escape = text[place]
      place += 1
      switch escape {
      case 0x6E: result.append(0x0A)
      case 0x72: result.append(0x0D)
      case 0x74: result.append(0x09)
      case 0x75, 0x78:
        let digits = escape == 0x75 ? 4 : 2
        let hex = String(decoding: text[place..<min(text.count, place + digits)], as: UTF8.self)
        if hex.count == digits, let code = UInt32(hex, radix: 16), let scalar = Unicode.Scalar(code)
        {
          result.append(contentsOf: String(scalar).utf8)
          place += digits
        } else {
          result.append(contentsOf: [byte, escape])
        }
      default: result.append(escape)
      }
    }
    return result
  }
}
