internal import Basics
internal import Mathematics
internal import Tables

/// How the columns of a design matrix follow from a formula: fixed by the data that a model was
/// fitted on, applied to any other table.
struct DesignRecipe: Sendable {
  /// A column: a product of variables, of which factors contribute an indicator of one level.
  struct Column: Sendable {
    let name: String
    let parts: [(variable: Int, level: Int?)]
  }

  let formula: ModelFormula
  let variables: [ModelVariable]
  let levels: [[String]?]
  let columns: [Column]

  /// The names of the coefficients, the intercept first.
  var names: [String] { columns.map(\.name) }

  /// The columns for the rows of `table`; NaN where a variable is missing or its level unknown.
  func values(on table: Table) throws(StatisticsError) -> [[Double]] {
    var evaluated: [VariableValues] = []
    for (variable, levels) in zip(variables, levels) {
      evaluated.append(try VariableValues(variable, in: table).matched(to: levels))
    }
    return columns.map { column in
      var result = [Double](repeating: 1, count: table.rowCount)
      for part in column.parts { evaluated[part.variable].multiply(into: &result, part.level) }
      return result
    }
  }
}

/// The values of a variable in the rows of a table.
struct VariableValues {
  enum Storage {
    case numeric([Double], rests: [Double]?)
    /// Positions in the levels, -1 where missing.
    case categorical([Int], levels: [String])
  }

  let storage: Storage

  init(_ variable: ModelVariable, in table: Table) throws(StatisticsError) {
    switch variable.source {
    case .column(let name):
      storage = Self.storage(try Self.named(name, in: table), variable.isFactor)
    case .expression(let text):
      storage = Self.storage(try ColumnSource.column(text, in: table), variable.isFactor)
    case .power(let base, let exponent):
      let column = try ColumnSource.column(base, in: table)
      guard let values = column.doublesOrNaN else {
        throw StatisticsError(.badRequest, "'\(base)' is \(column.type.rawValue), not a number")
      }
      var high = values
      var low = [Double](repeating: 0, count: values.count)
      for row in values.indices where values[row].isFinite {
        var power = DoubleDouble(values[row])
        for _ in 1..<exponent { power = power * values[row] }
        high[row] = power.high
        low[row] = power.low
      }
      storage = .numeric(high, rests: low)
    }
  }

  private init(_ storage: Storage) { self.storage = storage }

  private static func named(_ name: String, in table: Table) throws(StatisticsError) -> Column {
    do { return try table.column(name) } catch {
      throw StatisticsError(.badRequest, error.description)
    }
  }

  private static func storage(_ column: Column, _ isFactor: Bool) -> Storage {
    if !isFactor, let values = column.doublesOrNaN { return .numeric(values, rests: nil) }
    let (codes, names) = Categories.of(column)
    return .categorical(codes, levels: names)
  }

  /// The levels that occur, also in incomplete rows; none of numbers.
  var levels: [String] {
    guard case .categorical(let codes, let names) = storage else { return [] }
    var occurs = [Bool](repeating: false, count: names.count)
    for code in codes where code >= 0 { occurs[code] = true }
    return names.indices.filter { occurs[$0] }.map { names[$0] }
  }

  /// Whether row `row` has a value, and whether it is finite.
  func isMissing(_ row: Int) -> Bool {
    switch storage {
    case .numeric(let values, _): values[row].isNaN
    case .categorical(let codes, _): codes[row] < 0
    }
  }

  func isInfinite(_ row: Int) -> Bool {
    if case .numeric(let values, _) = storage { values[row].isInfinite } else { false }
  }

  /// The same values coded by other levels; a level that is not among them is missing.
  func matched(to levels: [String]?) -> VariableValues {
    guard let levels, case .categorical(let codes, let own) = storage else { return self }
    var positions: [String: Int] = [:]
    for (position, name) in levels.enumerated() { positions[name] = position }
    let translation = own.map { positions[$0] ?? -1 }
    return VariableValues(
      .categorical(codes.map { $0 < 0 ? -1 : translation[$0] }, levels: levels))
  }

  /// Multiplies a column by the values, or by the indicator of a level.
  func multiply(into column: inout [Double], _ level: Int?) {
    switch storage {
    case .numeric(let values, _):
      for row in column.indices { column[row] *= values[row] }
    case .categorical(let codes, _):
      for row in column.indices {
        if codes[row] < 0 {
          column[row] = .nan
        } else if codes[row] != level {
          column[row] = column[row].isNaN ? .nan : 0
        }
      }
    }
  }
}

/// Group names of the rows of a column.
enum Categories {
  /// The position of each row's value in the sorted distinct values, -1 where missing.
  static func of(_ column: Column) -> (codes: [Int], names: [String]) {
    switch column.values {
    case .text(let text):
      let count = text.dictionary.count
      var used = [Bool](repeating: false, count: count)
      for row in text.codes.indices where column.isValid(row) { used[Int(text.codes[row])] = true }
      let names = text.dictionary.strings
      let sorted = (0..<count).filter { used[$0] }.sorted { names[$0] < names[$1] }
      var position = [Int](repeating: -1, count: count)
      for (index, code) in sorted.enumerated() { position[code] = index }
      let codes = text.codes.indices.map { column.isValid($0) ? position[Int(text.codes[$0])] : -1 }
      return (codes, sorted.map { names[$0] })
    case .bool(let values):
      let codes = (0..<values.count).map { column.isValid($0) ? (values[$0] ? 1 : 0) : -1 }
      return (codes, ["false", "true"])
    case .textList:
      return ([Int](repeating: -1, count: column.count), [])
    case .int(let values):
      return coded(values.indices.map { column.isValid($0) ? Int64(values[$0]) : nil }) { "\($0)" }
    default:
      let values = (column.doublesOrNaN ?? []).map { $0.isNaN ? nil : $0 }
      // Days and moments are named as a file writes them.
      let isTime = !column.type.isNumeric
      let row =
        isTime ? Dictionary(zip(values, values.indices), uniquingKeysWith: { a, _ in a }) : [:]
      return coded(values) { value in
        row[value].map { column.value(at: $0).description }
          ?? Int64(exactly: value).map { "\($0)" } ?? "\(value)"
      }
    }
  }

  private static func coded<Value: Hashable & Comparable>(
    _ values: [Value?], _ name: (Value) -> String
  ) -> (codes: [Int], names: [String]) {
    let distinct = Set(values.compactMap { $0 }).sorted()
    var positions: [Value: Int] = [:]
    for (index, value) in distinct.enumerated() { positions[value] = index }
    return (values.map { $0.flatMap { positions[$0] } ?? -1 }, distinct.map(name))
  }
}

/// Response, design matrix and what belongs to them, of the complete rows of a table.
struct ModelData: Sendable {
  let recipe: DesignRecipe
  let design: DesignMatrix
  let response: [Double]
  let weights: [Double]?
  /// Cluster of each row, by number.
  let clusters: [Int]?
  /// Extra columns that had to be complete too (trials of a binomial model).
  let extra: [[Double]]
  /// The rows of the table that were used.
  let rows: [Int]
  let missingCount: Int
  let nonFiniteCount: Int
  /// The levels of factors that occur in other rows only, by variable.
  let unusedLevels: [(variable: String, names: [String])]

  /// - Parameter levelOrder: The levels of text factors in order; what it does not name is in order of
  ///   first appearance. `nil`: all in sorted order.
  init(
    _ formula: ModelFormula, table: Table, response given: [Double]? = nil,
    weights: [Double]? = nil, clusters: [Int]? = nil, extra: [[Double]] = [],
    within candidates: [Int]? = nil, levelOrder: [String: [String]]? = nil,
    takesOffset: Bool = false
  ) throws(StatisticsError) {
    let n = table.rowCount
    try Self.check(offsets: takesOffset ? [] : formula.offsets)
    try ModelSize.check(coefficients: formula.terms.count, "its terms")
    var response = given
    if response == nil, let variable = formula.response {
      guard case .numeric(let values, _) = try VariableValues(variable, in: table).storage else {
        throw StatisticsError(
          .badRequest, "the response '\(variable.label)' is text; it must be a number")
      }
      response = values
    }
    guard let response else {
      throw StatisticsError(.badRequest, "the model has no response 'y'")
    }
    for (name, count) in [
      ("y", response.count), ("weights", weights?.count ?? n), ("groups", clusters?.count ?? n),
    ] + extra.map({ ("trials", $0.count) }) where count != n {
      throw StatisticsError(.badRequest, "'\(name)' has \(count) values where 'x' has \(n)")
    }
    var variables: [ModelVariable] = []
    for term in formula.terms {
      for variable in term.variables where !variables.contains(variable) {
        variables.append(variable)
      }
    }
    var values: [VariableValues] = []
    for variable in variables { values.append(try VariableValues(variable, in: table)) }
    var rows: [Int] = []
    rows.reserveCapacity(n)
    var missing = 0
    let plain = ([response] + (weights.map { [$0] } ?? []) + extra)
    for row in candidates ?? Array(0..<n) {
      if plain.contains(where: { $0[row].isNaN }) || values.contains(where: { $0.isMissing(row) })
        || (clusters.map { $0[row] < 0 } ?? false)
      {
        missing += 1
      } else if !plain.contains(where: { $0[row].isInfinite }),
        !values.contains(where: { $0.isInfinite(row) })
      {
        rows.append(row)
      }
    }
    self.rows = rows
    missingCount = missing
    nonFiniteCount = (candidates?.count ?? n) - rows.count - missing
    func kept(_ column: [Double]) -> [Double] {
      rows.count == n ? column : rows.map { column[$0] }
    }
    self.response = kept(response)
    self.weights = weights.map(kept)
    self.clusters = clusters.map { codes in rows.map { codes[$0] } }
    self.extra = extra.map(kept)

    let known = values.map(\.levels)
    let levels = try Self.levels(of: variables, &values, in: rows, order: levelOrder)
    unusedLevels = Self.unused(known, levels, of: variables)
    try ModelSize.check(formula, variables, levels)
    recipe = DesignRecipe(
      formula: formula, variables: variables, levels: levels,
      columns: Self.columns(formula, variables, levels))
    try ModelSize.check(rows: rows.count, columns: recipe.columns.count)
    for (index, names) in levels.enumerated() {
      guard let only = names?.first, names?.count == 1, !rows.isEmpty else { continue }
      let isUsed = recipe.columns.contains { $0.parts.contains { $0.variable == index } }
      guard isUsed else {
        throw StatisticsError(
          .singularDesign,
          "'\(variables[index].label)' has one level in the complete rows, '\(only)'; leave it out")
      }
    }
    var design = DesignMatrix(rowCount: rows.count)
    do {
      for column in recipe.columns {
        if column.parts.count == 1, let part = column.parts.first,
          case .numeric(let high, let rests?) = values[part.variable].storage
        {
          try design.append(kept(high), lowPart: kept(rests))
          continue
        }
        if column.parts.count == 1, let part = column.parts.first,
          case .numeric(let high, nil) = values[part.variable].storage
        {
          try design.append(kept(high))
          continue
        }
        var result = [Double](repeating: 1, count: n)
        for part in column.parts { values[part.variable].multiply(into: &result, part.level) }
        try design.append(kept(result))
      }
    } catch {
      throw StatisticsError(.badRequest, error.description)
    }
    self.design = design
  }

  private static func check(offsets: [String]) throws(StatisticsError) {
    guard let offset = offsets.first else { return }
    throw StatisticsError(.badRequest, "'offset(\(offset))': only glm takes an offset")
  }

  /// The levels of each factor that are known and not used.
  private static func unused(
    _ known: [[String]], _ used: [[String]?], of variables: [ModelVariable]
  ) -> [(variable: String, names: [String])] {
    variables.indices.compactMap { index in
      guard let used = used[index].map(Set.init) else { return nil }
      let names = known[index].filter { !used.contains($0) }
      return names.isEmpty ? nil : (variables[index].label, names)
    }
  }

  /// The levels of each factor that occur in the rows, the reference first; `nil` of numbers. The values then name them.
  private static func levels(
    of variables: [ModelVariable], _ values: inout [VariableValues], in rows: [Int],
    order: [String: [String]]?
  ) throws(StatisticsError) -> [[String]?] {
    for name in (order ?? [:]).keys.sorted() where !variables.contains(where: { $0.label == name })
    {
      throw StatisticsError(.badRequest, "'levels' names '\(name)', which the model does not have")
    }
    var levels: [[String]?] = []
    for (index, variable) in variables.enumerated() {
      guard case .categorical(let codes, let names) = values[index].storage else {
        levels.append(nil)
        continue
      }
      var used = [Bool](repeating: false, count: names.count)
      for row in rows { used[codes[row]] = true }
      var present = names.indices.filter { used[$0] }.map { names[$0] }
      if let order {
        present = try Self.levels(present, of: variable, codes, names, rows, order[variable.label])
      }
      if let reference = variable.reference {
        guard let position = present.firstIndex(of: reference) else {
          let nearest = reference.nearest(in: present)
          throw StatisticsError(
            .badRequest,
            "'\(variable.label)' has no level '\(reference)'"
              + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
        }
        present.remove(at: position)
        present.insert(reference, at: 0)
      }
      try ModelSize.check(coefficients: present.count, "the levels of '\(variable.label)'")
      levels.append(present)
      values[index] = values[index].matched(to: present)
    }
    return levels
  }

  /// The levels in the order asked for, else of text in order of first appearance.
  private static func levels(
    _ present: [String], of variable: ModelVariable, _ codes: [Int], _ names: [String],
    _ rows: [Int], _ order: [String]?
  ) throws(StatisticsError) -> [String] {
    if let order {
      if let other = present.first(where: { !order.contains($0) }) {
        throw StatisticsError(
          .badRequest, "'levels' of '\(variable.label)' leaves out '\(other)', which occurs")
      }
      return order.filter(present.contains)
    }
    guard !variable.isFactor else { return present }
    var seen = [Bool](repeating: false, count: names.count)
    var found: [String] = []
    for row in rows where !seen[codes[row]] {
      seen[codes[row]] = true
      found.append(names[codes[row]])
    }
    return found
  }

  /// R's rule: a factor is coded by contrasts where earlier terms tell the term without it, else by all of its
  /// indicators; what is then told twice has no columns.
  private static func columns(
    _ formula: ModelFormula, _ variables: [ModelVariable], _ levels: [[String]?]
  ) -> [DesignRecipe.Column] {
    var columns: [DesignRecipe.Column] = []
    if formula.hasIntercept { columns.append(.init(name: TermName.intercept, parts: [])) }
    var spans = DesignSpans(hasIntercept: formula.hasIntercept)
    for term in formula.terms {
      var expanded: [(name: String, parts: [(variable: Int, level: Int?)])] = [("", [])]
      var contrasts: Set<Int> = []
      for variable in term.variables {
        guard let index = variables.firstIndex(of: variable) else { continue }
        let choices: [(String, Int?)]
        if let names = levels[index] {
          let others: [(index: Int, isFactor: Bool)] = term.variables.filter { $0 != variable }
            .compactMap { other in variables.firstIndex(of: other).map { ($0, levels[$0] != nil) } }
          let isContrast = spans.tell(others)
          if isContrast { contrasts.insert(index) }
          choices = names.indices.dropFirst(isContrast ? 1 : 0).map {
            (TermName.of(level: names[$0], of: variable.label), $0)
          }
        } else {
          choices = [(variable.label, nil)]
        }
        expanded = expanded.flatMap { start in
          choices.map { choice in
            (
              start.name.isEmpty ? choice.0 : TermName.of(product: [start.name, choice.0]),
              start.parts + [(variable: index, level: choice.1)]
            )
          }
        }
      }
      let told =
        expanded.first.map { first in
          spans.add(first.parts.map { ($0.variable, $0.level != nil) }, contrasts)
        } ?? []
      columns += expanded.filter { column in
        // Of what earlier terms tell already, the columns of the last levels are left out.
        !told.contains { subset in
          column.parts.allSatisfy { part in
            subset.contains(part.variable)
              || part.level.map { $0 == (levels[part.variable]?.count ?? 0) - 1 } ?? true
          }
        }
      }.map { .init(name: $0.name, parts: $0.parts) }
    }
    return columns
  }
}

/// What the terms of a model span so far: for each set of numbers the sets of factors whose products are spanned.
///
/// A factor with all its indicators spans itself and what is without it; one with contrasts itself alone.
private struct DesignSpans {
  private var known: [Set<Int>: Set<Set<Int>>] = [:]

  init(hasIntercept: Bool) {
    if hasIntercept { known[[]] = [[]] }
  }

  /// Whether the product of variables is spanned.
  func tell(_ variables: [(index: Int, isFactor: Bool)]) -> Bool {
    let numbers = Set(variables.filter { !$0.isFactor }.map(\.index))
    return known[numbers]?.contains(Set(variables.filter(\.isFactor).map(\.index))) ?? false
  }

  /// Adds a term; answers the sets of its factors that were spanned before.
  mutating func add(
    _ variables: [(index: Int, isFactor: Bool)], _ contrasts: Set<Int>
  ) -> [Set<Int>] {
    let numbers = Set(variables.filter { !$0.isFactor }.map(\.index))
    var subsets: [Set<Int>] = [[]]
    for (index, isFactor) in variables where isFactor {
      let with = subsets.map { $0.union([index]) }
      subsets = contrasts.contains(index) ? with : subsets + with
    }
    let earlier = known[numbers] ?? []
    known[numbers] = earlier.union(subsets)
    return subsets.filter(earlier.contains)
  }
}

/// How large a model may become, told before it is built.
private enum ModelSize {
  /// `what` makes them that many.
  static func check(coefficients count: Int, _ what: String) throws(StatisticsError) {
    guard count <= AnalysisLimits.coefficients else {
      throw .beyond(
        AnalysisLimits.coefficients, "the model has \(count) coefficients or more, by \(what)",
        "A factor is a column with few categories, not an identifier")
    }
  }

  /// Refuses products of levels that are not even written down.
  static func check(
    _ formula: ModelFormula, _ variables: [ModelVariable], _ levels: [[String]?]
  ) throws(StatisticsError) {
    for term in formula.terms {
      var product = 1
      for variable in term.variables {
        guard let index = variables.firstIndex(of: variable), let names = levels[index] else {
          continue
        }
        // Contrasts leave one level out.
        product *= max(names.count - 1, 1)
        try check(coefficients: product, "'\(term.label)'")
      }
    }
  }

  static func check(rows: Int, columns: Int) throws(StatisticsError) {
    try check(coefficients: columns, "all terms together")
    let cells = rows * columns
    let hint = "Use fewer rows, or a model with fewer coefficients"
    let model = "\(rows) rows of \(columns) coefficients"
    guard cells <= AnalysisLimits.designCells else {
      throw .beyond(AnalysisLimits.designCells, "\(model) are \(cells) values", hint)
    }
    guard cells * columns <= AnalysisLimits.designWork else {
      throw .beyond(AnalysisLimits.designWork, "\(model) are \(cells * columns) products", hint)
    }
  }
}

extension AnalysisResult {
  /// Takes over count and losses of a model's rows.
  mutating func account(_ data: ModelData) {
    count = .one(data.rows.count)
    missingCount = data.missingCount
    nonFiniteCount = data.nonFiniteCount
    if nonFiniteCount > 0 {
      notes.append(
        nonFiniteCount == 1
          ? "1 row with an infinite value was dropped"
          : "\(nonFiniteCount) rows with infinite values were dropped")
    }
    for (variable, names) in data.unusedLevels {
      notes.append(
        names.count > 5
          ? "\(names.count) levels of \(variable) occur in incomplete rows only and are left out"
          : "\(names.map { "'\($0)'" }.joined(separator: ", ")) of \(variable) "
            + "\(names.count == 1 ? "occurs" : "occur") in incomplete rows only and "
            + "\(names.count == 1 ? "is" : "are") left out")
    }
  }
}
