import Tables

/// A definition as a study says it, with the values of the parameters that it names: two are equal where they
/// mean the same, wherever they are and however they are laid out.
struct Written: Hashable, Sendable {
  /// A parameter that a definition names.
  struct Parameter: Hashable, Sendable {
    let name: String
    /// Its value, as an expression would write it.
    let value: String
  }

  let key: ContentKey
  /// By name.
  let parameters: [Parameter]

  /// - Parameter known: The values of the study's parameters.
  init(_ value: YAMLValue, parameters known: [String: Value]) {
    key = ContentKey { $0.add(value) }
    var names: Set<String> = []
    Self.collect(value, into: &names)
    parameters = names.sorted().compactMap { name in
      known[name].map { Parameter(name: name, value: $0.literal) }
    }
  }

  private static func collect(_ value: YAMLValue, into names: inout Set<String>) {
    switch value.content {
    case .null: break
    case .scalar(let text, _):
      guard text.utf8.contains(UInt8(ascii: "$")) else { return }
      for match in text.matches(of: #/\$([A-Za-z_]\w*)/#) { names.insert(String(match.1)) }
    case .sequence(let elements): for element in elements { collect(element, into: &names) }
    case .mapping(let entries): for entry in entries { collect(entry.value, into: &names) }
    }
  }
}

/// A definition of a study, which is what is written of it.
protocol WrittenDefinition: Hashable, Sendable {
  var id: String { get }
  var written: Written { get }
}

extension WrittenDefinition {
  static func == (a: Self, b: Self) -> Bool { a.id == b.id && a.written == b.written }

  func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(written)
  }
}

extension SourceDefinition: WrittenDefinition {}
extension RepairDefinition: WrittenDefinition {}
extension TableDefinition: WrittenDefinition {}
extension AnalysisDefinition: WrittenDefinition {}
extension FamilyDefinition: WrittenDefinition {}
extension ValueDefinition: WrittenDefinition {}
extension FigureDefinition: WrittenDefinition {}
extension ExpectedDefinition: WrittenDefinition {}
