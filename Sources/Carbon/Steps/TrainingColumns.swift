internal import Basics
internal import Tables

/// Which column of a table plays which part in an estimate.
enum TrainingColumns {
  static let parameter = CarbonStep.Parameter(
    "columns", .columns(roles: TrainingField.all.map(\.role)),
    "which column plays which part; by default the names of training-disclosures")

  /// The records of training-disclosures.
  static func disclosures(_ input: CarbonStepInput) throws -> [TrainingRecord] {
    let table = try input.references.disclosureTable()
    return try records(
      CarbonStepInput(
        step: input.step, table: table, parameters: .object([]), references: input.references,
        seed: input.seed, draws: input.draws, threads: input.threads)
    ).records
  }

  /// The records of the rows, and text that should have been a number.
  static func records(
    _ input: CarbonStepInput
  ) throws(CarbonError) -> (records: [TrainingRecord], flags: [RecordFlag]) {
    let mapping = input.parameters["columns"]
    let standards = TrainingField.names
    if mapping == nil, !input.table.names.contains(where: standards.contains) {
      throw CarbonError.missingColumn(
        step: input.step.name, name: "model", nearest: "model".nearest(in: input.table.names))
    }
    var records = [TrainingRecord](repeating: TrainingRecord(), count: input.table.rowCount)
    var flags: [RecordFlag] = []
    func flag(_ row: Int, _ role: String, _ problem: String) {
      flags.append(
        RecordFlag(
          row: row, model: records[row].model, quantity: role, problem: problem,
          action: "the value is treated as missing"))
    }
    for field in TrainingField.all {
      let given = mapping?[field.role]?.stringValue
      if let given, input.table[given] == nil {
        throw CarbonError.missingColumn(
          step: input.step.name, name: given, nearest: given.nearest(in: input.table.names))
      }
      guard let column = given.flatMap({ input.table[$0] }) ?? field.column(in: input.table) else {
        continue
      }
      if case .number(let path, let unit, _, _) = field.content {
        let factor = column.metadata.unit.flatMap { Self.factor(from: $0.symbol, to: unit) } ?? 1
        let numbers = column.cellNumbers?.map { $0.map { $0 * factor } }
        let texts = numbers == nil ? column.cellTexts : []
        for row in records.indices {
          if let numbers {
            records[row][keyPath: path] = numbers[row]
          } else if let text = texts[row], !text.trimmed.isEmpty {
            let number =
              WrittenToken.number(text) ?? (unit.isEmpty ? WrittenToken.count(text) : nil)
            records[row][keyPath: path] = number
            if number == nil { flag(row, field.role, "'\(text)' is not a number") }
          }
        }
      } else {
        for (row, text) in column.cellTexts.enumerated() {
          guard let text = text?.trimmed, !text.isEmpty else { continue }
          field.set(text, in: &records[row])
          if case .year = field.content, records[row].year == nil {
            flag(row, field.role, "'\(text)' does not begin with a year")
          }
        }
      }
    }
    return (records, flags)
  }

  /// What a number of a column in one unit is multiplied by to be in another; `nil` where nothing is known of the two.
  private static func factor(from written: String, to unit: String) -> Double? {
    switch (written, unit) {
    case ("g", "kg"), ("Wh", "kWh"): 1e-3
    case ("t", "kg"), ("MWh", "kWh"): 1e3
    case ("GWh", "kWh"): 1e6
    default: unit.isEmpty ? WrittenToken.magnitudes[written.lowercased()] : nil
    }
  }
}
