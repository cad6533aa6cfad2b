import Foundation
import Studies
import Tables
import Testing

@Suite("The page of a data file")
struct ProfilePageTests {
  /// The files of the page of a table.
  private func page(_ table: Table, name: String = "rows.csv") throws -> [String: String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try ProfilePage(table, name: name).write(to: folder.path, bundle: TemporaryStudy.bundle())
    var files: [String: String] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where file.hasSuffix("html") {
      files[file] = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    }
    return files
  }

  private func mixed(_ rows: Int) throws -> Table {
    let places = Array(0..<rows)
    let ids: [Int64?] = places.map { Int64($0) + 1 }
    let kinds: [String?] = places.map { ["x", "y", "z"][$0 % 3] }
    let values: [Double?] = places.map { $0 % 7 == 0 ? nil : Double($0 * 37 % 101) + 0.5 }
    let stars: [Int64?] = places.map { $0 % 3 == 0 ? Int64($0 * $0 % 97) : 0 }
    let same: [String?] = places.map { _ in "one" }
    return try Table([
      ("id", Column(ints: ids)), ("<b>kind</b>", Column(texts: kinds)),
      ("value", Column(doubles: values)), ("stars", Column(ints: stars)),
      ("same", Column(texts: same)),
    ])
  }

  @Test("it has roles, alerts and pictures, and names are words")
  func whole() throws {
    let files = try page(mixed(200))
    let html = try #require(files["index.html"])
    #expect(files.count == 1)
    for words in ["identifier", "Worth a look", "What goes together", "<svg", "missing"] {
      #expect(html.contains(words), "\(words)")
    }
    #expect(!html.contains("<b>kind</b>") && html.contains("&lt;b&gt;kind"))
    #expect(try page(mixed(200)) == files)
  }

  @Test("many columns have linked pages; a table without rows or columns has a page all the same")
  func edges() throws {
    let column = Column(doubles: [1, 2, 4.5])
    let wide = try Table((0..<230).map { (name: "c\($0)", column: column) })
    let files = try page(wide)
    #expect(files.keys.sorted() == ["columns-2.html", "columns-3.html", "index.html"])
    #expect(files["index.html"]?.contains("href=\"columns-3.html\"") == true)
    #expect(try page(Table([("empty", Column(texts: []))])).count == 1)
    #expect(try page(Table([], rowCount: 0)).count == 1)
  }

  @Test("zeros, one-sided words, gaps and keys raise alerts, the weightiest first")
  func alerts() throws {
    let places = Array(0..<200)
    let keys: [Int64?] = places.map { Int64($0) + 1 }
    let words: [String?] = places.map { $0 < 4 ? "rare" : "usual" }
    let gaps: [Double?] = places.map { $0 % 2 == 0 ? nil : Double($0 % 17) + 0.25 }
    let counts: [Int64?] = places.map { $0 % 2 == 0 ? 0 : Int64($0 * 31 % 89) }
    let table = try Table([
      ("key", Column(ints: keys)), ("word", Column(texts: words)),
      ("gaps", Column(doubles: gaps)), ("count", Column(ints: counts)),
    ])
    let alerts = TableProfile(table).alerts
    func has(_ column: String, _ words: String) -> Bool {
      alerts.contains { $0.column == column && $0.text.contains(words) && !$0.advice.isEmpty }
    }
    #expect(
      has("key", "tells rows") && has("word", "98 %") && has("gaps", "50 %")
        && has("count", "are 0"))
    let weights: [Int] = alerts.map { $0.weight }
    #expect(weights == weights.sorted(by: >))
  }

  @Test("two files are compared by rows, columns, types, gaps and values")
  func comparison() throws {
    let old = try Table([
      ("a", Column(ints: [1, 2, 3])), ("gone", Column(texts: ["x", "y", "x"])),
      ("t", Column(texts: ["p", "q", "p"])),
    ])
    let new = try Table([
      ("a", Column(doubles: [1, 2.5, nil, 4])), ("t", Column(texts: ["p", "r", "p", "q"])),
      ("more", Column(ints: [1, 1, 2, 2])),
    ])
    let changes = ProfileComparison(TableProfile(old), TableProfile(new)).changes
    func change(_ column: String?, _ what: String) -> [String] {
      changes.first { $0.column == column && $0.what == what }.map { [$0.old, $0.new] } ?? []
    }
    #expect(change(nil, "rows") == ["3", "4"] && change("a", "type") == ["int", "double"])
    #expect(
      change("a", "missing") == ["0 %", "25 %"] && change("t", "values") == ["p, q", "p, q, r"])
    #expect(
      change("gone", "column") == ["present", "absent"]
        && change("more", "column") == ["absent", "present"])
    #expect(ProfileComparison(TableProfile(old), TableProfile(old)).changes.isEmpty)
  }
}
