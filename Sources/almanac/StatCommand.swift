internal import Basics
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
        almanac stat friedman ratings.csv --x score --group system --block judge
        almanac stat ols models.csv --formula 'ln(co2) ~ ln(size) + domain' --set covariance=HC3
        almanac stat --batch requests.jsonl

      A batch has one request per line and gets one answer per line, in the same order; '-' reads \
      standard input. A bad request gets an error on its own line; the exit status is then 1.

      Rows with a missing value are dropped and counted. The summary names the variant that was \
      used; options with --set choose another, e.g. equal_variance=true for t-test. A column or an \
      option that the method does not read is an error. 'almanac help stat METHOD' says what a method \
      takes, its options and where it comes from.

      Methods:
      \(Methods.list)
      """)

  /// The page of a method, where the arguments ask for one: `help stat METHOD`, `stat METHOD --help`.
  static func page(_ arguments: [String]) throws -> String? {
    if arguments.starts(with: ["help", "stat"]), arguments.count == 3 {
      return try Methods.named(arguments[2]).help
    }
    guard arguments.count > 2, arguments[0] == "stat", let method = Methods[arguments[1]],
      arguments.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" })
    else { return nil }
    return method.help
  }

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

  @Option(
    help: ArgumentHelp(
      "The column that pairs the rows of the groups, for paired and blocked methods.",
      valueName: "col"))
  var block: String?

  @Option(
    help: ArgumentHelp(
      "The cluster of each row, for a clustered covariance or bootstrap.", valueName: "col"))
  var cluster: String?

  @Option(
    help: ArgumentHelp(
      "The model of a fit, e.g. 'ln(co2) ~ ln(size) + domain'.", valueName: "formula"))
  var formula: String?

  @Option(help: ArgumentHelp("The column of weights.", valueName: "col"))
  var weights: String?

  @Option(help: ArgumentHelp("The column of successes, for shares.", valueName: "col"))
  var successes: String?

  @Option(help: ArgumentHelp("The column of trials, for shares.", valueName: "col"))
  var trials: String?

  @Option(
    help: ArgumentHelp("The column by which a series is put in order.", valueName: "col"))
  var time: String?

  @Option(help: ArgumentHelp("two-sided, less or greater: first minus second.", valueName: "side"))
  var alternative: String?

  @Option(help: ArgumentHelp("Confidence of the intervals, 0.95 by default.", valueName: "number"))
  var level: Double?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("An option of the method; may be given again.", valueName: "key=value"))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp(
      "Answer the requests in this file, one per line.", valueName: "requests.jsonl")
  )
  var batch: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var reading: DataFileArguments

  func validate() throws {
    if let twice = Self.repeated(CommandLine.arguments) {
      throw ValidationError("\(twice) is given twice; it takes one value.")
    }
    if batch != nil {
      if method != nil { throw ValidationError("--batch takes the methods from its requests.") }
      if let unread = givenOptions.first {
        throw ValidationError("--batch takes columns and options from its requests, not \(unread).")
      }
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
    _ = try Methods.named(method)
    let named = Set(columnOptions.map(\.name))
    func role(_ name: String, _ column: String?) -> String? { named.contains(name) ? nil : column }
    let (group, cluster) = (role("group", group), role("cluster", cluster))
    let (weights, time) = (role("weights", weights), role("time", time))
    let texts =
      [x, y, group, block, cluster, reading.where, formula, weights, successes, trials, time]
      .compactMap { $0 } + z + (Methods[method]?.columns(named: try options) ?? [])
    let table = try DataFile(file, reading).read(columns: texts, keepsRows: true)
    let request = try AnalysisRequest(
      method: method, table: table, x: x, y: y, z: z, group: group,
      levels: levels.map { $0.split(separator: ",").map(String.init) }, block: block,
      cluster: cluster, where: reading.where, formula: formula, weights: weights,
      successes: successes,
      trials: trials, time: time, options: try options)
    let result = try Analysis.run(request)
    guard json else { return print(StatSummary(result).text) }
    Node.value(result).write(.init(indent: 2)) {
      print(String(decoding: $0, as: UTF8.self), terminator: "")
    }
    print()
  }

  /// The options that name columns or settle how they are read, as far as they are given.
  private var givenOptions: [String] {
    let given: [(name: String, isGiven: Bool)] = [
      ("--x", x != nil), ("--y", y != nil), ("--z", !z.isEmpty), ("--group", group != nil),
      ("--levels", levels != nil), ("--block", block != nil), ("--cluster", cluster != nil),
      ("--where", reading.where != nil), ("--formula", formula != nil),
      ("--weights", weights != nil),
      ("--successes", successes != nil), ("--trials", trials != nil), ("--time", time != nil),
      ("--alternative", alternative != nil), ("--level", level != nil),
      ("--set", !settings.isEmpty),
    ]
    return given.filter(\.isGiven).map(\.name)
  }

  /// The options that may be given again.
  private static let repeatable: Set = ["--z", "--set"]

  /// The first option that is given again although it has one value, of which the last would win.
  private static func repeated(_ arguments: [String]) -> String? {
    var seen: Set<Substring> = []
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
      let name = argument.prefix { $0 != "=" }
      if !repeatable.contains(String(name)), !seen.insert(name).inserted { return String(name) }
    }
    return nil
  }

  /// The options of the method as the object that a request carries.
  /// The columns that are given by name and that the method takes as options: the times of `kaplan-meier`, the clusters of
  /// `glm`.
  private var columnOptions: [(name: String, column: String)] {
    let given = [("group", group), ("cluster", cluster), ("weights", weights), ("time", time)]
    return given.compactMap { name, column in
      let isOption = method.flatMap { Methods[$0] }?.options.contains {
        $0.name == name && $0.domain == .columns(several: false)
      }
      return isOption == true ? column.map { (name, $0) } : nil
    }
  }

  private var options: JSON {
    get throws {
      var members: [JSON.Member] = []
      for (name, column) in columnOptions { members.append(.init(name, .string(column))) }
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
        let name = String(setting[..<equals])
        // What is a text stays one, also where it looks like a number: a formula may be `1`.
        let isText = method.flatMap { Methods[$0] }?.options.contains {
          $0.name == name && $0.domain == .text
        }
        let value = isText == true ? .string(text) : (try? JSON.parse(text)) ?? .string(text)
        members.append(.init(name, value))
      }
      return .object(members)
    }
  }
}

/// Requests and answers as JSON, one a line.
private enum BatchAnalysis {
  /// Answers every request; false where one could not be answered.
  static func answer(_ path: String) throws -> Bool {
    var lines = InputLines(
      limit: Limits.requestBytes, name: path == "-" ? "standard input" : path)
    if path != "-" { try readStandardInput(from: path) }
    var allAnswered = true
    while let line = try lines.next() {
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }) { continue }
      let (answer, isResult) = StatisticsBatch.run(line)
      allAnswered = allAnswered && isResult
      print(answer)
      // Another program may wait for this answer before it asks again.
      try UnwritableFile.expectOutput()
    }
    return allAnswered
  }

  private static func readStandardInput(from path: String) throws {
    // Do not wait for a pipe without a writer, or for a system file with nothing to read.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw ReadError(file: path, problem: InputFile.problem(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      throw ReadError(file: path, problem: "is a folder; name a file of requests")
    }
    if path.hasPrefix("/dev/") {
      // A shell passes the output of another program under such a name.
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    } else if status.st_mode & S_IFMT == S_IFIFO {
      throw ReadError(file: path, problem: "is a pipe; write --batch - < \(path)")
    }
    guard dup2(descriptor, STDIN_FILENO) >= 0 else {
      throw ReadError(file: path, problem: InputFile.problem(errno))
    }
  }
}
