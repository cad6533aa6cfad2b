extension Node {
  /// Writes what `json.text(layout)` is, parts in their order, and hands it over in pieces, so that a large value is
  /// never in memory as a whole. The elements of a long list are laid out on all processors.
  public func write(_ layout: JSON.Layout = .compact, to sink: ([UInt8]) -> Void) {
    withoutActuallyEscaping(sink) { sink in
      var writer = NodeWriter(layout: layout, sink: sink)
      writer.write(self, level: 0)
      writer.flush()
    }
  }
}

private struct NodeWriter {
  let layout: JSON.Layout
  /// Takes the pieces; `nil`: the text stays in `bytes`.
  let sink: (([UInt8]) -> Void)?
  var bytes: [UInt8] = []

  /// A piece is handed over when it has so many bytes.
  private static let piece = 1 << 20
  /// So many elements of a list are one task.
  private static let task = 1024

  mutating func flush() {
    guard let sink, !bytes.isEmpty else { return }
    sink(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func write(_ node: Node, level: Int) {
    switch node {
    case .value(let value):
      let parts = value.parts
      bytes.append(UInt8(ascii: "{"))
      for (index, part) in parts.enumerated() {
        begin(index, level)
        JSON.write(string: part.key, to: &bytes)
        bytes.append(contentsOf: (layout.indent == nil ? ":" : ": ").utf8)
        write(part.node, level: level + 1)
      }
      end(parts.count, level)
      bytes.append(UInt8(ascii: "}"))
    case .list(let elements):
      bytes.append(UInt8(ascii: "["))
      if sink != nil, elements.count > 2 * Self.task {
        writeTogether(elements, level: level)
      } else {
        for (index, element) in elements.enumerated() {
          begin(index, level)
          write(element, level: level + 1)
        }
      }
      end(elements.count, level)
      bytes.append(UInt8(ascii: "]"))
    default: node.json.write(layout, level: level, to: &bytes)
    }
    if bytes.count >= Self.piece { flush() }
  }

  /// Rounds of a few tasks for each processor.
  private mutating func writeTogether(_ elements: [Node], level: Int) {
    let round = 4 * Parallel.workers(nil) * Self.task
    let layout = layout
    for start in stride(from: 0, to: elements.count, by: round) {
      let stop = min(start + round, elements.count)
      let tasks = stride(from: start, to: stop, by: Self.task).map {
        $0..<min($0 + Self.task, stop)
      }
      flush()
      for text in Parallel.map(
        tasks,
        { range in
          var writer = NodeWriter(layout: layout, sink: nil)
          for index in range {
            writer.begin(index, level)
            writer.write(elements[index], level: level + 1)
          }
          return writer.bytes
        })
      {
        sink?(text)
      }
    }
  }

  /// What stands before an element.
  private mutating func begin(_ index: Int, _ level: Int) {
    if index > 0 { bytes.append(UInt8(ascii: ",")) }
    JSON.newline(layout, level: level + 1, to: &bytes)
  }

  private mutating func end(_ count: Int, _ level: Int) {
    if count > 0 { JSON.newline(layout, level: level, to: &bytes) }
  }
}
