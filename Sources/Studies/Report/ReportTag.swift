import Basics
import Reports
import Tables

/// What the tags of a study's prose may be, and what they name.
enum ReportTag {
  /// Tags that print one value.
  static let values = [
    "number", "integer", "count", "plain", "year", "percent", "p", "scientific", "quantity",
    "bytes",
    "date", "month", "text",
  ]
  /// Tags that say something about one result.
  static let statements = ["interval", "trend", "sentence"]
  /// Tags that put a block.
  static let blocks = [
    "figure", "table", "test", "facts", "ledger", "row-flow", "methods", "repairs", "sources",
    "families", "data-quality",
  ]
  /// Tags that the prose itself understands.
  static let structure = [
    "ref", "cite", "findings", "appendix", "bibliography", "if", "for", "else", "end",
  ]

  static var all: [String] { values + statements + blocks + structure }
}

/// Checks the tags of `report.md` before a row is read.
enum ReportProse {
  /// The parsed prose and its text; `nil` with problems noted where it cannot be parsed, or where there is none.
  @discardableResult
  static func check(
    _ folder: StudyFolder, _ study: StudyDefinition, _ parameters: ParameterValues,
    _ bibliography: Bibliography?, _ problems: ProblemCollector
  ) -> (prose: Prose, text: String)? {
    let file = StudyFolder.proseFile
    do {
      guard let text = try folder.prose() else {
        problems.error(
          at: SourcePosition(file: file, line: 1, column: 1),
          "the study has no report.md; write one, or copy that of a bundled study")
        return nil
      }
      let parsed = try Prose.parse(text, language: study.imprint.language)
      var covered = parsed
      covered.cover = study.imprint.cover?.value
      let images = images(of: covered, study.imprint.cover, folder, problems)
      let prose = covered.adding(images: images).adding(
        findings: study.findings.map(\.finding), date: study.imprint.date,
        headings: study.figures.compactMap { figure in
          figure.heading.map { (figure: figure.id, line: $0) }
        })
      check(study.findings, in: prose, problems)
      var parts: [Tag] = []
      for tag in prose.tags {
        if tag.name == "if" || tag.name == "for" { parts.append(tag) }
        if tag.name == "end" { _ = parts.popLast() }
        guard !tag.isOfRow else {
          check(ofRow: tag, within: parts, parameters, problems)
          continue
        }
        check(tag, study, parameters, problems)
        if tag.name == "cite", let bibliography {
          check(tag, citing: bibliography, of: study, problems)
        }
      }
      return (prose, text)
    } catch let error as ProseError {
      for problem in error.problems.map(Diagnostic.init) {
        problems.error(at: problem.position, problem.message)
      }
    } catch let error as ReadError {
      problems.error(at: SourcePosition(file: file, line: 1, column: 1), error)
    } catch {
      problems.error(at: SourcePosition(file: file, line: 1, column: 1), "\(error)")
    }
    return nil
  }

  /// The content of the images that the prose names.
  private static func images(
    of prose: Prose, _ cover: Located<Image>?, _ folder: StudyFolder,
    _ problems: ProblemCollector
  ) -> [String: ImageFile] {
    var files: [String: ImageFile] = [:]
    for image in prose.images {
      let isCover = image == cover?.value
      let place =
        isCover
        ? cover?.position ?? SourcePosition(file: StudyFolder.mainFile, line: 1, column: 1)
        : SourcePosition(file: StudyFolder.proseFile, line: image.line, column: 1)
      do {
        files[image.path] = try folder.image(image.path)
      } catch let error as StudyError {
        problems.error(at: place, error.message)
      } catch {
        problems.error(at: place, "\(error)")
      }
    }
    return files
  }

  /// A tag that names columns of a row is a value or a condition, within the part that is said of each row.
  private static func check(
    ofRow tag: Tag, within parts: [Tag], _ parameters: ParameterValues,
    _ problems: ProblemCollector
  ) {
    guard parts.contains(where: { $0.name == "for" }) else {
      problems.error(
        at: tag.position,
        "\(tag.text) names a column of a row: it belongs between {{for TABLE}} and "
          + "{{end}}")
      return
    }
    do {
      switch tag.name {
      case "if": _ = try Expression.parse(tag.body, parameters: parameters.inExpressions)
      case "text": break
      case let name where ReportTag.values.contains(name) && tag.arguments.count == 1:
        _ = try NumberFormat.parse(name, options: tag.options)
      default:
        problems.error(
          at: tag.position,
          "\(tag.text): of a row one value is printed, as in {{number(row.x)}}, or asked "
            + "for by 'if'")
      }
    } catch {
      problems.error(at: tag.position, "\(tag.text): \(error)")
    }
  }

  /// Findings are shown where the prose says, and each leads to something that the report shows.
  private static func check(
    _ findings: [FindingDefinition], in prose: Prose, _ problems: ProblemCollector
  ) {
    let place = prose.tags.first { $0.name == "findings" }
    if let place, findings.isEmpty {
      problems.error(
        at: place.position, "{{findings}} has nothing to show: write 'findings' in study.yml")
    }
    if place == nil, let first = findings.first {
      problems.warning(
        at: first.position, "the findings are shown nowhere: write {{findings}} in report.md")
    }
    let shown = prose.tags.filter { ["figure", "table"].contains($0.name) }
    let places =
      shown.compactMap { tag in tag.arguments.first.map { (kind: tag.name, id: $0) } }
      + prose.tags.filter { $0.name == "ledger" }.map { _ in (kind: "table", id: "ledger") }
      + prose.sectionIDs.map { (kind: "section", id: $0) }
    for finding in findings {
      guard let id = finding.finding.place?.id,
        !places.contains(where: { "\($0.kind)-\($0.id)" == id })
      else { continue }
      let kinds = Set(places.filter { $0.id == id }.map(\.kind)).sorted()
      if kinds.isEmpty {
        problems.unknownName(
          id, "figure, table or section of the report", at: finding.position,
          known: places.map(\.id))
      } else if kinds.count > 1 {
        problems.error(
          at: finding.position,
          "'\(id)' is the id of a \(kinds.joined(separator: " and a ")); write '\(kinds[0])-\(id)'")
      }
    }
  }

  private static func check(
    _ tag: Tag, citing bibliography: Bibliography, of study: StudyDefinition,
    _ problems: ProblemCollector
  ) {
    let place = tag.position
    for key in tag.arguments where bibliography[key] == nil {
      let known = bibliography.sources.map(\.key)
      let hint =
        if let name = study.bibliography?.value {
          key.nearest(in: known).map { "; did you mean '\($0)'?" } ?? ": see \(name)"
        } else {
          "; name its file under 'bibliography' in \(StudyFolder.mainFile)"
        }
      problems.error(at: place, "the bibliography has no source '\(key)'" + hint)
    }
  }

  private static func check(
    _ tag: Tag, _ study: StudyDefinition, _ parameters: ParameterValues,
    _ problems: ProblemCollector
  ) {
    let place = tag.position
    let checker = StudyChecker(study: study, problems: problems)
    func address(_ text: String) {
      checker.checkAddress(Located(text, place))
    }
    func one(_ kind: String, _ known: [String]) {
      guard tag.arguments.count == 1, let name = tag.arguments.first else {
        problems.error(at: place, "\(tag.text) needs the id of one \(kind)")
        return
      }
      if !known.contains(name) {
        problems.unknownName(name, kind, at: place, known: known)
      }
    }
    switch tag.name {
    case let name where ReportTag.values.contains(name):
      guard tag.arguments.count == 1 else {
        problems.error(at: place, "\(tag.text) needs one address, and options as name=value")
        return
      }
      address(tag.arguments[0])
      if name != "text" {
        do {
          _ = try NumberFormat.parse(name, options: tag.options)
        } catch {
          problems.error(at: place, "\(tag.text): \(error)")
        }
      }
    case "facts":
      if tag.arguments.isEmpty { problems.error(at: place, "\(tag.text) needs addresses") }
      tag.arguments.forEach(address)
      do {
        _ = try NumberFormat.parse("number", options: tag.options)
      } catch {
        problems.error(at: place, "\(tag.text): \(error)")
      }
    case "interval": tag.arguments.prefix(1).forEach(address)
    case "trend", "sentence", "test":
      one("analysis", study.analyses.map(\.id))
      let known = tag.name == "trend" ? ["term"] : []
      for option in tag.options where !known.contains(option.name) {
        problems.unknownName(option.name, "option of '\(tag.name)'", at: place, known: known)
      }
    case "figure": one("figure", study.figures.map(\.id))
    case "for": one("table", study.tables.map(\.id))
    case "table": one("table", study.tables.map(\.id) + study.sources.map(\.id))
    case "families": break
    case "data-quality": one("source", study.sources.map(\.id))
    case let name where name == "if" || name == "rank" && tag.file != nil:
      do {
        let condition = try Expression.parse(tag.body, parameters: parameters.inExpressions)
        for name in condition.columns { address(name) }
      } catch {
        problems.error(at: place, "\(error)")
      }
    case let name where ReportTag.all.contains(name): break
    default:
      problems.unknownName(tag.name, "tag", at: place, known: ReportTag.all)
    }
  }
}

extension Tag {
  /// Where it is written.
  var position: SourcePosition {
    SourcePosition(file: file ?? StudyFolder.proseFile, line: line, column: column)
  }
}

extension Diagnostic {
  /// A problem of the prose.
  init(_ problem: ProseError.Problem) {
    let place = SourcePosition(
      file: problem.file ?? StudyFolder.proseFile, line: problem.line, column: problem.column)
    self.init(at: place, problem.message)
  }
}
