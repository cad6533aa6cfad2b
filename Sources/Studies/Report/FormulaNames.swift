import Statistics
import Tables

/// Readers' names of the variables of a fitted model.
struct FormulaNames {
  /// What is modelled; `nil` where the analysis has no formula.
  let response: String?
  /// Terms as the fit calls them, and what readers call them.
  let terms: [String: String]

  init(_ definition: AnalysisDefinition, _ table: Table) {
    let text = definition.roles.first { $0.role == "formula" }?.texts.first?.value
    guard let formula = text.flatMap({ try? ModelFormula(parsing: $0) }) else {
      response = nil
      // The variables of a matrix are side by side as terms do.
      let isMatrix = Methods[definition.method.value]?.facts.takes == .columns
      let columns = isMatrix ? definition.roles.flatMap(\.texts).map(\.value) : []
      terms = Dictionary(
        columns.map { ($0, Self.words($0, table)) }, uniquingKeysWith: { first, _ in first })
      return
    }
    response = formula.response.map { Self.words($0.label, table) }
    var terms: [String: String] = [:]
    for variable in formula.terms.flatMap(\.variables) {
      terms[variable.label] = Self.words(variable.label, table)
    }
    self.terms = terms
  }

  /// The label of a column; of a logarithm of one, "the logarithm of" it; of anything else the formula itself.
  static func words(_ text: String, _ table: Table) -> String {
    if let column = table[text] {
      return (column.metadata.label ?? text.replacing("_", with: " ")).withinSentence
    }
    if let call = (try? Expression.parse(text))?.outermostCall, let column = call.column,
      ["ln", "log10", "log2"].contains(call.function), table[column] != nil
    {
      return "the logarithm of " + words(column, table)
    }
    return text
  }
}
