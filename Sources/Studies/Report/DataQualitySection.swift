import Basics
import Reports
import Tables

/// What the columns of a source hold, and what in them looks wrong, with its rows.
struct DataQualitySection {
  let id: String
  let profile: TableProfile
  let source: String
  /// What the study says that columns are for, by their names.
  let roles: [String: String]

  var blocks: [Block] {
    [.table(columns)] + findings
  }

  private var columns: ReportTable {
    ReportTable(
      id: "columns-" + id,
      caption: [.text(English.columns(of: source, rows: profile.rows))],
      columns: [
        .init("Column"), .init("Type"),
      ] + (roles.isEmpty ? [] : [.init("Role")]) + [
        .init("Missing", format: .integer),
        .init("Distinct", format: .integer), .init("Lowest"), .init("Median"), .init("Highest"),
        .init("Most frequent"),
      ],
      rows: profile.columns.map { column in
        let spread = column.distribution
        // Each row is of another column: no cell takes the digits of its neighbours.
        func end(_ number: Tables.Value?, _ value: Tables.Value?) -> ReportTable.Cell {
          if column.kind == .year, let year = number?.doubleValue {
            return .formatted(year, .year(isWhole: year.rounded() == year))
          }
          if case .int(let whole) = number { return .integer(whole) }
          if let number = number?.doubleValue { return .formatted(number, .number) }
          return value.map { .text($0.description) } ?? .missing
        }
        return [
          .text(column.name + (column.unit.map { ", " + $0.symbol } ?? "")),
          .text(column.type.rawValue),
        ] + (roles.isEmpty ? [] : [.text(roles[column.name] ?? "")]) + [
          .number(Double(column.missing)),
          .number(Double(column.distinct)), end(spread?.minimum, column.earliest),
          end(spread?.median, nil), end(spread?.maximum, column.latest),
          frequent(column),
        ]
      })
  }

  /// The most frequent text, shortened, where texts repeat at all.
  private func frequent(_ column: ColumnProfile) -> ReportTable.Cell {
    guard !column.type.isNumeric, let first = column.mostFrequent.first, first.rows > 1 else {
      return .missing
    }
    let text = first.value.description
    let shown = text.count > 32 ? text.prefix(31) + "…" : text[...]
    return .text("\(shown) (\(NumberFormat.integer.text(Double(first.rows))))")
  }

  private var findings: [Block] {
    guard !profile.findings.isEmpty else {
      return [.paragraph([.text(English.nothingOdd)])]
    }
    let items: [[Block]] = profile.findings.map { finding in
      let name: [Inline] = finding.column.map { [.code($0), .text(": ")] } ?? []
      return [
        .paragraph(
          name + [
            .text(
              English.finding(
                finding.text, rows: finding.rows.prefix(8).map { $0 + 1 }, of: finding.rowCount))
          ])
      ]
    }
    return [.paragraph([.text(English.secondLook)]), .list(List(items: items))]
  }
}
