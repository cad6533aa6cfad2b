/// A fixed-length sequence of bits, packed 64 to a word; bits past `count` are zero.
public struct Bitmap: Hashable, Sendable {
  /// The number of bits.
  public let count: Int
  package private(set) var words: [UInt64]

  /// `count` bits, all equal to `value`.
  public init(repeating value: Bool, count: Int) {
    self.count = count
    words = Array(repeating: value ? .max : 0, count: (count + 63) / 64)
    clearTail()
  }

  /// The bits of `values`, in order.
  public init(_ values: some Collection<Bool>) {
    self.init(repeating: false, count: values.count)
    for (index, value) in values.enumerated() where value { set(index, to: true) }
  }

  /// Bits given 64 to a word, the first in the lowest place; `words` must hold exactly the words
  /// that `count` needs. Bits past `count` are cleared.
  package init(words: [UInt64], count: Int) {
    self.count = count
    self.words = words
    clearTail()
  }

  /// The bits that `predicate` gives for each position, in order. O(count).
  package init(count: Int, _ predicate: (Int) -> Bool) {
    self.count = count
    let wordCount = (count + 63) / 64
    words = Array(unsafeUninitializedCapacity: wordCount) { buffer, initialized in
      for word in 0..<wordCount {
        var bits: UInt64 = 0
        let start = word << 6
        for bit in 0..<min(64, count - start) where predicate(start + bit) {
          bits |= 1 << UInt64(bit)
        }
        buffer[word] = bits
      }
      initialized = wordCount
    }
  }

  /// The bit at `index`, which must lie in `0..<count`.
  public subscript(index: Int) -> Bool {
    get { words[index >> 6] >> UInt64(index & 63) & 1 == 1 }
    set { set(index, to: newValue) }
  }

  private mutating func set(_ index: Int, to value: Bool) {
    let mask: UInt64 = 1 << UInt64(index & 63)
    if value { words[index >> 6] |= mask } else { words[index >> 6] &= ~mask }
  }

  private mutating func clearTail() {
    if count % 64 != 0 { words[words.count - 1] &= (1 << UInt64(count % 64)) - 1 }
  }

  /// How many bits are set. O(count / 64).
  public var setCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The position of the first set bit.
  package var firstSet: Int? {
    words.firstIndex { $0 != 0 }.map { $0 << 6 + words[$0].trailingZeroBitCount }
  }

  /// The bitwise and of two bitmaps of one length.
  public func intersection(_ other: Bitmap) -> Bitmap {
    var result = self
    for index in result.words.indices { result.words[index] &= other.words[index] }
    return result
  }

  /// The bitwise or of two bitmaps of one length.
  public func union(_ other: Bitmap) -> Bitmap {
    var result = self
    for index in result.words.indices { result.words[index] |= other.words[index] }
    return result
  }

  /// Every bit turned over.
  public var complement: Bitmap {
    Bitmap(words: words.map { ~$0 }, count: count)
  }

  /// The positions of the set bits, ascending. O(count / 64 + set bits).
  public var setIndices: [Int] { positions { $0 } }

  /// The positions of the set bits, ascending, as row numbers for gathering.
  package var setRows: [Int32] { positions { Int32(truncatingIfNeeded: $0) } }

  /// Calls `body` with the positions of the set bits, ascending, all of them below `count`, past which bits are zero.
  /// O(count / 64 + set bits).
  @inline(__always)
  package func forEachSet(_ body: (Int) -> Void) {
    words.withUnsafeBufferPointer { words in
      for index in words.indices {
        var rest = words[index]
        if rest == .max {
          for bit in 0..<64 { body(index << 6 + bit) }
          continue
        }
        while rest != 0 {
          body(index << 6 + rest.trailingZeroBitCount)
          rest &= rest - 1
        }
      }
    }
  }

  private func positions<Position>(_ make: (Int) -> Position) -> [Position] {
    var result: [Position] = []
    result.reserveCapacity(setCount)
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        result.append(make(index << 6 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
    return result
  }
}

/// A bitmap under construction, one bit after the other.
struct BitmapBuilder {
  private var words: [UInt64] = []
  private(set) var count = 0
  private(set) var clearCount = 0
  private var current: UInt64 = 0

  mutating func reserve(_ bits: Int) { words.reserveCapacity((bits + 63) / 64) }

  @inline(__always)
  mutating func append(_ bit: Bool) {
    current |= (bit ? 1 : 0) << UInt64(count & 63)
    if !bit { clearCount += 1 }
    count += 1
    if count & 63 == 0 {
      words.append(current)
      current = 0
    }
  }

  mutating func append(repeating bit: Bool, count: Int) {
    for _ in 0..<count { append(bit) }
  }

  /// The bits so far; `nil` where none is clear, as a column's validity wants it.
  var validity: Bitmap? { clearCount == 0 ? nil : bitmap }

  var bitmap: Bitmap {
    Bitmap(words: count & 63 == 0 ? words : words + [current], count: count)
  }
}
