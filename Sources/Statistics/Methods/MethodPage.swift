internal import Basics

/// What a reader is told of a method, on a terminal and on a page.
extension MethodDescriptor {
  /// The page of the method for a terminal: `almanac help stat METHOD`.
  public var help: String {
    var lines = ["\(facts.name): \(facts.title)"] + Self.wrapped(facts.purpose, width: 96) + [""]
    let entries = entries { "--" + $0 }
    let width = (entries.map(\.name.count).max() ?? 0) + 2
    for entry in entries { lines += Self.entry(entry.name, entry.text, width) }
    lines += ["", "Example:", "  " + example]
    guard !options.isEmpty else {
      return (lines + ["", "It has no options."]).joined(separator: "\n")
    }
    lines += [
      "",
      "Options, each as --set NAME=VALUE "
        + "(alternative, level, time, group, cluster, weights also as --NAME):",
    ]
    let names = (options.map(\.name.count).max() ?? 0) + 2
    for option in options {
      lines += Self.entry(
        option.name,
        "\(option.meaning) \(option.domain.words.sentence) (\(option.standard.words)).",
        names)
    }
    return lines.joined(separator: "\n")
  }

  /// The section of the method in `docs/methods.md`.
  var section: String {
    var lines = ["### \(facts.name)", "", "**\(facts.title.sentence).** \(facts.purpose)", ""]
    for entry in entries({ "`\($0)`" }) { lines.append("- \(entry.name): \(entry.text)") }
    lines += ["", "```sh", example, "```"]
    guard !options.isEmpty else { return lines.joined(separator: "\n") }
    lines += ["", "| option | may be | default | meaning |", "| --- | --- | --- | --- |"]
    for option in options {
      let standard =
        switch option.standard {
        case .value(let value): "`\(OptionFacts.text(value))`"
        case .words(let words): words
        case .required: "must be given"
        }
      lines.append(
        "| `\(option.name)` | \(option.domain.words) | \(standard) | \(option.meaning) |")
    }
    return lines.joined(separator: "\n")
  }

  /// A call that works on a file with such columns.
  public var example: String {
    let columns = facts.takes.ways[0].columns
    let weights = if case .taken = facts.weights { " --weights n" } else { "" }
    let given = columns.map { column in "--\(column) \(facts.exampleColumn(column))" }
    let needed = options.compactMap { option -> String? in
      if case .required(let example) = option.standard {
        " --set \(option.name)=\(OptionFacts.text(example))"
      } else {
        nil
      }
    }
    return "almanac stat \(facts.name) data.csv"
      + given.map { " " + $0 }.joined() + (facts.takes == .fit ? weights : "") + needed.joined()
  }

  private func entries(_ named: (String) -> String) -> [(name: String, text: String)] {
    var entries: [(name: String, text: String)] = []
    func add(_ name: String, _ text: String?) {
      if let text, !text.isEmpty { entries.append((name, text)) }
    }
    add("Null hypothesis", facts.hypothesis)
    for way in facts.takes.ways where way.columns.isEmpty { add("Columns", way.meaning) }
    for way in facts.takes.ways where !way.columns.isEmpty {
      add("Columns", way.columns.map(named).joined(separator: ", ") + ": " + way.meaning)
    }
    if facts.roles.contains("levels") {
      add("Groups", named("levels") + ": the groups to compare, in this order")
    }
    if case .taken(let meaning) = facts.weights {
      add("Weights", named("weights") + ": " + meaning)
    }
    if facts.takesClusters {
      add(
        "Clusters", named("cluster") + ": the cluster of each row, whose rows depend on each other")
    }
    add("In a batch", facts.fields.joined(separator: ", "))
    add("Needs", facts.size)
    add("Rests on", facts.needs.rawValue)
    add("Statistic", facts.statistic)
    let unit =
      switch facts.unit {
      case .none: ""
      case .values: ", in the unit of the values"
      case .slope: ", in the unit of y for each unit of x"
      }
    add("Estimate", facts.estimate.map { $0 + unit })
    add("Missing values", facts.takes.missingValues)
    add("Assumes", facts.assumptions.joined(separator: "; "))
    add("Agrees with", facts.agreesWith.joined(separator: ", "))
    add(
      facts.references.count == 1 ? "Reference" : "References",
      facts.references.map(\.text).joined(separator: "; "))
    return entries
  }

  // MARK: Text on a terminal

  private static func entry(_ name: String, _ text: String, _ width: Int) -> [String] {
    let gap = String(repeating: " ", count: max(width - name.count, 0))
    let indent = String(repeating: " ", count: width + 2)
    return wrapped(text, width: max(96 - width, 40)).enumerated().map { index, line in
      (index == 0 ? "  " + name + gap : indent) + line
    }
  }

  private static func wrapped(_ text: String, width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension MethodFacts {
  /// How many groups and values the method needs; `nil` where that depends on the model or the table.
  fileprivate var size: String? {
    func several(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
    let groups =
      groups.count == 1
      ? several(groups.lowerBound, "group") : "at least \(several(groups.lowerBound, "group"))"
    return switch takes {
    case .variable, .pValues: "at least \(several(least, "value"))"
    case .pair, .oneOrTwo, .repeated, .differences, .partial, .columns:
      "at least \(several(least, "complete row"))"
    case .samples: "\(groups), each of at least \(several(least, "value"))"
    case .blocks: "\(groups), in at least \(several(least, "complete block"))"
    case .series, .gappedSeries, .modelledSeries: "at least \(several(least, "value"))"
    case .counts, .pairedCounts, .proportion, .fit, .binomialFit, .strata, .table, .tableModel: nil
    }
  }
}

extension MethodFacts {
  /// A column for a role in an example.
  fileprivate func exampleColumn(_ role: String) -> String {
    switch (role, takes) {
    case ("x", .counts): "kind"
    case ("y", .counts): "licence"
    case ("x", .pairedCounts): "before"
    case ("y", .pairedCounts): "after"
    case ("x", .proportion): "open"
    case ("x", .pValues): "p"
    case ("x", .blocks) where claim == .difference(.share, among: .conditions): "open"
    case ("x", .strata): "tuned"
    case ("y", .strata): "open"
    case ("block", .strata): "domain"
    case ("x", _): "size"
    case ("y", _): "cost"
    case ("z", _): "age"
    case ("group", .blocks): "system"
    case ("group", _): "domain"
    case ("block", _): "id"
    case ("formula", .binomialFit): "'failed ~ size'"
    case ("formula", .tableModel) where claim == .comparisons || claim == .parts:
      "'cost ~ size + domain'"
    case ("formula", _):
      if case .model(of: .hazard, _) = claim {
        "'surv(days, archived) ~ size'"
      } else if case .model(of: .odds, _) = claim {
        "'open ~ size'"
      } else {
        "'cost ~ size'"
      }
    default: role
    }
  }
}

extension OptionFacts {
  /// A value as it is written after `--set NAME=`.
  static func text(_ value: JSON) -> String {
    let names = value.arrayValue?.compactMap(\.stringValue)
    if let names, !names.isEmpty, names.count == value.arrayValue?.count {
      return names.joined(separator: ",")
    }
    return value.stringValue ?? value.text()
  }
}

extension OptionFacts.Standard {
  /// As in "(default 0.95)".
  fileprivate var words: String {
    switch self {
    case .value(let value): "default \(OptionFacts.text(value))"
    case .words(let words): "default: \(words)"
    case .required(let example): "must be given, for instance \(OptionFacts.text(example))"
    }
  }
}

extension String {
  /// With a capital at its beginning.
  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() }
}

extension Methods {
  /// The methods by topic, each with its title, for the help of `almanac stat`.
  public static var list: String {
    let width = (names.map(\.count).max() ?? 0) + 2
    var lines: [String] = []
    for topic in MethodTopic.allCases {
      lines.append(topic.rawValue)
      for facts in all.map(\.facts) where facts.topic == topic {
        let gap = String(repeating: " ", count: width - facts.name.count)
        lines.append("  " + facts.name + gap + facts.title)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// `docs/methods.md`: every method with what it takes, its options and where it comes from.
  public static var page: String {
    var parts = [
      """
      # Methods

      `almanac stat METHOD FILE` runs one of these methods on a data file, the `analyses` of a
      [study](study-language.md) name them, and a [batch](batch.md) asks for many at once. `almanac help stat METHOD`
      prints the same about one method. Columns are named by options (`--x`, `--group`) or by the keys of an analysis
      (`x:`, `group:`); models by a [formula](formulas.md).

      The program makes this page from what it knows of each method.
      """
    ]
    for topic in MethodTopic.allCases {
      let members = all.filter { $0.facts.topic == topic }
      parts.append(
        "- \(topic.rawValue): "
          + members.map { "[\($0.facts.name)](#\($0.facts.name))" }.joined(separator: ", "))
    }
    let index = parts.dropFirst().joined(separator: "\n")
    parts = [parts[0], index]
    for topic in MethodTopic.allCases {
      parts.append("## \(topic.rawValue)")
      parts += all.filter { $0.facts.topic == topic }.map(\.section)
    }
    return parts.joined(separator: "\n\n") + "\n"
  }
}
