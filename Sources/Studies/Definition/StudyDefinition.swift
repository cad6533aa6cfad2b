import Basics
import Charts
import Reports
import Tables

/// What a study file says, checked for form but not yet run.
struct StudyDefinition: Sendable {
  let id: String
  let title: String
  let description: String?
  let seed: UInt64
  /// The BibTeX or CSL-JSON file that citations name.
  let bibliography: Located<String>?
  /// The part that columns play; `nil`: not said.
  let roles: StudyRoles?
  let imprint: ImprintDefinition
  let findings: [FindingDefinition]
  let parameters: [ParameterDefinition]
  let sources: [SourceDefinition]
  let repairs: [RepairDefinition]
  let tables: [TableDefinition]
  let analyses: [AnalysisDefinition]
  let families: [FamilyDefinition]
  let values: [ValueDefinition]
  let figures: [FigureDefinition]
  let expected: [ExpectedDefinition]
}

/// Who made a study, when, and of what.
struct ImprintDefinition: Sendable {
  let authors: [String]
  /// The date or the period of the data: a day, or words with tags.
  let date: ProseLine?
  let version: String?
  let licence: String?
  let language: ReportLanguage
  /// The image at the head of the report.
  let cover: Located<Image>?
  /// The look of the page: the name of a bundled theme, or a file.
  let theme: Located<String>?
  /// What is written of all this.
  let written: Written
}

/// A sentence that a report may show among its main results.
struct FindingDefinition: Sendable {
  let id: String
  let position: SourcePosition
  let written: Written
  let finding: Finding
}

/// A parameter that `--set` can give.
struct ParameterDefinition: Sendable {
  let name: String
  let position: SourcePosition
  let type: ColumnType
  /// As written in the study.
  let defaultText: String
  let description: String?
  /// The texts that are allowed; `nil`: any of the type.
  let allowed: [String]?
}

/// Where rows come from.
struct SourceDefinition: Sendable {
  enum Location: Sendable {
    /// A file of a registered data set.
    case dataset(name: Located<String>, file: Located<String>)
    /// A file below the study folder.
    case path(Located<String>)
    /// What `--data` must give; the text says what to give.
    case given(String)
    /// A table or query of an engine, by the name that the user's settings know it by.
    case engine(Located<String>)
  }

  let id: String
  let position: SourcePosition
  let written: Written
  let location: Location
  /// Table of a file with several, or of an engine.
  let table: String?
  /// Query on a SQLite file, or of an engine.
  let query: String?
  let missing: [String]?
  /// How the file is written, where it does not tell itself.
  let dialect: Dialect
  let types: [(name: Located<String>, type: ColumnType)]
  let columns: [ColumnDefinition]
}

/// How a text file is written.
struct Dialect: Sendable {
  var decimal: DecimalSign?
  var thousands: String?
  var delimiter: Unicode.Scalar?
  var encoding: String?
  var dates: DayOrder?
  /// Columns of numbers that are points in time.
  var unixTimes: [String: UnixTime] = [:]

  func apply(to options: inout ReadOptions) {
    options.decimal = decimal
    options.thousands = thousands
    options.separator = delimiter
    options.encoding = encoding
    options.dayOrder = dates
    options.unixTimes = unixTimes
  }
}

/// Declared metadata of one column.
struct ColumnDefinition: Sendable {
  let name: String
  let position: SourcePosition
  let metadata: ColumnMetadata
  /// Of a source: what the column is for.
  var role: ColumnRole.Kind?
  /// Of a source: whether a file may do without, which is then without values.
  var isOptional = false
}

/// A named, documented change to the data that can be switched off.
struct RepairDefinition: Sendable {
  struct Update: Sendable {
    let condition: Located<Expression>?
    let assignments: [(column: Located<String>, value: Located<Expression>)]
  }

  enum Change: Sendable {
    case update([Update])
    case remove(Located<Expression>)
  }

  let id: String
  let position: SourcePosition
  let written: Written
  let description: String
  let basis: Basis
  let change: Change
  let enabled: Bool
  /// The expected values that it was inferred from: their agreement proves nothing.
  let fittedTo: [Located<String>]
}

/// What a recomputed value is based on.
public enum Basis: String, Hashable, Sendable, CaseIterable {
  /// The files as they are.
  case computed
  /// A repair inferred from other evidence.
  case restored
  /// A repair inferred from the very value.
  case fitted
  /// The publication itself is the only source.
  case transcribed
}

/// One analysis: a test, a model, a description.
struct AnalysisDefinition: Sendable {
  let id: String
  let position: SourcePosition
  let written: Written
  let title: String?
  let method: Located<String>
  let table: Located<String>
  let condition: Located<Expression>?
  /// The keys that name columns or expressions: x, y, z, group, formula, weights, ...
  let roles: [(role: String, texts: [Located<String>])]
  let levels: [String]?
  /// Options of the method, in order.
  let options: [(name: String, value: JSON)]
  /// The column whose values are left out one at a time, to see what is based on one of them.
  let leaveOut: Located<String>?
  /// The family that its test belongs to.
  let family: Located<String>?
  /// Of a model with several slopes the term that is tested in the family.
  let familyTerm: Located<String>?
}

/// Tests whose p-values are adjusted together.
struct FamilyDefinition: Sendable {
  let id: String
  let position: SourcePosition
  let written: Written
  let correction: Located<String>
  /// Members by name and address; `nil`: the analyses that name the family.
  let members: [(name: String, address: Located<String>)]?
}

/// A single number, or one entry per row, under an address of its own.
struct ValueDefinition: Sendable {
  enum Content: Sendable {
    /// An aggregate over a table.
    case aggregate(table: Located<String>, condition: Located<Expression>?, Located<Expression>)
    /// One entry a row, keyed by another column where named.
    case rows(
      table: Located<String>, condition: Located<Expression>?, keys: Located<Expression>?,
      [(name: String?, value: Located<Expression>)])
    /// Computed from other addresses.
    case formula(Located<Expression>)
  }

  let id: String
  let position: SourcePosition
  let written: Written
  let title: String?
  let content: Content
  let unit: Unit?
}

/// A figure: a chart and the words around it.
struct FigureDefinition: Sendable {
  let id: String
  let position: SourcePosition
  let written: Written
  let yaml: YAMLValue
  let chart: Chart
  /// What the figure shows, as the report says it in the place of its title.
  let heading: ProseLine?
}

/// A published value, and where its recomputation is found.
struct ExpectedDefinition: Sendable {
  let id: String
  let position: SourcePosition
  let written: Written
  /// What readers call it; `nil`: by what is compared.
  let title: String?
  let recomputed: Recomputed?
  /// As written, because the digits of a number say how exact it is.
  let published: YAMLValue?
  let tolerance: Double
  let basis: Basis
  let source: String?
  let note: String?
  /// Why a difference is not a surprise.
  let explained: String?
  /// Why nothing can be computed.
  let notComputable: String?

  /// One address, or a list or mapping of them for a published list or mapping.
  indirect enum Recomputed: Sendable {
    case address(Located<String>)
    case list([Recomputed])
    case mapping([(key: String, value: Recomputed)])

    var addresses: [Located<String>] {
      switch self {
      case .address(let address): [address]
      case .list(let elements): elements.flatMap(\.addresses)
      case .mapping(let entries): entries.flatMap(\.value.addresses)
      }
    }
  }
}
