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

  /// The nodes of the study's graph by name, with what they depend on. With `computing` everything is
  /// computed first, so that what each node has read is known.
  package func nodes(computing: Bool = false) throws -> [String: NodeFacts] {
    let run = try start().run
    if computing { _ = try StudyResults(run: run, options: options) }
    let recipes = try run.recipes(of: run.graph.names)
    return Dictionary(
      uniqueKeysWithValues: recipes.map { name, recipe in
        (
          name.description,
          NodeFacts(
            key: recipe.key.description, inputs: run.graph.inputs(of: name).map(\.description),
            reads: (run.reads[name] ?? []).map(\.description).sorted(),
            isComputed: run.isComputed(name))
        )
      })
  }
}

/// A node of a study's graph as others see it.
package struct NodeFacts: Sendable {
  /// What identifies its content.
  package let key: String
  /// The nodes that it may read.
  package let inputs: [String]
  /// The nodes that it has read.
  package let reads: [String]
  /// Whether it has been computed.
  package let isComputed: Bool
}
