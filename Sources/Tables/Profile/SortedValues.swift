internal import Basics

/// The values of a column of numbers, dates or times in ascending order: sorted once for all who ask
/// where they lie, how many are distinct, and which are frequent.
struct SortedValues {
  private let column: Column
  /// A key for each value that is there, ascending; equal values have equal keys.
  private let keys: [UInt64]
  /// A key a row.
  private let keyOfRow: (Int) -> UInt64

  /// `nil` for a column of another type.
  init?(_ column: Column) {
    // Asked for by type alone: text that has no codes must not be given any for this.
    guard column.type != .text else { return nil }
    self.column = column
    switch column.values {
    case .double(let values):
      keyOfRow = { RadixSort.key(values[$0]) }
      keys = RadixSort.sorted(Self.present(values, column.validity) { RadixSort.key($0) })
    case .date(let values):
      keyOfRow = { RadixSort.key(Int64(values[$0])) }
      keys = RadixSort.sorted(Self.present(values, column.validity) { RadixSort.key(Int64($0)) })
    default:
      guard let values = column.values.steps else { return nil }
      keyOfRow = { RadixSort.key(values[$0]) }
      keys = RadixSort.sorted(Self.present(values, column.validity) { RadixSort.key($0) })
    }
  }

  private static func present<Element>(
    _ values: [Element], _ validity: Bitmap?, _ key: (Element) -> UInt64
  ) -> [UInt64] {
    values.withUnsafeBufferPointer { values in
      guard let validity else { return values.map(key) }
      // As many keys as marks are set, each below the number of values: `Column` sees to that.
      return [UInt64](unsafeUninitializedCapacity: validity.setCount) { buffer, initialized in
        validity.forEachSet { row in
          buffer[initialized] = key(values[row])
          initialized += 1
        }
      }
    }
  }

  /// The finite values as doubles, ascending; of dates and times none.
  var finite: [Double] {
    switch column.values {
    case .int: return keys.map { Double(RadixSort.int($0)) }
    case .double:
      let infinite = RadixSort.key(-.infinity)
      let low = keys.partitioningIndex { $0 > infinite }
      let high = keys.partitioningIndex { $0 >= RadixSort.key(.infinity) }
      return keys[low..<max(low, high)].map(RadixSort.double)
    default: return []
    }
  }

  /// A quantile of type 7 of the finite values, which are `sorted` as doubles: exact where it is one of the whole
  /// numbers of the column, or half way between two of them.
  func quantile(_ probability: Double, _ sorted: [Double]) -> Value {
    guard case .int = column.values, !keys.isEmpty else {
      return .double(Quantile.of(sorted: sorted, probability))
    }
    let place = Quantile.place(probability, count: keys.count)
    let low = RadixSort.int(keys[place.index])
    let high = RadixSort.int(keys[min(place.index + 1, keys.count - 1)])
    if place.share == 0 || low == high { return .int(low) }
    // Both even or both odd: the middle is a whole number, and the sum need not fit 64 bits.
    if place.share == 0.5, (low ^ high) & 1 == 0 {
      return .int(low >> 1 + high >> 1 + (low & high & 1))
    }
    return .double(Quantile.of(sorted: sorted, probability))
  }

  /// How many values are infinite, below and above zero.
  var infinite: (negative: Int, positive: Int) {
    guard case .double = column.values else { return (0, 0) }
    return (count(of: RadixSort.key(-.infinity)), count(of: RadixSort.key(.infinity)))
  }

  /// How many values there are, infinite ones included.
  var count: Int { keys.count }

  /// The first and the last date or time.
  var ends: (earliest: Value, latest: Value)? {
    guard let first = keys.first, let last = keys.last else { return nil }
    switch column.values {
    case .date:
      return (
        .date(Int32(clamping: RadixSort.int(first))), .date(Int32(clamping: RadixSort.int(last)))
      )
    case .counted(.timestamp, _):
      return (.timestamp(RadixSort.int(first)), .timestamp(RadixSort.int(last)))
    default: return nil
    }
  }

  /// How many values differ.
  var distinct: Int {
    keys.withUnsafeBufferPointer { keys in
      var count = keys.isEmpty ? 0 : 1
      for place in keys.indices.dropFirst() where keys[place] != keys[place - 1] { count += 1 }
      return count
    }
  }

  /// The most frequent values, most frequent first, equals in the order of their first row.
  func mostFrequent(_ limit: Int) -> [ColumnProfile.Frequency] {
    guard limit > 0, !keys.isEmpty else { return [] }
    let cut = count(ofRank: limit)
    // Those above the cut are fewer than `limit`; of those at the cut, the first to appear are meant.
    var above: [UInt64] = []
    var atCut: [UInt64] = []
    forEachRun { key, count in
      if count > cut { above.append(key) }
      if count == cut, atCut.count <= Self.fewTies { atCut.append(key) }
    }
    let hasFewTies = atCut.count <= Self.fewTies
    var aboveLeft = above.count
    var wantedAtCut = min(limit - above.count, atCut.count)
    var found: [(row: Int, key: UInt64, count: Int)] = []
    for row in 0..<column.count where column.isValid(row) {
      if aboveLeft == 0, wantedAtCut == 0 { break }
      let key = keyOfRow(row)
      if aboveLeft > 0, above.holds(key) {
        guard !found.contains(where: { $0.key == key }) else { continue }
        aboveLeft -= 1
        found.append((row, key, count(of: key)))
      } else if wantedAtCut > 0, hasFewTies ? atCut.holds(key) : count(of: key) == cut {
        guard !found.contains(where: { $0.key == key }) else { continue }
        wantedAtCut -= 1
        found.append((row, key, cut))
      }
    }
    return found.sorted { ($1.count, $0.row) < ($0.count, $1.row) }.map {
      .init(value: column.value(at: $0.row), rows: $0.count)
    }
  }

  /// Up to so many values at the cut are looked up in a list of their own.
  private static let fewTies = 64

  /// The number of rows of the value that is `rank`-th by frequency, or of the rarest.
  private func count(ofRank rank: Int) -> Int {
    var best: [Int] = []
    forEachRun { _, count in
      if best.count == rank, let last = best.last, last >= count { return }
      best.insert(count, at: best.firstIndex { $0 < count } ?? best.count)
      if best.count > rank { best.removeLast() }
    }
    return best.last ?? 0
  }

  private func count(of key: UInt64) -> Int {
    keys.partitioningIndex { $0 > key } - keys.partitioningIndex { $0 >= key }
  }

  private func forEachRun(_ body: (UInt64, Int) -> Void) {
    keys.withUnsafeBufferPointer { keys in
      var start = 0
      while start < keys.count {
        var end = start + 1
        while end < keys.count, keys[end] == keys[start] { end += 1 }
        body(keys[start], end - start)
        start = end
      }
    }
  }
}

extension [UInt64] {
  /// Whether the ascending keys hold `key`.
  fileprivate func holds(_ key: UInt64) -> Bool {
    let place = partitioningIndex { $0 >= key }
    return place < count && self[place] == key
  }
}

extension RandomAccessCollection {
  /// The first place from which on `belongs` holds; the elements for which it holds come last.
  func partitioningIndex(where belongs: (Element) -> Bool) -> Index {
    var count = self.count
    var low = startIndex
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if belongs(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
