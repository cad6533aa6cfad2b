import Numerics
import Reports

extension SelfAudit {
  /// An audit by the distributions that the tests themselves use.
  static var byNumerics: SelfAudit {
    SelfAudit(
      Distributions(
        t: { StudentT(df: $1).twoSided($0) },
        f: { FDistribution(df1: $1, df2: $2).survival($0) },
        chiSquared: { ChiSquared(df: $1).survival($0) },
        normal: { 2 * StandardNormal().survival(abs($0)) }))
  }

  /// Throws where the printed page contradicts itself.
  func expectConsistent(_ markdown: String) throws {
    let report = check(markdown: markdown)
    guard report.mismatches.isEmpty else {
      let list = report.mismatches.map { "  report.md, \($0)" }.joined(separator: "\n")
      throw StudyError(
        at: nil, "the printed report contradicts itself; nothing was written:\n\(list)")
    }
  }
}
