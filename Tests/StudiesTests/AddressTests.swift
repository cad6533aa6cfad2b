import Basics
import Reports
import Statistics
import Studies
import Tables
import Testing

@Suite("Addresses of computed values")
struct AddressTests {
  private let fit: JSON = [
    "p_value": 0.25,
    "estimate": ["name": "mean", "value": 3, "ci": [1, 5]],
    "coefficients": [
      ["term": "(Intercept)", "estimate": 1.5], ["term": "ln(size)", "estimate": 0.5],
    ],
    "effect_sizes": [["name": "cliffs-delta", "value": -1]],
  ]

  @Test(
    "a path leads through fields, indices and the names that elements carry",
    arguments: [
      ("a.p_value", JSON.double(0.25)),
      ("a.estimate", 3),
      ("a.estimate.ci[1]", 5),
      ("a.coefficients[ln(size)].estimate", 0.5),
      ("a.coefficients[ln(size)]", 0.5),
      ("a.effect_sizes[cliffs-delta]", -1),
    ] as [(String, JSON)])
  func leads(text: String, value: JSON) throws {
    let address = try #require(Address(text))
    #expect(address.id == "a")
    #expect(address.description == text)
    #expect(Node(fit).at(address.path)?.principal.json == value)
  }

  @Test(
    "a path that leads nowhere has no value",
    arguments: ["a.q", "a.coefficients[size]", "a.p_value.x", "a.estimate.ci[7]"])
  func nowhere(text: String) throws {
    let address = try #require(Address(text))
    #expect(Node(fit).at(address.path) == nil)
  }

  @Test(
    "what is not an address is refused",
    arguments: [
      "", ".a", "a.", "a[b", "a..b", "a[b[c]", "a[b]c", "a[\"b]", "a[\"b\"c]", "a[\"\\x\"]",
    ])
  func refused(text: String) {
    #expect(Address(text) == nil)
  }

  @Test(
    "a name with brackets, quotes or signs that nobody sees is written so that it is read again",
    arguments: [
      "Region[South]", "a[b[c]]", "a]b", "a[b", "ln(x)", "f(x", "5\" disk", "it's", "a.b", "a, b",
      " a ", "",
      "\\", "a\\\"b", "{{x}}", "}}", "a\nb", "\u{202E}abc", "\u{0301}x", "x\"\u{0301}",
      "a\u{E000}b", "👩‍🔬",
      "domain[a]:size", "\"quoted\"", "[", "]", "(", ")", "\u{0903}", "a b", "\t", "\u{A0}",
      "`x y`", "a=b",
    ])
  func names(name: String) throws {
    let address = Address(
      id: "m", path: [.field("coefficients"), .element(name), .field("estimate")])
    let text = address.description
    #expect(Address(text) == address, "\(text)")
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
    let json: JSON = ["coefficients": [["term": .string(name), "estimate": 4]]]
    #expect(Node(json).at(address.path)?.json == 4)
    // A tag takes it as it is printed.
    let tag = try #require(try Prose.parse("A {{number(\(text), digits=2)}} b.").tags.first)
    #expect(tag.arguments == [text])
    #expect(tag.options.map(\.name) == ["digits"])
  }

  @Test("random names, built of what is syntax somewhere, are read again")
  func randomNames() throws {
    let signs = [
      "[", "]", "(", ")", "\"", "'", "\\", "{", "}", ".", ",", "=", " ", "a", "é", "u{41}",
      "\u{0301}", "\n",
    ]
    var state: UInt64 = 11
    for _ in 0..<3000 {
      var name = ""
      for _ in 0..<6 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        name += signs[Int(state >> 33) % signs.count]
      }
      let text = Address(id: "m", path: [.field("c"), .element(name)]).description
      #expect(Address(text)?.path.last == .element(name), "\(text)")
      let tag = try #require(try Prose.parse("A {{number(\(text))}} b.").tags.first)
      #expect(tag.arguments == [text])
    }
  }

  @Test("the slope of a fit with two terms is nobody's")
  func ambiguousSlope() throws {
    func fit(_ terms: [String]) throws -> Node {
      .value(
        try AnalysisResult(json: [
          "method": "ols",
          "coefficients": .array(terms.map { ["term": .string($0), "estimate": 0.5] }),
        ]))
    }
    #expect(try fit(["(Intercept)", "a", "b"]).at([.field("slope")]) == nil)
    let simple = try fit(["(Intercept)", "a"])
    #expect(simple.at([.field("slope")])?.principal.doubleValue == 0.5)
    #expect(simple.at([.field("intercept"), .field("estimate")])?.doubleValue == 0.5)
  }
}
