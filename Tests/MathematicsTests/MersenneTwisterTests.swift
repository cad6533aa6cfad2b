import Mathematics
import Testing

/// Streams of NumPy's legacy `RandomState`, printed by NumPy 2.
@Suite struct MersenneTwisterTests {
  @Test func firstWordsAreThoseOfNumPy() throws {
    let generator = try MersenneTwister(seed: 42)
    #expect((0..<2).map { _ in generator.next() } == [1_608_637_542, 3_421_126_067])
  }

  @Test func permutationIsThatOfNumPy() throws {
    let generator = try MersenneTwister(seed: 42)
    #expect(
      generator.permutation(count: 20) == [
        0, 17, 15, 1, 8, 5, 11, 3, 18, 16, 13, 2, 9, 19, 4, 12, 7, 10, 14, 6,
      ])
    let other = try MersenneTwister(seed: 7)
    #expect(other.permutation(count: 1000).prefix(5) == [778, 334, 271, 802, 216])
  }

  @Test func seedZeroIsRefusedSinceGSLTakesAnother() {
    #expect(throws: NumericalError.self) { try MersenneTwister(seed: 0) }
  }

  @Test func emptyPermutationIsEmpty() throws {
    #expect(try MersenneTwister(seed: 1).permutation(count: 0).isEmpty)
  }
}
