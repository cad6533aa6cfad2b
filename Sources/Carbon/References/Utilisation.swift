internal import Basics

/// The achieved share of a device's dense 16-bit peak in one published run.
public struct UtilisationRecord: Hashable, Sendable {
  /// The model trained.
  public let model: String
  /// The device, as in the device table.
  public let device: String
  /// Who trained it, one name each.
  public let organisation: String
  /// The share, between 0 and 1.
  public let value: Double
  /// `derived ...` (FLOP over device time), `throughput over peak`, `reported` or `benchmark`.
  public let basis: String
  /// Where the figure comes from.
  public let source: Source
}

/// The default utilisation of a generation, with the rows that it is based on.
public struct UtilisationDefault: Hashable, Sendable {
  /// Median share of peak.
  public let value: Double
  /// How many runs it is based on; 0: the general default.
  public let runs: Int
  /// In words.
  public let note: String
}

/// The utilisation rows of the reference table.
public struct UtilisationTable: Sendable {
  /// All rows in table order.
  public let rows: [UtilisationRecord]
  private let generations: [String?]

  /// Rows, with the devices that give each its generation.
  public init(_ rows: [UtilisationRecord], devices: DeviceTable) {
    self.rows = rows
    generations = rows.map { try? devices.lookup($0.device).device.generation }
  }

  /// The median over published runs on `generation`, one row per run; `nil` with fewer than 3.
  ///
  /// Rows derived from FLOP over device time come first, since restarts and idle time are in them;
  /// throughput over peak fills up; steady-state figures reported by authors and benchmarks are left
  /// out. Runs of `organisation` can be held out, so that an estimate is not judged on itself.
  public func median(
    generation: String, holdingOut organisation: String? = nil
  ) -> UtilisationDefault? {
    var values: [(model: String, value: Double)] = []
    for wanted in ["derived", "throughput"] where values.count < 3 {
      for (row, own) in zip(rows, generations)
      where own == generation && row.basis.hasPrefix(wanted) && row.organisation != organisation {
        guard !values.contains(where: { $0.model == row.model }) else { continue }
        values.append((row.model, row.value))
      }
    }
    guard values.count >= 3 else { return nil }
    return UtilisationDefault(
      value: Quantile.median(values.map(\.value)), runs: values.count,
      note: "median of \(values.count) published runs on \(generation)")
  }
}
