import Basics
import Reports

/// What is asked of a study's report: its prose, what that may cite, and the files that are wanted.
struct ReportDefinition: Sendable {
  /// `nil` where the study has none.
  var prose: Prose?
  /// What identifies the text of the prose.
  var text: ContentKey?
  var bibliography = Bibliography()
  /// What identifies the text of the bibliography.
  var sources: ContentKey?
  /// The day that the report is of.
  var day: CalendarDate?
  /// What changes the look of the page.
  var house = House()
  var figures: [FigureFormat]
  /// Whether the files of figures carry title, caption and source.
  var hasFigureTitles = false
  var documents: [DocumentFormat]

  /// Whether the page wants the drawings themselves, for screens wide and narrow.
  var isInline: Bool { documents.contains(.html) }

  /// The sources whose columns the report tells of, each once.
  var profiled: [String] {
    var seen: Set<String> = []
    return (prose?.tags ?? []).filter { $0.name == "data-quality" }.flatMap(\.arguments)
      .filter { seen.insert($0).inserted }
  }

  /// The ids of what the prose names, each once: the report says where it comes from.
  var sourced: [String] {
    var seen: Set<String> = []
    let direct = ReportTag.values + ReportTag.statements + ["facts", "test", "table"]
    return (prose?.tags ?? []).filter { direct.contains($0.name) }.flatMap(\.arguments)
      .compactMap { Address($0)?.id }.filter { seen.insert($0).inserted }
  }
}
