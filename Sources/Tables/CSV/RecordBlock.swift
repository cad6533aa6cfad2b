/// A run of whole records: their bytes and where each cell ends.
///
/// Sendable by the pipeline's rule: one thread fills a block, after that it is only read, and it is
/// filled again when every column is done with it.
final class RecordBlock: @unchecked Sendable {
  /// The first byte of the first record.
  var base = UnsafeRawPointer(bitPattern: 1)
  /// How many bytes the records take.
  var length = 0
  /// The physical line of the first byte, from 1.
  var firstLine = 1
  /// The number of records.
  var rows = 0
  /// Whether blank lines are between records.
  var hasBlankLines = false
  /// The position after the last byte of each cell, relative to `base`; `columns` a record.
  private(set) var ends: UnsafeMutablePointer<UInt32>
  private(set) var capacity: Int
  /// The bytes of the records, and perhaps some after them.
  private var owned = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  init() {
    capacity = 4096
    ends = .allocate(capacity: capacity)
  }

  deinit {
    ends.deallocate()
    owned.deallocate()
  }

  /// Room for so many bytes, of which the first `kept` are those that were there.
  func room(for count: Int, keeping kept: Int) -> UnsafeMutableRawBufferPointer {
    // What one long record needed is not kept for all that follow.
    if owned.count >= count, owned.count <= max(1 << 22, count) || kept > 0 { return owned }
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    if kept > 0 {
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: owned[..<min(kept, owned.count)]))
    }
    owned.deallocate()
    owned = larger
    return larger
  }

  /// Makes more room for ends, of which the first `count` are kept.
  func grow(keeping count: Int) {
    let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2)
    larger.update(from: ends, count: min(count, capacity))
    ends.deallocate()
    ends = larger
    capacity *= 2
  }
}

extension RecordBlock {
  /// The physical line of the byte at `position`.
  func line(of position: Int) -> Int {
    guard let base else { return firstLine }
    var lines = firstLine
    var place = 0
    while place + 64 <= position {
      lines += ByteMask.mask(base + place, 0x0A).nonzeroBitCount
      place += 64
    }
    while place < position {
      if base.load(fromByteOffset: place, as: UInt8.self) == 0x0A { lines += 1 }
      place += 1
    }
    return lines
  }
}
