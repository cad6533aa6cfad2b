import Basics
import Tables

/// A step of a table. A kind of step is one type in one file: how it is written, which columns it
/// gives and reads, and how it runs; `TableSteps.all` lists the types.
protocol TableStep: Hashable, Sendable {
  /// The key of the step.
  static var key: String { get }
  /// The key of a part that is written as an entry of its own before the step.
  static var precedingKey: String? { get }
  /// Whether `$name` stands for a parameter in its plain values; expressions read theirs themselves.
  static var takesParameters: Bool { get }

  /// Reads the step; `nil` with a problem noted where it cannot be.
  init?(_ written: WrittenStep)

  /// The columns after the step, as far as they are known before a row is read; what cannot be right
  /// is reported.
  func columns(_ scope: StepScope) -> KnownColumns?
  /// The columns of its own rows that the step reads for `needed` ones after it.
  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet
  /// What the step takes from elsewhere in the study.
  var references: [StepReference] { get }
  /// The columns of another table's rows that the step reads for `needed` ones after it.
  func readsOther(_ needed: ColumnSet) -> ColumnSet
  /// What of the step is drawn at random, in words for a report.
  var randomPart: String? { get }
  /// Whether the seed of the study is that of the draws.
  var usesSeed: Bool { get }

  /// About how many bytes the step takes beside a table, where that is known before it runs.
  func bytesAdded(to table: Table) -> Int

  func run(on table: Table, _ context: inout StepContext) throws -> Table
}

extension TableStep {
  static var precedingKey: String? { nil }
  static var takesParameters: Bool { false }
  var references: [StepReference] { [] }
  func readsOther(_ needed: ColumnSet) -> ColumnSet { .all }
  var randomPart: String? { nil }
  var usesSeed: Bool { false }
  func bytesAdded(to table: Table) -> Int { 0 }
}

/// Something of the study that a step names.
enum StepReference {
  case table(Located<String>)
  case analysis(Located<String>)
  case repair(Located<String>)
}

/// All kinds of steps.
enum TableSteps {
  static let all: [any TableStep.Type] = [
    FilterStep.self, DeriveStep.self, SummariseStep.self, SelectStep.self, DropStep.self,
    RenameStep.self, DescribeStep.self, SortStep.self, DistinctStep.self, LimitStep.self,
    JoinStep.self, UnionStep.self, CalendarStep.self, PivotStep.self, UnpivotStep.self,
    ExplodeStep.self, SampleStep.self, SplitStep.self, RepairStep.self, PredictStep.self,
    DomainStep.self, ExpectStep.self, SummaryTableStep.self, CrossTableStep.self,
  ]

  /// The keys that a step may have.
  static let keys: [String] = all.flatMap { ($0.precedingKey.map { [$0] } ?? []) + [$0.key] }

  static func type(of key: String) -> (any TableStep.Type)? {
    all.first { $0.key == key || $0.precedingKey == key }
  }
}

/// A step as it is written, and what reads it.
struct WrittenStep {
  let entry: YAMLValue.Entry
  /// The part that comes before it.
  let preceding: YAMLValue.Entry?
  let parser: StudyParser
  /// `table 'x'`.
  let table: String

  var value: YAMLValue { entry.value }
  var problems: ProblemCollector { parser.problems }

  /// The entry as a mapping of its own, to read it with the common getters.
  private func single(_ entry: YAMLValue.Entry) -> MappingReader {
    MappingReader(
      single: YAMLValue(content: .mapping([entry]), position: entry.position), table, problems)
  }

  /// The names that the step lists.
  var names: [Located<String>]? { single(entry).names(entry.key) }
  /// The one name that the step is about.
  var name: Located<String>? { single(entry).located(entry.key) }
  /// The whole number that the step is about.
  var integer: Int? { single(entry).integer(entry.key) }
  /// The entries of the step's mapping.
  var entries: [YAMLValue.Entry] { single(entry).entries(entry.key) }
  /// The names that the part before the step lists.
  var precedingNames: [Located<String>] {
    preceding.flatMap { single($0).names($0.key) } ?? []
  }

  /// The step as a mapping with these keys; `nil`: any.
  func mapping(_ known: [String]?) -> MappingReader? {
    MappingReader(entry.value, "'\(entry.key)' of \(table)", known: known, problems)
  }
}

/// What is known where a step's columns are checked.
struct StepScope {
  let checker: ColumnChecker
  /// The id of the table.
  let id: String
  /// The columns before the step; `nil` where they are not known.
  let before: KnownColumns?
  /// `table 'x'`.
  let table: String

  /// Reports names that are not columns.
  func expect(_ names: [Located<String>]) {
    guard let before else { return }
    for name in names { checker.expect(name, in: before.names, of: table) }
  }
}

/// What a step may ask for while it runs, and where it puts what it gives beside the table.
struct StepContext {
  let run: StudyRun
  /// The id of the table that is made.
  let table: String
  /// What the steps before have made.
  var answer: TableAnswer
  /// The source or table whose rows these are, as long as no step has changed them.
  var input: String?

  /// Those of `names` that the table has. One that it does not have is an error, unless it was left out
  /// of a source because nothing needs it.
  func present(_ names: [String], in table: Table) throws -> [String] {
    try names.filter { name in
      if table[name] != nil { return true }
      if try !run.isIdle(name, in: self.table) { _ = try table.column(name) }
      return false
    }
  }
}
