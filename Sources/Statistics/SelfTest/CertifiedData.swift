internal import Basics
internal import Foundation

/// Data sets whose results are certified, for the self-test only: code that computes knows none of them.
///
/// The numbers are files (`datasets/certified/`), each set with its source; only the functions of the nonlinear
/// models are here.
struct CertifiedData {
  struct Univariate {
    let name: String
    let values: [Double]
    let mean: Double
    let standardDeviation: Double
    let autocorrelation: Double
    /// Digits of each of the three that exact arithmetic on the same doubles gives.
    let attainable: [Double]
  }

  struct Linear {
    let name: String
    let formula: String
    let columns: [(name: String, values: [Double])]
    let response: [Double]
    let coefficients: [Double]
    /// Empty where they are certified as zero.
    let standardErrors: [Double]
    let attainable: Double
  }

  struct Variance {
    let name: String
    let groups: [[Double]]
    let f: Double
    let attainable: Double
  }

  struct Nonlinear {
    let name: String
    let model: @Sendable (Double, [Double]) -> Double
    let x: [Double]
    let y: [Double]
    let starts: [[Double]]
    let parameters: [Double]
    /// Empty where the residuals are rounding errors of the data.
    let standardErrors: [Double]
  }

  let univariate: [Univariate]
  let linear: [Linear]
  let variance: [Variance]
  let nonlinear: [Nonlinear]

  /// Reads the files of a folder.
  init(folder: String) throws(CertifiedDataError) {
    univariate = try Self.sets("univariate", in: folder) { set throws(CertifiedDataError) in
      Univariate(
        name: try set.text("set"), values: try set.repeated(after: try set.numbers("data")),
        mean: try set.certified.number("mean"),
        standardDeviation: try set.certified.number("standard_deviation"),
        autocorrelation: try set.certified.number("autocorrelation"),
        attainable: try set.numbers("attainable"))
    }
    linear = try Self.sets("linear", in: folder) { set throws(CertifiedDataError) in
      Linear(
        name: try set.text("set"), formula: try set.text("formula"),
        columns: (set.json["columns"]?.members ?? []).map { ($0.key, Self.numbers($0.value)) },
        response: try set.numbers("y"), coefficients: try set.certified.numbers("coefficients"),
        standardErrors: try set.certified.numbers("standard_errors"),
        attainable: try set.number("attainable"))
    }
    variance = try Self.sets("variance", in: folder) { set throws(CertifiedDataError) in
      let times = Int(try set.number("times"))
      return Variance(
        name: try set.text("set"),
        groups: (set.json["groups"]?.arrayValue ?? []).map { group in
          let values = Self.numbers(group)
          return Array(values.prefix(1))
            + repeatElement(values.dropFirst(), count: times).flatMap { $0 }
        }, f: try set.certified.number("f"), attainable: try set.number("attainable"))
    }
    nonlinear = try Self.sets("nonlinear", in: folder) { set throws(CertifiedDataError) in
      let name = try set.text("set")
      guard let model = Self.models[name] else { throw set.lacks("a set with a known model") }
      return Nonlinear(
        name: name, model: model, x: try set.numbers("x"), y: try set.numbers("y"),
        starts: (set.json["starts"]?.arrayValue ?? []).map(Self.numbers),
        parameters: try set.certified.numbers("parameters"),
        standardErrors: try set.certified.numbers("standard_errors"))
    }
  }

  /// The functions that the files write as `model`, of x and the parameters.
  private static let models: [String: @Sendable (Double, [Double]) -> Double] = [
    "Misra1a": { $1[0] * (1 - exp(-$1[1] * $0)) },
    "Misra1b": { $1[0] * (1 - pow(1 + $1[1] * $0 / 2, -2)) },
    "Misra1c": { $1[0] * (1 - pow(1 + 2 * $1[1] * $0, -0.5)) },
    "Misra1d": { $1[0] * $1[1] * $0 / (1 + $1[1] * $0) },
    "BoxBOD": { $1[0] * (1 - exp(-$1[1] * $0)) },
    "Rat42": { $1[0] / (1 + exp($1[1] - $1[2] * $0)) },
    "Rat43": { $1[0] / pow(1 + exp($1[1] - $1[2] * $0), 1 / $1[3]) },
    "MGH09": { $1[0] * ($0 * $0 + $0 * $1[1]) / ($0 * $0 + $0 * $1[2] + $1[3]) },
    "MGH10": { $1[0] * exp($1[1] / ($0 + $1[2])) },
    "MGH17": { $1[0] + $1[1] * exp(-$0 * $1[3]) + $1[2] * exp(-$0 * $1[4]) },
    "Eckerle4": { $1[0] / $1[1] * exp(-0.5 * pow(($0 - $1[2]) / $1[1], 2)) },
    "Roszman1": { $1[0] - $1[1] * $0 - atan($1[2] / ($0 - $1[3])) / Double.pi },
    "Lanczos1": threeExponentials, "Lanczos2": threeExponentials, "Lanczos3": threeExponentials,
  ]

  private static let threeExponentials: @Sendable (Double, [Double]) -> Double = {
    $1[0] * exp(-$1[1] * $0) + $1[2] * exp(-$1[3] * $0) + $1[4] * exp(-$1[5] * $0)
  }

  // MARK: Reading

  /// One set of a file, or its certified values.
  private struct Entry {
    let file: String
    let json: JSON

    var certified: Entry { Entry(file: file, json: json["certified"] ?? .null) }

    func lacks(_ what: String) -> CertifiedDataError {
      CertifiedDataError(file: file, problem: "a set lacks \(what)")
    }

    func text(_ key: String) throws(CertifiedDataError) -> String {
      guard let text = json[key]?.stringValue else { throw lacks("'\(key)'") }
      return text
    }

    func number(_ key: String) throws(CertifiedDataError) -> Double {
      guard let number = json[key]?.doubleValue else { throw lacks("'\(key)'") }
      return number
    }

    func numbers(_ key: String) throws(CertifiedDataError) -> [Double] {
      guard let list = json[key]?.arrayValue else { throw lacks("'\(key)'") }
      return CertifiedData.numbers(.array(list))
    }

    /// The values, and after them those of `repeated`, `times` times.
    func repeated(after values: [Double]) throws(CertifiedDataError) -> [Double] {
      guard json["repeated"] != nil else { return values }
      let cycle = try numbers("repeated")
      return values + repeatElement(cycle, count: Int(try number("times"))).flatMap { $0 }
    }
  }

  private static func numbers(_ json: JSON) -> [Double] {
    (json.arrayValue ?? []).compactMap(\.doubleValue)
  }

  private static func sets<Set>(
    _ name: String, in folder: String, _ make: (Entry) throws(CertifiedDataError) -> Set
  ) throws(CertifiedDataError) -> [Set] {
    let file = "\(folder)/\(name).json"
    guard let data = FileManager.default.contents(atPath: file) else {
      throw CertifiedDataError(file: file, problem: "the file cannot be read")
    }
    let json: JSON
    do { json = try JSON.parse(Array(data)) } catch {
      throw CertifiedDataError(file: file, problem: error.description)
    }
    var sets: [Set] = []
    for entry in json.arrayValue ?? [] { sets.append(try make(Entry(file: file, json: entry))) }
    return sets
  }
}

/// A file of certified data that cannot be used.
public struct CertifiedDataError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Its path.
  public let file: String
  /// What is wrong with it.
  public let problem: String

  /// One sentence with the path.
  public var description: String { "\(file): \(problem); install the program again" }
}
