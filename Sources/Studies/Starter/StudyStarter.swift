import Datasets
public import Foundation
import Tables

/// Writes a working study for a data file: it looks at the columns and proposes tables, trends,
/// tests and figures.
public struct StudyStarter: Sendable {
  private let file: URL
  private let table: Table
  private let columns: StarterColumns

  /// Reads the file, all of it, to see what its columns hold.
  public init(file: URL) throws {
    self.file = file
    table = try TableFile.read(file.path)
    guard table.rowCount > 0 else {
      throw StudyError(
        at: nil, "'\(file.lastPathComponent)' holds no rows; a study needs some to start from")
    }
    columns = StarterColumns(table)
  }

  /// Writes `study.yml` and `report.md` into `folder`, and a copy of the data into `data/` there. A
  /// folder that holds a study already is left as it is.
  public func write(to folder: URL) throws {
    let manager = FileManager.default
    let studyFile = folder.appendingPathComponent("study.yml")
    guard !manager.fileExists(atPath: studyFile.path) else {
      throw StudyError(
        at: nil, "'\(folder.path)' holds a study already; choose another folder or remove it")
    }
    let dataFolder = folder.appendingPathComponent("data")
    try manager.createDirectory(at: dataFolder, withIntermediateDirectories: true)
    let copy = dataFolder.appendingPathComponent(file.lastPathComponent)
    if !manager.fileExists(atPath: copy.path) { try manager.copyItem(at: file, to: copy) }
    try Data(report.utf8).write(to: folder.appendingPathComponent("report.md"), options: .atomic)
    try Data(study(id: identifier(folder)).utf8).write(to: studyFile, options: .atomic)
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
    return "What the file \(name) holds"
  }

  // MARK: study.yml

  private func study(id: String) -> String {
    var text = """
      study: \(id)
      title: \(title.yaml)

      sources:
        rows:
          path: \("data/\(file.lastPathComponent)".yaml)
          # Say what the columns mean, and it appears on axes, in tables and in captions:
          # columns:
          #   emissions: { unit: kg, label: Reported emissions, provenance: reported }


      """
    text += "tables:\n  data:\n    from: rows\n"
    if let date = columns.date, let quantity = columns.quantities.first {
      text += """
            derive:
              period: \("date_trunc('month', \(date.expression))".yaml)
          by-month:
            from: data
            where: period is not null
            group: period
            summarise:
              count: { value: count(), label: Rows }
              typical: { value: \("median(\(quantity.expression))".yaml), label: \("Median of \(quantity)".yaml) }
            display:
              caption: Rows by month.
              columns: { period: { title: Month, format: month }, count: Rows, typical: { title: \("Median of \(quantity)".yaml), digits: 3 } }

        """
    }
    if let category = columns.categories.first {
      text += """
          by-group:
            from: data
            where: \("\(category.expression) is not null".yaml)
            group: [\(category.name.yaml)]
            summarise:
              count: { value: count(), label: Rows }

        """
      if let quantity = columns.quantities.first {
        text +=
          "      typical: { value: \("median(\(quantity.expression))".yaml), label: \("Median of \(quantity)".yaml) }\n"
      }
      text +=
        "    sort: [-count]\n    display: { caption: \("Rows by \(category).".yaml), limit: 20 }\n"
    }
    text += "\nvalues:\n  row-count: { title: rows, table: data, value: count() }\n"
    if let quantity = columns.quantities.first {
      text +=
        "  typical: { title: \("median of \(quantity)".yaml), table: data, value: \("median(\(quantity.expression))".yaml) }\n"
    }
    return text + analyses + figures
  }

  private var analyses: String {
    var text = ""
    let quantities = columns.quantities
    if quantities.count > 1 {
      text += """
          association:
            title: \("\(quantities[0]) and \(quantities[1])".yaml)
            method: spearman
            table: data
            x: \(quantities[0].name.yaml)
            y: \(quantities[1].name.yaml)
            family: questions

        """
    }
    if let quantity = quantities.first, let category = columns.categories.first {
      text += """
          groups:
            title: \("\(quantity) by \(category)".yaml)
            method: \(category.distinct == 2 ? "mann-whitney" : "kruskal-wallis")
            table: data
            x: \(quantity.name.yaml)
            group: \(category.name.yaml)
            family: questions

        """
    }
    if columns.date != nil, !quantities.isEmpty, columns.monthCount >= 4 {
      text += """
          trend:
            title: \("Trend of the monthly median of \(quantities[0])".yaml)
            method: mann-kendall
            table: by-month
            x: typical
            family: questions

        """
    }
    guard !text.isEmpty else { return "" }
    return "\nanalyses:\n" + text + "\nfamilies:\n  questions: { correction: holm }\n"
  }

  private var figures: String {
    var text = ""
    if let quantity = columns.quantities.first {
      text += """
          distribution:
            table: data
            title: \("Distribution of \(quantity)".yaml)
            layers: [{ mark: histogram, x: \(quantity.expression.yaml) }]
            scales: { x: { title: \("\(quantity)".yaml)\(quantity.isSkewed ? ", type: log" : "") }, y: { title: Rows } }
            caption: \("How the values of \(quantity) spread.".yaml)

        """
    }
    if columns.quantities.count > 1 {
      let (x, y) = (columns.quantities[1], columns.quantities[0])
      text += """
          scatter:
            table: data
            title: \("\(y) and \(x)".yaml)
            layers: [{ mark: point, x: \(x.expression.yaml), y: \(y.expression.yaml) }]
            scales: { x: { title: \("\(x)".yaml)\(x.isSkewed ? ", type: log" : "") }, y: { title: \("\(y)".yaml)\(y.isSkewed ? ", type: log" : "") } }
            caption: One point a row.

        """
    }
    if let quantity = columns.quantities.first, let category = columns.categories.first {
      text += """
          boxes:
            table: data
            title: \("\(quantity) by \(category)".yaml)
            layers: [{ mark: boxplot, x: \(category.expression.yaml), y: \(quantity.expression.yaml), where: \("\(category.expression) is not null".yaml) }]
            scales: { x: { title: \("\(category)".yaml) }, y: { title: \("\(quantity)".yaml)\(quantity.isSkewed ? ", type: log" : "") } }
            caption: Boxes hold the middle half of the rows.

        """
    }
    if columns.date != nil, let quantity = columns.quantities.first, columns.monthCount > 1 {
      text += """
          over-time:
            table: by-month
            title: \("Monthly median of \(quantity)".yaml)
            layers: [{ mark: line, x: period, y: typical }, { mark: point, x: period, y: typical }]
            scales: { x: { title: Month }, y: { title: \("Median of \(quantity)".yaml) } }
            caption: The last month may be incomplete.

        """
    }
    return text.isEmpty ? "" : "\nfigures:\n" + text
  }

  // MARK: report.md

  private var report: String {
    let quantities = columns.quantities
    var text = """
      # \(title.markdown)

      The file holds {{count(row-count)}} rows.

      {{facts row-count\(quantities.isEmpty ? "" : ", typical")}}


      """
    if let quantity = quantities.first {
      text += "## \("\(quantity)".markdown)\n\n{{figure distribution}}\n\n"
    }
    if quantities.count > 1 {
      text += """
        ## \("\(quantities[0]) and \(quantities[1])".markdown)

        {{figure scatter}}

        {{sentence(association)}}

        {{test association}}


        """
    }
    if let category = columns.categories.first {
      text += "## By \("\(category)".markdown)\n\n{{table by-group}}\n\n"
      if !quantities.isEmpty {
        text += "{{figure boxes}}\n\n{{sentence(groups)}}\n\n{{test groups}}\n\n"
      }
    }
    if columns.date != nil, !quantities.isEmpty {
      text += "## Over time\n\n"
      if columns.monthCount > 1 { text += "{{figure over-time}}\n\n" }
      if columns.monthCount >= 4 {
        text += "The monthly median {{trend(trend)}}.\n\n{{test trend}}\n\n"
      }
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
}
