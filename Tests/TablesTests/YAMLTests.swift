import Tables
import Testing

@Suite("YAML")
struct YAMLTests {
  private func parse(_ text: String) throws -> YAMLValue? {
    try YAMLValue.parse(text, file: "t.yml")
  }

  private func error(_ text: String) throws -> YAMLError {
    try #require(throws: YAMLError.self) { _ = try parse(text) }
  }

  @Test(
    "a zero with a sign is read again as what it was", arguments: ["-.0", "-0", "-0.0", "-0e5"])
  func zerosWithASign(text: String) throws {
    let json = try #require(try YAMLValue.parse(text, file: "f")).json.text()
    #expect(json == "-0")
    #expect(try YAMLValue.parse(json, file: "f")?.json.text() == json)
  }

  @Test("values keep their order, their place and whether they are in quotes")
  func values() throws {
    let root = try #require(try parse("b: 1\na: ['2', 1_000, ~, true, x]\n"))
    #expect(root.mapping?.map(\.key) == ["b", "a"])
    #expect(root.json.text() == #"{"b":1,"a":["2",1000,null,true,"x"]}"#)
    #expect(root["a"]?.sequence?[1].position == .init(file: "t.yml", line: 2, column: 10))
  }

  @Test("an alias stands for the whole value of its anchor, also as a key")
  func aliases() throws {
    let root = try parse("a: &x {k: [1, 2]}\nb: *x\nc: &y name\n*y : 3\n")
    #expect(
      root?.json.text() == #"{"a":{"k":[1,2]},"b":{"k":[1,2]},"c":"name","name":3}"#)
  }

  @Test("a text without a document, and one that is only a comment, give nothing")
  func empty() throws {
    #expect(try parse("") == nil)
    #expect(try parse("# a comment\n") == nil)
  }

  /// `levels` lists, each of `width` aliases of the one before, as values or as keys.
  private func bomb(levels: Int, width: Int, asKey: Bool) -> String {
    (1...levels).reduce("a0: &a0 [x, x]\n") { text, level in
      let list = Array(repeating: "*a\(level - 1)", count: width).joined(separator: ", ")
      return text
        + (asKey && level == levels ? "? [\(list)]\n: 1\n" : "a\(level): &a\(level) [\(list)]\n")
    }
  }

  @Test(
    "what repeats itself without end is refused at once with the number", arguments: [3, 10, 40])
  func repeated(width: Int) throws {
    let clock = ContinuousClock()
    let time = try clock.measure {
      let error = try error(bomb(levels: 30, width: width, asKey: false))
      #expect(error.message.contains("more than 200000 values"), "\(error)")
      #expect(error.position.line > 4)
    }
    #expect(time < .seconds(2))
  }

  @Test("a key that is a list is refused before it is compared with others")
  func listsAsKeys() throws {
    let time = try ContinuousClock().measure {
      let error = try error(bomb(levels: 9, width: 3, asKey: true))
      #expect(error.message.contains("a key must be a single word"), "\(error)")
    }
    #expect(time < .seconds(2))
  }

  @Test("a long text that is repeated often is refused by its bytes")
  func repeatedText() throws {
    let text =
      "a: &a " + String(repeating: "x", count: 1 << 20) + "\nb: ["
      + Array(repeating: "*a", count: 100).joined(separator: ", ") + "]\n"
    #expect(try error(text).message.contains("bytes of text"))
  }

  @Test("aliases that nest are as deep as what they stand for")
  func deepAliases() throws {
    let text = (1...80).reduce("a0: &a0 [x]\n") { $0 + "a\($1): &a\($1) [*a\($1 - 1)]\n" }
    #expect(try error(text).message.contains("the limit is 64 levels"))
  }

  @Test("what is nested too deep is refused with its depth", arguments: ["[", "{a: ", "- "])
  func deep(opening: String) throws {
    for depth in [65, 900, 100_000] {
      let error = try error(String(repeating: opening, count: depth))
      #expect(depth > 1000 || error.message.contains("nested 65 deep"), "\(error)")
      #expect(error.message.contains("deep; the limit is 64 levels"), "\(error)")
    }
  }

  @Test(
    "what is not YAML is reported with its line",
    arguments: [
      ("a: b: c", 1, "needs quotes"), ("a: [1,\nb", 3, "this is not YAML"),
      ("a: 1\na: 2", 2, "the key 'a' occurs twice"), ("a: *b", 1, "no anchor '&b'"),
      ("a: &a [*a]", 1, "no anchor '&a'"), ("--- 1\n--- 2", 2, "a second document"),
      ("a: \u{1}", 1, "this is not YAML"), ("? [a]\n: 1", 1, "a key must be a single word"),
    ])
  func broken(text: String, line: Int, message: String) throws {
    let error = try error(text)
    #expect(error.message.contains(message), "\(error)")
    #expect(error.position.line == line, "\(error)")
  }

  @Test("200,000 values are read, and 1,000,000 keys refused, in seconds")
  func many() throws {
    let time = try ContinuousClock().measure {
      let many = (0..<99_999).map { "k\($0): \($0)\n" }.joined()
      let root = try parse(many)
      #expect(root?.mapping?.count == 99_999)
      let more = (0..<1_000_000).map { "k\($0): 1\n" }.joined()
      let error = try error(more)
      #expect(error.message.contains("200001 up to here"))
    }
    #expect(time < .seconds(10))
  }

  @Test("thousands of directives are refused before they are compared")
  func directives() throws {
    let text = (0..<200_000).map { "%TAG !t\($0)! tag:x\n" }.joined() + "--- a\n"
    #expect(try error(text).message.contains("200000 lines begin with %"))
  }
}
