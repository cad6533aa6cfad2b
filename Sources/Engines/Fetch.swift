internal import Basics
internal import Tables

/// Takes the answer to a statement, within the memory that is allowed.
struct Fetch {
  let source: EngineSource
  let fields: [ArrowField]
  /// How many rows there are, where that was asked.
  let expected: Int?
  let budget: MemoryBudget

  private var engine: String { source.engine.settings.name }

  func columns(
    of stream: ArrowStream, _ progress: (Int) -> Void
  ) throws(EngineError) -> (columns: [(name: String, column: any ArrowColumn)], rows: Int) {
    try check(stream.fields)
    let columns = try fields.map { field throws(EngineError) in
      (name: field.name, column: try field.column(in: engine))
    }
    var rows = 0
    var isEstimated = false
    while try stream.next({ slices, count throws(ArrowFault) in
      try ArrowStream.append(slices, to: columns)
      rows += count
    }) {
      guard rows <= Limits.rows else {
        throw EngineError(
          .answer, engine,
          "\(source.title) has more than \(Limits.rows) rows, which is the limit of a table; take fewer by a 'query'"
        )
      }
      if !isEstimated, rows >= min(Self.sample, expected ?? 0), rows > 0 {
        isEstimated = true
        try estimate(columns.map(\.column), rows)
      }
      guard budget.taken <= budget.allowed else {
        throw EngineError(
          .memory, engine,
          "\(counted(rows, "row")) of \(source.title) took \(Memory.text(budget.taken)) of memory, and \(budget.limit); \(Memory.advice)"
        )
      }
      progress(rows)
    }
    return (columns, rows)
  }

  /// So many rows tell how large the others are.
  private static let sample = 2048
  /// What the work on a table takes for each of its rows: eight columns of numbers.
  private static let workingRow = 64.0

  /// Refuses rows that would take more memory than is allowed, before all are here.
  private func estimate(_ columns: [any ArrowColumn], _ rows: Int) throws(EngineError) {
    guard let expected else { return }
    let bytes = Double(columns.reduce(0) { $0 + $1.byteCount }) / Double(rows)
    let needed = Double(expected) * (1.1 * bytes + Self.workingRow)
    guard needed > Double(budget.allowed) else { return }
    throw EngineError(
      .memory, engine,
      "\(counted(expected, "row")) of \(source.title) need about \(Memory.text(Int(min(needed, 0x1p62)))) of memory, and \(budget.limit); \(Memory.advice)"
    )
  }

  /// Fails where the answer has other columns than were promised.
  private func check(_ found: [ArrowField]) throws(EngineError) {
    guard found.count == fields.count else {
      throw EngineError(
        .answer, engine,
        "\(source.title) answered with \(found.count) columns, where \(fields.count) were asked for"
      )
    }
    for (field, now) in zip(fields, found) where field.type != now.type {
      throw EngineError(
        .answer, engine,
        "column '\(field.name)' of \(source.title) was \(field.type.name) and is \(now.type.name) now; it changed meanwhile: try again"
      )
    }
  }
}
