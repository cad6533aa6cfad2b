package import Tables

/// The name of one computed value: `id.field`, `id.coefficients[ln(size)].std_error`.
package struct Address: Hashable, Sendable, CustomStringConvertible {
  package enum Part: Hashable, Sendable {
    case field(String)
    /// An element by its index, or by the name that it carries.
    case element(String)
  }

  package let id: String
  package let path: [Part]

  /// `nil` where the text is no address.
  package init?(_ text: String) {
    var parts: [Part] = []
    var rest = Substring(text)
    let head = rest.prefix { $0 != "." && $0 != "[" }
    guard !head.isEmpty else { return nil }
    rest = rest.dropFirst(head.count)
    while let first = rest.first {
      rest = rest.dropFirst()
      if first == "." {
        let field = rest.prefix { $0 != "." && $0 != "[" }
        guard !field.isEmpty else { return nil }
        parts.append(.field(String(field)))
        rest = rest.dropFirst(field.count)
      } else {
        guard let end = rest.firstIndex(of: "]") else { return nil }
        parts.append(.element(String(rest[..<end])))
        rest = rest[rest.index(after: end)...]
      }
    }
    id = String(head)
    path = parts
  }

  package var description: String {
    path.reduce(id) { text, part in
      switch part {
      case .field(let name): text + "." + name
      case .element(let name): text + "[" + name + "]"
      }
    }
  }
}

extension JSON {
  /// The keys under which an element of a list carries its name.
  private static let nameKeys = ["term", "name", "id"]

  /// The value at the end of a path; `nil` where the path leads nowhere.
  package func value(at path: some Collection<Address.Part>) -> JSON? {
    guard let first = path.first else { return self }
    let next: JSON? =
      switch first {
      case .field(let name): self[name] ?? shorthand(name)
      case .element(let name): element(name)
      }
    return next?.value(at: path.dropFirst())
  }

  private func element(_ name: String) -> JSON? {
    if let member = self[name] { return member }
    guard let elements = arrayValue else { return nil }
    if let named = elements.first(where: { element in
      Self.nameKeys.contains { element[$0]?.stringValue == name }
    }) {
      return named
    }
    guard let index = Int(name), elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The one coefficient that is not the intercept.
  private func shorthand(_ name: String) -> JSON? {
    guard name == "slope" || name == "intercept", let terms = self["coefficients"]?.arrayValue
    else { return nil }
    let wanted = terms.filter {
      ($0["term"]?.stringValue == "(Intercept)") == (name == "intercept")
    }
    // Of several, none is the slope.
    return wanted.count == 1 ? wanted.first : nil
  }

  /// The number or text that stands for this value in prose and ledger: of an object with a `value`
  /// or an `estimate`, that.
  package var principal: JSON {
    if case .object = self { return self["value"] ?? self["estimate"]?.principal ?? self }
    return self
  }
}
