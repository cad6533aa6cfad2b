import Basics

/// What readers call the rows of a ledger: by the title of what is compared, and the part of it.
struct LedgerNames {
  private let names: [String: String]

  init(_ study: StudyDefinition) {
    var titles: [String: String] = [:]
    for value in study.values { titles[value.id] = value.title }
    for analysis in study.analyses { titles[analysis.id] = analysis.title }
    names = Dictionary(
      study.expected.map { ($0.id, Self.name($0, titles)) }, uniquingKeysWith: { first, _ in first }
    )
  }

  subscript(id: String) -> String? { names[id] }

  private static func name(_ expected: ExpectedDefinition, _ titles: [String: String]) -> String {
    if let title = expected.title { return title }
    guard let address = expected.recomputed?.addresses.first.flatMap({ Address($0.value) }) else {
      // Nothing is computed: the id has the words.
      let parts = expected.id.split(separator: ".").map { words(String($0)) }
      return capitalised(parts.joined(separator: ", "))
    }
    let name = titles[address.id] ?? words(address.id)
    // Of a list or mapping the whole is one row.
    guard case .address? = expected.recomputed else { return capitalised(name) }
    let parts = address.path.compactMap { part -> String? in
      switch part {
      case .field(let field): Self.fields[field] ?? words(field)
      case .element(let element): words(element)
      }
    }
    return capitalised(([name] + parts.filter { !$0.isEmpty }).joined(separator: ", "))
  }

  private static let fields = ["value": "", "p_value": "p", "p_adjusted": "adjusted p"]

  private static func words(_ id: String) -> String {
    id.replacing("-", with: " ").replacing("_", with: " ")
  }

  private static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
