internal import Foundation

/// Efron's partial likelihood of a proportional-hazards model, with its derivatives.
///
/// Rows are at risk from after their start up to their stop, within their stratum. At a time with d events the k-th of them is compared with those
/// at risk less k/d of those that have the event. O(n p²).
struct PartialLikelihood {
  /// The columns, about their means and of a size near one.
  let columns: [[Double]]
  let start: [Double]?
  let stop: [Double]
  let events: [Bool]
  /// For each stratum its rows by descending stop.
  private let strata: [[Int]]
  /// The same by descending start.
  private let byStart: [[Int]]

  /// What is summed over a set of rows.
  private struct Sums {
    var s0 = 0.0
    var s1: [Double]
    var s2: [Double]

    init(_ p: Int) {
      s1 = [Double](repeating: 0, count: p)
      s2 = [Double](repeating: 0, count: p * p)
    }
  }

  /// One of the events at a time: the mean and covariance of the columns among those at risk.
  struct Moment {
    let total: Double
    let mean: [Double]
    let covariance: [Double]
    /// k/d.
    let part: Double
  }

  init(
    columns: [[Double]], start: [Double]?, stop: [Double], events: [Bool], strata: [Int],
    strataCount: Int
  ) {
    self.columns = columns
    self.start = start
    self.stop = stop
    self.events = events
    var rows = [[Int]](repeating: [], count: max(strataCount, 1))
    for (row, stratum) in strata.enumerated() { rows[stratum].append(row) }
    self.strata = rows.map { $0.sorted { (stop[$0], $1) > (stop[$1], $0) } }
    byStart =
      start.map { start in
        rows.map { $0.sorted { (start[$0], $1) > (start[$1], $0) } }
      } ?? []
  }

  /// ln L with gradient and information, where the coefficients are `beta`.
  func evaluate(
    _ beta: [Double]
  ) -> (logLikelihood: Double, gradient: [Double], information: [Double]) {
    let p = columns.count
    var (total, gradient) = (0.0, [Double](repeating: 0, count: p))
    var information = [Double](repeating: 0, count: p * p)
    let (eta, shift) = predictor(beta)
    visit(eta) { dead, moments in
      for row in dead {
        total += eta[row]
        for a in 0..<p { gradient[a] += columns[a][row] }
      }
      for moment in moments {
        total -= log(moment.total)
        for a in 0..<p { gradient[a] -= moment.mean[a] }
        for cell in information.indices { information[cell] += moment.covariance[cell] }
      }
    }
    _ = shift
    return (total, gradient, information)
  }

  /// The linear predictor, whose largest value is zero.
  func predictor(_ beta: [Double]) -> (eta: [Double], shift: Double) {
    var eta = [Double](repeating: 0, count: stop.count)
    for (column, b) in zip(columns, beta) { for row in eta.indices { eta[row] += b * column[row] } }
    let shift = eta.max() ?? 0
    return (eta.map { $0 - shift }, shift)
  }

  /// Calls `body` at each time with events, the latest first, with the rows that have the event and the moments among those at
  /// risk, one for each.
  func visit(_ eta: [Double], _ body: (_ dead: [Int], _ moments: [Moment]) -> Void) {
    let p = columns.count
    let risk = eta.map { exp($0) }
    for stratum in strata.indices {
      let rows = strata[stratum]
      var sums = Sums(p)
      func change(_ sums: inout Sums, _ row: Int, _ sign: Double) {
        let weight = sign * risk[row]
        sums.s0 += weight
        for a in 0..<p {
          let first = weight * columns[a][row]
          sums.s1[a] += first
          for b in 0...a { sums.s2[a * p + b] += first * columns[b][row] }
        }
      }
      var (next, leaving) = (0, 0)
      while next < rows.count {
        let time = stop[rows[next]]
        var dead: [Int] = []
        while next < rows.count, stop[rows[next]] == time {
          change(&sums, rows[next], 1)
          if events[rows[next]] { dead.append(rows[next]) }
          next += 1
        }
        if let start {
          let order = byStart[stratum]
          while leaving < order.count, start[order[leaving]] >= time {
            change(&sums, order[leaving], -1)
            leaving += 1
          }
        }
        guard !dead.isEmpty else { continue }
        var own = Sums(p)
        for row in dead { change(&own, row, 1) }
        body(dead, moments(sums, own, count: dead.count))
      }
    }
  }

  private func moments(_ sums: Sums, _ own: Sums, count: Int) -> [Moment] {
    let p = columns.count
    return (0..<count).map { k in
      let part = Double(k) / Double(count)
      let total = sums.s0 - part * own.s0
      let mean = (0..<p).map { (sums.s1[$0] - part * own.s1[$0]) / total }
      var covariance = [Double](repeating: 0, count: p * p)
      for a in 0..<p {
        for b in 0...a {
          let cell =
            (sums.s2[a * p + b] - part * own.s2[a * p + b]) / total - mean[a] * mean[b]
          covariance[a * p + b] = cell
          covariance[b * p + a] = cell
        }
      }
      return Moment(total: total, mean: mean, covariance: covariance, part: part)
    }
  }

  /// The part of each row in the gradient: what a clustered covariance sums.
  func scores(_ beta: [Double]) -> [[Double]] {
    let p = columns.count
    let (eta, _) = predictor(beta)
    var scores = columns.map { _ in [Double](repeating: 0, count: stop.count) }
    // Of each row Σ 1/total and Σ mean/total over the times at which it is at risk, by the times.
    var steps = [[(time: Double, hazard: Double, means: [Double])]](
      repeating: [], count: strata.count)
    let stratumOf = stratumOfRows
    visit(eta) { dead, moments in
      let count = Double(dead.count)
      var (all, allMeans) = (0.0, [Double](repeating: 0, count: p))
      var (own, ownMeans) = (0.0, allMeans)
      var mean = allMeans
      for moment in moments {
        all += 1 / moment.total
        own += moment.part / moment.total
        for a in 0..<p {
          allMeans[a] += moment.mean[a] / moment.total
          ownMeans[a] += moment.part * moment.mean[a] / moment.total
          mean[a] += moment.mean[a] / count
        }
      }
      steps[stratumOf[dead[0]]].append((stop[dead[0]], all, allMeans))
      for row in dead {
        let risk = exp(eta[row])
        for a in 0..<p {
          scores[a][row] +=
            columns[a][row] - mean[a] + risk * (columns[a][row] * own - ownMeans[a])
        }
      }
    }
    for stratum in strata.indices {
      // By ascending time, summed up.
      let ordered = Array(steps[stratum].reversed())
      var sums: [(hazard: Double, means: [Double])] = [(0, [Double](repeating: 0, count: p))]
      for step in ordered {
        let last = sums[sums.count - 1]
        sums.append((last.hazard + step.hazard, zip(last.means, step.means).map { $0 + $1 }))
      }
      func upTo(_ time: Double) -> Int {
        var (low, high) = (0, ordered.count)
        while low < high {
          let middle = (low + high) / 2
          if ordered[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        return low
      }
      for row in strata[stratum] {
        let (last, first) = (sums[upTo(stop[row])], sums[start.map { upTo($0[row]) } ?? 0])
        let risk = exp(eta[row])
        for a in 0..<p {
          scores[a][row] -=
            risk
            * (columns[a][row] * (last.hazard - first.hazard) - (last.means[a] - first.means[a]))
        }
      }
    }
    return scores
  }

  private var stratumOfRows: [Int] {
    var result = [Int](repeating: 0, count: stop.count)
    for (stratum, rows) in strata.enumerated() { for row in rows { result[row] = stratum } }
    return result
  }

  /// Pairs in which the row with the event first has the larger predictor, those in which it has the smaller, and ties.
  func concordance(_ beta: [Double]) -> (concordant: Double, discordant: Double, tied: Double) {
    let eta = predictor(beta).eta
    let levels = Set(eta).sorted()
    var places: [Double: Int] = [:]
    for (place, value) in levels.enumerated() { places[value] = place }
    var (concordant, discordant, tied) = (0.0, 0.0, 0.0)
    for stratum in strata.indices {
      var tree = [Double](repeating: 0, count: levels.count + 1)
      var inside = 0.0
      func add(_ row: Int, _ sign: Double) {
        inside += sign
        var place = (places[eta[row]] ?? 0) + 1
        while place < tree.count {
          tree[place] += sign
          place += place & -place
        }
      }
      func below(_ place: Int) -> Double {
        var (sum, place) = (0.0, place)
        while place > 0 {
          sum += tree[place]
          place -= place & -place
        }
        return sum
      }
      let rows = strata[stratum]
      var (next, leaving) = (0, 0)
      while next < rows.count {
        let time = stop[rows[next]]
        var dead: [Int] = []
        while next < rows.count, stop[rows[next]] == time {
          if events[rows[next]] { dead.append(rows[next]) } else { add(rows[next], 1) }
          next += 1
        }
        if let start {
          let order = byStart[stratum]
          while leaving < order.count, start[order[leaving]] >= time {
            add(order[leaving], -1)
            leaving += 1
          }
        }
        for row in dead {
          let place = places[eta[row]] ?? 0
          let (less, upTo) = (below(place), below(place + 1))
          concordant += less
          tied += upTo - less
          discordant += inside - upTo
        }
        for row in dead { add(row, 1) }
      }
    }
    return (concordant, discordant, tied)
  }
}
