public import Basics
internal import Tables

extension Analysis {
  /// What kind of data a method takes: which fields of a request it reads, and which columns of a table.
  enum Input: Hashable, Sendable {
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
    /// The same, with successes and trials in place of a response.
    case binomialFit

    /// The fields of a request that are read.
    fileprivate var fields: [String] {
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
      }
    }

    /// The columns of a table that are read.
    fileprivate var roles: [String] {
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
      }
    }

    /// Whether a group splits the values into samples.
    var splitsByGroup: Bool { self == .samples || self == .proportion || isPaired }

    /// Whether values in groups belong together by a block.
    var isPaired: Bool {
      switch self {
      case .repeated, .differences, .pairedCounts, .blocks: true
      default: false
      }
    }
  }
}

extension Analysis.Entry {
  private var extraRoles: [String] {
    (takesWeights ? ["weights"] : []) + (takesClusters ? ["cluster", "group"] : [])
  }

  /// The fields of a request that the method reads.
  var fields: [String] {
    input.fields + (takesWeights ? ["weights"] : []) + (takesClusters ? ["groups"] : [])
  }

  private func unread(_ name: String, _ known: [String], _ why: String = "") -> StatisticsError {
    let hint =
      name == "weights" && self.name == "ols"
      ? "wls does" : "it takes \(known.joined(separator: ", "))"
    return StatisticsError(.badRequest, "\(self.name) takes no '\(name)'\(why); \(hint)")
  }

  private func excluded(_ name: String, _ other: String) -> StatisticsError {
    StatisticsError(
      .badRequest, "\(self.name) takes '\(other)' or '\(name)', not both")
  }

  /// Refuses fields that the method does not read.
  func check(fields given: [String]) throws(StatisticsError) {
    for name in given where !fields.contains(name) { throw unread(name, fields) }
    let pairs: [(String, String)] =
      switch input {
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
    let known = input.roles + extraRoles.filter { !input.roles.contains($0) }
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
    switch input {
    case .samples, .repeated, .differences, .pairedCounts, .blocks:
      try refuse(["y", "z"], beside: "group")
      try require("group", for: ["levels", "block"])
      guard input.isPaired, given.contains("group"), !given.contains("block") else { break }
      throw StatisticsError(
        .badRequest,
        "\(name) pairs the groups of 'group' by 'block', the column that names the pair or block of each "
          + "row; the order of rows does not tell which belong together")
    case .counts: try refuse(["group"], beside: "y")
    case .proportion:
      try refuse(["x", "group"], beside: "successes")
      try refuse(["x", "group"], beside: "trials")
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
}

extension Analysis {
  /// What is wrong with the columns and options that a method is given, found without data; `nil` where
  /// nothing is, or where no method has this name.
  ///
  /// - Parameters:
  ///   - roles: What columns are given for (`x`, `group`, `levels`, ...), and how many for each.
  ///   - leavesOut: Whether the analysis is to be run again without some rows, to follow its estimate.
  public static func problem(
    inOptions options: JSON, roles: [(name: String, count: Int)], leavesOut: Bool = false,
    of method: String
  ) -> StatisticsError? {
    guard let entry = entry(method) else { return nil }
    do throws(StatisticsError) {
      try entry.check(columns: roles)
      if leavesOut, !entry.hasEstimate {
        throw StatisticsError(.badRequest, "\(method) has no estimate to follow with 'leave-out'")
      }
      var reader = try OptionReader(method: method, options)
      _ = try entry.method.init(&reader)
      try reader.finish()
      return nil
    } catch {
      return error
    }
  }
}

extension Analysis.Entry {
  /// The same with the number of columns: only variables may be several.
  fileprivate func check(columns: [(name: String, count: Int)]) throws(StatisticsError) {
    let takesSeveral = input == .columns || input == .partial || input == .blocks
    for (name, count) in columns where count != 1 && name != "levels" {
      guard count > 1, takesSeveral, name == "z" || name == "x" && input != .partial else {
        throw StatisticsError(
          .badRequest, "\(self.name) takes one '\(name)'; got \(count)")
      }
    }
    try check(roles: columns.map(\.name))
  }
}
