import Mathematics
import Testing

@Suite struct RankDistributionTests {
  @Test func mannWhitneyCountsEveryOrder() {
    // All choices of the places of 3 values among 7.
    var counts: [Int: Int] = [:]
    for mask in 0..<128 where mask.nonzeroBitCount == 3 {
      var u = 0
      for i in 0..<7 where mask >> i & 1 == 1 {
        for j in 0..<i where mask >> j & 1 == 0 { u += 1 }
      }
      counts[u, default: 0] += 1
    }
    let distribution = MannWhitneyDistribution(3, 4)
    var sum = 0
    for u in 0...12 {
      sum += counts[u] ?? 0
      #expect(abs(distribution.lower(u) - Double(sum) / 35) < 1e-15)
      #expect(abs(distribution.upper(u) - Double(35 - sum + (counts[u] ?? 0)) / 35) < 1e-15)
    }
  }

  @Test func signedRanksCountEverySign() {
    let ranks = [2, 5, 5, 8]
    let distribution = SignedRankDistribution(doubledRanks: ranks)
    for bound in 0...20 {
      let hits = (0..<16).filter { mask in
        ranks.indices.reduce(0) { $0 + (mask >> $1 & 1) * ranks[$1] } <= bound
      }.count
      #expect(distribution.lower(doubled: bound) == Double(hits) / 16)
    }
  }

  @Test func kendallCountsInversions() {
    func permutations(_ items: [Int]) -> [[Int]] {
      items.isEmpty
        ? [[]]
        : items.flatMap { first in
          permutations(items.filter { $0 != first }).map { [first] + $0 }
        }
    }
    let all = permutations(Array(0..<5)).map { p in
      (0..<5).reduce(0) { sum, i in sum + (0..<i).filter { p[$0] > p[i] }.count }
    }
    let distribution = KendallDistribution(count: 5)
    for d in 0...10 {
      let share = Double(all.filter { $0 <= d }.count) / 120
      #expect(abs(distribution.lower(d) - share) < 1e-15)
    }
  }

  @Test func kolmogorovSmirnovOfSeparatedSamplesIsTwoOrders() {
    // Only the two orders without any mixing reach D = 1.
    #expect(abs(KolmogorovSmirnov.exact(4, 6, gap: 12, twoSided: true) - 2.0 / 210) < 1e-16)
    #expect(KolmogorovSmirnov.exact(4, 6, gap: 0, twoSided: true) == 1)
    #expect(KolmogorovSmirnov.exact(200, 300, gap: 600, twoSided: true) > 1e-150)
  }

  @Test func rootsAreFoundAndMissingOnesAreNil() {
    #expect(abs((Search.root(between: 0, and: 2) { $0 * $0 - 2 } ?? 0) - 2.0.squareRoot()) < 1e-14)
    #expect(Search.root(between: 0, and: 1) { _ in 1 } == nil)
  }
}
