import Basics
import Testing

@Suite("A value is written in pieces as it is written whole")
struct NodeWriterTests {
  private static func nested(_ count: Int) -> Node {
    let rows = (0..<count).map { index -> Node in
      .value(
        Entries([
          ("name", .text("\"row\" \(index)")), ("value", .number(Double(index) / 7)),
          ("ends", .list([.number(nil), .whole(Int64(index))])), ("holds", .flag(index % 2 == 0)),
          ("none", .list([])),
        ]))
    }
    return .value(Entries([("before", .number(1)), ("rows", .list(rows)), ("after", .text(nil))]))
  }

  @Test(
    "small and large values, on one line and indented", arguments: [0, 1, 7, 2048, 2049, 40_000])
  func pieces(_ count: Int) {
    let node = Self.nested(count)
    for layout in [JSON.Layout.compact, JSON.Layout(indent: 2)] {
      var bytes: [UInt8] = []
      node.write(layout) { bytes += $0 }
      #expect(String(decoding: bytes, as: UTF8.self) == node.json.text(layout))
    }
  }
}
