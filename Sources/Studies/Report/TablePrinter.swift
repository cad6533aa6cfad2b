import Basics
import Reports
import Tables

/// A table of a study as the report prints it: by its `display`, else by the columns' metadata.
struct TablePrinter {
  let table: Table
  let id: String
  let display: DisplayDefinition?
  let language: ReportLanguage

  /// The first rows, as the document shows them.
  func reportTable() throws -> ReportTable { try printed(limit: display?.limit ?? Self.shownRows) }

  private static let shownRows = 40

  private func printed(limit: Int?) throws -> ReportTable {
    let columns = try display?.columns?.map(column)
    for name in display?.totals ?? [] {
      let isShown = columns?.contains { $0.column == name.value } ?? true
      guard isShown, let column = table[name.value] else {
        throw StudyError(
          at: name.position,
          "'total' of table '\(id)' names '\(name.value)', which is no column that it shows")
      }
      guard column.type.isNumeric else {
        throw StudyError(
          at: name.position,
          "'total' of table '\(id)' names '\(name.value)', which holds no numbers")
      }
    }
    var result = try located(display?.position ?? Self.nowhere) {
      try ReportTable(
        table, id: id, caption: [.text(display?.caption ?? "")], display: columns, limit: limit,
        notes: (display?.notes ?? []).map { [.text($0)] }, files: ["tables/\(id).csv"],
        totals: (display?.totals ?? []).map(\.value), language: language)
    }
    for (index, column) in (display?.columns ?? []).enumerated() where column.format == "link" {
      result = result.linking(column: index)
    }
    return result
  }

  private static let nowhere = SourcePosition(file: StudyFolder.mainFile, line: 1, column: 1)

  private func column(_ column: DisplayDefinition.ColumnDisplay) throws -> ReportTable.Display {
    var result = ReportTable.Display(
      column: column.name.value, title: column.title, format: try format(column),
      unit: column.unit, alignment: column.align.flatMap(Self.alignment), group: column.group)
    result.isShaded = column.isShaded
    result.isSecondary = column.isSecondary
    return result
  }

  private func format(_ column: DisplayDefinition.ColumnDisplay) throws -> NumberFormat? {
    guard column.format != "link" else { return nil }
    guard column.format != nil || column.digits != nil || column.decimals != nil else { return nil }
    let options =
      [column.digits.map { ("digits", $0) }, column.decimals.map { ("decimals", $0) }]
      .compactMap { $0 }.map { Tag.Option($0.0, String($0.1)) }
    return try located(column.name.position) {
      try NumberFormat.parse(column.format ?? "number", options: options)
    }
  }

  private static func alignment(_ name: String) -> ReportTable.Alignment? {
    ["left": .leading, "center": .centre, "right": .trailing][name]
  }
}

extension ReportTable {
  /// The table with the addresses in one column as links; what is not an address stays text.
  fileprivate func linking(column: Int) -> ReportTable {
    mapCells(of: column) { cell in
      guard case .text(let text) = cell, let link = Link(text) else { return cell }
      return .inlines([.link([.text(Self.host(text))], link)])
    }
  }

  /// The host of an address, which is what a reader wants to see of it.
  private static func host(_ address: String) -> String {
    let rest = address.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
    return rest.count > 1 ? String(rest[1].prefix { $0 != "/" }) : address
  }
}
