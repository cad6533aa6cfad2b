internal import Foundation

/// What one series shows, in words, and what it is compared with others by.
struct SeriesWords {
  /// What it shows.
  var sentence: String
  /// What it is called among others.
  var name: String
  /// The number that series of the layer are compared by, and how it is written.
  var rank: (value: Double, text: String)?
}

/// What a layer shows, in words.
struct LayerWords {
  /// One sentence a series.
  var all: [String]
  /// What an alternative text says: of many series what they range over.
  var short: [String]

  /// Sentences of which an alternative text tells the first few.
  init(_ all: [String]) {
    self.all = all
    let limit = ChartLimits.sentences
    guard all.count > limit else {
      short = all
      return
    }
    let rest = all.count - limit / 2
    short = all.prefix(limit / 2) + ["The long description tells of \(rest) more."]
  }

  /// All of a few series; of many how many they are, and which of them is lowest and which highest.
  init(_ series: [SeriesWords], comparing comparison: MarkTraits.Comparison?) {
    self.init(series.map(\.sentence))
    guard let comparison, series.count > ChartLimits.sentences else { return }
    let ranked = series.compactMap { one in
      one.rank.flatMap {
        $0.value.isFinite ? (value: $0.value, text: $0.text, name: one.name) : nil
      }
    }
    guard let low = ranked.min(by: { ($0.value, $0.name) < ($1.value, $1.name) }),
      let high = ranked.max(by: { ($0.value, $1.name) < ($1.value, $0.name) })
    else { return }
    let count = "\(series.count) \(comparison.series); \(comparison.quantity) is "
    let isNamed = !low.name.isEmpty && !high.name.isEmpty
    short = [
      low.text == high.text
        ? count + "\(low.text) in all of them."
        : isNamed
          ? count
            + "lowest in \(low.name) (\(low.text)) and highest in \(high.name) (\(high.text))."
          : count + "lowest at \(low.text) and highest at \(high.text)."
    ]
  }
}
