import Basics
import Tables

/// The files of a first study, from its plan.
struct StarterText {
  let plan: StarterPlan
  let cleaning: StarterCleaning
  let roles: [(name: String, role: ColumnRole)]
  let table: Table
  let title: String
  let fileName: String
  /// How the file is written, as keys of the source.
  let dialect: String
  let condition: String?
  let ignored: [String]

  // MARK: study.yml

  func study(id: String) -> String {
    let choice = plan.choice
    var parts = [
      choice.outcome.map { "outcome: \($0.column.name.yaml)" },
      choice.by.map { "by: \($0.column.name.yaml)" },
      choice.time.map { "time: \($0.column.name.yaml)" },
    ].compactMap(\.self)
    if let unit = choice.unit { parts.append("id: \(unit.name.yaml)") }
    if !ignored.isEmpty { parts.append("ignore: [\(ignored.map(\.yaml).joined(separator: ", "))]") }
    var text = """
      # A first study of \(StarterPlan.comment(fileName)). Change what you like, then: almanac lint, almanac build.
      study: \(id)
      title: \(title.yaml)

      # The part that columns play. After a change here, change the parts below that name them.
      roles: { \(parts.joined(separator: ", ")) }

      sources:
        rows:
          path: \("data/\(fileName)".yaml)

      """
    text += dialect + columns
    text += "\ntables:\n  data:\n    from: rows\n"
    if let condition { text += "    where: \(condition.yaml)\n" }
    let canDerive = cleaning.derivations.filter { !ignored.contains($0.name) }
    if !canDerive.isEmpty || !plan.derivations.isEmpty {
      text += "    derive:\n"
      for derivation in canDerive {
        text += "      # \(StarterPlan.comment(derivation.why))\n"
        text += derivation.name.yamlMember(derivation.expression.yaml, indent: 6) + "\n"
      }
      for derivation in plan.derivations {
        text += "      \(derivation.name): \(derivation.value)\n"
      }
    }
    let later = canDerive.compactMap { derivation in
      cleaning.units[derivation.name].map { (derivation.name, $0) }
    }
    if !later.isEmpty {
      text += "    columns:\n"
      for (name, parts) in later {
        text +=
          name.yamlMember("{ label: \(parts.label.yaml), unit: \(parts.unit.yaml) }", indent: 6)
          + "\n"
      }
    }
    if isSmall { text += "    display: { caption: The rows. }\n" }
    text += Self.indented(plan.tables)
    text += "\nvalues:\n" + Self.indented(plan.values)
    text += analyses
    if !plan.figures.isEmpty { text += "\nfigures:\n" + Self.indented(plan.figures) }
    text += findings
    return text
  }

  private static func indented(_ parts: [String]) -> String {
    parts.map { part in
      part.split(separator: "\n", omittingEmptySubsequences: true).map { "  \($0)\n" }.joined()
    }.joined()
  }

  /// The roles of the columns, with what is known of them. Of very many columns, those alone that are no measurements.
  private var columns: String {
    let derived = Set(cleaning.derivations.map(\.name))
    let shown = roles.filter {
      StarterColumn.canBeNamed($0.name) && (roles.count <= 60 || $0.role.kind != .measurement)
    }
    guard !shown.isEmpty else { return "" }
    var text =
      "    # What each column is. A label and a unit appear on axes and in captions.\n    columns:\n"
    for (name, role) in shown.prefix(200) {
      var parts = ["role: \(role.kind.rawValue)"]
      let label = StarterColumn.words(name)
      if !derived.contains(name), let unit = cleaning.units[name],
        table[name]?.type.isNumeric == true
      {
        parts += ["label: \(unit.label.yaml)", "unit: \(unit.unit.yaml)"]
      } else if label.withinSentence != name.replacing("_", with: " ").withinSentence {
        parts.append("label: \(label.yaml)")
      }
      text +=
        name.yamlMember(
          "{ \(parts.joined(separator: ", ")) }  # \(StarterPlan.comment(role.evidence))", indent: 6
        ) + "\n"
    }
    return text
  }

  /// Whether all rows can be shown.
  private var isSmall: Bool { plan.rows <= 30 && table.names.count <= 12 }

  private var analyses: String {
    guard !plan.analyses.isEmpty else { return "" }
    // One test alone needs no correction.
    let family = plan.analyses.count > 1 ? ["family: first-look"] : []
    let text = plan.analyses.map { id, lines in
      "  \(id):\n" + (lines + family).map { "    \($0)\n" }.joined()
    }
    return "\n# A first look: nobody planned these tests before the data were seen.\nanalyses:\n"
      + text.joined()
      + (family.isEmpty ? "" : "\nfamilies:\n  first-look: { correction: holm }\n")
  }

  // MARK: report.md

  var report: String {
    var text = """
      # \(title.markdown)

      \(opening)

      {{facts \(plan.facts.prefix(4).joined(separator: ", "))}}

      \(summary)


      """
    for section in plan.sections { text += "## \(section.heading.markdown)\n\n\(section.text)" }
    if isSmall { text += "## The rows\n\n{{table data}}\n\n" }
    text += "## How the columns were read\n\n\(reading)\n\n"
    if !plan.untested.isEmpty {
      text += "## What was not tested\n\n" + plan.untested.map { "- \($0)\n" }.joined() + "\n"
    }
    text += "{{appendix}}\n\n"
    for section in plan.appendix { text += "## \(section.heading.markdown)\n\n\(section.text)" }
    return text + """
      ## What the columns hold

      {{data-quality rows}}

      ## Methods

      {{methods}}

      {{sources}}

      """
  }

  /// How many rows there are, in a sentence.
  private var opening: String {
    condition == nil
      ? "The file has {{count(row-count)}} rows."
      : "Of the file's {{count(rows.rows)}} rows this study uses {{count(row-count)}}."
  }

  private var summary: String {
    guard !plan.findings.isEmpty else {
      return
        "No column of this file is a quantity or a grouping that could be summed up: the tables below show what is there."
    }
    var text = "{{findings}}"
    if !plan.analyses.isEmpty {
      let count = plan.analyses.count
      text +=
        "\n\n> [!NOTE]\n> A first look at these data: nobody wrote the question\(count == 1 ? "" : "s") down before. "
        + (count == 1
          ? "Its *p*-value is"
          : "The *p*-values of its \(count) tests, corrected for their number by Holm's method, are")
        + " a reason to look closer, and no proof."
    }
    return text
  }

  /// The sentences at the head of the report, most important first.
  private var findings: String {
    guard !plan.findings.isEmpty else { return "" }
    let text = plan.findings.enumerated().map { place, finding in
      "  finding-\(place + 1): { say: \(finding.say.yaml), rank: \(place + 1), see: \(finding.see) }\n"
    }
    return
      "\n# What {{findings}} says in the report: five at most, the lowest rank first.\nfindings:\n"
      + text.joined()
  }

  /// What was taken for outcome, groups and time, and why.
  private var reading: String {
    let choice = plan.choice
    var sentences: [String] = []
    for (words, taken) in [
      ("The outcome is", choice.outcome), ("Groups are compared by", choice.by),
      ("Rows are ordered in time by", choice.time),
    ] {
      guard let taken else { continue }
      sentences.append("\(words) **\(taken.column.name.markdown)** (\(taken.why.markdown)).")
    }
    if let unit = choice.unit {
      sentences.append("Rows with the same **\(unit.name.markdown)** belong together.")
    }
    let none = [
      ("outcome", choice.outcome == nil), ("groups", choice.by == nil),
      ("time", choice.time == nil),
    ].filter(\.1).map(\.0)
    if !none.isEmpty {
      sentences.append("No column was taken for \(none.joined(separator: " or ")).")
    }
    return sentences.joined(separator: " ")
      + " To have it otherwise, start again with `--outcome`, `--by`, `--time`, `--id` or `--ignore`, or change `study.yml`."
  }
}
