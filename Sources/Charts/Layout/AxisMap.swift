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

  /// The place of `value`; `nil` where it has none.
  func callAsFunction(_ value: Double) -> Double? {
    if value.isNaN { return strips.first { $0.kind == .missing }?.center }
    if scale.isLog, value <= 0 { return strips.first { $0.kind == .zero }?.center }
    guard value.isFinite else { return nil }
    return from + scale.share(value) * (to - from)
  }

  /// The place of `value`, or the low end where it has none.
  func end(_ value: Double) -> Double { self(value) ?? from }

  /// The place of `value`, or the low end of a log axis where it is not above zero: where bars begin.
  func base(_ value: Double) -> Double {
    if scale.isLog, value <= 0 { return from }
    return self(value) ?? from
  }
}
