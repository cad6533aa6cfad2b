import Basics
import Tables

/// Results as rows: one an analysis, or one a member of a family.
struct ResultsTable {
  /// One result, and what to call it.
  typealias Row = (id: String, title: String, json: JSON)

  let run: StudyRun

  func build(_ names: [Located<String>]) throws -> Table {
    var rows: [Row] = []
    for name in names {
      if let family = run.study.families.first(where: { $0.id == name.value }) {
        for member in try run.family(family.id).members {
          let title = run.study.analyses.first { $0.id == member.name }?.title ?? member.name
          rows.append(
            (
              member.name, title,
              ["p_value": .number(member.pValue), "p_adjusted": .number(member.pAdjusted)]
            ))
        }
      } else {
        let title = run.study.analyses.first { $0.id == name.value }?.title ?? name.value
        rows.append((name.value, title, try run.analysisJSON(name.value)))
      }
    }
    return try Self.table(rows)
  }

  /// The results as a table, whose columns are the same for any rows.
  static func table(_ rows: [Row]) throws -> Table {
    func numbers(_ kind: NumberKind? = nil, _ pick: (JSON) -> JSON?) -> Column {
      Column(
        doubles: rows.map { pick($0.json)?.principal.doubleValue },
        metadata: ColumnMetadata(kind: kind))
    }
    func end(_ index: Int) -> Column {
      numbers { json in
        let ends = Self.estimate(json)?["ci"]?.arrayValue ?? []
        return ends.count == 2 ? ends[index] : nil
      }
    }
    /// The end that all runs reach, where values of a column were left out; else the result's own.
    func reached(_ key: String, _ own: (JSON) -> Double?) -> Column {
      Column(
        doubles: rows.map { row in
          guard let leaveOut = row.json["leave_out"] else { return own(row.json) }
          return leaveOut[key]?.principal.doubleValue
        })
    }
    func limit(_ index: Int) -> (JSON) -> Double? {
      { json in
        let ends = Self.estimate(json)?["ci"]?.arrayValue ?? []
        return ends.count == 2 ? ends[index].doubleValue : nil
      }
    }
    func effect(_ field: (JSON) -> JSON?) -> Column {
      numbers { $0["effect_sizes"]?.arrayValue?.first.flatMap(field) }
    }
    return try Table(
      [
        ("analysis", Column(texts: rows.map(\.id))), ("title", Column(texts: rows.map(\.title))),
        ("method", Column(texts: rows.map { $0.json["method"]?.stringValue })),
        ("estimate", numbers { Self.estimate($0) }), ("conf_low", end(0)), ("conf_high", end(1)),
        ("level", numbers { Self.estimate($0)?["level"] ?? $0["level"] }),
        ("runs", reached("runs") { _ in 1 }),
        ("lowest", reached("lowest") { Self.estimate($0)?.principal.doubleValue }),
        ("highest", reached("highest") { Self.estimate($0)?.principal.doubleValue }),
        ("lowest_limit", reached("conf_low", limit(0))),
        ("highest_limit", reached("conf_high", limit(1))),
        ("statistic", numbers { $0["statistic"] }), ("p_value", numbers(.pValue) { $0["p_value"] }),
        ("p_adjusted", numbers(.pValue) { $0["p_adjusted"] }),
        ("effect_size", effect { $0["value"] }),
        ("effect_low", effect { $0["ci"]?.arrayValue?.first }),
        ("effect_high", effect { $0["ci"]?.arrayValue?.last }),
        ("n", numbers { Self.count($0) }), ("n_missing", numbers { $0["n_missing"] }),
      ], rowCount: rows.count,
      rowFlow: [RowFlowStep(step: "results", rows: rows.count)])
  }

  /// The estimate of a test, or the slope of a fit.
  private static func estimate(_ json: JSON) -> JSON? {
    if let estimate = json["estimate"], estimate != .null { return estimate }
    return json.value(at: [.field("slope")])
  }

  private static func count(_ json: JSON) -> JSON? {
    guard let counts = json["n"]?.arrayValue else { return json["n"] }
    return .double(counts.compactMap(\.doubleValue).reduce(0, +))
  }
}
