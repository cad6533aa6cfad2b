internal import Basics
internal import Tables

/// Something of a record that was not understood, or that cannot be.
struct RecordProblem: Hashable, Sendable {
  /// The column of the records.
  let column: String
  /// What is wrong, in words that hold no text of the data.
  let problem: String
  /// The model.
  let id: String?
  /// What was written.
  let text: String?

  init(_ column: String, _ problem: String, of id: String? = nil, text: String? = nil) {
    self.column = column
    self.problem = problem
    self.id = id
    self.text = text
  }
}

/// What was read of a listing, what was not understood, and what the models are by which evidence.
struct RecordQuality {
  let records: [ModelRecord]
  let problems: [RecordProblem]

  /// One finding: in how many records, and one of them.
  private struct Finding {
    let column: String
    let problem: String
    var rows: Int
    var example: String?
    /// How often each text was written.
    var texts: [String: Int] = [:]

    /// The text that was written most often; of equals the first of the alphabet.
    var words: String {
      let most = texts.min { a, b in a.value != b.value ? a.value > b.value : a.key < b.key }
      return most.map { "\(problem), most often '\($0.key)'" } ?? problem
    }
  }

  /// The findings as rows.
  ///
  /// - Parameters:
  ///   - read: How many records were read.
  ///   - unread: Fields that no rule reads.
  func table(read: Int, unread: [String]) throws -> Table {
    var findings = [Finding(column: "id", problem: "records read", rows: read)]
    var positions: [[String]: Int] = [:]
    func note(_ problem: RecordProblem) {
      let key = [problem.column, problem.problem]
      let position = positions[key] ?? findings.count
      if position == findings.count {
        positions[key] = position
        findings.append(
          Finding(
            column: problem.column, problem: problem.problem, rows: 0, example: problem.id))
      }
      findings[position].rows += 1
      if let text = problem.text { findings[position].texts[text, default: 0] += 1 }
    }
    problems.forEach(note)
    records.flatMap(Self.problems).forEach(note)
    for name in unread {
      findings.append(Finding(column: name, problem: "no rule reads this field", rows: read))
    }
    let kinds = Dictionary(grouping: records) { "\($0.kind.rawValue): \($0.evidence)" }
    for (kind, own) in kinds.sorted(by: { $0.key < $1.key }) {
      findings.append(
        Finding(column: "kind", problem: kind, rows: own.count, example: own.first?.id))
    }
    var result = TableBuilder(rows: findings.count)
    result.add("column", texts: findings.map(\.column), label: "Column")
    result.add("problem", texts: findings.map(\.words), label: "Finding")
    result.add("rows", ints: findings.map(\.rows), label: "Rows")
    result.add(
      "share", doubles: findings.map { Double($0.rows) / Double(max(1, read)) },
      label: "Share of the records", provenance: .derived)
    result.add("example", texts: findings.map(\.example), label: "Example")
    return try result.table()
  }

  /// What the record itself shows.
  private static func problems(of record: ModelRecord) -> [RecordProblem] {
    var found: [RecordProblem] = []
    func note(_ column: String, _ problem: String) {
      found.append(RecordProblem(column, problem, of: record.id))
    }
    if let suspicion = record.suspicion { note("emissions", suspicion) }
    switch record.baseState {
    case .missing: note("base_model", "not in the listing")
    case .cycle: note("base_model", "leads back to the model")
    case .found, nil: break
    }
    if record.isEarly { note("created", "before March 2022") }
    if record.parameters == nil { note("parameters", "not known") }
    return found
  }
}
