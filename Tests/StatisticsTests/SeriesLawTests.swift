import Basics
import Foundation
import Statistics
import Testing

@Suite("Laws of series")
struct SeriesLawTests {
  private static func series(_ seed: UInt64, _ count: Int = 60) -> [Double] {
    var numbers = SeededNumbers(seed)
    var last = 0.0
    return (0..<count).map { index in
      last = 0.5 * last + numbers.normal()
      return (1024 * (last + 10 + 2 * sin(Double(index)))).rounded() / 1024
    }
  }

  private func close(_ a: Double?, _ b: Double?, _ digits: Double = 8) -> Bool {
    guard let a, let b else { return a == b }
    return a == b || AgreeingDigits.of(a, b) >= digits || abs(a - b) < 1e-10
  }

  @Test("unit and offset change no test of a series", arguments: 1...5)
  func units(_ seed: Int) throws {
    let x = Self.series(UInt64(seed))
    let other = x.map { 4 * $0 + 512 }
    for (method, options) in [
      ("acf", [:]), ("ljung-box", [:]), ("adf", [:]), ("kpss", [:]), ("pettitt", [:]),
      ("seasonal-mann-kendall", ["period": 4]), ("change-points", [:]),
    ] as [(String, JSON)] {
      let (a, b) = (try single(method, x, options), try single(method, other, options))
      #expect(close(a.statistic?.value, b.statistic?.value), "\(method)")
      #expect(close(a.pValue, b.pValue, 6), "\(method)")
    }
    let (a, b) = (try single("change-points", x), try single("change-points", other))
    #expect(a[path: "change_points"] == b[path: "change_points"])
  }

  @Test("a series turned round has the same correlations, and its trend the other sign")
  func reversed() throws {
    let x = Self.series(9)
    let back = Array(x.reversed())
    let (a, b) = (try single("acf", x), try single("acf", back))
    for lag in 0..<10 {
      #expect(
        close(a[path: "lags.\(lag).acf"]?.doubleValue, b[path: "lags.\(lag).acf"]?.doubleValue))
    }
    let options: JSON = ["period": 4]
    let there = try single("seasonal-mann-kendall", x, options)
    let again = try single("seasonal-mann-kendall", back, options)
    #expect(close(there.statistic?.value, again.statistic?.value.map { -$0 }))
    #expect(close(there.estimate?.value, again.estimate?.value.map { -$0 }))
  }

  @Test("the parts of a series add up to it", arguments: [true, false])
  func parts(_ isRobust: Bool) throws {
    let x = Self.series(4, 50)
    let result = try single("stl", x, ["period": 12, "robust": .bool(isRobust)])
    func part(_ name: String) -> [Double] {
      (result[path: name]?.arrayValue ?? []).compactMap(\.doubleValue)
    }
    let (trend, seasonal, rest) = (part("trend"), part("seasonal"), part("remainder"))
    #expect(trend.count == 50)
    for index in trend.indices {
      #expect(close(trend[index] + seasonal[index] + rest[index], x[index], 12))
      #expect(close(part("adjusted")[index], x[index] - seasonal[index], 12))
      if index >= 12 { #expect(seasonal[index] == seasonal[index - 12]) }
    }
    let plain = try single("stl", (0..<48).map { Double($0 % 4) + Double($0) / 8 }, ["period": 4])
    #expect((plain[path: "strength.seasonal"]?.doubleValue ?? 0) > 0.999)
  }

  @Test("changes that are there are found where they are")
  func changes() throws {
    var numbers = SeededNumbers(2)
    let x = (0..<300).map { numbers.normal() + ($0 < 100 ? 0 : $0 < 180 ? 20 : -15) }
    let result = try single("change-points", x)
    #expect(result[path: "change_points.0.index"] == 100)
    #expect(result[path: "change_points.1.index"] == 180)
    #expect(result[path: "change_points"]?.arrayValue?.count == 2)
    #expect(result[path: "change_points.0.ci.0"]?.doubleValue.map { $0 <= 100 } == true)
    let few = try single("change-points", x, ["penalty": 1e6])
    #expect(few[path: "segments"]?.arrayValue?.count == 1)
  }

  @Test("growth that is exact is found exactly, and tells that nothing is uncertain")
  func growth() throws {
    let x = (0..<30).map { 3 * pow(1.25, Double($0)) }
    let result = try single("growth-rate", x)
    #expect(close(result.estimate?.value, 0.25, 10))
    #expect(close(result[path: "doubling_time"]?.doubleValue, log(2) / log(1.25), 10))
    #expect(close(result[path: "cagr"]?.doubleValue, 0.25, 12))
    let shrinking = try single(
      "growth-rate", Self.series(3).enumerated().map { $1 * pow(0.9, Double($0)) })
    #expect((shrinking.estimate?.value ?? 0) < 0)
  }

  @Test("a step of an interrupted series is its level, and the rest goes on as before")
  func interrupted() throws {
    var numbers = SeededNumbers(8)
    let y = (1...60).map {
      numbers.normal() / 10 + Double($0) + ($0 >= 31 ? 5 + Double($0 - 31) : 0)
    }
    let result = try answer(["method": "interrupted-series", "y": JSON(y), "options": ["at": 31]])
    #expect(abs((result[path: "coefficients.level.estimate"]?.doubleValue ?? 0) - 5) < 0.2)
    #expect(abs((result[path: "coefficients.slope.estimate"]?.doubleValue ?? 0) - 1) < 0.02)
    let rows = result[path: "counterfactual"]?.arrayValue ?? []
    #expect(rows.count == 30)
    #expect(abs((rows.last?["estimate"]?.doubleValue ?? 0) - 60) < 0.5)
  }

  @Test("a series in a table is put in the order of its time, which must tell rows apart")
  func time() throws {
    let table = try LawTable.make([3, 1, 2, 5, 4, 7, 6, 8], [30, 10, 20, 50, 40, 70, 60, 80])
    let result = try Analysis.run(
      AnalysisRequest(method: "pettitt", table: table, x: "v", time: "t"))
    let sorted = try single("pettitt", [10, 20, 30, 40, 50, 60, 70, 80])
    #expect(result.statistic == sorted.statistic)
    #expect {
      let twice = try LawTable.make([1, 1, 2], [3, 4, 5])
      _ = try AnalysisRequest(method: "pettitt", table: twice, x: "v", time: "t")
    } throws: { "\($0)".contains("same time in rows 1 and 2") }
  }

  @Test(
    "nasty series are refused or answered, never worse",
    arguments: [
      "acf", "ljung-box", "adf", "kpss", "pettitt", "change-points", "growth-rate", "stl",
      "seasonal-mann-kendall",
    ])
  func nasty(_ method: String) {
    let options: JSON = ["stl", "seasonal-mann-kendall"].contains(method) ? ["period": 2] : [:]
    let columns: [[Double?]] = [
      [], [1], [1, 1], [1, 2, 3], [0, 0, 0, 0, 0, 0], [1e300, -1e300, 1e300, 1, 2, 3],
      (0..<6).map { Double($0 % 4) * .leastNonzeroMagnitude * 1000 }, (0..<40).map { Double($0) },
      (0..<40).map { Double($0 % 2) }, (0..<40).map { pow(10, Double($0) - 20) }, [nil, nil, nil],
      (0..<12).map { 1e15 + Double($0 % 3) },
    ]
    for column in columns {
      do {
        let result = try single(method, column, options)
        #expect(result.pValue.map { (0...1).contains($0) } ?? true)
      } catch {
        #expect(error is StatisticsError, "\(method): \(error)")
      }
    }
  }
}
