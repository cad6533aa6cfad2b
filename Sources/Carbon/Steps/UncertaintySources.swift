internal import Foundation
internal import Tables

/// Which unknowns the interval of the total comes from.
///
/// First-order indices: the share of the variance of the total's logarithm that goes with one unknown alone, by its
/// expansion in Hermite polynomials of that unknown's standard normal deviate up to the fourth degree. Unknowns are
/// drawn independently, so that the shares add up to at most 1. Named are those that models share, and those of the ten
/// largest runs alone.
///
/// Sobol (2001), doi:10.1016/S0378-4754(00)00270-6; Sudret (2008), doi:10.1016/j.ress.2007.04.002.
struct UncertaintySources {
  struct Row {
    let unknown: String
    let kind: String
    let models: Int
    let share: Double
  }

  /// Largest first; the last row is what no single unknown explains.
  let rows: [Row]

  init(_ inventory: TrainingInventory) {
    let counted = inventory.countedRows
    let unknowns = Self.unknowns(inventory)
    let logs = inventory.drawsOfSum(counted).map { log(max($0, .leastNormalMagnitude)) }
    let monteCarlo = inventory.monteCarlo
    let shares = monteCarlo.parallel(unknowns.count) { index in
      [Self.share(of: monteCarlo.deviates(unknowns[index].stream), in: logs)]
    }.flatMap(\.self)
    var rows = zip(unknowns, shares).map {
      Row(unknown: $0.name, kind: $0.kind, models: $0.models, share: $1)
    }
    rows.sort { ($1.share, $0.unknown) < ($0.share, $1.unknown) }
    let explained = rows.reduce(0) { $0 + $1.share }
    if !counted.isEmpty {
      rows.append(
        Row(
          unknown: "everything else, and what unknowns do together", kind: "everything else",
          models: counted.count, share: max(1 - explained, 0)))
    }
    self.rows = rows
  }

  private struct Unknown {
    let name: String
    let kind: String
    let stream: String
    var models: Int
  }

  private static func unknowns(_ inventory: TrainingInventory) -> [Unknown] {
    let counted = inventory.countedRows
    var shared: [Unknown] = []
    var position: [String: Int] = [:]
    for row in counted {
      for factor in inventory.entries[row].plan?.factors ?? [] where factor.isDrawnFromAStream {
        guard let key = factor.sharedKey else { continue }
        if let known = position[key] {
          shared[known].models += 1
        } else {
          position[key] = shared.count
          shared.append(
            Unknown(name: key, kind: words(factor.kind), stream: "shared \(key)", models: 1))
        }
      }
    }
    let largest = counted.sorted {
      (inventory.entries[$0].summary?.mean ?? 0, $1) > (
        inventory.entries[$1].summary?.mean ?? 0, $0
      )
    }.prefix(10)
    let own = largest.flatMap { row -> [Unknown] in
      let entry = inventory.entries[row]
      if entry.plan?.tier == .metadata {
        return [
          Unknown(
            name: "\(entry.record.model): what metadata do not tell", kind: "metadata alone",
            stream: inventory.metadataStream(of: row), models: 1)
        ]
      }
      return (entry.plan?.factors ?? []).enumerated().compactMap { index, factor in
        guard factor.sharedKey == nil, factor.isDrawnFromAStream else { return nil }
        return Unknown(
          name: "\(entry.record.model): \(ownWords(factor.kind))",
          kind: "the ten largest runs themselves",
          stream: inventory.ownStream(of: row, factor: index), models: 1)
      }
    }
    return shared + own
  }

  private static func words(_ kind: Factor.Kind) -> String {
    switch kind {
    case .intensity: "grid"
    case .pue: "PUE"
    case .load, .hostOverhead, .systemPower: "power of devices"
    case .utilisation: "utilisation"
    case .accuracy: "device not stated"
    case .sharedBias: "bias of a tier"
    default: kind.rawValue
    }
  }

  private static func ownWords(_ kind: Factor.Kind) -> String {
    switch kind {
    case .accuracy: "accuracy of the report"
    case .intensity: "grid"
    case .pue: "PUE"
    default: kind.rawValue
    }
  }

  /// The variance of the projection of `values` on functions of a standard normal deviate, over their variance.
  private static func share(of deviates: [Double], in values: [Double]) -> Double {
    let count = Double(values.count)
    guard count > 1 else { return 0 }
    let mean = values.reduce(0, +) / count
    var variance = 0.0
    var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
    for (z, value) in zip(deviates, values) {
      let y = value - mean
      let square = z * z
      variance += y * y
      first += y * z
      second += y * (square - 1)
      third += y * z * (square - 3)
      fourth += y * ((square - 6) * square + 3)
    }
    guard variance > 0 else { return 0 }
    let projected = first * first + second * second / 2 + third * third / 6 + fourth * fourth / 24
    // Four sums of noise would make up 4 / n of the variance.
    return max(projected / (variance * count) - 4 / count, 0)
  }

  func table() throws -> Table {
    var result = TableBuilder(rows: rows.count)
    result.add("unknown", texts: rows.map(\.unknown), label: "Unknown")
    result.add("kind", texts: rows.map(\.kind), label: "Kind")
    result.add("models", ints: rows.map(\.models), label: "Models concerned")
    result.add("share", doubles: rows.map(\.share), label: "Share of the variance")
    return try result.table()
  }
}

extension Factor {
  /// Whether its draws come from one stream of deviates; the coefficients of tier 5 are resampled instead.
  fileprivate var isDrawnFromAStream: Bool { !quantity.isExact && kind != .regression }
}
