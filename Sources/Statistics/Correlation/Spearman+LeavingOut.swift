extension Spearman {
  /// ρ and its interval without the pairs of each of `groups` groups in turn; `nil` where fewer than
  /// 3 pairs are left or one side of them is constant.
  ///
  /// Each variable is sorted once: O(n) a group. Equal to ``test(_:)`` of the pairs that are left.
  ///
  /// - Parameter group: The group of each pair, from 0; a negative one is never left out.
  func estimates(
    _ cases: CompleteCases, leavingOut group: [Int32], groups: Int
  ) -> [Estimate?] {
    let (x, y) = (cases.columns[0], cases.columns[1])
    let (orderX, orderY) = (Ranking(x).order, Ranking(y).order)
    var (ranksX, ranksY) = (x, y)
    var sizes = [Int](repeating: 0, count: groups)
    for own in group where own >= 0 { sizes[Int(own)] += 1 }
    var whole: Estimate??
    return (0..<Int32(groups)).map { left in
      // Groups without a complete pair leave all pairs.
      if sizes[Int(left)] == 0, let whole { return whole }
      let tiesX = Self.rank(x, orderX, group, without: left, &ranksX)
      let tiesY = Self.rank(y, orderY, group, without: left, &ranksY)
      let n = Double(x.count - sizes[Int(left)])
      let mean = (n + 1) / 2
      var product = 0.0
      for row in x.indices where group[row] != left {
        product += (ranksX[row] - mean) * (ranksY[row] - mean)
      }
      let untied = (n * n - 1) * n
      let (squareX, squareY) = ((untied - tiesX) / 12, (untied - tiesY) / 12)
      var answer: Estimate?
      if n >= 3, squareX > 0, squareY > 0 {
        let rho = product / Correlation.geometricMean(squareX, squareY)
        answer = estimate(min(max(rho, -1), 1), n)
      }
      if sizes[Int(left)] == 0 { whole = .some(answer) }
      return answer
    }
  }

  /// Writes the ranks of the pairs that are left, ties averaged; the answer is Σ (t³ - t).
  private static func rank(
    _ values: [Double], _ order: [Int32], _ group: [Int32], without left: Int32,
    _ ranks: inout [Double]
  ) -> Double {
    var ties = 0.0
    var ranked = 0
    var start = 0
    while start < order.count {
      let value = values[Int(order[start])]
      var end = start
      var members = 0
      while end < order.count, values[Int(order[end])] == value {
        if group[Int(order[end])] != left { members += 1 }
        end += 1
      }
      let rank = Double(2 * ranked + members + 1) / 2
      for place in start..<end { ranks[Int(order[place])] = rank }
      ranked += members
      ties += (Double(members) * Double(members) - 1) * Double(members)
      start = end
    }
    return ties
  }
}

extension Spearman {
  func estimates(
    _ request: AnalysisRequest, leavingOut group: [Int32], groups: Int
  ) throws(StatisticsError) -> [Estimate?]? {
    let cases = try request.pairs(atLeast: 3)
    guard group.count > cases.rows.last ?? -1 else {
      throw StatisticsError(.badRequest, "each row needs one of \(groups) groups")
    }
    return estimates(cases, leavingOut: cases.rows.map { group[$0] }, groups: groups)
  }
}
