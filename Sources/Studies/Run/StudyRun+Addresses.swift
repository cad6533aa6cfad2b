import Basics
import Statistics
import Tables

extension StudyRun {
  /// The value at an address; `nil` where its path leads nowhere.
  func lookup(_ text: Located<String>) throws -> Node? {
    if text.value.hasPrefix("$") {
      return parameters.values.first { $0.name == text.value.dropFirst() }.map { Node($0.value) }
    }
    let (root, path) = try root(text)
    return root.at(path)
  }

  /// The value that the id of an address names, and the path that leads on from there.
  private func root(_ text: Located<String>) throws -> (root: Node, path: [Address.Part]) {
    guard let address = Address(text.value) else {
      throw StudyError(at: text.position, "'\(text.value)' is not an address; write id.field")
    }
    let (id, path) = (address.id, address.path)
    switch graph.node(of: address) {
    case .corrected: return (.value(try analysis(id)), path)
    case .analysis: return (.value(try outcome(id)), path)
    case .value: return (.value(try value(id)), path)
    case .family: return (.values(try family(id).members), path)
    default: break
    }
    if graph.repairs[id] != nil { return (.value(try answer(.repair(id))), path) }
    if graph.sources[id] != nil || graph.tables[id] != nil {
      return (.value(try summary(of: Located(id, text.position))), path)
    }
    throw StudyError(at: text.position, "nothing is called '\(id)'")
  }

  /// What is wrong with an address at which there is nothing: the part that leads nowhere, with the nearest
  /// name. `nil` where an analysis has no result, and where what the part belongs to is missing.
  func slip(_ text: String, at position: SourcePosition) throws -> StudyError? {
    guard let address = Address(text) else { return nil }
    if graph.analyses[address.id] != nil, try outcome(address.id).result == nil { return nil }
    let (root, path) = try root(Located(text, position))
    guard let unknown = root.unknownWord(in: path) else { return nil }
    // A name that is not a plain word is shown as it has to be written.
    let hint =
      unknown.nearest.map { nearest in
        let written = Address.element(nearest)
        return "; did you mean '\(written == "[\(nearest)]" ? nearest : written)'?"
      } ?? ""
    let place = Address(id: address.id, path: Array(address.path.prefix(unknown.depth)))
    return StudyError(at: nil, "'\(place)' has no '\(unknown.word)'\(hint)")
  }

  /// The value at the addresses of an expected value, in its shape; `nil` where nothing does.
  func lookup(_ recomputed: ExpectedDefinition.Recomputed) throws -> JSON? {
    switch recomputed {
    case .address(let address):
      let found = try lookup(address)?.principal.json
      return found == .null ? nil : found
    case .list(let elements):
      let values = try elements.map { try lookup($0) }
      return values.contains(nil) ? nil : .array(values.compactMap { $0 })
    case .mapping(let entries):
      let members = try entries.compactMap { key, value in
        try lookup(value).map { JSON.Member(key, $0) }
      }
      return members.count == entries.count ? .object(members) : nil
    }
  }

  /// What is known of a source or a table.
  func summary(of name: Located<String>) throws -> TableSummary {
    guard graph.sources[name.value] == nil else {
      return TableSummary(name: name.value, table: try table(name), values: [])
    }
    let answer = try tableAnswer(name)
    return TableSummary(name: name.value, table: answer.table, values: answer.values)
  }
}
