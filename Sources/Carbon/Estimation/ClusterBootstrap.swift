internal import Mathematics

/// Coefficients of one small design over draws of whole clusters, each refitted to that draw of the response.
///
/// Sums over a cluster are taken for a run of draws at a time, so that the work of a draw is a few additions a
/// cluster and one Cholesky factorisation of X'X. Predictors are centred and of like size, so that forming X'X
/// loses no digits that matter.
struct ClusterBootstrap: Sendable {
  let size: Int
  /// One row an observation.
  let design: [[Double]]
  /// The observations of each cluster.
  let clusters: [[Int]]
  /// X'X of each cluster, in row order.
  let grams: [[Double]]
  /// The response that is used in every draw where there are none.
  let logs: [Double]
  /// The response of each observation by draw; empty: `logs`.
  let logDraws: [[Double]]
  /// The clusters drawn, `clusters.count` a draw.
  let picks: [Int32]
  let draws: Int
  /// What stands in where the clusters drawn do not determine the coefficients.
  let full: [Double]

  private static let chunkLength = 512

  var chunks: Int { (draws + Self.chunkLength - 1) / Self.chunkLength }

  /// For each draw of a chunk 1 and the coefficients, or 0 and the full fit's.
  func coefficients(chunk: Int) -> [Double] {
    let first = chunk * Self.chunkLength
    let count = min(Self.chunkLength, draws - first)
    let width = size * size + size
    var result: [Double] = []
    result.reserveCapacity(count * (size + 1))
    // By cell of X'X and X'y, then by draw.
    var sums = [Double](repeating: 0, count: width * count)
    var weights = [Double](repeating: 0, count: clusters.count * count)
    for draw in 0..<count {
      let start = (first + draw) * clusters.count
      for pick in picks[start..<start + clusters.count] { weights[Int(pick) * count + draw] += 1 }
    }
    var moments = [Double](repeating: 0, count: size * count)
    sums.withUnsafeMutableBufferPointer { sums in
      moments.withUnsafeMutableBufferPointer { moments in
        weights.withUnsafeBufferPointer { weights in
          for (cluster, members) in clusters.enumerated() {
            let weight = UnsafeBufferPointer(
              rebasing: weights[cluster * count..<(cluster + 1) * count])
            moments.update(repeating: 0)
            for member in members { add(member, first, count, to: moments) }
            for (cell, value) in grams[cluster].enumerated() where value != 0 {
              for draw in 0..<count { sums[cell * count + draw] += weight[draw] * value }
            }
            for term in 0..<size {
              let base = (size * size + term) * count
              for draw in 0..<count {
                sums[base + draw] += weight[draw] * moments[term * count + draw]
              }
            }
          }
        }
      }
    }
    for draw in 0..<count {
      let gram = (0..<size * size).map { sums[$0 * count + draw] }
      let right = (0..<size).map { sums[(size * size + $0) * count + draw] }
      if let solution = SymmetricMatrix.solve(gram, size, right) {
        result.append(1)
        result.append(contentsOf: solution)
      } else {
        result.append(0)
        result.append(contentsOf: full)
      }
    }
    return result
  }

  /// Adds x y of one observation to X'y of its cluster, for a run of draws.
  private func add(
    _ member: Int, _ first: Int, _ count: Int, to moments: UnsafeMutableBufferPointer<Double>
  ) {
    let own = logDraws[member]
    for (term, x) in design[member].enumerated() where x != 0 {
      let base = term * count
      if own.isEmpty {
        let value = x * logs[member]
        for draw in 0..<count { moments[base + draw] += value }
      } else {
        own.withUnsafeBufferPointer { own in
          for draw in 0..<count { moments[base + draw] += x * own[first + draw] }
        }
      }
    }
  }
}
