/// From data values to places on the sheet, along one axis of one panel.
struct AxisMap {
  /// Values that have no place on the scale, shown apart from it.
  struct Strip: Hashable {
    enum Kind: Hashable { case zero, missing }
    var kind: Kind
    var label: String
    var count: Int
    /// The middle of the strip on the sheet.
    var center = 0.0
  }

  let scale: PositionScale
  /// Where the low and the high end of the scale lie.
  let from: Double
  let to: Double
  var strips: [Strip] = []

  /// In points; the largest sheet has 5,700.
  private static let reach = 1e5

  /// The place of `value`; `nil` if it has none.
  func callAsFunction(_ value: Double) -> Double? {
    if value.isNaN { return strips.first { $0.kind == .missing }?.center }
    if scale.isLog, value <= 0 { return strips.first { $0.kind == .zero }?.center }
    guard value.isFinite else { return nil }
    let place = from + scale.share(value) * (to - from)
    // Far beyond any sheet: what lies there is cut, and no drawing library must reckon with it.
    return place.isNaN ? nil : min(max(place, -Self.reach), Self.reach)
  }

  /// The place of `value`, or the low end where it has none.
  func end(_ value: Double) -> Double { self(value) ?? from }

  /// The place of `value`, or the low end of a log axis where it is not above zero: where bars begin.
  func base(_ value: Double) -> Double {
    if scale.isLog, value <= 0 { return from }
    return self(value) ?? from
  }
}
