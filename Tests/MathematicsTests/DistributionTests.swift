import Foundation
import Mathematics
import Testing

/// Values by mpmath 1.3 with 50 digits.
@Suite struct DistributionTests {
  private func agrees(_ value: Double, _ expected: Double, digits: Double = 13) -> Bool {
    if value == expected { return true }
    return abs(value - expected) <= pow(10, -digits) * abs(expected)
  }

  @Test func farTailsKeepTheirDigits() {
    // erfc(37 / √2) / 2
    #expect(agrees(StandardNormal().survival(37), 5.725571222524576e-300, digits: 12))
    // I_{x}(df/2, 1/2) / 2 with x = df / (df + t²)
    #expect(agrees(StudentT(df: 10).survival(2.22813885198627475), 0.025, digits: 14))
    // e^(-700/2): two degrees of freedom have a closed form.
    #expect(agrees(ChiSquared(df: 2).survival(1300), exp(-650), digits: 13))
    // F with (2, b): (1 + 2x/b)^(-b/2).
    #expect(agrees(FDistribution(df1: 2, df2: 40).survival(1e9), pow(1 + 2e9 / 40, -20)))
  }

  @Test func studentsTWithOneAndTwoDegreesOfFreedomHasClosedForms() {
    for t in [0.001, 0.5, 1, 3, 40, 1e6] {
      #expect(agrees(StudentT(df: 1).survival(t), atan2(1, t) / .pi))
      let two = 1 / (2 + t * t + t * (2 + t * t).squareRoot())
      #expect(agrees(StudentT(df: 2).survival(t), two))
    }
  }

  @Test(arguments: [0.4, 1, 2.5, 7, 30, 400, 1e5])
  func quantilesInvertTheTails(_ df: Double) {
    for p in [1e-200, 1e-12, 0.001, 0.2, 0.5, 0.9, 0.999] {
      let t = StudentT(df: df)
      let chi = ChiSquared(df: df)
      // With 0.4 degrees of freedom the quantile of 1e-200 is beyond the largest double.
      if t.survival(.greatestFiniteMagnitude) < p {
        #expect(agrees(t.survival(t.upperQuantile(p)), p, digits: 11))
      } else {
        #expect(t.upperQuantile(p) == .infinity)
      }
      #expect(agrees(chi.survival(chi.upperQuantile(p)), p, digits: 11))
      let f = FDistribution(df1: 3, df2: df)
      if p > 1e-20 { #expect(agrees(f.survival(f.upperQuantile(p)), p, digits: 11)) }
    }
  }

  @Test func tailsSumToOne() {
    for df in [0.5, 3, 50, 2e5] {
      for x in [0.01, 0.7, 1, 4, 90] {
        let t = StudentT(df: df).tails(x)
        #expect(abs(t.lower + t.upper - 1) < 1e-14)
        let chi = ChiSquared(df: df).tails(x * df)
        #expect(abs(chi.lower + chi.upper - 1) < 1e-14)
      }
    }
  }

  @Test func binomialTailsAreSumsOfMasses() {
    let binomial = Binomial(trials: 30, probability: 0.3)
    var sum = 0.0
    for k in 0...30 {
      sum += binomial.mass(k)
      #expect(agrees(binomial.cumulative(k), min(sum, 1), digits: 12))
    }
    let poisson = Poisson(mean: 4.5)
    var total = 0.0
    for k in 0...12 {
      total += poisson.mass(k)
      #expect(agrees(poisson.tails(k).lower, total, digits: 12))
    }
  }

  @Test func noncentralDistributionsWithoutNoncentralityAreCentral() {
    #expect(
      agrees(
        NoncentralT.cumulative(1.3, df: 7, delta: 0), StudentT(df: 7).cumulative(1.3), digits: 12))
    #expect(
      agrees(
        NoncentralMixture.chiSquared(5, df: 3, lambda: 0), ChiSquared(df: 3).cumulative(5)))
    // scipy.stats 1.17.1: nct.cdf(2, 10, 1.5), ncx2.cdf(8, 3, 4), ncf.cdf(3, 2, 20, 5)
    #expect(agrees(NoncentralT.cumulative(2, df: 10, delta: 1.5), 0.6591540724421909, digits: 10))
    #expect(
      agrees(NoncentralMixture.chiSquared(8, df: 3, lambda: 4), 0.6547550007093937, digits: 10))
    #expect(
      agrees(NoncentralMixture.f(3, df1: 2, df2: 20, lambda: 5), 0.4841317329559708, digits: 10))
  }

  @Test func studentizedRangeOfTwoIsStudentsT() {
    for df in [2.0, 5, 30, 58, 1000] {
      for q in [0.5, 3, 8, 25, 45, 120] where df < 1000 || q < 50 {
        let expected = StudentT(df: df).twoSided(q / 2.0.squareRoot())
        #expect(agrees(StudentizedRange(groups: 2, df: df).survival(q), expected, digits: 9))
      }
    }
  }
}
