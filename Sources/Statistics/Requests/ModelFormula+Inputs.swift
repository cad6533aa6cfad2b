extension ModelFormula {
  /// The same of a formula as written; none where it cannot be read, which is reported where it is used.
  static func inputs(of text: String?) -> [String] {
    text.flatMap { try? ModelFormula(parsing: $0) }?.inputs ?? []
  }

  /// The columns and expressions that the formula reads, response first, each once.
  public var inputs: [String] {
    var texts: [String] = []
    for text in survival ?? [] where !texts.contains(text) { texts.append(text) }
    for variable in (response.map { [$0] } ?? []) + terms.flatMap(\.variables) {
      let text =
        switch variable.source {
        case .column(let name): name
        case .expression(let text), .power(let text, _): text
        }
      if !texts.contains(text) { texts.append(text) }
    }
    for text in offsets where !texts.contains(text) { texts.append(text) }
    return texts
  }
}
