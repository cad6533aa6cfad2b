import Tables

/// `sample`: rows drawn at random, with what each of them stands for.
struct SampleStep: TableStep {
  static let key = "sample"
  static let takesParameters = true

  let rows: Int?
  let share: Double?
  let strata: [Located<String>]
  let isEqual: Bool
  let seed: UInt64?

  private static let weight = "sampling_weight"

  init?(_ written: WrittenStep) {
    guard let reader = written.mapping(["rows", "share", "by", "allocation", "seed"]) else {
      return nil
    }
    rows = reader.integer("rows")
    share = reader.number("share")
    if let share, !(0...1).contains(share) {
      written.problems.error(
        at: reader.position, "'share' of \(reader.what) must be between 0 and 1")
      return nil
    }
    guard (rows == nil) != (share == nil) else {
      written.problems.error(
        at: reader.position, "\(reader.what) needs 'rows' or 'share', one of them")
      return nil
    }
    strata = reader.names("by") ?? []
    isEqual = reader.choice("allocation", of: ["proportional", "equal"]) == "equal"
    seed = reader.integer("seed").map { UInt64(clamping: $0) }
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect(strata)
    guard var result = scope.before else { return nil }
    result.set(Self.weight, type: .double)
    return result
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    needed.subtracting([Self.weight]).union(strata.map(\.value))
  }

  var randomPart: String? { "samples of rows" }

  var usesSeed: Bool { seed == nil }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    let share = (share ?? 0) * Double(table.rowCount)
    return try table.sampled(
      min(rows ?? Int(share.rounded()), table.rowCount), seed: seed ?? context.run.seed,
      strata: strata.map(\.value), allocation: isEqual ? .equal : .proportional,
      weight: Self.weight)
  }
}
