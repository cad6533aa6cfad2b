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

  private let value: YAMLValue
  /// The values of the study's parameters.
  private let known: [String: Value]

  /// - Parameter known: The values of the study's parameters.
  init(_ value: YAMLValue, parameters known: [String: Value]) {
    self.value = value
    self.known = known
  }

  var key: ContentKey { ContentKey { $0.add(value) } }

  /// By name.
  var parameters: [Parameter] {
    var names: Set<String> = []
    Self.collect(value, into: &names)
    return Self.parameters(names, known)
  }

  static func == (a: Written, b: Written) -> Bool {
    a.key == b.key && a.parameters == b.parameters
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(parameters)
  }

  /// The parameters that a text names.
  static func parameters(in text: String, _ known: [String: Value]) -> [Parameter] {
    var names: Set<String> = []
    collect(text, into: &names)
    return parameters(names, known)
  }

  private static func parameters(_ names: Set<String>, _ known: [String: Value]) -> [Parameter] {
    names.sorted().compactMap { name in
      known[name].map { Parameter(name: name, value: $0.literal) }
    }
  }

  private static func collect(_ value: YAMLValue, into names: inout Set<String>) {
    switch value.content {
    case .null: break
    case .scalar(let text, _): collect(text, into: &names)
    case .sequence(let elements): for element in elements { collect(element, into: &names) }
    case .mapping(let entries): for entry in entries { collect(entry.value, into: &names) }
    }
  }

  private static func collect(_ text: String, into names: inout Set<String>) {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return }
    for match in text.matches(of: #/\$([A-Za-z_]\w*)/#) { names.insert(String(match.1)) }
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
extension FindingDefinition: WrittenDefinition {}
