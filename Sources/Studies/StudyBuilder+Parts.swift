internal import Basics
import Charts
public import Foundation
public import Tables

extension StudyBuilder {
  /// One source or table of the study, computed with what it needs and no more.
  public func table(_ id: String) throws -> Table {
    let place = SourcePosition(file: StudyFolder.mainFile, line: 1, column: 1)
    return try start().run.table(Located(id, place))
  }

  /// One figure of the study, drawn with what it needs and no more.
  public func picture(_ id: String, format: FigureFormat) throws -> Data {
    let run = try start().run
    guard let definition = run.study.figures.first(where: { $0.id == id }) else {
      let hint = id.nearest(in: run.study.figures.map(\.id)).map { "; did you mean '\($0)'?" } ?? ""
      throw StudyError(at: nil, "the study has no figure '\(id)'\(hint)")
    }
    let runner = FigureRunner(
      data: try chartData(for: [definition], run), unfit: try unfit([definition], run),
      formats: [format], inline: false)
    guard let file = try runner.draw(definition).files.first else {
      throw StudyError(at: definition.position, "the figure was not drawn")
    }
    return file.content
  }
}
