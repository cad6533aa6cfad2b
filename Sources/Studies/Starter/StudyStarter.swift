internal import Basics
import Datasets
public import Foundation
public import Tables

/// Writes a working study for a data file: it looks at the columns and proposes tables, trends,
/// tests and figures.
public struct StudyStarter: Sendable {
  private let file: URL
  private let part: String
  /// Which rows are kept; `nil`: all.
  private let condition: String?
  private let options: ReadOptions
  private let table: Table
  private let cleaning: StarterCleaning
  private let columns: StarterColumns
  /// Names of the columns that the study adds, none of which is one of the file's.
  private let added: (count: String, typical: String, period: String)

  /// Reads the file, all of it, to see what its columns hold.
  ///
  /// - Parameters:
  ///   - part: the sheet of a workbook, or the table of a database; empty: the first.
  ///   - condition: which rows to keep; `nil`: all.
  public init(
    file: URL, part: String = "", options: ReadOptions = .init(), where condition: String? = nil
  ) throws {
    self.file = file
    self.condition = condition
    self.part = part
    self.options = options
    var table = try TableFile.read(
      part.isEmpty ? file.path : "\(file.path):\(part)", options: options)
    if let condition { table = try table.filtered(Expression.parse(condition)) }
    cleaning = StarterCleaning(table)
    self.table = try cleaning.applied(to: table)
    guard table.rowCount > 0 else {
      throw StudyError(
        at: nil, "'\(file.lastPathComponent)' has no rows; a study needs some to start from")
    }
    columns = StarterColumns(self.table)
    var taken = Set(self.table.names)
    added = (
      taken.insertFresh("count"), taken.insertFresh("typical"), taken.insertFresh("period")
    )
  }

  /// Writes `study.yml` and `report.md` into `folder`, and a copy of the data into `data/` there. A
  /// folder that holds a study already is left as it is.
  public func write(to folder: URL) throws {
    let manager = FileManager.default
    let studyFile = folder.appendingPathComponent("study.yml")
    guard !manager.fileExists(atPath: studyFile.path) else {
      throw StudyError(
        at: nil, "'\(folder.path)' already contains a study; choose another folder or remove it")
    }
    let path = folder.relativePath
    try OutputFile.makeFolder("\(path)/data")
    let copy = "\(path)/data/\(file.lastPathComponent)"
    if !manager.fileExists(atPath: copy) { try OutputFile.copy(file.path, to: copy) }
    try OutputFile.write(Data(report.utf8), to: "\(path)/report.md")
    try OutputFile.write(Data(study(id: identifier(folder)).utf8), to: "\(path)/study.yml")
  }

  private func identifier(_ folder: URL) -> String {
    let words = folder.standardizedFileURL.lastPathComponent.lowercased().unicodeScalars.map {
      ("a"..."z").contains($0) || ("0"..."9").contains($0) ? Character($0) : "-"
    }
    let text = String(words).split(separator: "-").joined(separator: "-")
    return text.first?.isLetter == true ? text : "study-" + text
  }

  private var title: String {
    let name = file.deletingPathExtension().lastPathComponent
    return "What the file \(name) contains"
  }

  // MARK: study.yml

  /// How the file is written, as far as it was said.
  private var dialect: String {
    var lines: [(key: String, value: String)] = []
    if !part.isEmpty { lines.append(("table", part.yaml)) }
    if !options.missing.isEmpty {
      lines.append(("missing", "[\(([""] + options.missing).map(\.yaml).joined(separator: ", "))]"))
    }
    if let sign = options.decimal { lines.append(("decimal", sign.rawValue.yaml)) }
    if let sign = options.thousands { lines.append(("thousands", sign.yaml)) }
    if let sign = options.separator {
      lines.append(("delimiter", sign == "\t" ? "tab" : String(Character(sign)).yaml))
    }
    if let encoding = options.encoding { lines.append(("encoding", encoding.yaml)) }
    if let order = options.dayOrder { lines.append(("dates", order.rawValue)) }
    return lines.map { "    \($0.key): \($0.value)\n" }.joined()
  }

  private func study(id: String) -> String {
    var text = """
      study: \(id)
      title: \(title.yaml)

      sources:
        rows:
          path: \("data/\(file.lastPathComponent)".yaml)

      """
    text += dialect
    text += """
          # Say what the columns mean, and it appears on axes, in tables and in captions:
          # columns:
          #   emissions: { unit: kg, label: Reported emissions, provenance: reported }

      tables:
        data:
          from: rows

      """
    if let condition { text += "    where: \(condition.yaml)\n" }
    if !cleaning.derivations.isEmpty {
      text += "    derive:\n"
      for derivation in cleaning.derivations {
        text += "      # \(derivation.why)\n"
        text += derivation.name.yamlMember(derivation.expression.yaml, indent: 6) + "\n"
      }
      let sources = cleaning.derivations.map(\.source.yaml).joined(separator: ", ")
      text += "    drop: [\(sources)]\n"
    }
    let described = cleaning.columns.filter { table[$0.name]?.type.isNumeric == true }
    if !described.isEmpty {
      text += "    columns:\n"
      for column in described {
        let value = "{ label: \(column.label.yaml), unit: \(column.unit.yaml) }"
        text += column.name.yamlMember(value, indent: 6) + "\n"
      }
    }
    if isSmall { text += "    display: { caption: The rows. }\n" }
    if let date = columns.date, let quantity = columns.quantities.first {
      text += """
          by-month:
            from: data
            where: \("\(date.expression) is not null".yaml)
            derive:
              \(added.period): \("date_trunc('month', \(date.expression))".yaml)
            group: \(added.period)
            summarise:
              \(added.count): { value: count(), label: Rows }
              \(added.typical): { value: \("median(\(quantity.expression))".yaml), label: \("Median of \(quantity.lowered)".yaml) }
            display:
              caption: Rows by month.
              columns: { \(added.period): { title: Month, format: month }, \(added.count): Rows, \(added.typical): { digits: 3 } }

        """
    }
    if let category = columns.categories.first {
      text += """
          by-group:
            from: data
            where: \("\(category.expression) is not null".yaml)
            group: [\(category.name.yaml)]
            summarise:
              \(added.count): { value: count(), label: Rows }

        """
      if let quantity = columns.quantities.first {
        text +=
          "      \(added.typical): { value: \("median(\(quantity.expression))".yaml), label: \("Median of \(quantity.lowered)".yaml) }\n"
      }
      let typical = columns.quantities.isEmpty ? "" : "\n        \(added.typical): { digits: 3 }"
      text += """
            sort: [-\(added.count)]
            display:
              caption: \("Rows by \(category.lowered).".yaml)
              limit: 20
              columns:
        \(category.name.yamlMember("\(category)".yaml, indent: 8))
                \(added.count): Rows\(typical)

        """
    }
    text += "\nvalues:\n  row-count: { title: rows, table: data, value: count() }\n"
    if let quantity = columns.quantities.first {
      text +=
        "  typical: { title: \("median of \(quantity.lowered)".yaml), table: data, value: \("median(\(quantity.expression))".yaml) }\n"
    }
    return text + analyses + figures
  }

  /// Whether all rows can be shown.
  private var isSmall: Bool { table.rowCount <= 30 }

  private var analyses: String {
    var entries: [(id: String, lines: [String])] = []
    let quantities = columns.quantities
    if quantities.count > 1 {
      entries.append(
        (
          "association",
          [
            "title: \("\(quantities[0]) and \(quantities[1].lowered)".yaml)", "method: spearman",
            "table: data", "x: \(quantities[0].name.yaml)", "y: \(quantities[1].name.yaml)",
          ]
        ))
    }
    if let quantity = quantities.first, let category = columns.categories.first {
      entries.append(
        (
          "groups",
          [
            "title: \("\(quantity) by \(category.lowered)".yaml)",
            "method: \(category.distinct == 2 ? "mann-whitney" : "kruskal-wallis")", "table: data",
            "x: \(quantity.name.yaml)", "group: \(category.name.yaml)",
          ]
        ))
    }
    if columns.date != nil, !quantities.isEmpty, columns.monthCount >= 4 {
      entries.append(
        (
          "trend",
          [
            "title: \("Trend of the monthly median of \(quantities[0].lowered)".yaml)",
            "method: mann-kendall", "table: by-month", "x: \(added.typical)",
          ]
        ))
    }
    guard !entries.isEmpty else { return "" }
    // One test alone needs no correction.
    let family = entries.count > 1 ? ["family: questions"] : []
    let text = entries.map { id, lines in
      "  \(id):\n" + (lines + family).map { "    \($0)\n" }.joined()
    }
    return "\nanalyses:\n" + text.joined()
      + (family.isEmpty ? "" : "\nfamilies:\n  questions: { correction: holm }\n")
  }

  private var figures: String {
    var text = ""
    if isSmall, let name = columns.name, let quantity = columns.quantities.first {
      text += """
          values:
            table: data
            title: \("\(quantity) by \(name.lowered)".yaml)
            layers: [{ mark: bar, x: \(quantity.expression.yaml), y: \(name.expression.yaml), sort: descending }]
            scales: { x: { title: \("\(quantity)".yaml) }, y: { title: \("\(name)".yaml) } }
            caption: One bar for each row.

        """
    } else if let quantity = columns.quantities.first {
      text += """
          distribution:
            table: data
            title: \("Distribution of \(quantity.lowered)".yaml)
            layers: [{ mark: histogram, x: \(quantity.expression.yaml) }]
            scales: { x: { title: \("\(quantity)".yaml)\(quantity.isSkewed ? ", type: log" : "") }, y: { title: Rows } }
            caption: \("The distribution of \(quantity.lowered).".yaml)

        """
    }
    if columns.quantities.count > 1 {
      let (x, y) = (columns.quantities[1], columns.quantities[0])
      text += """
          scatter:
            table: data
            title: \("\(y) and \(x.lowered)".yaml)
            layers: [{ mark: point, x: \(x.expression.yaml), y: \(y.expression.yaml) }]
            scales: { x: { title: \("\(x)".yaml)\(x.isSkewed ? ", type: log" : "") }, y: { title: \("\(y)".yaml)\(y.isSkewed ? ", type: log" : "") } }
            caption: One point for each row that has both values.

        """
    }
    if let quantity = columns.quantities.first, let category = columns.categories.first {
      text += """
          boxes:
            table: data
            title: \("\(quantity) by \(category.lowered)".yaml)
            layers: [{ mark: boxplot, x: \(category.expression.yaml), y: \(quantity.expression.yaml), where: \("\(category.expression) is not null".yaml) }]
            scales: { x: { title: \("\(category)".yaml) }, y: { title: \("\(quantity)".yaml)\(quantity.isSkewed ? ", type: log" : "") } }
            caption: Boxes hold the middle half of the rows of a group, the line in them is the median; fewer than eight rows are points without a box.

        """
    }
    if columns.date != nil, let quantity = columns.quantities.first, columns.monthCount > 1 {
      text += """
          over-time:
            table: by-month
            title: \("Monthly median of \(quantity.lowered)".yaml)
            layers: [{ mark: line, x: \(added.period), y: \(added.typical) }, { mark: point, x: \(added.period), y: \(added.typical) }]
            scales: { x: { title: Month }, y: { title: \("Median of \(quantity.lowered)".yaml) } }
            caption: The last month may be incomplete.

        """
    }
    return text.isEmpty ? "" : "\nfigures:\n" + text
  }

  // MARK: report.md

  private var report: String {
    let quantities = columns.quantities
    let typical = quantities.isEmpty ? "" : ", typical"
    var text = """
      # \(title.markdown)

      \(opening)

      {{facts row-count\(typical)}}


      """
    if let quantity = quantities.first {
      let figure = isSmall && columns.name != nil ? "values" : "distribution"
      text += "## \("\(quantity)".markdown)\n\n{{figure \(figure)}}\n\n"
    }
    if isSmall { text += "{{table data}}\n\n" }
    if quantities.count > 1 {
      text += """
        ## \("\(quantities[0]) and \(quantities[1].lowered)".markdown)

        {{sentence(association)}}

        {{figure scatter}}

        {{test association}}


        """
    }
    if let category = columns.categories.first {
      text += "## By \(category.lowered.markdown)\n\n"
      if !quantities.isEmpty {
        text += "{{sentence(groups)}}\n\n{{figure boxes}}\n\n{{test groups}}\n\n"
      }
      text += "{{table by-group}}\n\n"
    }
    if columns.date != nil, !quantities.isEmpty {
      text += "## Over time\n\n"
      if columns.monthCount >= 4 {
        text += "The monthly median of \(quantities[0].lowered.markdown) {{trend(trend)}}.\n\n"
      }
      if columns.monthCount > 1 { text += "{{figure over-time}}\n\n" }
      if columns.monthCount >= 4 { text += "{{test trend}}\n\n" }
      text += "{{table by-month}}\n\n"
    }
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
}
