import Basics

/// What a node is made from. Its key is the same exactly where all of it is the same, so that an answer made once
/// could stand for any node of that key.
struct Recipe: Hashable, Sendable {
  /// One thing that goes into a node.
  struct Ingredient: Hashable, Sendable {
    /// As in "definition", "parameter draws", "table models".
    let label: String
    let key: ContentKey
    /// The thing in short, where it can be shown; a key says no more than that something is another.
    let shown: String?
  }

  /// What every node is made from: the version of the program.
  static let program = "program"

  let node: NodeName
  let ingredients: [Ingredient]
  let key: ContentKey

  init(_ node: NodeName, _ ingredients: [Ingredient]) {
    self.node = node
    self.ingredients = ingredients
    key = ContentKey { builder in
      builder.add(node.description)
      for ingredient in ingredients {
        builder.add(ingredient.label)
        builder.add(ingredient.key)
      }
    }
  }
}

extension Recipe.Ingredient {
  /// As in "parameter draws = 4000".
  var text: String { label + (shown.map { " = " + $0 } ?? "") }

  init(_ label: String, shown text: String) {
    self.init(label: label, key: ContentKey(of: text), shown: text)
  }

  init(_ label: String, _ key: ContentKey) { self.init(label: label, key: key, shown: nil) }

  init(_ label: String, _ add: (inout KeyBuilder) -> Void) {
    self.init(label, ContentKey(add))
  }
}
