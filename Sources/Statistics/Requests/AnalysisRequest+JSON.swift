public import Basics
internal import Tables

extension AnalysisRequest {
  private static let fields: Set = [
    "id", "method", "x", "y", "z", "samples", "table", "tables", "data", "successes", "trials",
    "weights", "groups", "p_values", "formula", "options",
  ]

  /// A request from the JSON of `almanac stat --batch`.
  public init(json: JSON) throws(StatisticsError) {
    guard let members = json.members else {
      throw StatisticsError(.badRequest, "a request must be a JSON object")
    }
    guard let name = json["method"]?.stringValue else {
      throw StatisticsError(.badRequest, "a request needs a 'method', a text")
    }
    var seen: Set<String> = []
    for member in members where !seen.insert(member.key).inserted {
      throw StatisticsError(.badRequest, "a request gives '\(member.key)' twice")
    }
    for member in members where !Self.fields.contains(member.key) {
      let nearest = member.key.nearest(in: Self.fields.sorted())
      throw StatisticsError(
        .badRequest,
        "a request has no field '\(member.key)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
      )
    }
    self.init(method: name, options: json["options"] ?? .null)
    func present(_ key: String) -> JSON? {
      json[key].flatMap { $0 == .null ? nil : $0 }
    }
    if let facts = Methods[name]?.facts {
      try facts.check(
        fields: members.filter {
          !["id", "method", "options"].contains($0.key) && $0.value != .null
        }
        .map(\.key))
    }
    if let value = present("x") {
      if let columns = value.members {
        try setFrame(columns, "x")
      } else {
        x = RequestVariable(try Self.numbers(value, "x"), name: nil, whole: Self.whole(value))
      }
    }
    if let value = present("y") { y = RequestVariable(try Self.numbers(value, "y")) }
    if let value = present("z") { z = try Self.variables(value, "z") }
    if let value = present("samples") {
      if let named = value.members {
        for member in named {
          samples.append(
            Sample(
              try Self.numbers(member.value, "samples.\(member.key)"), name: member.key))
        }
      } else {
        guard let list = value.arrayValue else {
          throw StatisticsError(.badRequest, "'samples' must be a list of lists of numbers")
        }
        for (index, item) in list.enumerated() {
          samples.append(Sample(try Self.numbers(item, "samples[\(index)]")))
        }
      }
    }
    if let value = present("table") {
      guard let rows = value.arrayValue else {
        throw StatisticsError(.badRequest, "'table' must be a list of rows")
      }
      var counts: [[Double]] = []
      for (index, row) in rows.enumerated() {
        counts.append(try Self.numbers(row, "table[\(index)]"))
      }
      table = counts
    }
    try readTables(present("tables"), data: present("data"))
    if let value = present("successes") { successes = try Self.numberOrList(value, "successes") }
    if let value = present("trials") { trials = try Self.numberOrList(value, "trials") }
    if let value = present("weights") { weights = try Self.numbers(value, "weights") }
    if let value = present("p_values") { pValues = try Self.numbers(value, "p_values") }
    if let value = present("formula") {
      guard let text = value.stringValue else {
        throw StatisticsError(.badRequest, "'formula' must be text")
      }
      guard frame != nil else {
        throw StatisticsError(
          .badRequest,
          "a 'formula' needs '\(Methods[name]?.facts.takes == .tableModel ? "data" : "x")', an object of "
            + "the columns that it names")
      }
      do {
        formula = try ModelFormula(parsing: text.contains("~") ? text : "y ~ \(text)")
      } catch {
        throw StatisticsError(.badRequest, error.description)
      }
      if let label = formula?.response?.label, y != nil, label != "y" {
        throw StatisticsError(
          .badRequest, "the formula models '\(label)', and 'y' is given too; write 'y ~ ...'")
      }
    }
    let inOptions = present("options")?["groups"].flatMap { $0 == .null ? nil : $0 }
    if present("groups") != nil, inOptions != nil {
      throw StatisticsError(.badRequest, "'groups' is given both in the request and in its options")
    }
    if let value = present("groups") ?? inOptions { groups = try Self.groups(value) }
  }

  private mutating func readTables(_ tables: JSON?, data: JSON?) throws(StatisticsError) {
    if let tables { self.tables = try Self.tables(tables) }
    guard let data else { return }
    guard let columns = data.members else {
      throw StatisticsError(.badRequest, "'data' must be an object of equally long columns")
    }
    try setFrame(columns, "data")
    formula = nil
  }

  private static func tables(_ value: JSON) throws(StatisticsError) -> [[[Double]]] {
    guard let strata = value.arrayValue else {
      throw StatisticsError(.badRequest, "'tables' must be a list of tables, one for each stratum")
    }
    var tables: [[[Double]]] = []
    for (place, stratum) in strata.enumerated() {
      guard let rows = stratum.arrayValue else {
        throw StatisticsError(.badRequest, "'tables[\(place)]' must be a list of rows")
      }
      var counts: [[Double]] = []
      for (index, row) in rows.enumerated() {
        counts.append(try numbers(row, "tables[\(place)][\(index)]"))
      }
      tables.append(counts)
    }
    return tables
  }

  private mutating func setFrame(
    _ columns: [JSON.Member], _ field: String
  ) throws(StatisticsError) {
    var named: [(name: String, column: Column)] = []
    for member in columns {
      guard let cells = member.value.arrayValue else {
        throw StatisticsError(.badRequest, "'\(field).\(member.key)' must be a list")
      }
      let isText = cells.contains { $0.stringValue != nil }
      if isText {
        var texts: [String?] = []
        for cell in cells {
          guard cell == .null || cell.stringValue != nil else {
            throw StatisticsError(.badRequest, "'\(field).\(member.key)' mixes text and numbers")
          }
          texts.append(cell.stringValue)
        }
        named.append((member.key, Column(texts: texts)))
      } else {
        let values = try Self.numbers(member.value, "\(field).\(member.key)")
        named.append((member.key, Column(doubles: values.map { $0 })))
      }
    }
    do {
      frame = try Table(named)
    } catch {
      throw StatisticsError(.badRequest, "in '\(field)': \(error.description)")
    }
    formula = ModelFormula(response: nil, columns: columns.map(\.key))
  }

  private static func variables(
    _ value: JSON, _ name: String
  ) throws(StatisticsError) -> [RequestVariable] {
    guard let members = value.members else {
      return [RequestVariable(try numbers(value, name), name: name)]
    }
    var result: [RequestVariable] = []
    for member in members {
      result.append(
        RequestVariable(try numbers(member.value, "\(name).\(member.key)"), name: member.key))
    }
    return result
  }

  private static func numberOrList(
    _ value: JSON, _ name: String
  ) throws(StatisticsError) -> [Double] {
    if let number = value.doubleValue { return [number] }
    return try numbers(value, name)
  }

  /// A list of numbers, of which `null` is missing.
  private static func numbers(_ value: JSON, _ name: String) throws(StatisticsError) -> [Double] {
    guard let cells = value.arrayValue else {
      throw StatisticsError(.badRequest, "'\(name)' must be a list of numbers")
    }
    var result: [Double] = []
    result.reserveCapacity(cells.count)
    for (index, cell) in cells.enumerated() {
      switch cell {
      case .null: result.append(.nan)
      case .int(let number): result.append(Double(number))
      case .double(let number): result.append(number)
      case .bool(let flag): result.append(flag ? 1 : 0)
      default:
        throw StatisticsError(.badRequest, "'\(name)[\(index)]' is not a number")
      }
    }
    return result
  }

  /// The numbers of a list where all are whole.
  private static func whole(_ value: JSON) -> [Int64]? {
    var result: [Int64] = []
    for cell in value.arrayValue ?? [] where cell != .null {
      guard case .int(let number) = cell else { return nil }
      result.append(number)
    }
    return result
  }

  private static func groups(_ value: JSON) throws(StatisticsError) -> [Int] {
    guard let cells = value.arrayValue else {
      throw StatisticsError(.badRequest, "'groups' must be a list of names or numbers")
    }
    var codes: [JSON: Int] = [:]
    return cells.map { cell in
      if cell == .null { return -1 }
      if let code = codes[cell] { return code }
      let code = codes.count
      codes[cell] = code
      return code
    }
  }
}
