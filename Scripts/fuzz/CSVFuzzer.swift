import Foundation

// The reader must neither crash nor depend on the
// number of threads or the size of blocks.

private let path = "/dev/shm/almanac-fuzz-\(getpid()).csv"

/// All cells as text, or the message of the error.
private func read(_ threads: Int, blockSize: Int) -> (text: String, isError: Bool) {
  var options = ReadOptions(threads: threads)
  options.blockSize = blockSize
  do {
    let table = try CSVReader.read(path: path, options: options)
    var text = table.names.joined(separator: "|")
    for (name, column) in zip(table.names, table.columns) {
      text += "\n\(name) \(column.type.rawValue)"
      for row in 0..<table.rowCount { text += "|\(column.value(at: row))" }
    }
    for note in table.notes { text += "\n\(note.column ?? "") \(note.text)" }
    return (text, false)
  } catch {
    return (error.description, true)
  }
}

func csv(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 1, count < 1 << 16, let start else { return 0 }
  // The first byte chooses the size of blocks, the rest is the file.
  let blockSize = Int(start[0]) + 1
  guard let file = fopen(path, "w") else { return 0 }
  fwrite(start + 1, 1, count - 1, file)
  fclose(file)
  let whole = read(1, blockSize: 1 << 20)
  let parts = read(1, blockSize: blockSize)
  // Threads cost far more than the reading of so little.
  let several = blockSize % 8 == 1 ? read(3, blockSize: blockSize) : parts
  // Of two errors in a file the size of blocks may decide which is reported; threads must not.
  let agree = whole.isError && parts.isError || whole == parts
  if !agree || parts != several {
    for (text, _) in [whole, parts, several] {
      FileHandle.standardError.write(Data("blocks of \(blockSize):\n\(text)\n---\n".utf8))
    }
    abort()
  }
  return 0
}
