internal import Foundation

/// Text of a column whose cells hardly repeat: their bytes one after the other.
///
/// Names and descriptions are mostly counted, printed, or handed on in a few rows. A code for each of
/// their texts costs a miss of the cache a row and a table of all texts; it is paid only where someone
/// asks for codes.
///
/// Sendable: bytes and ends are never written after the column is made; `lock` guards the codes.
final class PlainText: @unchecked Sendable {
  /// The number of rows.
  let count: Int
  private let bytes: UnsafeMutablePointer<UInt8>
  /// Where the text of each row ends, after a leading 0.
  private let ends: UnsafeMutablePointer<Int>
  private let validity: Bitmap?
  private let lock = NSLock()
  private var known: TextValues?

  fileprivate init(
    count: Int, bytes: UnsafeMutablePointer<UInt8>, ends: UnsafeMutablePointer<Int>,
    validity: Bitmap?
  ) {
    self.count = count
    self.bytes = bytes
    self.ends = ends
    self.validity = validity
  }

  deinit {
    free(bytes)
    free(ends)
  }

  /// The bytes of all texts together.
  var byteCount: Int { ends[count] }

  /// The bytes of row `row`; none where it is missing, or beyond the last.
  @inline(__always)
  func text(_ row: Int) -> UnsafeBufferPointer<UInt8> {
    guard row >= 0, row < count else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: bytes + ends[row], count: ends[row + 1] - ends[row])
  }

  func string(_ row: Int) -> String { String(decoding: text(row), as: UTF8.self) }

  private func isValid(_ row: Int) -> Bool { validity?[row] ?? true }

  /// The column as codes and a dictionary, made when first asked for.
  var coded: TextValues {
    lock.withLock {
      if let known { return known }
      let made = coded((0..<Int32(count)).map { $0 })
      known = made
      return made
    }
  }

  /// The given rows as codes and a dictionary of their texts alone; a negative row is missing.
  func coded(_ rows: [Int32]) -> TextValues {
    var interner = TextInterner()
    interner.reserve(bytes: 0, texts: rows.count)
    let codes = rows.map { row -> UInt32 in
      row >= 0 && isValid(Int(row)) ? interner.code(text(Int(row))) : 0
    }
    return TextValues(codes: codes, dictionary: interner.dictionary())
  }

  /// The given rows; a negative one is missing, as `validity` says. `nil` where the system has no memory for
  /// them.
  func gathered(_ rows: [Int32], validity: Bitmap?) -> PlainText? {
    let builder = PlainTextBuilder()
    builder.reserve(
      rows: rows.count, bytes: rows.reduce(0) { $0 + ($1 < 0 ? 0 : text(Int($1)).count) })
    for row in rows {
      if row >= 0 { builder.append(text(Int(row))) } else { builder.appendMissing() }
    }
    return builder.refused == nil ? builder.finished(validity: validity) : nil
  }

  // MARK: Frequencies

  private struct Entry {
    let hash: UInt64
    let row: Int32
  }

  /// How many texts differ, and the most frequent ones by their first rows; of equally frequent ones
  /// the first to appear. O(rows).
  ///
  /// Rows are parted by their hashes into lots that fit the cache, and each lot is counted by itself.
  func tally(_ limit: Int) -> (distinct: Int, top: [(row: Int, count: Int)]) {
    let rows = validity?.setCount ?? count
    let bits = max(0, min(12, Int.bitWidth - rows.leadingZeroBitCount - 10))
    let shift = UInt64(64 - bits)
    func lot(_ hash: UInt64) -> Int { bits == 0 ? 0 : Int(truncatingIfNeeded: hash >> shift) }
    var starts = [Int](repeating: 0, count: (1 << bits) + 1)
    let hashes = (0..<count).map { TextInterner.hash(text($0)) }
    for row in 0..<count where isValid(row) { starts[lot(hashes[row]) + 1] += 1 }
    for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
    var next = starts
    let entries = [Entry](unsafeUninitializedCapacity: rows) { entries, initialized in
      for row in 0..<count where isValid(row) {
        let lot = lot(hashes[row])
        entries[next[lot]] = Entry(hash: hashes[row], row: Int32(truncatingIfNeeded: row))
        next[lot] += 1
      }
      initialized = rows
    }
    var distinct = 0
    var best: [(row: Int, count: Int)] = []
    var slots: [Int32] = []
    var counts: [Int32] = []
    for index in 0..<1 << bits {
      let own = entries[starts[index]..<starts[index + 1]]
      counts.removeAll(keepingCapacity: true)
      counts.append(contentsOf: repeatElement(0, count: own.count))
      var mask = 16
      while mask < 2 * own.count { mask *= 2 }
      slots.removeAll(keepingCapacity: true)
      slots.append(contentsOf: repeatElement(-1, count: mask))
      mask -= 1
      for (place, entry) in own.enumerated() {
        var slot = Int(truncatingIfNeeded: entry.hash) & mask
        while true {
          let first = Int(slots[slot])
          if first < 0 {
            slots[slot] = Int32(truncatingIfNeeded: place)
            counts[place] = 1
            distinct += 1
            break
          }
          let other = own[own.startIndex + first]
          if other.hash == entry.hash, areEqual(Int(other.row), Int(entry.row)) {
            counts[first] += 1
            break
          }
          slot = (slot + 1) & mask
        }
      }
      for (place, entry) in own.enumerated() where counts[place] > 0 {
        let found = (row: Int(entry.row), count: Int(counts[place]))
        func comes(_ other: (row: Int, count: Int)) -> Bool {
          (other.count, found.row) < (found.count, other.row)
        }
        if best.count == limit, let last = best.last, !comes(last) { continue }
        best.insert(found, at: best.firstIndex(where: comes) ?? best.count)
        if best.count > limit { best.removeLast() }
      }
    }
    return (distinct, best)
  }

  private func areEqual(_ a: Int, _ b: Int) -> Bool {
    let (first, second) = (text(a), text(b))
    guard first.count == second.count, let start = first.baseAddress, let other = second.baseAddress
    else {
      return first.count == second.count
    }
    return memcmp(start, other, first.count) == 0
  }
}

/// Plain text under construction.
///
/// The buffers grow by `realloc`, which moves pages instead of copying them: nothing is held twice.
package final class PlainTextBuilder {
  private var bytes: UnsafeMutablePointer<UInt8>?
  private var ends: UnsafeMutablePointer<Int>?
  private var byteCapacity = 0
  private var rowCapacity = 0
  private var byteCount = 0
  private var rows = 0

  /// A builder without texts.
  package init() {}

  deinit {
    free(bytes)
    free(ends)
  }

  /// The bytes that the system had no memory for. What was there before is kept; texts that came after
  /// are not, so that the column must not be used.
  package private(set) var refused: Int?

  /// Makes room for so many more rows and bytes, if the system has it.
  package func reserve(rows more: Int, bytes moreBytes: Int) {
    if moreBytes > byteCapacity - byteCount || bytes == nil {
      let capacity = max(byteCount + moreBytes, byteCapacity / 2 * 3, 64)
      if let larger = grown(bytes, capacity) { (bytes, byteCapacity) = (larger, capacity) }
    }
    if more > rowCapacity - rows || ends == nil {
      let capacity = max(rows + more, rowCapacity / 2 * 3, 8)
      // One end more than rows: that before the first.
      if let larger = grown(ends, capacity + 1) { (ends, rowCapacity) = (larger, capacity) }
      if rows == 0 { ends?[0] = 0 }
    }
  }

  /// The buffer in a larger place; `nil`, with the buffer as it was, where the system refuses.
  private func grown<Element>(
    _ old: UnsafeMutablePointer<Element>?, _ capacity: Int
  ) -> UnsafeMutablePointer<Element>? {
    let (size, overflow) = capacity.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard !overflow, let new = realloc(old, size) else {
      refused = overflow ? .max : size
      return nil
    }
    return new.assumingMemoryBound(to: Element.self)
  }

  /// Appends a text.
  @inline(__always)
  package func append(_ text: UnsafeBufferPointer<UInt8>) {
    if text.count > byteCapacity - byteCount || rows == rowCapacity, !grow(text.count) { return }
    guard let bytes, let ends else { return }
    if let start = text.baseAddress { memcpy(bytes + byteCount, start, text.count) }
    byteCount += text.count
    rows += 1
    ends[rows] = byteCount
  }

  /// Appends a row without text.
  @inline(__always)
  package func appendMissing() {
    if rows == rowCapacity, !grow(0) { return }
    rows += 1
    ends?[rows] = byteCount
  }

  /// Makes room for one more text; a room that was only hoped for and refused is forgotten.
  @inline(never)
  private func grow(_ count: Int) -> Bool {
    refused = nil
    reserve(rows: 1, bytes: count)
    if count <= byteCapacity - byteCount, rows < rowCapacity {
      refused = nil
      return true
    }
    return false
  }

  /// Whether all bytes from the text of row `row` on are ASCII.
  func isASCII(fromRow row: Int) -> Bool {
    guard let bytes, let ends, row <= rows else { return true }
    return Tables.isASCII(
      UnsafeBufferPointer(start: bytes + ends[row], count: byteCount - ends[row]))
  }

  /// The column of the texts; the builder is empty afterwards.
  package func column(validity: Bitmap? = nil, metadata: ColumnMetadata = .init()) -> Column {
    Column(finished(validity: validity), validity: validity, metadata: metadata)
  }

  /// The finished texts; the builder is empty afterwards.
  func finished(validity: Bitmap?) -> PlainText {
    reserve(rows: 0, bytes: 0)
    guard let bytes, let ends else { return PlainTextBuilder().finished(validity: validity) }
    let text = PlainText(count: rows, bytes: bytes, ends: ends, validity: validity)
    (self.bytes, self.ends) = (nil, nil)
    (byteCapacity, rowCapacity, byteCount, rows) = (0, 0, 0, 0)
    return text
  }
}
