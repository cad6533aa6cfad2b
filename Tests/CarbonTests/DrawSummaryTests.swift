import Carbon
import Testing

@Suite struct DrawSummaryTests {
  @Test func limitsAreTheInterpolatedQuantilesOfTheSortedDraws() {
    // NumPy: np.quantile([5, 1, 4, 2, 3], [0.05, 0.5, 0.95]) = 1.2, 3.0, 4.8.
    let summary = DrawSummary([5, 1, 4, 2, 3])
    #expect(abs(summary.low - 1.2) < 1e-12)
    #expect(summary.median == 3)
    #expect(abs(summary.high - 4.8) < 1e-12)
    #expect(summary.mean == 3)
  }

  @Test func selectionAgreesWithSortingForTiesAndAnyOrder() {
    var state: UInt64 = 7
    for count in [1, 2, 3, 10, 101, 1000, 2000, 4999, 20_000] {
      let draws = (0..<count).map { _ -> Double in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double((state >> 33) % 50)
      }
      let sorted = draws.sorted()
      func quantile(_ p: Double) -> Double {
        let position = p * Double(count - 1)
        let below = Int(position)
        let above = min(below + 1, count - 1)
        return sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
      }
      let summary = DrawSummary(draws)
      #expect(abs(summary.low - quantile(0.05)) < 1e-9)
      #expect(abs(summary.median - quantile(0.5)) < 1e-9)
      #expect(abs(summary.high - quantile(0.95)) < 1e-9)
      #expect(summary == DrawSummary(draws.reversed()))
    }
  }

  @Test func equalDrawsAndDrawsInOrderAreSummarisedToo() {
    let equal = DrawSummary([Double](repeating: 4, count: 5000))
    #expect(equal.low == 4 && equal.median == 4 && equal.high == 4)
    let ordered = DrawSummary((0...10_000).map(Double.init))
    #expect(ordered.low == 500 && ordered.median == 5000 && ordered.high == 9500)
    // One value stands apart in a place that a sample of every tenth draw does not see.
    var spiked = [Double](repeating: 1, count: 10_000)
    for index in 0..<4000 where index % 20 != 0 { spiked[index] = 2 }
    #expect(DrawSummary(spiked).median == 1)
    #expect(DrawSummary(spiked).high == 2)
  }

  @Test func noDrawsGiveZeroAndNoCrash() {
    #expect(DrawSummary([]).median == 0)
  }
}
