internal import Basics

extension Table {
  /// The SHA-256 hash of the names, types and values of the columns, row by row: the same for the same rows in the same
  /// order, however they came. O(bytes).
  package var checksum: String {
    var hash = SHA256()
    func add(_ number: Int) {
      withUnsafeBytes(of: Int64(number).littleEndian) { hash.update($0) }
    }
    func add(_ text: String) {
      add(text.utf8.count)
      var text = text
      text.withUTF8 { hash.update(UnsafeRawBufferPointer($0)) }
    }
    add(rowCount)
    for (name, column) in zip(names, columns) {
      add(name)
      add(column.type.rawValue)
      column.update(&hash)
    }
    return hash.hexDigest()
  }
}

extension Column {
  fileprivate func update(_ hash: inout SHA256) {
    // What stands in the place of a missing value says nothing.
    let present = validity ?? Bitmap(repeating: true, count: count)
    present.words.withUnsafeBytes { hash.update($0) }
    var bytes: [UInt8] = []
    func flush(beyond limit: Int) {
      guard bytes.count > limit else { return }
      bytes.withUnsafeBytes { hash.update($0) }
      bytes.removeAll(keepingCapacity: true)
    }
    func add(_ text: UnsafeBufferPointer<UInt8>) {
      withUnsafeBytes(of: UInt64(text.count).littleEndian) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: text)
      flush(beyond: 1 << 16)
    }
    func add(_ values: (Int) -> UInt64) {
      for row in 0..<count {
        withUnsafeBytes(of: (present[row] ? values(row) : 0).littleEndian) {
          bytes.append(contentsOf: $0)
        }
        flush(beyond: 1 << 16)
      }
    }
    if let plain {
      for row in 0..<count where present[row] { add(plain.text(row)) }
    } else {
      switch values {
      case .double(let values): add { values[$0].bitPattern }
      case .int(let values), .counted(_, let values): add { UInt64(bitPattern: values[$0]) }
      case .date(let values): add { UInt64(bitPattern: Int64(values[$0])) }
      case .bool(let values): add { values[$0] ? 1 : 0 }
      case .text(let values):
        for row in 0..<count where present[row] {
          values.dictionary.withUTF8(values.codes[row]) { add($0) }
        }
      case .textList(let values):
        for row in 0..<count where present[row] {
          let places = values.offsets[row]..<values.offsets[row + 1]
          withUnsafeBytes(of: UInt64(places.count).littleEndian) { bytes.append(contentsOf: $0) }
          for place in places { values.dictionary.withUTF8(values.codes[place]) { add($0) } }
        }
      }
    }
    flush(beyond: 0)
  }
}
