import CGSL
import Foundation
import Mathematics
import TestSupport
import Testing

/// Distributions of our own against GSL's at random arguments, where both keep their digits.
@Suite struct GSLAgreementTests {
  private static let count = 2_000

  private func uniform(_ generator: inout PhiloxGenerator, _ range: ClosedRange<Double>) -> Double {
    Double.random(in: range, using: &generator)
  }

  /// Even on the scale of logarithms.
  private func spread(_ generator: inout PhiloxGenerator, _ range: ClosedRange<Double>) -> Double {
    exp(uniform(&generator, log(range.lowerBound)...log(range.upperBound)))
  }

  /// The largest relative distance, where neither value is too small to have digits.
  private func worst(
    seed: UInt64, _ pair: (inout PhiloxGenerator) -> (ours: Double, theirs: Double)
  ) -> Double {
    var generator = PhiloxGenerator(seed: seed)
    var worst = 0.0
    for _ in 0..<Self.count {
      let (ours, theirs) = pair(&generator)
      guard theirs > 1e-280 else { continue }
      worst = max(worst, abs(ours / theirs - 1))
    }
    return worst
  }

  @Test func chiSquaredTailsAreGSLs() {
    let distance = worst(seed: 1) { generator in
      let df = spread(&generator, 0.5...1e4)
      let x = df * spread(&generator, 0.2...5)
      return (ChiSquared(df: df).survival(x), gsl_cdf_chisq_Q(x, df))
    }
    #expect(distance < 2e-12)
  }

  @Test func gammaTailsAreGSLs() {
    let distance = worst(seed: 2) { generator in
      let (shape, scale) = (spread(&generator, 0.2...1e3), spread(&generator, 1e-3...1e3))
      let x = shape * scale * spread(&generator, 0.3...3)
      return (Gamma(shape: shape, scale: scale).cumulative(x), gsl_cdf_gamma_P(x, shape, scale))
    }
    #expect(distance < 2e-12)
  }

  @Test func poissonTailsAreGSLs() {
    let distance = worst(seed: 3) { generator in
      let mean = spread(&generator, 0.5...500)
      let k = Int(mean * uniform(&generator, 0...2))
      return (Poisson(mean: mean).tails(k).upper, gsl_cdf_poisson_Q(UInt32(k), mean))
    }
    #expect(distance < 2e-12)
  }

  @Test func tailsOfFAreGSLs() {
    let distance = worst(seed: 4) { generator in
      let (df1, df2) = (spread(&generator, 1...50), spread(&generator, 2...500))
      let f = spread(&generator, 0.1...8)
      return (FDistribution(df1: df1, df2: df2).survival(f), gsl_cdf_fdist_Q(f, df1, df2))
    }
    #expect(distance < 1e-11)
  }

  @Test func betaTailsAreGSLs() {
    let distance = worst(seed: 5) { generator in
      let (a, b) = (spread(&generator, 0.5...50), spread(&generator, 0.5...50))
      let x = uniform(&generator, 0.05...0.95)
      return (Beta(a: a, b: b).tails(x).lower, gsl_cdf_beta_P(x, a, b))
    }
    #expect(distance < 1e-11)
  }

  @Test func binomialTailsAreGSLs() {
    let distance = worst(seed: 6) { generator in
      let n = Int.random(in: 1...120, using: &generator)
      let k = Int.random(in: 0...n, using: &generator)
      let p = uniform(&generator, 0.05...0.95)
      return (
        Binomial(trials: n, probability: p).cumulative(k),
        gsl_cdf_binomial_P(UInt32(k), p, UInt32(n))
      )
    }
    #expect(distance < 1e-11)
  }

  @Test func densitiesAreGSLs() {
    let distance = worst(seed: 7) { generator in
      let df = spread(&generator, 1...200)
      let t = uniform(&generator, 0...8)
      return (StudentT(df: df).density(t), gsl_ran_tdist_pdf(t, df))
    }
    #expect(distance < 1e-11)
    let other = worst(seed: 8) { generator in
      let (df1, df2) = (spread(&generator, 1...50), spread(&generator, 2...200))
      let f = spread(&generator, 0.1...8)
      return (FDistribution(df1: df1, df2: df2).density(f), gsl_ran_fdist_pdf(f, df1, df2))
    }
    #expect(other < 1e-11)
  }

  @Test func quantilesOfTAreGSLs() {
    let distance = worst(seed: 9) { generator in
      let df = spread(&generator, 1...30)
      let p = spread(&generator, 1e-8...0.45)
      return (StudentT(df: df).upperQuantile(p), gsl_cdf_tdist_Qinv(p, df))
    }
    #expect(distance < 1e-11)
  }

  @Test("Student's t, which is GSL's, is the root of an F of our own")
  func tIsTheRootOfF() {
    let distance = worst(seed: 10) { generator in
      let df = spread(&generator, 0.5...1e4)
      let t = spread(&generator, 1e-3...25)
      return (StudentT(df: df).twoSided(t), FDistribution(df1: 1, df2: df).survival(t * t))
    }
    #expect(distance < 1e-11)
  }
}
