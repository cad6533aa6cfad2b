import Statistics
import Tables

/// `split`: the rows that train, or those that test.
struct SplitStep: TableStep {
  static let key = "split"
  static let takesParameters = true

  let seed: UInt64
  let testShare: Double
  let keepsTest: Bool

  init?(_ written: WrittenStep) {
    guard let reader = written.mapping(["generator", "seed", "test", "keep"]) else { return nil }
    guard let share = reader.number("test"), share > 0, share < 1 else {
      written.problems.error(
        at: reader.position, "'test' of \(reader.what) must be a share between 0 and 1")
      return nil
    }
    // There is one generator, and its name says which.
    _ = reader.choice("generator", of: ["numpy-legacy"])
    seed = UInt64(clamping: reader.integer("seed") ?? 0)
    testShare = share
    keepsTest = reader.choice("keep", of: ["train", "test"]) == "test"
  }

  func columns(_ scope: StepScope) -> KnownColumns? { scope.before }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet { needed }

  var randomPart: String? { "the split into train and test rows (seed \(seed))" }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    let rows = try TrainTestSplit.numPyLegacy(
      count: table.rowCount, testShare: testShare, seed: seed)
    let part = keepsTest ? "test" : "train"
    return try table.gathered(
      (keepsTest ? rows.test : rows.train).map { Int32($0) },
      step: .named("\(part) part of the split (seed \(seed))"))
  }
}
