internal import ArgumentParser
internal import Foundation
internal import Statistics
internal import Tables

/// `almanac stat`: one analysis of a file, or many from another program.
struct StatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stat",
    abstract: "Run one analysis of a data file, or many as JSON.",
    discussion: """
        almanac stat describe models.csv --x co2
        almanac stat spearman models.csv --x downloads --y likes
        almanac stat mann-whitney models.csv --x co2 --group domain --levels NLP,Audio
        almanac stat ols models.csv --formula 'ln(co2) ~ ln(size) + domain' --set covariance=HC3
        almanac stat --batch requests.jsonl

      A batch has one request a line and gets one answer a line, in the same order; '-' reads \
      standard input. A bad request gets an error on its own line; the exit status is then 1.

      Rows with a missing value are dropped and counted. The summary names the variant that was \
      used; options with --set choose another, e.g. equal_variance=true for t-test.

      Methods: \(Analysis.methods.joined(separator: ", ")).
      """)

  @Argument(help: "The method; see the list above.")
  var method: String?

  @Argument(help: ArgumentHelp(DataFile.help))
  var file: String?

  @Option(
    help: ArgumentHelp(
      "Column or expression: the variable, or the first of a pair.", valueName: "col"))
  var x: String?

  @Option(help: ArgumentHelp("The second of a pair; for a fit the response.", valueName: "col"))
  var y: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A variable to hold constant, or one more of a matrix; may be given again.",
      valueName: "col"))
  var z: [String] = []

  @Option(help: ArgumentHelp("The column that splits x into samples.", valueName: "col"))
  var group: String?

  @Option(help: ArgumentHelp("The groups to compare, in this order.", valueName: "a,b"))
  var levels: String?

  @Option(help: ArgumentHelp("Use only rows for which this holds.", valueName: "expr"))
  var `where`: String?

  @Option(
    help: ArgumentHelp(
      "The model of a fit, e.g. 'ln(co2) ~ ln(size) + domain'.", valueName: "formula"))
  var formula: String?

  @Option(help: ArgumentHelp("The column of weights.", valueName: "col"))
  var weights: String?

  @Option(help: ArgumentHelp("two-sided, less or greater: first minus second.", valueName: "side"))
  var alternative: String?

  @Option(help: ArgumentHelp("Confidence of the intervals, 0.95 by default.", valueName: "number"))
  var level: Double?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("An option of the method; may be given again.", valueName: "key=value"))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp("Answer the requests of this file, one a line.", valueName: "requests.jsonl")
  )
  var batch: String?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if batch != nil {
      if method != nil { throw ValidationError("--batch takes the methods from its requests.") }
    } else if method == nil || file == nil {
      throw ValidationError("Say which method and which file, or give --batch.")
    }
    _ = try options
  }

  func run() throws {
    if let batch {
      if try !BatchAnalysis.answer(batch) { throw ExitCode.failure }
      return
    }
    guard let method, let file else { return }
    // Before the file, which may be large: a misspelt method is found at once.
    guard Analysis.methods.contains(method) else {
      throw StatisticsError(
        .unknownMethod,
        "no method is called '\(method)'"
          + (method.nearest(in: Analysis.methods).map { "; did you mean '\($0)'?" } ?? ""))
    }
    let texts = [x, y, group, `where`, formula, weights].compactMap { $0 } + z
    let table = try DataFile(file).read(columns: texts)
    let request = try AnalysisRequest(
      method: method, table: table, x: x, y: y, z: z, group: group,
      levels: levels.map { $0.split(separator: ",").map(String.init) }, where: `where`,
      formula: formula, weights: weights, options: try options)
    let result = try Analysis.run(request)
    print(json ? result.json.text(.init(indent: 2)) : StatSummary(result).text)
  }

  /// The options of the method as the object that a request carries.
  private var options: JSON {
    get throws {
      var members: [JSON.Member] = []
      if let alternative { members.append(.init("alternative", .string(alternative))) }
      if let level {
        guard level.isFinite else { throw ValidationError("--level takes a number.") }
        members.append(.init("level", .number(level)))
      }
      for setting in settings {
        guard let equals = setting.firstIndex(of: "="), equals > setting.startIndex else {
          throw ValidationError("--set takes KEY=VALUE, not '\(setting)'.")
        }
        let text = String(setting[setting.index(after: equals)...])
        let value = (try? JSON.parse(text)) ?? .string(text)
        members.append(.init(String(setting[..<equals]), value))
      }
      return .object(members)
    }
  }
}

/// Requests and answers as JSON, one a line.
private enum BatchAnalysis {
  /// Answers every request; false where one could not be answered.
  static func answer(_ path: String) throws -> Bool {
    if path != "-" {
      // A pipe with a name may have no writer yet, and opening it would wait for one.
      var status = stat()
      if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFIFO, !path.hasPrefix("/dev/") {
        throw ReadError(file: path, problem: "is a pipe; write --batch - < \(path)")
      }
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR,
        dup2(descriptor, STDIN_FILENO) >= 0
      else {
        throw UnreadableFile(path: path)
      }
    }
    var allAnswered = true
    var lines = InputLines(limit: Limits.requestBytes)
    while let line = try lines.next() {
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }) { continue }
      let (answer, isResult) = StatisticsBatch.run(line)
      allAnswered = allAnswered && isResult
      print(answer)
      // Another program may wait for this answer before it asks again.
      fflush(nil)
    }
    return allAnswered
  }
}
