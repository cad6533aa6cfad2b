import Foundation

// The names of the columns are those of the table; a column by itself is that of the whole table.

private let path = "/dev/shm/almanac-fuzz-\(getpid()).jsonl"

func jsonLines(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start, let file = fopen(path, "w") else { return 0 }
  fwrite(start, 1, count, file)
  fclose(file)
  guard let table = try? JSONLinesReader.read(path: path) else { return 0 }
  var agree = (try? JSONLinesReader.columnNames(path: path)) == table.names
  if let name = table.names.last, let whole = table[name] {
    let one = try? JSONLinesReader.read(path: path, options: ReadOptions(columns: [name]))[name]
    agree = agree && one?.type == whole.type
    for row in 0..<table.rowCount where one?.value(at: row) != whole.value(at: row) {
      agree = false
    }
  }
  if !agree { abort() }
  return 0
}
