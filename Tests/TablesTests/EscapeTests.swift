import Tables
import Testing

@Suite struct EscapeTests {
  @Test("a sign is escaped whatever accent it bears")
  func accents() {
    #expect("a\"\u{301}b\"".replacing(scalar: "\"", with: "\"\"") == "a\"\"\u{301}b\"\"")
    #expect(
      "x|\u{308}|".replacing(scalar: "|", with: "\\|").unicodeScalars.count { $0 == "\\" } == 2)
    #expect("plain".replacing(scalar: "|", with: "") == "plain")
  }
}
