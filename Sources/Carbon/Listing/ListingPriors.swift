internal import Foundation
internal import Mathematics

/// What public tables tell of training runs, before a listing is read.
package struct ListingPriors: Sendable {
  /// A disclosed run whose device is known.
  struct DisclosedDevice: Sendable {
    let device: Int
    let year: Double
    let logSize: Double
  }

  /// Devices with rated power and peak rate.
  let devices: [Device]
  /// ln(watts / TFLOP/s) of each.
  let efficiency: [Double]
  let positions: [String: Int]
  let disclosed: [DisclosedDevice]
  /// Prior means of the coefficients of 1, ln(N / 1e9), year − 2023, mixture.
  package let coefficients: [Double]
  /// Their prior spreads.
  static let spreads = [1.5, 0.3, 0.5, 0.6]
  /// Variance of ln(tokens / parameters) within and between organisations.
  package let within: Double
  /// The same between organisations.
  package let between: Double
  /// Variance of the logarithm of utilisation.
  let utilisationVariance: Double
  /// ln of kg for one FLOP at one watt a TFLOP/s and 1 g/kWh.
  package let constant: Double
  /// FLOP of the largest disclosed run.
  let largest: Double

  /// The priors of the bundled tables.
  package init(_ references: ReferenceTables) throws {
    let devices = references.devices.devices.filter {
      ($0.ratedPower ?? 0) > 0 && ($0.peakTeraflops ?? 0) > 0
    }
    self.devices = devices
    efficiency = devices.map { log(($0.ratedPower ?? 1) / ($0.peakTeraflops ?? 1)) }
    let positions = Dictionary(
      devices.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.positions = positions
    let rows = try Self.rows(references)
    let sized = rows.filter {
      $0.parameters != nil && $0.tokens != nil && $0.isModel && $0.year != nil
    }
    let fit = RandomInterceptModel(
      design: sized.map {
        [1, log(($0.parameters ?? 1) / 1e9), ($0.year ?? 2023) - 2023, $0.active == nil ? 0 : 1]
      },
      response: sized.map { log(($0.tokens ?? 1) / ($0.parameters ?? 1)) },
      groups: sized.enumerated().map { $1.organisation ?? "row \($0)" })
    guard let fit else {
      throw CarbonError.reference(
        file: "disclosures.csv", problem: "too few rows with parameters and tokens")
    }
    let shares = sized.compactMap { row in row.active.map { log($0 / (row.parameters ?? 1)) } }
    let mixture = shares.isEmpty ? -2 : shares.reduce(0, +) / Double(shares.count)
    (within, between) = (fit.within, fit.between)
    disclosed = rows.compactMap { row in
      guard let hardware = row.hardware, let parameters = row.parameters, let year = row.year,
        let device = HardwareText(hardware, references.devices).device,
        let position = positions[device.name]
      else { return nil }
      return DisclosedDevice(device: position, year: year, logSize: log(parameters))
    }
    largest = rows.compactMap(\.flop).max() ?? 3.8e25
    let derived = references.utilisation.rows.filter { $0.basis.hasPrefix("derived") }
      .map { log($0.value) }
    let mean = derived.reduce(0, +) / Double(max(1, derived.count))
    utilisationVariance =
      derived.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(max(1, derived.count - 1))
    func assumed(_ id: String) throws -> Double {
      log(try references.assumptions.value(id).quantity.median)
    }
    let pue = log(
      references.overheads.lookup("Public cloud (industry average, IDC)", year: nil)?.pue ?? 1.25)
    let load = try assumed("accelerator_load")
    let host = try assumed("host_overhead")
    let overhead = load + host + pue - mean
    let units = log(6) - log(1e12) - log(3.6e6) - log(1000)
    constant = units + overhead
    coefficients = [
      fit.coefficients[0] + log(1e9) + units + overhead, 1 + fit.coefficients[1],
      fit.coefficients[2],
      mixture,
    ]
  }

  private struct Row {
    let organisation: String?
    let year: Double?
    let isModel: Bool
    let parameters: Double?
    let active: Double?
    let tokens: Double?
    let flop: Double?
    let hardware: String?
  }

  /// The disclosed runs of pretraining.
  private static func rows(_ references: ReferenceTables) throws -> [Row] {
    try references.disclosures().rows { row throws(CarbonError) -> Row? in
      guard try row.text("training_type") == "pretraining" else { return nil }
      func positive(_ column: String) throws(CarbonError) -> Double? {
        try row.number(column).flatMap { $0 > 0 ? $0 : nil }
      }
      return Row(
        organisation: try row.text("organization"),
        year: ReferenceTables.time(try row.text("release_date")),
        isModel: try row.text("scope") == "model", parameters: try positive("parameters"),
        active: try positive("active_parameters"), tokens: try positive("training_tokens"),
        flop: try positive("training_flop"), hardware: try row.text("hardware"))
    }
  }

  /// Mean and spread of the logarithm of the grid's intensity at a place.
  static func intensity(_ place: String, _ grids: GridTable) -> (mean: Double, spread: Double)? {
    let match =
      (try? grids.lookup(place, year: nil, series: .direct))
      ?? (try? grids.lookup(place, year: nil, series: .lifeCycle))
    guard let grid = match?.grid, grid.gramsPerKilowattHour > 0 else { return nil }
    var mean = log(grid.gramsPerKilowattHour)
    var spread = 0.0
    if let low = grid.low, let high = grid.high, low > 0, high > low {
      spread = log(high / low) / (2 * 1.645)
      if spread > 0.5 { mean = (log(low) + log(high)) / 2 }
    }
    return (mean, max(0.3, spread))
  }
}

/// y = Xβ + u + ε with an intercept u for each group, by restricted maximum likelihood.
///
/// The likelihood is profiled over the ratio λ of the two variances; with V = I + λJ in each group, V⁻¹ = I − λ/(1 + nλ) J.
/// Agrees with R's `lme4::lmer(REML = TRUE)`.
struct RandomInterceptModel {
  let coefficients: [Double]
  let within: Double
  let between: Double

  init?(design: [[Double]], response: [Double], groups: [String]) {
    let p = design.first?.count ?? 0
    let n = response.count
    guard p > 0, n > p + 1 else { return nil }
    let members = Dictionary(grouping: 0..<n) { groups[$0] }
      .sorted { $0.key < $1.key }.map(\.value)
    func fit(_ lambda: Double) -> (criterion: Double, beta: [Double], variance: Double)? {
      var cross = [Double](repeating: 0, count: p * p)
      var right = [Double](repeating: 0, count: p)
      var square = 0.0
      var determinant = 0.0
      for rows in members {
        let size = Double(rows.count)
        let shrink = lambda / (1 + size * lambda)
        determinant += log(1 + size * lambda)
        var sums = [Double](repeating: 0, count: p)
        var total = 0.0
        for row in rows {
          let x = design[row]
          total += response[row]
          square += response[row] * response[row]
          for i in 0..<p {
            sums[i] += x[i]
            right[i] += x[i] * response[row]
            for j in 0..<p { cross[i * p + j] += x[i] * x[j] }
          }
        }
        square -= shrink * total * total
        for i in 0..<p {
          right[i] -= shrink * sums[i] * total
          for j in 0..<p { cross[i * p + j] -= shrink * sums[i] * sums[j] }
        }
      }
      guard let beta = SymmetricMatrix.solve(cross, p, right) else { return nil }
      let residual = square - zip(beta, right).map { $0 * $1 }.reduce(0, +)
      let variance = residual / Double(n - p)
      guard variance > 0, let logarithm = Self.logDeterminant(cross, p) else { return nil }
      return (Double(n - p) * log(variance) + determinant + logarithm, beta, variance)
    }
    // Golden section over ln λ.
    let golden = (5.0.squareRoot() - 1) / 2
    var (low, high) = (-8.0, 6.0)
    for _ in 0..<80 {
      let (left, right) = (high - golden * (high - low), low + golden * (high - low))
      guard let a = fit(exp(left)), let b = fit(exp(right)) else { return nil }
      if a.criterion < b.criterion { high = right } else { low = left }
    }
    let lambda = exp((low + high) / 2)
    guard let best = fit(lambda) else { return nil }
    coefficients = best.beta
    within = best.variance
    between = lambda * best.variance
  }

  /// ln |A| of a positive definite matrix, by elimination.
  private static func logDeterminant(_ matrix: [Double], _ n: Int) -> Double? {
    var a = matrix
    var result = 0.0
    for k in 0..<n {
      let pivot = a[k * n + k]
      guard pivot > 0 else { return nil }
      result += log(pivot)
      for i in (k + 1)..<max(n, k + 1) {
        let factor = a[i * n + k] / pivot
        for j in k..<n { a[i * n + j] -= factor * a[k * n + j] }
      }
    }
    return result
  }
}
