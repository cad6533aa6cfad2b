import Basics
import Tables
import TestSupport
import Testing

@Suite("Quantiles of values in any order, and medians of windows")
struct SelectionTests {
  /// Values in many orders, with ties, both zeros and both infinities.
  private static let samples: [[Double]] = {
    var samples: [[Double]] = [
      [], [3], [2, 1], [1, 1, 1], [-0.0, 0], [.infinity, -.infinity, 0],
    ]
    for count in [5, 64, 255, 256, 1000] {
      var generator = PhiloxGenerator(seed: 3, stream: UInt64(count))
      let random = (0..<count).map { _ in Double.random(in: -1...1, using: &generator) }
      let few = random.map { ($0 * 4).rounded() }
      samples += [random, random.sorted(), random.sorted().reversed(), few]
      // Small ones on both sides of large ones.
      samples.append((0..<count).map { Double(min($0, count - $0)) })
    }
    return samples
  }()

  @Test("a quantile is that of the sorted values")
  func quantiles() {
    for values in Self.samples {
      let sorted = values.sorted()
      for p in [0, 0.1, 0.25, 0.5, 0.7, 0.9, 1] {
        let (found, expected) = (Quantile.of(values, p), Quantile.of(sorted: sorted, p))
        #expect(found == expected || found.isNaN && expected.isNaN, "\(values.prefix(9)), \(p)")
      }
    }
    #expect(Quantile.of([1, 2], 2).isNaN)
    #expect(Quantile.of([1, 2], .nan).isNaN)
  }

  /// An order in which the middle element of what is left is the smallest each time.
  private func hostile(_ count: Int) -> [Double] {
    var order = Array(0..<count)
    var values = [Double](repeating: 0, count: count)
    for (value, low) in (0..<count).enumerated() {
      let middle = low + (count - 1 - low) / 2
      values[order[middle]] = Double(value)
      order.swapAt(low, middle)
    }
    return values
  }

  @Test("an order made against the middle element ends all the same")
  func hostileOrder() {
    let values = hostile(1_000_000)
    let ascending = (0..<values.count).map { Double($0) }
    #expect(values.sorted() == ascending)
    let clock = ContinuousClock()
    var median = 0.0
    let time = clock.measure { median = Quantile.median(values) }
    #expect(median == 499_999.5)
    // By rounds that take one element each it would take a minute.
    #expect(time < .seconds(10))
  }

  @Test("a moving median is the median of each window, missing where one of its values is")
  func movingMedian() throws {
    for values in Self.samples where !values.isEmpty {
      let column = values.enumerated().map { index, value in index % 17 == 16 ? nil : value }
      let table = try Table([("x", Column(doubles: column))])
      for width in [1, 2, 3, 7, 40] {
        let found = try Expression.parse("moving_median(x, \(width))").evaluate(on: table)
        for end in column.indices {
          let window = end + 1 < width ? [] : column[(end - width + 1)...end].compactMap { $0 }
          let expected: Double? =
            window.count == width ? Quantile.median(sorted: window.sorted()) : nil
          let value = found.value(at: end).doubleValue
          #expect(value == expected || expected?.isNaN == true, "\(width), \(end)")
        }
      }
    }
  }
}
