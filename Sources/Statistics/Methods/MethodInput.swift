internal import Basics
internal import Tables

/// What kind of data a method takes: which fields of a request it reads, and which columns of a table.
public enum MethodInput: Hashable, Sendable {
  /// One variable.
  case variable
  /// One variable, or two row by row.
  case oneOrTwo
  /// Two variables, row by row.
  case pair
  /// Two measurements of the same things: side by side, or in groups that a block pairs.
  case repeated
  /// The same, or one variable.
  case differences
  /// Two variables, and others that are held constant.
  case partial
  /// Several variables.
  case columns
  /// Independent samples.
  case samples
  /// Samples whose values belong to the same blocks.
  case blocks
  /// Counts by row and column.
  case counts
  /// Counts of pairs, whose rows and columns are the same categories.
  case pairedCounts
  /// Successes and trials.
  case proportion
  /// P-values.
  case pValues
  /// A response and what models it.
  case fit
  /// The same, with successes and trials instead of a response.
  case binomialFit
  /// One variable in its order: a series without gaps.
  case series
  /// The same with gaps, which keep their place.
  case gappedSeries
  /// A series, which is modelled over its order.
  case modelledSeries
  /// Tables of two by two counts, one for each stratum.
  case strata
  /// Columns of a table that the options name.
  case table
  /// The same, and a formula.
  case tableModel

  /// The fields of a request that are read.
  public var fields: [String] {
    switch self {
    case .variable: ["x"]
    case .oneOrTwo, .pair, .repeated, .differences: ["x", "y"]
    case .partial, .columns: ["x", "y", "z"]
    case .samples: ["samples", "x", "y"]
    case .blocks: ["samples"]
    case .counts, .pairedCounts: ["table"]
    case .proportion: ["successes", "trials"]
    case .pValues: ["p_values"]
    case .fit: ["y", "x", "formula"]
    case .binomialFit: ["successes", "trials", "y", "x", "formula"]
    case .series, .gappedSeries: ["x"]
    case .modelledSeries: ["y"]
    case .strata: ["tables"]
    case .table: ["data"]
    case .tableModel: ["data", "formula"]
    }
  }

  /// The columns of a table that are read.
  public var roles: [String] {
    switch self {
    case .variable, .pValues: ["x"]
    case .oneOrTwo, .pair: ["x", "y"]
    case .repeated, .differences, .pairedCounts: ["x", "y", "group", "levels", "block"]
    case .partial, .columns: ["x", "y", "z"]
    case .samples: ["x", "y", "group", "levels"]
    case .blocks: ["x", "y", "z", "group", "levels", "block"]
    case .counts: ["x", "y", "group"]
    case .proportion: ["x", "group", "levels", "successes", "trials"]
    case .fit: ["formula", "y", "x"]
    case .binomialFit: ["formula", "y", "x", "successes", "trials"]
    case .series, .gappedSeries: ["x", "time"]
    case .modelledSeries: ["x", "y", "time"]
    case .strata: ["x", "y", "block"]
    case .table: []
    case .tableModel: ["formula"]
    }
  }

  /// The ways of naming the columns, each complete, and what is then compared or modelled.
  public var ways: [(columns: [String], meaning: String)] {
    switch self {
    case .variable: [(["x"], "the values, numbers")]
    case .pValues: [(["x"], "p-values, numbers from 0 to 1")]
    case .oneOrTwo: [(["x"], "the values, numbers"), (["x", "y"], "pairs of numbers, row by row")]
    case .pair: [(["x", "y"], "pairs of numbers, row by row")]
    case .repeated:
      [
        (["x", "y"], "two measurements of the same things, side by side, numbers"),
        (["x", "group", "block"], "one column of numbers, in two groups that 'block' pairs"),
      ]
    case .differences: [(["x"], "the values, numbers")] + Self.repeated.ways
    case .partial: [(["x", "y", "z"], "two columns of numbers, and one or more held constant")]
    case .columns: [(["x", "y", "z"], "columns of numbers, as many as there are")]
    case .samples:
      [
        (["x", "group"], "one column of numbers, split by a column of groups"),
        (["x", "y"], "two columns of numbers, each a sample"),
      ]
    case .blocks:
      [
        (["x", "group", "block"], "one column of numbers, in groups that 'block' matches"),
        (["x", "y", "z"], "a column of numbers for each treatment, a row for each block"),
      ]
    case .counts:
      [
        (["x", "y"], "two columns of categories, counted against each other"),
        (["x", "group"], "the same"),
      ]
    case .pairedCounts:
      [
        (["x", "y"], "two columns of the same two categories, side by side"),
        (["x", "group", "block"], "one column of categories, in two groups that 'block' pairs"),
      ]
    case .proportion:
      [
        (["x"], "a column of true and false, or 1 and 0"),
        (["x", "group"], "the same, split by a column of groups"),
        (["successes", "trials"], "columns of counts, a row for each group"),
      ]
    case .fit:
      [
        (["formula"], "the response and the terms, columns or expressions"),
        (["y", "x"], "the response, and the column that models it"),
      ]
    case .binomialFit:
      [
        (["formula", "trials"], "the successes modelled by the terms, and the column of trials"),
        (["successes", "trials", "x"], "successes and trials, and the column that models them"),
      ]
    case .series, .gappedSeries:
      [
        (["x"], "the values, numbers, in the order of the rows"),
        (["x", "time"], "the values, numbers, in the order of the times"),
      ]
    case .modelledSeries:
      [
        (["y"], "the values, numbers, in the order of the rows"),
        (["y", "time"], "the values, numbers, in the order of the times"),
        (["x"], "the same"),
      ]
    case .strata:
      [(["x", "y", "block"], "two columns of two categories each, and the column of the strata")]
    case .table: [([], "the columns that the options name")]
    case .tableModel: [(["formula"], "the response and the terms, columns or expressions")]
    }
  }

  /// Whether a group splits the values into samples.
  var splitsByGroup: Bool { self == .samples || self == .proportion || isPaired }

  /// Whether it reads the columns of a table by name.
  var readsTable: Bool { self == .table || self == .tableModel }

  /// Whether values in groups belong together by a block.
  var isPaired: Bool {
    switch self {
    case .repeated, .differences, .pairedCounts, .blocks: true
    default: false
    }
  }

  /// Whether a method of several columns takes more than one in `role`.
  fileprivate func takesSeveral(in role: String) -> Bool {
    switch self {
    case .columns, .blocks: role == "z" || role == "x"
    case .partial: role == "z"
    default: false
    }
  }

  /// What becomes of missing values, in a sentence.
  public var missingValues: String {
    switch self {
    case .variable, .samples: "Missing values are dropped and counted."
    case .pair, .oneOrTwo, .repeated, .differences, .partial:
      "Rows with a missing value are dropped and counted."
    case .columns: "Rows are dropped pair by pair; each pair says how many it lost."
    case .blocks: "Blocks with a missing value are dropped and counted."
    case .counts, .pairedCounts:
      "Of columns, rows without both categories are dropped and counted; a table of counts may have none missing."
    case .proportion:
      "Of a column, missing values are dropped and counted; successes and trials may have none missing."
    case .pValues: "Missing p-values stay missing and do not count."
    case .fit, .binomialFit, .table, .tableModel:
      "Rows with a missing value in a used column are dropped and counted."
    case .gappedSeries: "Missing values are counted and keep their place."
    case .series, .modelledSeries: "A series has no gaps: a missing value is an error."
    case .strata:
      "Rows without both categories and a stratum are dropped and counted; tables may miss no count."
    }
  }
}

extension MethodFacts {
  /// The columns of a table that the method reads.
  public var roles: [String] {
    let extra = (takesWeights ? ["weights"] : []) + (takesClusters ? ["cluster", "group"] : [])
    return takes.roles + extra.filter { !takes.roles.contains($0) }
  }

  /// The fields of a request that the method reads.
  public var fields: [String] {
    takes.fields + (takesWeights ? ["weights"] : []) + (takesClusters ? ["groups"] : [])
  }

  private func unread(_ role: String, _ known: [String], _ why: String = "") -> StatisticsError {
    var hint =
      known.isEmpty
      ? "its options name its columns" : "it takes \(known.joined(separator: ", "))"
    if role == "weights", case .by(let other) = weights { hint = "\(other) does" }
    return StatisticsError(.badRequest, "\(name) takes no '\(role)'\(why); \(hint)")
  }

  private func excluded(_ role: String, _ other: String) -> StatisticsError {
    StatisticsError(.badRequest, "\(name) takes '\(other)' or '\(role)', not both")
  }

  /// Refuses fields that the method does not read.
  func check(fields given: [String]) throws(StatisticsError) {
    for name in given where !fields.contains(name) { throw unread(name, fields) }
    let pairs: [(String, String)] =
      switch takes {
      case .samples: [("x", "samples"), ("y", "samples")]
      case .binomialFit: [("y", "successes"), ("weights", "trials")]
      default: []
      }
    for (name, other) in pairs where given.contains(name) && given.contains(other) {
      throw excluded(name, other)
    }
  }

  /// Refuses columns of a table that the method does not read, alone or beside the others.
  func check(roles given: [String]) throws(StatisticsError) {
    let known = roles
    for name in given where !known.contains(name) { throw unread(name, known) }
    func refuse(_ names: [String], beside other: String) throws(StatisticsError) {
      guard given.contains(other) else { return }
      for name in names where given.contains(name) { throw excluded(name, other) }
    }
    func require(_ other: String, for names: [String]) throws(StatisticsError) {
      guard !given.contains(other) else { return }
      for name in names where given.contains(name) {
        throw unread(name, known.filter { $0 != name }, " without '\(other)'")
      }
    }
    switch takes {
    case .samples, .repeated, .differences, .pairedCounts, .blocks:
      try refuse(["y", "z"], beside: "group")
      try require("group", for: ["levels", "block"])
      guard takes.isPaired, given.contains("group"), !given.contains("block") else { break }
      throw StatisticsError(
        .badRequest,
        "\(name) pairs the groups of 'group' by 'block', the column that names the pair or block of each "
          + "row; the order of rows does not tell which belong together")
    case .modelledSeries: try refuse(["x"], beside: "y")
    case .counts: try refuse(["group"], beside: "y")
    case .proportion:
      try refuse(["x", "group"], beside: "successes")
      try refuse(["x", "group"], beside: "trials")
      try require("group", for: ["levels"])
    case .fit, .binomialFit:
      try refuse(["x", "y"], beside: "formula")
      try refuse(["y"], beside: "successes")
      try refuse(["weights"], beside: "trials")
    default: break
    }
    if takesClusters { try refuse(["group"], beside: "cluster") }
  }

  /// The same with the number of columns: only variables may be several.
  func check(columns: [(name: String, count: Int)]) throws(StatisticsError) {
    for (role, count) in columns where count != 1 && role != "levels" {
      guard count > 1, takes.takesSeveral(in: role) else {
        throw StatisticsError(.badRequest, "\(name) takes one '\(role)'; got \(count)")
      }
    }
    try check(roles: columns.map(\.name))
  }
}
