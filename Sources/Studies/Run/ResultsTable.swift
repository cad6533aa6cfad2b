import Basics
import Statistics
import Tables

/// Results as rows: one an analysis, or one a member of a family.
struct ResultsTable {
  /// One result, and what to call it; of a member of a family its p-values alone.
  struct Row {
    let id: String
    let title: String
    var outcome: AnalysisOutcome?
    var pValue: Double?
    var pAdjusted: Double?

    var result: AnalysisResult? { outcome?.result }
    var leaveOut: LeaveOut? { outcome?.leaveOut }
    /// The estimate of a test, or the slope of a fit.
    var estimate: Double? {
      result?.estimate == nil ? result?.onlySlope?.estimate : result?.estimate?.value
    }
    var interval: Interval? {
      result?.estimate == nil ? result?.onlySlope?.interval : result?.estimate?.interval
    }
    var level: Double? { result?.estimate?.level ?? result?.number(.level) }
    var effect: EffectSize? { result?.effectSizes.first }
  }

  let run: StudyRun

  func build(_ names: [Located<String>]) throws -> Table {
    var rows: [Row] = []
    func title(_ id: String) -> String { run.study.analyses.first { $0.id == id }?.title ?? id }
    for name in names {
      if let family = run.study.families.first(where: { $0.id == name.value }) {
        for member in try run.family(family.id).members {
          rows.append(
            Row(
              id: member.name, title: title(member.name), pValue: member.pValue,
              pAdjusted: member.pAdjusted))
        }
      } else {
        let outcome = try run.analysis(name.value)
        rows.append(
          Row(
            id: name.value, title: title(name.value), outcome: outcome,
            pValue: outcome.result?.pValue, pAdjusted: outcome.family?.corrected?.value))
      }
    }
    return try Self.table(rows)
  }

  /// The results as a table, whose columns are the same for any rows.
  static func table(_ rows: [Row]) throws -> Table {
    func numbers(_ kind: NumberKind? = nil, _ pick: (Row) -> Double?) -> Column {
      Column(doubles: rows.map(pick), metadata: ColumnMetadata(kind: kind))
    }
    /// The end that all runs reach, where values of a column were left out; else the result's own.
    func reached(_ end: (LeaveOut) -> Double?, _ own: (Row) -> Double?) -> Column {
      numbers { row in row.leaveOut.map(end) ?? own(row) }
    }
    return try Table(
      [
        ("analysis", Column(texts: rows.map(\.id))), ("title", Column(texts: rows.map(\.title))),
        ("method", Column(texts: rows.map { $0.outcome?.method })),
        ("estimate", numbers { $0.estimate }), ("conf_low", numbers { $0.interval?.low }),
        ("conf_high", numbers { $0.interval?.high }), ("level", numbers { $0.level }),
        ("runs", reached({ Double($0.runs) }, { _ in 1 })),
        ("lowest", reached({ $0.lowest?.value }, \.estimate)),
        ("highest", reached({ $0.highest?.value }, \.estimate)),
        ("lowest_limit", reached(\.lowestLimit, { $0.interval?.low })),
        ("highest_limit", reached(\.highestLimit, { $0.interval?.high })),
        ("statistic", numbers { $0.result?.statistic?.value }),
        ("p_value", numbers(.pValue) { $0.pValue }),
        ("p_adjusted", numbers(.pValue) { $0.pAdjusted }),
        ("effect_size", numbers { $0.effect?.value }),
        ("effect_low", numbers { $0.effect?.interval?.low }),
        ("effect_high", numbers { $0.effect?.interval?.high }),
        ("n", numbers { $0.result.map { Double($0.count.total) } }),
        ("n_missing", numbers { $0.result.map { Double($0.missingCount) } }),
      ], rowCount: rows.count,
      rowFlow: [RowFlowStep(step: "results", rows: rows.count)])
  }
}
