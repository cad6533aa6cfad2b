extension Chart {
  /// Something of a table that a chart reads.
  package enum TableUse: Hashable, Sendable {
    /// Every column.
    case all
    /// A column, or an expression over columns.
    case mapping(String)
    /// A condition on rows.
    case condition(String)
    /// The columns that a fitted model reads.
    case model(String)
  }

  /// What the chart, with the charts in it, reads of the table called `name`; `around` is the table of
  /// the chart that it lies in.
  package func reading(of name: String, around: String? = nil) -> [TableUse] {
    let own = table ?? around
    var result = panels.flatMap { $0.reading(of: name, around: own) }
    // Without a name a layer draws from the only table there is.
    if let picture, (picture.table ?? own ?? name) == name {
      result += picture.kind.keys.compactMap { picture.mappings[$0]?.tableUse }
      result += picture.where.map { [.condition($0)] } ?? []
    }
    let read = layers.filter { ($0.table ?? own ?? name) == name }
    for layer in read { result += layer.reading }
    if !read.isEmpty, let facet {
      result += [facet.by, facet.rows, facet.columns].compactMap(\.?.tableUse)
    }
    return result
  }
}

extension Layer {
  fileprivate var reading: [Chart.TableUse] {
    // A mark of columns that is given none draws all of them.
    if mark.type.keys.contains(.columns), columns == nil, model == nil { return [.all] }
    let mappings: [Mapping?] = [
      x, y, xmin, xmax, ymin, ymax, xend, yend, color, shape, size, label, group, weight,
    ]
    return mappings.compactMap(\.?.tableUse) + (columns ?? []).map { .mapping($0) }
      + (`where`.map { [.condition($0)] } ?? []) + (model.map { [.model($0)] } ?? [])
  }
}

extension Mapping {
  fileprivate var tableUse: Chart.TableUse? {
    if case .expression(let text) = self { .mapping(text) } else { nil }
  }
}
