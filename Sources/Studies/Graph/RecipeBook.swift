package import Basics

/// Recipes of nodes as they are kept, to be compared with those of a later build.
package struct RecipeBook: Sendable {
  private struct Entry: Sendable {
    let key: String
    let ingredients: [Ingredient]
  }

  private struct Ingredient: Sendable {
    let name: String
    let key: String
    let value: String?
  }

  /// By the names of the nodes.
  private let entries: [String: Entry]

  init(_ recipes: [NodeName: Recipe]) {
    entries = Dictionary(
      recipes.map { name, recipe in
        (
          name.description,
          Entry(
            key: recipe.key.description,
            ingredients: recipe.ingredients.map {
              Ingredient(name: $0.label, key: $0.key.description, value: $0.shown)
            })
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The recipes that `json` holds; `nil` where it holds something else.
  package init?(json: JSON) {
    guard let members = json.members else { return nil }
    var entries: [String: Entry] = [:]
    for member in members {
      guard let key = member.value["key"]?.stringValue,
        let ingredients = member.value["depends_on"]?.arrayValue
      else { return nil }
      var own: [Ingredient] = []
      for ingredient in ingredients {
        guard let name = ingredient["name"]?.stringValue, let key = ingredient["key"]?.stringValue
        else { return nil }
        own.append(Ingredient(name: name, key: key, value: ingredient["value"]?.stringValue))
      }
      entries[member.key] = Entry(key: key, ingredients: own)
    }
    self.entries = entries
  }

  package var json: JSON {
    .object(
      entries.sorted { $0.key < $1.key }.map { name, entry in
        JSON.Member(
          name,
          [
            "key": .string(entry.key),
            "depends_on": .array(
              entry.ingredients.map { ingredient in
                [
                  "name": .string(ingredient.name),
                  "value": ingredient.value.map(JSON.string) ?? .null,
                  "key": .string(ingredient.key),
                ]
              }),
          ])
      })
  }

  package func holds(_ node: String) -> Bool { entries[node] != nil }

  /// Why a node is not what it was: what it is made from that was another then, or was not there, found in the nodes
  /// that it rests on. Nothing where its key is the same.
  package func changes(of node: String, since old: RecipeBook) -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    func tell(_ text: String) { if !found.contains(text) { found.append(text) } }
    func visit(_ node: String) {
      guard seen.insert(node).inserted, let own = entries[node] else { return }
      guard let before = old.entries[node] else { return tell("\(node): is new") }
      guard own.key != before.key else { return }
      for ingredient in own.ingredients {
        let earlier = before.ingredients.first { $0.name == ingredient.name }
        guard earlier?.key != ingredient.key else { continue }
        // Each node is made by the program.
        let place = ingredient.name == Recipe.program ? "" : "\(node): "
        if earlier != nil, entries[ingredient.name] != nil {
          visit(ingredient.name)
        } else if let earlier {
          tell(place + Self.words(ingredient, earlier))
        } else {
          tell("\(place)now depends on \(ingredient.name)")
        }
      }
      for earlier in before.ingredients
      where !own.ingredients.contains(where: { $0.name == earlier.name }) {
        tell("\(node): no longer depends on \(earlier.name)")
      }
    }
    visit(node)
    return found
  }

  /// `parameter cut = 1, was 2`.
  private static func words(_ now: Ingredient, _ before: Ingredient) -> String {
    guard let value = now.value, let earlier = before.value else {
      return "\(now.name) has changed"
    }
    return "\(now.name) = \(value), was \(earlier)"
  }
}
