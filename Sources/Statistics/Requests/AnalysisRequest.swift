public import Basics
public import Tables

/// A named variable of a request; NaN marks a missing value.
public struct RequestVariable: Sendable {
  /// The name, where it has one.
  public let name: String?
  /// The values, NaN where missing.
  public let values: [Double]
  /// The values that are not missing, in their order, where all are whole and some lie beyond 2^53, so that `values` rounds them.
  let whole: [Int64]?

  /// A variable.
  public init(_ values: [Double], name: String? = nil) {
    self.init(values, name: name, whole: nil)
  }

  init(_ values: [Double], name: String?, whole: [Int64]?) {
    self.values = values
    self.name = name
    let limit = Int64(AnalysisRequest.largestCount)
    self.whole = whole.flatMap { $0.contains { $0 > limit || $0 < -limit } ? $0 : nil }
  }
}

/// One analysis as it is asked for: a method, data and options, wherever they come from.
///
/// The three ways in, batch JSON, a table, and Swift values, all end here and are answered by
/// ``Analysis/run(_:)``.
public struct AnalysisRequest: Sendable {
  /// The method's name, e.g. `mann-whitney`.
  public let method: String
  /// The variable, or the first of a pair.
  public var x: RequestVariable?
  /// The second of a pair; for a fit the response.
  public var y: RequestVariable?
  /// Further variables: those held constant in a partial correlation, the columns of a matrix.
  public var z: [RequestVariable] = []
  /// Independent samples.
  public var samples: [Sample] = []
  /// Counts by row and column.
  public var table: [[Double]]?
  /// Tables of counts, one for each stratum.
  public var tables: [[[Double]]]?
  /// The categories of its rows and columns, where it was counted.
  var categories: (rows: [String], columns: [String])?
  /// Successes of one or several groups.
  public var successes: [Double]?
  /// Trials of the same groups.
  public var trials: [Double]?
  /// Weights of the rows.
  public var weights: [Double]?
  /// The cluster or block of each row by number; -1 where missing.
  public var groups: [Int]?
  /// P-values to adjust.
  public var pValues: [Double]?
  /// What a fit models, over `frame`.
  public var formula: ModelFormula?
  /// The columns of a fit.
  public var frame: Table?
  /// The options, an object.
  public var options: JSON
  /// From the source to the rows asked about.
  public var rowFlow: [RowFlowStep] = []
  /// What was dropped on the way from a table to this request: missing and infinite values.
  var losses = (missing: 0, infinite: 0)
  /// What is to be said of that.
  var remarks: [String] = []
  /// The names of the groups whose values are paired or counted.
  var sampleNames: [String] = []

  /// A request without data yet.
  public init(method: String, options: JSON = .object([])) {
    self.method = method
    self.options = options
  }
}

extension AnalysisRequest {
  /// The fields that hold data.
  var given: [String] {
    let isTable = frame != nil && Methods[method]?.facts.takes.readsTable == true
    let fields: [(name: String, isGiven: Bool)] = [
      ("x", x != nil || (frame != nil && !isTable)), ("data", isTable), ("y", y != nil),
      ("z", !z.isEmpty), ("samples", !samples.isEmpty), ("table", table != nil),
      ("tables", tables != nil), ("successes", successes != nil),
      ("trials", trials != nil), ("weights", weights != nil), ("groups", groups != nil),
      ("p_values", pValues != nil), ("formula", formula != nil && (frame == nil || isTable)),
    ]
    return fields.filter(\.isGiven).map(\.name)
  }

  private func lacks(_ field: String) -> StatisticsError {
    StatisticsError(.badRequest, "\(method) needs '\(field)'")
  }

  /// The one sample of the request.
  func sample() throws(StatisticsError) -> Sample {
    guard let x else { throw lacks("x") }
    return Sample(x.values, name: x.name)
  }

  /// The series of the request, which has no gaps.
  func series(atLeast needed: Int) throws(StatisticsError) -> Sample {
    guard let variable = x ?? y else {
      throw lacks(Methods[method]?.facts.takes.fields.first ?? "x")
    }
    let sample = Sample(variable.values, name: variable.name)
    if let gap = variable.values.firstIndex(where: \.isNaN) {
      throw StatisticsError(
        .badRequest,
        "\(method) needs a series without gaps; value \(gap + 1) of \(variable.values.count) is missing"
      )
    }
    guard sample.nonFiniteCount == 0 else {
      throw StatisticsError(
        .domainError, "\(method) needs finite values; \(sample.nonFiniteCount) are infinite")
    }
    guard sample.count >= needed else {
      throw StatisticsError(
        .tooFewObservations, "\(method) needs at least \(needed) values; got \(sample.accounting)")
    }
    try SquareRange.check(method, sample.values)
    return sample
  }

  /// Refuses a series whose values are all equal.
  func checkVaries(_ series: Sample) throws(StatisticsError) {
    guard let first = series.values.first, series.values.allSatisfy({ $0 == first }) else { return }
    throw StatisticsError(
      .constantInput, "\(method): all \(series.count) values are equal")
  }

  /// The table that the request is about.
  func data() throws(StatisticsError) -> Table {
    guard let frame else { throw lacks("data") }
    return frame
  }

  /// The complete pairs of `x` and `y`.
  func pairs(atLeast needed: Int) throws(StatisticsError) -> CompleteCases {
    guard let x else { throw lacks("x") }
    guard let y else { throw lacks("y") }
    return try completeCases([x, y], atLeast: needed, "pairs")
  }

  /// The rows that are complete in all of `variables`.
  func completeCases(
    _ variables: [RequestVariable], atLeast needed: Int, _ what: String
  ) throws(StatisticsError) -> CompleteCases {
    let counts = Set(variables.map(\.values.count))
    guard counts.count <= 1 else {
      let lengths = variables.map { "\($0.values.count)" }.joined(separator: " and ")
      throw StatisticsError(
        .badRequest, "the variables of \(method) differ in length: \(lengths)")
    }
    let cases = CompleteCases(variables.map(\.values))
    guard cases.count >= needed else {
      throw StatisticsError(
        .tooFewObservations,
        "\(method) needs at least \(needed) complete \(what); got \(cases.accounting)")
    }
    return cases
  }

  /// The samples of a method: as many as it compares, each of as many values as it needs.
  func samples(_ facts: MethodFacts) throws(StatisticsError) -> [Sample] {
    try samples(groups: facts.groups, values: facts.least)
  }

  /// The samples, of which there must be so many, each of at least `needed` values.
  func samples(
    groups: ClosedRange<Int>, values needed: Int = 1
  ) throws(StatisticsError) -> [Sample] {
    var samples = samples
    if samples.isEmpty, let x, let y {
      samples = [Sample(x.values, name: x.name), Sample(y.values, name: y.name)]
    }
    guard !samples.isEmpty else { throw lacks("samples") }
    let count = groups.upperBound
    if groups.count == 1, samples.count != count {
      throw StatisticsError(
        .badRequest,
        "\(method) compares \(count) samples; got \(samples.count)"
          + (samples.count > count && samples[0].name != nil ? ": name \(count) with 'levels'" : "")
      )
    }
    guard samples.count >= groups.lowerBound else {
      throw StatisticsError(
        .badRequest,
        "\(method) compares at least \(groups.lowerBound) samples; got \(samples.count)")
    }
    guard samples.count <= AnalysisLimits.groups else {
      throw .beyond(
        AnalysisLimits.groups, "\(method): there are \(samples.count) samples", "Give fewer")
    }
    for (index, sample) in samples.enumerated() where sample.count < needed {
      let label = sample.name.map { "sample '\($0)'" } ?? "sample \(index + 1)"
      throw StatisticsError(
        .tooFewObservations,
        "\(method) needs at least \(needed) value\(needed == 1 ? "" : "s") in each sample; \(label)"
          + " has \(sample.accounting)")
    }
    return samples
  }

  /// 2^53: beyond it doubles do not tell neighbouring whole numbers apart.
  static let largestCount = 9_007_199_254_740_992.0

  /// The counts, of `rows` by `columns` where those are given: whole, not negative, not all zero.
  func contingencyTable(
    rows: Int? = nil, columns: Int? = nil
  ) throws(StatisticsError) -> [[Double]] {
    guard let table else { throw lacks("table") }
    let width = table.first?.count ?? 0
    guard !table.isEmpty, width > 0, table.allSatisfy({ $0.count == width }) else {
      throw StatisticsError(.badRequest, "'table' of \(method) must be a list of equally long rows")
    }
    if let rows, let columns, table.count != rows || width != columns {
      // Categories that the data do not hold are unfit data, not a wrong request.
      throw StatisticsError(
        table.count < rows || width < columns ? .constantInput : .badRequest,
        "\(method) needs a \(rows)x\(columns) table; got \(table.count)x\(width)")
    }
    guard table.allSatisfy({ $0.allSatisfy { $0 >= 0 && $0.isFinite } }) else {
      throw StatisticsError(
        .badRequest, "'table' of \(method) must contain counts, none missing or negative")
    }
    guard table.joined().reduce(0.0, +) <= Self.largestCount else {
      throw StatisticsError(
        .domainError,
        "'table' of \(method) has counts beyond 2^53, beyond which not every whole number has a double"
      )
    }
    return table
  }

  /// The cross table with its categories; `nil` where nothing was counted.
  var crossTable: CrossTable? {
    guard let table, let categories else { return nil }
    return CrossTable(
      rows: categories.rows, columns: categories.columns,
      counts: table.map { row in row.map { Int($0) } })
  }

  /// The model's formula and the table that it is about.
  func modelSource() throws(StatisticsError) -> (formula: ModelFormula, frame: Table) {
    if let formula, let frame { return (formula, frame) }
    guard let x else { throw lacks("x") }
    do {
      let name = x.name ?? "x"
      let frame = try Table([(name: name, column: Column(doubles: x.values.map { $0 }))])
      return (ModelFormula(response: nil, columns: [name]), frame)
    } catch {
      throw StatisticsError(.badRequest, error.description)
    }
  }
}
