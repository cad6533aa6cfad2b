internal import Drawing

/// The labels of one axis, fitted to its length.
struct AxisLayout {
  struct Label {
    var value: Double
    var lines: [String]
    var second: String?
  }

  var labels: [Label] = []
  /// Ticks without a label.
  var minor: [Double] = []
  /// Degrees that the labels are turned by.
  var degrees = 0.0
  /// The extent across the axis: width of vertical labels, height of horizontal ones.
  var extent = 0.0
  /// How many categories are between two labelled ones, where not all can be.
  var skipped = 0
  var isCategory = false

  /// How many labels of different categories are alike all the same, since they are cut.
  var alike: Int {
    guard isCategory else { return 0 }
    let cut = labels.filter { $0.lines.contains { $0.contains("…") } }.map(\.lines)
    return cut.count - Set(cut).count
  }

  static let tickLength = 3.0

  /// Labels below a horizontal axis of `length`.
  static func horizontal(
    _ scale: PositionScale, length: Double, _ setter: TextSetter, strips: [AxisMap.Strip] = [],
    leftRoom: Double = 8
  ) -> AxisLayout {
    let style = setter.tick
    let line = setter.lineHeight(style)
    var layout = AxisLayout()
    if scale.categories != nil {
      layout.isCategory = true
      let ticks = scale.ticks(0)
      let slot = length / (Double(max(scale.slotCount, 1)) + 0.2) - 3
      let widest = ticks.map { setter.width($0.label ?? "", style) }.max() ?? 0
      let hasSecond = ticks.contains { $0.second != nil }
      if widest <= slot {
        layout.labels = ticks.map {
          .init(value: $0.value, lines: [$0.label ?? ""], second: $0.second)
        }
        layout.separateSecondLines(length, scale, setter)
        layout.extent = line * (hasSecond ? 2 : 1)
        return layout
      }
      if hasSecond {
        // Parts of years that do not fit: every second or third one.
        let step = max(2, Int((widest / max(slot, 1)).rounded(.up)))
        layout.labels = ticks.enumerated().filter {
          $0.offset % step == 0 || $0.element.second != nil
        }
        .map {
          .init(value: $0.element.value, lines: [$0.element.label ?? ""], second: $0.element.second)
        }
        layout = layout.thinned(slot + 3, length, scale, setter)
        layout.extent = line * 2
        return layout
      }
      let longestWord =
        ticks.flatMap { ($0.label ?? "").split(separator: " ") }
        .map { setter.width(String($0), style) }.max() ?? 0
      if longestWord <= slot {
        let lines = setter.distinct(ticks.map { $0.label ?? "" }, style, to: slot, limit: 3)
        layout.labels = zip(ticks, lines).map { .init(value: $0.value, lines: $1) }
        layout.extent = line * Double(layout.labels.map(\.lines.count).max() ?? 1)
        return layout
      }
      // Upright labels; where even these do not fit, every so many.
      let step = max(1, Int(((line + 1) / (slot + 3)).rounded(.up)))
      layout.degrees = step == 1 && slot + 3 > line * 1.6 ? 40 : 90
      layout.skipped = step - 1
      let limit = 85 * setter.scale
      let shown = ticks.enumerated().filter { $0.offset % step == 0 }.map(\.element)
      let room = shown.map { tick in
        // A slanted label must not run over the left edge of the sheet.
        layout.degrees == 90
          ? limit : min(limit, (scale.share(tick.value) * length + leftRoom) / 0.766)
      }
      let lines = setter.distinct(shown.map { $0.label ?? "" }, style, to: room)
      layout.labels = zip(shown, lines).map { .init(value: $0.value, lines: $1) }
      let longest = layout.labels.map { setter.width($0.lines[0], style) }.max() ?? 0
      layout.extent =
        layout.degrees == 90 ? longest : longest * 0.643 + line * 0.766
      return layout
    }
    // Fewer ticks until their labels are apart.
    for count in stride(from: max(2, Int(length / (34 * setter.scale))), through: 2, by: -1) {
      let ticks = scale.ticks(count)
      layout.labels = ticks.compactMap { tick in
        tick.label.map { .init(value: tick.value, lines: [$0], second: tick.second) }
      }
      layout.minor = ticks.filter { $0.label == nil }.map(\.value)
      // A strip at the low end has a label of its own.
      let stripEnd = strips.isEmpty ? -Double.infinity : 4 * setter.scale
      layout.labels.removeAll { label in
        scale.share(label.value) * length - setter.width(label.lines[0], style) / 2 < stripEnd
      }
      var end = -Double.infinity
      var endSecond = -Double.infinity
      let fits = layout.labels.allSatisfy { label in
        let place = scale.share(label.value) * length
        let half = setter.width(label.lines[0], style) / 2
        defer { end = place + half + 5 * setter.scale }
        guard place - half >= end else { return false }
        if let second = label.second {
          let half = setter.width(second, style) / 2
          defer { endSecond = place + half + 3 }
          return place - half >= endSecond
        }
        return true
      }
      if fits { break }
      if count == 2, layout.labels.count > 1 { layout = layout.thinned(40, length, scale, setter) }
    }
    layout.extent =
      line
      * (layout.labels.contains { $0.second != nil } || strips.contains { $0.count > 0 } ? 2 : 1)
    return layout
  }

  /// Leaves out second lines that would touch; of the first two the second one stays, since the first
  /// year of an axis is seldom a whole one.
  private mutating func separateSecondLines(
    _ length: Double, _ scale: PositionScale, _ setter: TextSetter
  ) {
    var kept: (index: Int, end: Double)?
    for index in labels.indices {
      guard let second = labels[index].second else { continue }
      let place = scale.share(labels[index].value) * length
      let half = setter.width(second, setter.tick) / 2
      if let last = kept, place - half < last.end {
        guard last.index == 0 else {
          labels[index].second = nil
          continue
        }
        labels[last.index].second = nil
      }
      kept = (index, place + half + 3)
    }
  }

  /// Without labels that would touch the one before; a second line moves on to the next that stays.
  private func thinned(
    _ slot: Double, _ length: Double, _ scale: PositionScale, _ setter: TextSetter
  ) -> AxisLayout {
    var copy = self
    copy.labels = []
    var end = -Double.infinity
    var endSecond = -Double.infinity
    var pending: String?
    for label in labels {
      let place = scale.share(label.value) * length
      let half = setter.width(label.lines[0], setter.tick) / 2
      guard place - half >= end else {
        pending = label.second ?? pending
        continue
      }
      var label = label
      label.second = label.second ?? pending
      pending = nil
      if let second = label.second {
        let half = setter.width(second, setter.tick) / 2
        if place - half < endSecond { label.second = nil } else { endSecond = place + half + 3 }
      }
      copy.labels.append(label)
      end = place + half + 4
    }
    return copy
  }

  /// Labels left of a vertical axis of `length`, at most `limit` wide.
  static func vertical(
    _ scale: PositionScale, length: Double, limit: Double, _ setter: TextSetter,
    strips: [AxisMap.Strip] = []
  ) -> AxisLayout {
    let style = setter.tick
    let line = setter.lineHeight(style)
    var layout = AxisLayout()
    if scale.categories != nil {
      layout.isCategory = true
      let slot = length / (Double(max(scale.slotCount, 1)) + 0.2)
      let step = max(1, Int((line / max(slot, 0.01)).rounded(.up)))
      layout.skipped = step - 1
      let lines = max(1, min(3, Int(slot / line)))
      let ticks = scale.ticks(0).enumerated().filter { $0.offset % step == 0 }.map(\.element)
      let names = ticks.map { ($0.second.map { $0 + " " } ?? "") + ($0.label ?? "") }
      layout.labels = zip(ticks, setter.distinct(names, style, to: limit, limit: lines)).map {
        .init(value: $0.value, lines: $1)
      }
    } else {
      let ticks = scale.ticks(max(3, Int(length / ((scale.isLog ? 17 : 27) * setter.scale))))
      layout.labels = ticks.compactMap { tick in
        tick.label.map { label in
          .init(
            value: tick.value, lines: [tick.second.map { second in label + " " + second } ?? label])
        }
      }
      layout.minor = ticks.filter { $0.label == nil }.map(\.value)
      // Labels of a bent scale may lie too close together.
      var end = -Double.infinity
      layout.labels = layout.labels.filter { label in
        let place = scale.share(label.value) * length
        guard place >= end else { return false }
        end = place + line * 0.95
        return true
      }
      // A strip at the low end has a label of its own.
      if !strips.isEmpty { layout.labels.removeAll { scale.share($0.value) * length < line - 5 } }
    }
    let texts = layout.labels.flatMap(\.lines) + strips.map(\.label)
    layout.extent = texts.map { setter.width($0, style) }.max() ?? 0
    return layout
  }
}
