internal import Basics
internal import Foundation
internal import Tables

/// Where a listing is, and how its pages and records are found in the answers.
package struct Recipe: Hashable, Sendable {
  /// How the next page is found.
  package enum Paging: Hashable, Sendable {
    /// The header `Link: <...>; rel="next"`, or, with a path, the address that stands there in the answer.
    case link(path: [String]?)
    /// What stands at `path` in the answer becomes the value of `parameter`.
    case cursor(parameter: String, path: [String])
    /// `parameter` counts the records before the page.
    case offset(parameter: String)
    /// `parameter` counts pages, from `first` on.
    case page(parameter: String, first: Int)
    /// There is one page.
    case none
  }

  package var name: String
  package var url: String
  /// Names and values of the query, in their order; a name may come several times.
  package var query: [Parameter]
  /// The path of the array of records in an answer; empty: the answer is the array.
  package var records: [String] = []
  /// The path of what tells a record from the others; empty: nothing does.
  package var id: [String] = []
  /// The members of a record that are kept; empty: all.
  package var fields: [String] = []
  package var paging = Paging.none
  /// The path of the number of all records.
  package var total: [String] = []
  /// The address of the text that belongs to a record, with `{id}`; `nil`: there is none.
  package var card: String?

  /// A name and a value of a query.
  package struct Parameter: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  /// Sets what the query says of `name`.
  package mutating func set(_ name: String, _ values: [String]) {
    let place = query.firstIndex { $0.name == name } ?? query.endIndex
    query.removeAll { $0.name == name }
    query.insert(
      contentsOf: values.map { Parameter(name, $0) }, at: min(place, query.endIndex))
  }

  /// Adds a value of `name` to the query, where it is not there.
  package mutating func include(_ value: String, in name: String) {
    let values = query.filter { $0.name == name }.map(\.value)
    if !values.isEmpty, !values.contains(value) { set(name, values + [value]) }
  }

  /// Asks another server for the same.
  package mutating func move(to endpoint: String) {
    let place = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
    func moved(_ address: String) -> String {
      guard let scheme = address.range(of: "://"),
        let path = address[scheme.upperBound...].firstIndex(of: "/")
      else { return place }
      return place + address[path...]
    }
    url = moved(url)
    card = card.map(moved)
  }

  /// The address of the first page.
  package var firstPage: String {
    var query = query
    switch paging {
    case .offset(let name): query.append(Parameter(name, "0"))
    case .page(let name, let first): query.append(Parameter(name, String(first)))
    default: break
    }
    return WebAddress.joined(url, query)
  }
}

// MARK: YAML

extension Recipe {
  /// Reads a recipe; `file` is for messages.
  package init(yaml: String, file: String) throws(MiningError) {
    let root: YAMLValue?
    do {
      root = try YAMLValue.parse(yaml, file: file)
    } catch {
      throw MiningError.recipe(file: file, line: error.position.line, message: error.message)
    }
    guard let root else { throw MiningError.recipe(file: file, line: 1, message: "is empty") }
    let reader = RecipeReader(file: file)
    let members = try reader.members(
      root,
      allowed: [
        "recipe", "url", "query", "records", "id", "fields", "paging", "total", "card",
      ])
    func value(_ name: String) -> YAMLValue? { members.first { $0.key == name }?.value }
    guard let address = value("url") else { throw reader.problem(root, "'url' is missing") }
    name = try value("recipe").map(reader.text) ?? (file as NSString).lastPathComponent
    url = try reader.text(address)
    guard WebAddress.host(url) != nil else {
      throw reader.problem(address, "'url' must be an address that begins with https:// or http://")
    }
    query = try value("query").map(reader.query) ?? []
    records = try value("records").map(reader.path) ?? []
    id = try value("id").map(reader.path) ?? []
    fields = try value("fields").map(reader.texts) ?? []
    paging = try value("paging").map(reader.paging) ?? .none
    total = try value("total").map(reader.path) ?? []
    card = try value("card").map(reader.text)
    if let card, let value = value("card") {
      guard card.contains("{id}"), !id.isEmpty else {
        throw reader.problem(value, "'card' must hold {id}, and the recipe must say what 'id' is")
      }
      guard WebAddress.origin(card) == WebAddress.origin(url) else {
        throw reader.problem(value, "'card' must be at the host of 'url'")
      }
    }
  }
}

/// Turns values of a recipe into what they mean; every problem is reported with its line.
private struct RecipeReader {
  let file: String

  func problem(_ value: YAMLValue, _ message: String) -> MiningError {
    .recipe(file: file, line: value.position.line, message: message)
  }

  func members(
    _ value: YAMLValue, allowed: [String]
  ) throws(MiningError) -> [YAMLValue.Entry] {
    guard let entries = value.mapping else {
      throw problem(value, "expected 'name: value' lines")
    }
    for entry in entries where !allowed.contains(entry.key) {
      let hint =
        entry.key.nearest(in: allowed).map { "; did you mean '\($0)'?" }
        ?? "; known are \(allowed.joined(separator: ", "))"
      throw MiningError.recipe(
        file: file, line: entry.position.line, message: "unknown name '\(entry.key)'\(hint)")
    }
    return entries
  }

  func text(_ value: YAMLValue) throws(MiningError) -> String {
    guard let text = value.text, !text.isEmpty else {
      throw problem(value, "a text is expected here")
    }
    return text
  }

  func texts(_ value: YAMLValue) throws(MiningError) -> [String] {
    guard let values = value.sequence else { return [try text(value)] }
    var texts: [String] = []
    for value in values { texts.append(try text(value)) }
    return texts
  }

  func path(_ value: YAMLValue) throws(MiningError) -> [String] {
    try text(value).split(separator: ".").map(String.init)
  }

  func query(_ value: YAMLValue) throws(MiningError) -> [Recipe.Parameter] {
    guard let entries = value.mapping else {
      throw problem(value, "expected 'name: value' lines")
    }
    var query: [Recipe.Parameter] = []
    for entry in entries {
      for text in try texts(entry.value) { query.append(Recipe.Parameter(entry.key, text)) }
    }
    return query
  }

  func paging(_ value: YAMLValue) throws(MiningError) -> Recipe.Paging {
    if value.text == "link" { return .link(path: nil) }
    if value.text == "none" { return .none }
    let entries = try members(value, allowed: ["by", "parameter", "path", "first"])
    func member(_ name: String) -> YAMLValue? { entries.first { $0.key == name }?.value }
    func needed(_ name: String, _ kind: String) throws(MiningError) -> YAMLValue {
      guard let found = member(name) else {
        throw problem(value, "paging by \(kind) needs '\(name)'")
      }
      return found
    }
    guard let by = member("by") else { throw problem(value, "'by' is missing") }
    switch by.text {
    case "link": return .link(path: try member("path").map(path))
    case "cursor":
      return .cursor(
        parameter: try text(needed("parameter", "cursor")), path: try path(needed("path", "cursor"))
      )
    case "offset": return .offset(parameter: try text(needed("parameter", "offset")))
    case "page":
      let first = member("first")
      guard let number = first.map(\.integer) ?? 1 else {
        throw problem(first ?? value, "'first' must be a whole number")
      }
      return .page(parameter: try text(needed("parameter", "page")), first: number)
    default: throw problem(by, "paging is by link, cursor, offset or page")
    }
  }
}
