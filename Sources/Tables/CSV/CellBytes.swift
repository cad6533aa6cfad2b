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
  // Four bytes are there, and a fifth in the other case.
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
