internal import Basics
internal import Tables

/// Answers requests line by line: `almanac stat --batch`.
public enum StatisticsBatch {
  /// The answer to one line of JSON, without a line break, and whether it is a result.
  ///
  /// Whatever the line contains, the answer is one line: a result, or an error with its code.
  public static func run(_ line: String) -> (line: String, succeeded: Bool) {
    run(Array(line.utf8))
  }

  /// The same for the UTF-8 bytes of a line.
  public static func run(_ bytes: [UInt8]) -> (line: String, succeeded: Bool) {
    let request: JSON
    do {
      request = try JSON.parse(bytes)
    } catch {
      return (
        answer(nil, failure: StatisticsError(.badRequest, "no JSON: \(error.description)")), false
      )
    }
    let id = request["id"]
    do {
      let result = try Analysis.run(AnalysisRequest(json: request))
      return (text([.init("id", id ?? .null), .init("result", result.json)]), true)
    } catch {
      return (answer(id, failure: error), false)
    }
  }

  private static func answer(_ id: JSON?, failure: StatisticsError) -> String {
    text([
      .init("id", id ?? .null),
      .init(
        "error",
        ["code": .string(failure.code.rawValue), "message": .string(failure.message)]),
    ])
  }

  private static func text(_ members: [JSON.Member]) -> String { JSON.object(members).text() }
}
