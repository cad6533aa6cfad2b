internal import Foundation

/// Reports a thousand times off: kilograms written where grams are meant, or the other way round.
enum EmissionScale {
  /// Tells of each record whether its report is suspect for its size and kind.
  ///
  /// Of each kind with 8 or more reports: r = ln(emissions / parameters), m its median, s = max(1, 1.4826 · median |r − m|);
  /// suspect where −(r − m ± ln 1000)² / 2s² + ln w is above −(r − m)² / 2s² + ln 0.9, with w 0.1 and 0.01.
  static func mark(_ records: inout [ModelRecord]) {
    let thousand = log(1000.0)
    for kind in ModelRecord.Kind.allCases {
      let reports = records.indices.filter {
        records[$0].kind == kind && records[$0].emissions != nil && records[$0].parameters != nil
      }
      guard reports.count >= 8 else { continue }
      let ratios = reports.map { row in
        log((records[row].emissions ?? 1) / (records[row].parameters ?? 1))
      }
      let middle = median(ratios)
      let spread = max(1, 1.4826 * median(ratios.map { abs($0 - middle) }))
      for (row, ratio) in zip(reports, ratios) {
        func weight(_ shift: Double, _ share: Double) -> Double {
          let distance = (ratio - middle + shift) / spread
          return -distance * distance / 2 + log(share)
        }
        let right = weight(0, 0.9)
        if weight(thousand, 0.1) > right {
          records[row].suspicion = "1000 times too small"
        } else if weight(-thousand, 0.01) > right {
          records[row].suspicion = "1000 times too large"
        }
      }
    }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard let upper = sorted.dropFirst(sorted.count / 2).first else { return .nan }
    return sorted.count % 2 == 1 ? upper : (upper + sorted[sorted.count / 2 - 1]) / 2
  }
}
