package import Basics
public import Datasets
import Foundation
import Reports
import Tables

/// What a person asks for besides the study itself.
public struct StudyOptions: Sendable {
  /// Folders of data sets, files, or `NAME=FILE` or `NAME=ENGINE:TABLE` for one source.
  public var data: [String] = []
  /// Download nothing.
  public var offline = false
  /// Parameters by name.
  public var settings: [(name: String, value: String)] = []
  /// `NAME=FILE` for engines whose settings stand in a file of their own.
  public var engines: [String] = []
  /// Whether engines may be asked.
  var asksEngines = true
  /// The formats that figures are drawn in.
  public var figures: [FigureFormat] = FigureFormat.allCases
  /// Whether the files of figures carry title, caption and source, and are drawn for print.
  public var figureTitles = false
  /// The documents that are written.
  public var documents: [DocumentFormat] = [.html, .md]
  /// Treat warnings as errors.
  public var strict = false
  /// The day that the report is of; `nil`: none is printed.
  package var date: CalendarDate?
  /// The file of a theme; `nil`: that of the study, else the bundled one.
  package var theme: String?
  /// How many threads may work at once; `nil`: as many as the machine has.
  public var threads: Int?
  /// The most memory that a source may need, in bytes; `nil`: what there is.
  public var memory: Int?
  /// The most seconds that a query of a source may run; `nil`: a minute.
  public var timeout: Double?
  /// Told what is being done.
  public var progress: @Sendable (StudyProgress) -> Void = { _ in }

  /// The defaults of the command line.
  public init() {}
}

/// What a build is doing.
public struct StudyProgress: Sendable {
  /// In a few words.
  public let what: String
  /// How much of it is done, of how much; 0 of 0 where that is not known.
  public let done, total: Int

  init(_ what: String, done: Int = 0, of total: Int = 0) {
    self.what = what
    self.done = done
    self.total = total
  }
}

/// A picture format.
public enum FigureFormat: String, CaseIterable, Sendable {
  case png, pdf, svg
}

/// A document format.
public enum DocumentFormat: String, CaseIterable, Sendable {
  case html, md, typ, pdf, docx
}

/// Builds, checks and explains one study.
public struct StudyBuilder: Sendable {
  /// The study's folder.
  public let folder: StudyFolder
  var options: StudyOptions
  let bundle: BundledFiles
  /// What the builds of one process share; `nil`: nothing.
  var shared: SharedAnswers?
  /// The nodes that are shared; `nil`: all that can be.
  var sharedNodes: Set<NodeName>?

  /// A builder for a bundled study's name, or the path of a study's folder.
  public init(study: String, bundle: BundledFiles, options: StudyOptions = .init()) throws {
    let bundled = URL(fileURLWithPath: bundle.templates).appendingPathComponent(study)
    let own = URL(fileURLWithPath: study)
    let isName = bundle.studies().contains(study)
    let url = isName ? bundled : own
    guard FileManager.default.fileExists(atPath: url.appendingPathComponent("study.yml").path)
    else {
      let hint = study.nearest(in: bundle.studies()).map { "; did you mean '\($0)'?" } ?? ""
      throw StudyError(
        at: nil,
        "there is no study '\(study)': it is neither bundled (\(bundle.studies().joined(separator: ", "))) nor a folder with a study.yml\(hint)"
      )
    }
    self.bundle = bundle
    self.options = options
    folder = StudyFolder(url: url)
  }

  /// All problems of the study's files, errors and warnings, without reading a row; the columns of
  /// sources that are at hand are known from their heads. Downloads nothing.
  public func lint() -> [Diagnostic] {
    let problems = ProblemCollector()
    do {
      let (study, parameters) = try folder.definition(problems)
      let bibliography = folder.bibliography(study, problems)
      let prose = ReportProse.check(folder, study, parameters, bibliography, problems)
      var own = self
      own.options.asksEngines = false
      ColumnChecker.check(study, problems, try own.loader(study, prose?.prose, offline: true))
      _ = house(study, problems)
      return problems.sorted
    } catch let error as StudyProblems {
      return error.diagnostics
    } catch {
      return [Diagnostic(at: StudyFolder.start, "\(error)")]
    }
  }

  /// Computes everything and compares it with what is expected; writes nothing.
  public func check() throws -> StudyResults {
    let (run, noted) = try start()
    try compute(run)
    var results = try run.answer(.results)
    results.warnings = noted + results.warnings
    return results
  }

  /// Published against recomputed values alone, without the rest of the study.
  package func ledger() throws -> [LedgerRow] {
    let run = try start().run
    try run.compute(run.study.expected.map { .expected($0.id) })
    return try run.study.expected.map { try run.answer(.expected($0.id)) }
  }

  /// A run with nothing computed yet, and warnings that were there before; throws where the study's files have an
  /// error.
  func start() throws -> (run: StudyRun, warnings: [Diagnostic]) {
    let problems = ProblemCollector()
    let (study, parameters) = try folder.definition(problems, settings: options.settings)
    let bibliography = folder.bibliography(study, problems)
    let prose = ReportProse.check(folder, study, parameters, bibliography, problems)
    let loader = try loader(study, prose?.prose, offline: options.offline)
    ColumnChecker.check(study, problems, loader)
    let house = house(study, problems)
    try problems.throwIfErrors()
    let report = ReportDefinition(
      prose: prose?.prose, text: prose.map { ContentKey(of: $0.text) },
      bibliography: bibliography ?? Bibliography(),
      sources: try study.bibliography.map { ContentKey(of: try folder.text(of: $0.value)) },
      day: options.date, house: house, figures: options.drawn,
      hasFigureTitles: options.figureTitles, documents: options.documents)
    var run = StudyRun(
      graph: StudyGraph(study, parameters, report), sourceLoader: loader, options: options)
    // Only a query tells whether the rows of an engine are the same.
    if let shared, study.sources.allSatisfy({ loader.engines.place(of: $0) == nil }) {
      try run.share(shared, sharedNodes)
    }
    return (run, problems.sorted.filter { $0.severity == .warning })
  }

  /// The theme that the command line names, else the study.
  func house(_ study: StudyDefinition, _ problems: ProblemCollector) -> House {
    let reader = HouseReader(problems: problems)
    let bundled = bundle.templates + "/theme"
    if let file = options.theme {
      let url = URL(fileURLWithPath: file)
      let isFile = FileManager.default.fileExists(atPath: file)
      return reader.house(
        Located(
          isFile ? url.lastPathComponent : file, SourcePosition(file: file, line: 1, column: 1)),
        bundled: bundled, folder: StudyFolder(url: url.deletingLastPathComponent())) ?? House()
    }
    return study.imprint.theme.flatMap {
      reader.house($0, bundled: bundled, folder: folder)
    } ?? House()
  }

  private func loader(
    _ study: StudyDefinition, _ prose: Prose?, offline: Bool
  ) throws -> SourceLoader {
    var own = options
    own.offline = offline
    return try SourceLoader(
      study: study, prose: prose, folder: folder, bundle: bundle, options: own,
      checksums: shared?.checksums ?? FileChecksums())
  }
}
