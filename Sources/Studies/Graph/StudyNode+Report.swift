import Reports
import Tables

extension StudyNode<DrawnFigure> {
  static func figure(_ id: String) -> StudyNode {
    StudyNode(name: .figure(id)) { run in
      try FigureRunner(run: run).draw(run.definition(id, \.figures))
    }
  }
}

extension StudyNode<StepWords> {
  static var labels: StudyNode {
    StudyNode(name: .labels) { run in
      let names = run.study.sources.map { Located($0.id, $0.position) }
      let tables = run.study.tables.map { Located($0.id, $0.position) }
      return StepWords(try (names + tables).map(run.table), run.graph.parameters)
    }
  }
}

extension StudyNode<[Entry]> {
  static func provenance(_ id: String) -> StudyNode {
    StudyNode(name: .provenance(id)) { try ResultProvenance(run: $0).facts(id) }
  }
}

/// What a tag of the prose stands for.
enum ReportPartAnswer: Sendable {
  case content(TagContent)
  /// Of an `if`: whether its condition holds.
  case condition(Bool)
  /// What a finding is ranked by.
  case rank(Double?)
}

extension StudyNode<ReportPartAnswer> {
  static func part(_ tag: Tag) -> StudyNode {
    StudyNode(name: .part(ReportPart(tag: tag))) { run in
      let assembly = ReportAssembly(run: run)
      return switch tag.name {
      case "if": .condition(try assembly.condition(tag))
      case "rank": .rank(try assembly.rank(tag))
      default: .content(try assembly.content(tag))
      }
    }
  }
}

extension StudyNode<Document> {
  static var document: StudyNode {
    StudyNode(name: .document) { try ReportAssembly(run: $0).document() }
  }
}

extension StudyNode<String> {
  static func page(_ format: DocumentFormat) -> StudyNode {
    StudyNode(name: .page(format)) { run in
      try format.write(
        run.answer(.document), theme: run.sourceLoader.themeFolder,
        house: run.graph.report.house, day: run.graph.report.day)
    }
  }
}

extension StudyNode<[ExportedFile]> {
  static func export(_ id: String) -> StudyNode {
    StudyNode(name: .export(id)) { run in
      let definition = try run.definition(id, \.tables)
      return try ExportedFile.files(
        of: run.table(Located(id, definition.position)), definition,
        run.study.imprint.language)
    }
  }
}
