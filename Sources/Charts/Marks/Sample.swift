/// What marks of one variable, given as x or as y, have in common.
enum Sample {
  /// Why such a mark does not read a key.
  static func hint(_ key: Layer.CodingKeys) -> String? {
    key == .horizontal ? "map y instead of x to make it horizontal" : nil
  }

  /// A layer that gives the variable twice; `void` is the key that is too many.
  static func twice(
    _ layer: Layer, _ void: Layer.CodingKeys
  ) -> (key: Layer.CodingKeys, message: String)? {
    guard layer.x != nil, layer.y != nil else { return nil }
    return (void, "the mark '\(layer.mark.rawValue)' shows one variable; give x or y")
  }
}
