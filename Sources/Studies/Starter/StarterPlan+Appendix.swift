import Basics
import Tables

extension StarterPlan {
  /// The distributions of further columns.
  mutating func addAppendix() {
    let shown = Set([outcome?.name, by?.name, time?.name].compactMap(\.self))
    let more = columns.filter { column in
      !shown.contains(column.name) && column.distinct > 1
        && (column.isQuantity && column.present >= 3
          || column.isGrouping && column.distinct <= 15 && column.kind != .code)
    }
    var text = ""
    for (index, column) in more.prefix(8).enumerated() {
      let id = "column-\(index + 1)"
      text += column.isQuantity ? quantity(column, id: id) : bars(column, id: id)
    }
    if !text.isEmpty {
      if more.count > 8 { text += "\(more.count - 8) more columns are in the table below.\n\n" }
      appendix.append(Section(heading: "Further columns", text: text))
    }
  }

  mutating func addUntested() {
    func list(_ kinds: Set<ColumnRole.Kind>) -> String? {
      let names = columns.filter { kinds.contains($0.kind) }.map { $0.label.markdown }
      guard !names.isEmpty else { return nil }
      return names.prefix(6).joined(separator: ", ")
        + (names.count > 6 ? " and \(names.count - 6) more" : "")
    }
    if let keys = list([.identifier, .code]) {
      untested.append("\(keys): they name, so averages and tests of them mean nothing.")
    }
    if let constants = list([.constant]) { untested.append("\(constants): one value, or none.") }
    if let words = list([.text, .list]) {
      untested.append("\(words): words have to be coded first.")
    }
    let gaps = columns.filter { $0.kind != .constant && $0.present * 2 < rows }.map {
      $0.label.markdown
    }
    if !gaps.isEmpty {
      untested.append(
        "\(gaps.prefix(6).joined(separator: ", ")): more than half of the rows have no value. Ask why before they are used."
      )
    }
  }
}
