internal import Basics
internal import Mathematics
internal import Foundation

/// Kaplan and Meier's estimate of how long things last, where some are still there at the end.
///
/// S(t) = Π (1 - d / n) over the times up to t, with d events of n at risk; Greenwood's variance; bands on ln(-ln S), none where S is 1 or 0.
/// The median is where S falls below 1/2, the middle of a stretch at 1/2; its interval is where the bands do. With `tau` the restricted mean,
/// the area under S up to tau, with its standard error. Rows with a missing value are dropped and counted. Agrees with R's
/// `survival::survfit(conf.type = "log-log")`. O(n log n).
///
/// Kaplan and Meier (1958), doi:10.1080/01621459.1958.10501452; Greenwood (1926); Brookmeyer and Crowley (1982), doi:10.2307/2530286.
public struct KaplanMeier: Sendable {
  private let columns: SurvivalData.Columns
  private let level: Double
  private let tau: Double?

  /// What is known at each time.
  struct Curve {
    var times: [Double] = []
    var atRisk: [Int] = []
    var events: [Int] = []
    var censored: [Int] = []
    var survival: [Double] = []
    /// Σ d / (n (n - d)) up to the time.
    var greenwood: [Double] = []

    init(_ times: [Double], _ isEvent: [Bool]) {
      let order = times.indices.sorted { times[$0] < times[$1] }
      var (start, s, sum) = (0, 1.0, 0.0)
      while start < order.count {
        let time = times[order[start]]
        var (end, dead) = (start, 0)
        while end < order.count, times[order[end]] == time {
          if isEvent[order[end]] { dead += 1 }
          end += 1
        }
        let risk = order.count - start
        s *= Double(risk - dead) / Double(risk)
        if dead > 0, risk > dead { sum += Double(dead) / (Double(risk) * Double(risk - dead)) }
        self.times.append(time)
        atRisk.append(risk)
        events.append(dead)
        censored.append(end - start - dead)
        survival.append(s)
        greenwood.append(sum)
        start = end
      }
    }

    /// The bands of the survival at each time; `nil` where there are none.
    func bands(_ level: Double) -> [Interval?] {
      let z = StandardNormal().upperQuantile((1 - level) / 2)
      return zip(survival, greenwood).map { s, sum in
        guard s > 0, s < 1 else { return nil }
        let width = abs(z * sum.squareRoot() / log(s))
        return Interval(pow(s, exp(width)), pow(s, exp(-width)))
      }
    }

    /// Where heights fall below 1/2: the middle of a stretch at 1/2; `nil` where they never do.
    func median(_ heights: [Double]) -> Double? {
      guard let first = heights.firstIndex(where: { $0 < 0.5 + 1e-8 }) else { return nil }
      guard abs(heights[first] - 0.5) < 1e-8 else { return times[first] }
      guard let next = heights[first...].firstIndex(where: { $0 < 0.5 - 1e-8 }) else {
        return (times[first] + times[times.count - 1]) / 2
      }
      return (times[first] + times[next]) / 2
    }

    /// The area under the curve up to `tau`, and its standard error.
    func restrictedMean(_ tau: Double) -> (mean: Double, error: Double) {
      let knots = times.indices.filter { times[$0] < tau }
      let edges = [0] + knots.map { times[$0] } + [tau]
      let heights = [1] + knots.map { survival[$0] }
      let areas = heights.indices.map { heights[$0] * (edges[$0 + 1] - edges[$0]) }
      var (rest, variance) = (0.0, 0.0)
      for index in knots.indices.reversed() {
        rest += areas[index + 1]
        let (dead, risk) = (Double(events[knots[index]]), Double(atRisk[knots[index]]))
        if dead > 0, risk > dead { variance += rest * rest * dead / (risk * (risk - dead)) }
      }
      return (areas.reduce(0, +), variance.squareRoot())
    }
  }

  func answer(_ data: SurvivalData) -> AnalysisResult {
    var result = AnalysisResult(method: "kaplan-meier", title: "Kaplan-Meier curves")
    result.account(data)
    let names: [String?] = data.groupNames.isEmpty ? [nil] : data.groupNames.map { $0 }
    var (curves, medians, means): ([JSON], [JSON], [JSON]) = ([], [], [])
    for (index, name) in names.enumerated() {
      let rows = data.groups.indices.filter { data.groups[$0] == index }
      let curve = Curve(rows.map { data.times[$0] }, rows.map { data.events[$0] })
      let bands = curve.bands(level)
      let group = name.map(JSON.string) ?? .null
      func numbers(_ values: [Int]) -> JSON { .array(values.map { .int(Int64($0)) }) }
      curves.append(
        .row([
          "group": group, "time": .array(curve.times.map { .cell($0) }),
          "at_risk": numbers(curve.atRisk), "events": numbers(curve.events),
          "censored": numbers(curve.censored), "survival": .array(curve.survival.map { .cell($0) }),
          "ci": .array(bands.map { .cell($0) }),
        ]))
      // A band that does not exist bounds nothing: before it lies S = 1.
      let lower = zip(curve.survival, bands).map { $1?.low ?? ($0 >= 1 ? 1 : .nan) }
      let upper = zip(curve.survival, bands).map { $1?.high ?? ($0 >= 1 ? 1 : .nan) }
      let interval = Interval(curve.median(lower), curve.median(upper))
      medians.append(
        .row([
          "group": group, "median": .cell(curve.median(curve.survival)), "ci": .cell(interval),
        ]))
      guard let tau else { continue }
      let mean = curve.restrictedMean(tau)
      means.append(
        .row([
          "group": group, "estimate": .cell(mean.mean), "std_error": .cell(mean.error),
        ]))
      if let last = curve.times.last, last < tau, curve.survival.last ?? 0 > 0 {
        result.notes.append(
          "\(name.map { "'\($0)'" } ?? "the curve") ends at \(Rounded.text(last)), before tau; its mean takes S as it is there"
        )
      }
    }
    result.add(.curves, .parts(.array(curves)))
    result.add(.medians, .parts(.array(medians)))
    if tau != nil { result.add(.rmean, .parts(.array(means))) }
    return result
  }
}

extension KaplanMeier: Method {
  static let facts = MethodFacts(
    "kaplan-meier", "Kaplan–Meier curves", .survival,
    "How long things last, where some are still there when observation ends.",
    takes: .table, claim: .parts,
    references: [
      .init("Kaplan and Meier", 1958, doi: "10.1080/01621459.1958.10501452"),
      .init("Brookmeyer and Crowley", 1982, doi: "10.2307/2530286"),
    ],
    agreesWith: ["R survival::survfit(conf.type = \"log-log\")"])

  init(_ options: inout Options) throws(StatisticsError) {
    columns = try SurvivalData.Columns(&options, groupIsNeeded: false)
    tau = try options.number(
      "tau", in: .atLeast(0), otherwise: "no restricted mean",
      "Up to which time the mean is taken.")
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    answer(try SurvivalData(columns, in: request.data(), for: request.method))
  }
}
