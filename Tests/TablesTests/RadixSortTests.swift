import Tables
import Testing

@Suite("Sorting by digits")
struct RadixSortTests {
  /// Few and many keys are sorted in different ways; both sides of each border.
  @Test(
    "gives the order that comparing gives, equals as they stood",
    arguments: [0, 1, 2, 255, 256, 257, 8191, 8192, 20_000])
  func order(count: Int) {
    var state: UInt64 = 88_172_645_463_325_252
    let values = (0..<count).map { _ -> Double in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      switch state % 11 {
      case 0: return 0
      case 1: return -0.0
      case 2: return .infinity
      case 3: return -.infinity
      case 4: return Double(state % 7) - 3
      case 5: return Double.leastNonzeroMagnitude * Double(state % 3)
      default: return Double(bitPattern: (state & ~(0x7FF << 52)) | (1000 + state % 50) << 52)
      }
    }
    let expected = values.indices.sorted {
      values[$0] < values[$1] || (values[$0] == values[$1] && $0 < $1)
    }
    #expect(RadixSort.order(values).map { Int($0) } == expected)
    #expect(RadixSort.sorted(values) == expected.map { values[$0] })
    let keys = values.map { RadixSort.key($0) }
    #expect(RadixSort.sort(keys, Array(0..<Int32(count))).map { Int($0) } == expected)
    #expect(RadixSort.sorted(keys) == keys.sorted())
  }
}
