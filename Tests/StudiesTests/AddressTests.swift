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
      ("a.slope", 0.5),
      ("a.intercept.estimate", 1.5),
      ("a.effect_sizes[cliffs-delta]", -1),
    ] as [(String, JSON)])
  func leads(text: String, value: JSON) throws {
    let address = try #require(Address(text))
    #expect(address.id == "a")
    #expect(address.description == text)
    #expect(fit.value(at: address.path)?.principal == value)
  }

  @Test(
    "a path that leads nowhere has no value",
    arguments: ["a.q", "a.coefficients[size]", "a.p_value.x", "a.estimate.ci[7]"])
  func nowhere(text: String) throws {
    let address = try #require(Address(text))
    #expect(fit.value(at: address.path) == nil)
  }

  @Test("what is no address is refused", arguments: ["", ".a", "a.", "a[b", "a..b"])
  func refused(text: String) {
    #expect(Address(text) == nil)
  }

  @Test("the slope of a fit with two terms is nobody's")
  func ambiguousSlope() {
    let json: JSON = [
      "coefficients": [["term": "a", "estimate": 1], ["term": "b", "estimate": 2]]
    ]
    #expect(json.value(at: [.field("slope")]) == nil)
  }
}
