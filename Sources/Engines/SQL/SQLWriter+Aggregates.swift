internal import Basics
package import Tables

/// An aggregate in SQL, and a column that must be there before rows are put together.
package struct SQLAggregate: Sendable {
  package let sql: String
  /// A name and a window over the rows of a group, of which the aggregate is made.
  package var staged: (name: String, sql: String)?
  /// How many values it is made of, where a missing result may be a loss.
  package var count: String?
}

extension SQLWriter {
  /// A summary over the rows of a group; `keys` are the names of the columns that make one, `centre` is a name for a mean.
  package mutating func aggregate(
    _ call: SummaryPlan.Call, keys: [String], centre: String
  ) throws(SQLGap) -> SQLAggregate {
    var arguments: [SQLValue] = []
    for argument in call.arguments { arguments.append(try write(argument)) }
    var filter = ""
    var condition: String?
    if let node = call.options.filter.first {
      let sql = try write(node).sql
      condition = sql
      filter = " FILTER (WHERE \(sql))"
    }
    guard let x = arguments.first else { return SQLAggregate(sql: "count(*)" + filter) }
    guard x.type != nil else { throw SQLGap(call.function.rawValue, .type) }
    let number64 = double(x)
    switch call.function {
    case .count:
      guard x.type != .textList else { throw SQLGap("count", .lacking) }
      return SQLAggregate(
        sql: "count(\(call.options.isDistinct ? "DISTINCT " : "")\(x.sql))" + filter)
    case .countIf:
      return SQLAggregate(
        sql: "count(*) FILTER (WHERE \(condition.map { "(\($0)) AND " } ?? "")\(x.sql))")
    case .share:
      return SQLAggregate(
        sql:
          "avg(CASE WHEN \(x.sql) THEN CAST(1 AS DOUBLE PRECISION) WHEN NOT \(x.sql) THEN CAST(0 AS DOUBLE PRECISION) END)"
          + filter)
    case .sum:
      let count = "count(\(x.sql))" + filter
      guard x.type == .int else {
        return SQLAggregate(sql: finite("\(sum)(\(x.sql))" + filter), count: count)
      }
      let total = "sum(\(x.sql))" + filter
      return SQLAggregate(
        sql: isDuckDB ? "TRY_CAST(\(total) AS BIGINT)" : narrowed("(\(total))"), count: count)
    case .mean: return SQLAggregate(sql: finite("\(mean)(\(number64))" + filter))
    case .median: return SQLAggregate(sql: quantile(number64, 0.5, filter))
    case .quantile:
      guard let p = arguments.dropFirst().first?.literal?.doubleValue else {
        throw SQLGap("quantile", .lacking)
      }
      return SQLAggregate(sql: quantile(number64, p, filter))
    case .sd, .variance: return spread(call.function, number64, filter, keys, centre)
    case .min, .max:
      guard x.type != .bool, x.type != .textList else {
        throw SQLGap(call.function.rawValue, .lacking)
      }
      let collation = x.type == .text ? collated : ""
      return SQLAggregate(sql: "\(call.function.rawValue)(\(x.sql)\(collation))" + filter)
    case .first, .last, .mode: throw SQLGap(call.function.rawValue, .order)
    case .geometricMean:
      let logs = "ln(CASE WHEN \(number64) > 0 THEN \(number64) END)"
      return SQLAggregate(
        sql: "(CASE WHEN min(\(number64))\(filter) > 0 THEN exp(\(mean)(\(logs))\(filter)) END)")
    case .weightedMean:
      let w = double(arguments[1])
      let weights = "\(sum)(CASE WHEN \(number64) IS NOT NULL THEN \(w) END)" + filter
      return SQLAggregate(
        sql: finite("(\(sum)(\(number64) * \(w))\(filter) / nullif(\(weights), 0))"))
    }
  }

  /// Sums that keep their digits, where the engine has them.
  private var sum: String { isDuckDB ? "fsum" : "sum" }
  private var mean: String { isDuckDB ? "favg" : "avg" }

  private func quantile(_ x: String, _ p: Double, _ filter: String) -> String {
    isDuckDB
      ? "quantile_cont(\(x), \(JSONNumber.text(p)))" + filter
      : "percentile_cont(\(JSONNumber.text(p))) WITHIN GROUP (ORDER BY \(x))" + filter
  }

  /// The mean first, then the squares around it: in one pass they would lose digits.
  private func spread(
    _ function: AggregateFunction, _ x: String, _ filter: String, _ keys: [String],
    _ centre: String
  ) -> SQLAggregate {
    guard isDuckDB else {
      return SQLAggregate(
        sql: finite("\(function == .sd ? "stddev_samp" : "var_samp")(\(x))" + filter))
    }
    let window = keys.isEmpty ? "" : "PARTITION BY " + keys.joined(separator: ", ")
    let variance =
      "(fsum((\(x) - \(centre)) * (\(x) - \(centre)))\(filter) / nullif(count(\(x))\(filter) - 1, 0))"
    return SQLAggregate(
      sql: finite(function == .sd ? "sqrt(\(variance))" : variance),
      staged: (centre, "favg(\(x))\(filter) OVER (\(window))"))
  }
}
