import Foundation

// HubData ROWS FILE.csv [--seed N] [--co2-rate R]: a synthetic mined Hub of 25 columns, RFC 4180, one
// per cent of the rows with quotes, line breaks and text that is not ASCII. The same arguments give
// the same bytes on one machine. For benchmarks only.

func usage() -> Never {
  FileHandle.standardError.write(
    Data("usage: HubData ROWS FILE.csv [--seed N] [--co2-rate R]\n".utf8))
  exit(2)
}

let arguments = CommandLine.arguments.dropFirst()
var positional: [String] = []
var seed: UInt64 = 42
var rate = 0.009
var iterator = arguments.makeIterator()
while let argument = iterator.next() {
  switch argument {
  case "--seed":
    guard let value = iterator.next().flatMap({ UInt64($0) }) else { usage() }
    seed = value
  case "--co2-rate":
    guard let value = iterator.next().flatMap({ Double($0) }) else { usage() }
    rate = value
  default: positional.append(argument)
  }
}
guard positional.count == 2, let rows = Int(positional[0]), rows >= 0,
  let file = fopen(positional[1], "w")
else { usage() }

let columns = [
  "model_id", "author", "created_at", "last_modified", "downloads", "likes", "library_name",
  "pipeline_tag", "domain", "tags", "license", "model_size_bytes", "datasets",
  "dataset_size_bytes", "co2_eq_emissions", "co2_source", "training_type",
  "geographical_location", "hardware_used", "accuracy", "f1", "rouge1", "rougeL", "auto",
  "description",
]

var buffer: [UInt8] = Array((columns.joined(separator: ",") + "\n").utf8)
var random = Random(seed: seed)
for row in 0..<rows {
  append(hubRow(row, &random, rate: rate), to: &buffer)
  if buffer.count > 1 << 20 {
    fwrite(buffer, 1, buffer.count, file)
    buffer.removeAll(keepingCapacity: true)
  }
}
fwrite(buffer, 1, buffer.count, file)
guard fclose(file) == 0 else {
  perror(positional[1])
  exit(1)
}

func append(_ cells: [String?], to buffer: inout [UInt8]) {
  for (index, cell) in cells.enumerated() {
    if index > 0 { buffer.append(UInt8(ascii: ",")) }
    guard let cell else { continue }
    let special = cell.utf8.contains {
      $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13
    }
    if special {
      buffer.append(UInt8(ascii: "\""))
      for byte in cell.utf8 {
        if byte == UInt8(ascii: "\"") { buffer.append(byte) }
        buffer.append(byte)
      }
      buffer.append(UInt8(ascii: "\""))
    } else {
      buffer.append(contentsOf: cell.utf8)
    }
  }
  buffer.append(10)
}
