/// A fixed-length sequence of bits, packed 64 to a word; bits past `count` are zero.
public struct Bitmap: Hashable, Sendable {
  /// The number of bits.
  public let count: Int
  private(set) var words: [UInt64]

  /// `count` bits, all equal to `value`.
  public init(repeating value: Bool, count: Int) {
    self.count = count
    words = Array(repeating: value ? .max : 0, count: (count + 63) / 64)
    if value, count % 64 != 0 { words[words.count - 1] = (1 << UInt64(count % 64)) - 1 }
  }

  /// The bits of `values`, in order.
  public init(_ values: some Collection<Bool>) {
    self.init(repeating: false, count: values.count)
    for (index, value) in values.enumerated() where value { set(index, to: true) }
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

  /// How many bits are set. O(count / 64).
  public var setCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The bitwise and of two bitmaps of one length.
  public func intersection(_ other: Bitmap) -> Bitmap {
    var result = self
    for index in result.words.indices { result.words[index] &= other.words[index] }
    return result
  }

  /// The positions of the set bits, ascending. O(count / 64 + set bits).
  public var setIndices: [Int] {
    var result: [Int] = []
    result.reserveCapacity(setCount)
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        result.append(index << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return result
  }
}
