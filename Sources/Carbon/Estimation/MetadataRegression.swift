internal import Foundation
internal import Mathematics

/// Tier 5: log emissions on what nearly every card states, fitted to the models of tiers 1 to 4.
///
/// log E = b0 + b1 log N + b2 (year - 2022) + b3 [fine-tuning] + b4 [not text], by ordinary least squares;
/// without the term in N for models whose size is unknown. Coefficients are drawn by a bootstrap of whole
/// organisations, each draw refitted to that draw of the emissions, so that what tiers 1 to 4 share is
/// shared by tier 5 too. A single model's median and limits are exponentials of the fit's; nothing is
/// smeared.
struct MetadataRegression: Sendable {
  /// The names of the terms in order.
  let terms: [String]
  /// Coefficients of the fit to the central values.
  let coefficients: [Double]
  /// Their 5 % and 95 % points over the draws.
  let ranges: [DrawSummary]
  /// Standard deviation of the residuals, on the logarithmic scale.
  let residualSpread: Double
  /// Residuals of the fit to the central values.
  let residuals: [Double]
  /// Models and organisations that it is based on.
  let models: Int
  let organisations: Int
  /// Draws in which the resampled organisations did not determine all coefficients; the full fit stood in.
  let undetermined: Int
  private let drawn: [[Double]]
  private let meanLogSize: Double?

  struct Row: Sendable {
    let record: TrainingRecord
    let organisation: String
    let central: Double
    /// Logarithms of draws of the emissions; may be empty, then the central value is used in each draw.
    let logDraws: [Double]
  }

  /// Fits with or without the size of the model; `nil` with fewer than 8 models or 4 organisations, or
  /// where they do not determine the coefficients.
  init?(rows all: [Row], withSize: Bool, monteCarlo: MonteCarlo) {
    let rows = all.filter {
      $0.central > 0 && $0.record.year != nil && (!withSize || $0.record.parameters != nil)
    }
    let names = Set(rows.map(\.organisation)).sorted()
    guard rows.count >= 8, names.count >= 4 else { return nil }
    let sizes = rows.compactMap { $0.record.parameters.map { log($0) } }
    let meanLogSize = withSize ? sizes.reduce(0, +) / Double(sizes.count) : nil
    self.meanLogSize = meanLogSize
    var design = rows.compactMap { Self.predictors($0.record, meanLogSize: meanLogSize) }
    guard design.count == rows.count else { return nil }
    // A term that is the same in every row is left out: nothing here can say what it does.
    var labels =
      ["intercept"] + (withSize ? ["log parameters"] : [])
      + ["year", "fine-tuning", "not text"]
    let kept = labels.indices.filter { term in
      term == 0 || Set(design.map { $0[term] }).count > 1
    }
    design = design.map { row in kept.map { row[$0] } }
    labels = kept.map { labels[$0] }
    self.kept = kept
    terms = labels
    let size = labels.count
    let logs = rows.map { log($0.central) }

    var members = [[Int]](repeating: [], count: names.count)
    let position = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    for (index, row) in rows.enumerated() {
      if let cluster = position[row.organisation] { members[cluster].append(index) }
    }
    let clusters = members
    let grams = clusters.map { Self.gram($0, design, size) }
    func moment(_ members: [Int], _ y: (Int) -> Double) -> [Double] {
      var sum = [Double](repeating: 0, count: size)
      for member in members {
        let value = y(member)
        for term in 0..<size { sum[term] += design[member][term] * value }
      }
      return sum
    }
    func total(_ parts: [[Double]], _ weights: [Int]) -> [Double] {
      var sum = [Double](repeating: 0, count: parts.first?.count ?? 0)
      for (part, weight) in zip(parts, weights) where weight > 0 {
        for index in sum.indices { sum[index] += Double(weight) * part[index] }
      }
      return sum
    }
    let once = [Int](repeating: 1, count: names.count)
    let moments = clusters.map { moment($0) { logs[$0] } }
    guard
      let full = SymmetricMatrix.solve(total(grams, once), size, total(moments, once))
    else { return nil }
    coefficients = full
    residuals = zip(design, logs).map { row, y in
      y - zip(row, full).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let freedom = max(rows.count - size, 1)
    residualSpread = (residuals.reduce(0) { $0 + $1 * $1 } / Double(freedom)).squareRoot()
    models = rows.count
    organisations = names.count

    let picks = NormalStream(
      seed: monteCarlo.seed, name: "tier 5 organisations \(withSize ? "with" : "without") size"
    ).indices(below: names.count, count: names.count * monteCarlo.draws)
    let bootstrap = ClusterBootstrap(
      size: size, design: design, clusters: clusters, grams: grams, logs: logs,
      logDraws: rows.map(\.logDraws), picks: picks, draws: monteCarlo.draws, full: full)
    let chunks = monteCarlo.parallel(bootstrap.chunks) { bootstrap.coefficients(chunk: $0) }
    let flat = chunks.flatMap(\.self)
    undetermined = stride(from: 0, to: flat.count, by: size + 1).count { flat[$0] == 0 }
    drawn = (0..<size).map { term in
      stride(from: term + 1, to: flat.count, by: size + 1).map { flat[$0] }
    }
    ranges = drawn.map { DrawSummary($0) }
  }

  private let kept: [Int]

  /// The central prediction in kg, the draws without the model's own scatter, or `nil` if the record
  /// lacks what the fit needs.
  func predict(_ record: TrainingRecord) -> (central: Double, logDraws: [Double])? {
    guard let all = Self.predictors(record, meanLogSize: meanLogSize) else { return nil }
    let row = kept.map { all[$0] }
    let central = exp(zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 })
    var draws = [Double](repeating: 0, count: drawn.first?.count ?? 0)
    draws.withUnsafeMutableBufferPointer { draws in
      for (value, column) in zip(row, drawn) where value != 0 {
        column.withUnsafeBufferPointer { column in
          for draw in 0..<draws.count { draws[draw] += value * column[draw] }
        }
      }
    }
    return (central, draws)
  }

  private static func predictors(
    _ record: TrainingRecord, meanLogSize: Double?
  ) -> [Double]? {
    guard let year = record.year else { return nil }
    var row = [1.0]
    if let meanLogSize {
      guard let parameters = record.parameters else { return nil }
      row.append(log(parameters) - meanLogSize)
    }
    row.append(Double(year - 2022))
    row.append(record.isFineTuning ? 1 : 0)
    row.append(["text", "code", nil].contains(record.modality) ? 0 : 1)
    return row
  }

  private static func gram(_ members: [Int], _ design: [[Double]], _ size: Int) -> [Double] {
    var sum = [Double](repeating: 0, count: size * size)
    for member in members {
      for a in 0..<size {
        for b in 0..<size { sum[a * size + b] += design[member][a] * design[member][b] }
      }
    }
    return sum
  }
}
