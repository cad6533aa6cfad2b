/// Builds a dictionary: gives each distinct text its code, in order of first appearance.
///
/// Open addressing over slots of a 32-bit hash and a 32-bit code; the texts follow one after the
/// other in one block, so that a cell costs one hash, one probe and, when new, one copy.
package struct TextInterner {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var slots: [UInt64]
  private var mask: Int

  package init() {
    slots = Array(repeating: 0, count: 64)
    mask = 63
  }

  /// An interner that knows the texts of `dictionary` by their codes there.
  init(_ dictionary: TextDictionary) {
    self.init()
    for code in 0..<UInt32(dictionary.count) {
      dictionary.withUTF8(code) { _ = self.code($0) }
    }
  }

  package var count: Int { ends.count }

  /// The bytes of all texts together.
  package var byteCount: Int { bytes.count }

  mutating func reserve(bytes: Int, texts: Int) {
    self.bytes.reserveCapacity(bytes)
    ends.reserveCapacity(texts)
  }

  /// The code of `text`, new if it was not seen before.
  @inline(__always)
  package mutating func code(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    code(text, hash: TextInterner.hash(text))
  }

  /// As `code(_:)`, for a text whose hash is known.
  @inline(__always)
  mutating func code(_ text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> UInt32 {
    let tag = (hash >> 32) << 32
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return insert(text, hash: hash, slot: slot) }
      if entry & 0xFFFF_FFFF_0000_0000 == tag {
        let code = Int(entry & 0xFFFF_FFFF) - 1
        if equals(text, code) { return UInt32(truncatingIfNeeded: code) }
      }
      slot = (slot + 1) & mask
    }
  }

  mutating func code(_ text: String) -> UInt32 {
    var text = text
    return text.withUTF8 { self.code($0) }
  }

  /// Brings the slot of `hash` into the cache; the answer only keeps the load from being dropped.
  @inline(__always)
  func touch(_ hash: UInt64) -> UInt64 { slots[Int(truncatingIfNeeded: hash) & mask] }

  /// The distinct texts by code.
  package consuming func dictionary() -> TextDictionary {
    TextDictionary(bytes: bytes, ends: ends)
  }

  @inline(__always)
  private func equals(_ text: UnsafeBufferPointer<UInt8>, _ code: Int) -> Bool {
    let start = code == 0 ? 0 : ends[code - 1]
    let count = ends[code] - start
    guard count == text.count else { return false }
    guard count > 0, let theirs = text.baseAddress else { return true }
    return bytes.withUnsafeBytes { own in
      guard let own = own.baseAddress else { return true }
      return compareBytes(own + start, UnsafeRawPointer(theirs), count)
    }
  }

  @inline(never)
  private mutating func insert(
    _ text: UnsafeBufferPointer<UInt8>, hash: UInt64, slot: Int
  ) -> UInt32 {
    let code = ends.count
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    slots[slot] = (hash >> 32) << 32 | UInt64(code + 1)
    if (code + 1) * 2 > mask { grow() }
    return UInt32(truncatingIfNeeded: code)
  }

  private mutating func grow() {
    let wider = mask * 4 + 3
    var larger: [UInt64] = []
    larger.reserveCapacity(wider + 1)
    larger.append(contentsOf: repeatElement(0, count: wider + 1))
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      for (code, end) in ends.enumerated() {
        let hash = TextInterner.hash(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        var slot = Int(truncatingIfNeeded: hash) & wider
        while larger[slot] != 0 { slot = (slot + 1) & wider }
        larger[slot] = (hash >> 32) << 32 | UInt64(code + 1)
        start = end
      }
    }
    slots = larger
    mask = wider
  }

  /// A 64-bit hash by multiply-and-fold over 16 bytes at a time; of 8 bytes and more, the last 16 or 8 once more, so that
  /// no load goes beyond the text. No seed: equal input must give
  /// equal codes, and a collision costs a comparison, not a wrong answer.
  @inline(__always)
  static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let count = text.count
    guard count > 0, let start = text.baseAddress else { return 0x9E37_79B9_7F4A_7C15 }
    let base = UnsafeRawPointer(start)
    var state = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    if count < 8 {
      // The bytes of a short text make one word.
      var word: UInt64 = 0
      if count >= 4 {
        word =
          UInt64(base.loadUnaligned(as: UInt32.self)) << 32
          | UInt64(base.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
      } else {
        word = UInt64(start[0]) << 16 | UInt64(start[count >> 1]) << 8 | UInt64(start[count - 1])
      }
      return fold(word ^ 0xA076_1D64_78BD_642F, state ^ 0xE703_7ED1_A0B4_28DB)
    }
    var offset = 0
    while offset + 16 < count {
      let a = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let b = base.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
      state = fold(a ^ 0xA076_1D64_78BD_642F, b ^ state)
      offset += 16
    }
    let a = base.loadUnaligned(fromByteOffset: max(0, count - 16), as: UInt64.self)
    let b = base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    return fold(fold(a ^ 0xE703_7ED1_A0B4_28DB, b ^ state), 0x8EBC_6AF0_9C88_C6E3)
  }

  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}

/// Whether `count` bytes are the same in both places.
@inline(__always)
func compareBytes(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
  var offset = 0
  while offset + 8 <= count {
    if a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    {
      return false
    }
    offset += 8
  }
  while offset < count {
    if a.load(fromByteOffset: offset, as: UInt8.self)
      != b.load(fromByteOffset: offset, as: UInt8.self)
    {
      return false
    }
    offset += 1
  }
  return true
}
