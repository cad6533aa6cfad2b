internal import Basics
public import Foundation
public import Tables

extension StudyBuilder {
  /// One source or table of the study, computed with what it needs and no more.
  public func table(_ id: String) throws -> Table {
    try start().run.table(Located(id, StudyFolder.start))
  }

  /// One figure of the study, drawn with what it needs and no more.
  public func picture(_ id: String, format: FigureFormat) throws -> Data {
    var own = self
    (own.options.figures, own.options.documents) = ([format], [])
    let run = try own.start().run
    guard run.graph.figures[id] != nil else {
      let hint = id.nearest(in: run.study.figures.map(\.id)).map { "; did you mean '\($0)'?" } ?? ""
      throw StudyError(at: nil, "the study has no figure '\(id)'\(hint)")
    }
    return try run.answer(.figure(id)).files.first?.content ?? Data()
  }

  /// The nodes of the study's graph by name, with what they depend on. With `computing` everything is
  /// computed first, so that what each node has read is known.
  package func nodes(computing: Bool = false) throws -> [String: NodeFacts] {
    let run = try start().run
    if computing { try run.compute(run.graph.names) }
    let recipes = try run.recipes(of: run.graph.names)
    let reads = run.reads
    return Dictionary(
      uniqueKeysWithValues: recipes.map { name, recipe in
        (
          name.description,
          NodeFacts(
            key: recipe.key.description, inputs: run.graph.inputs(of: name).map(\.description),
            reads: (reads[name] ?? []).map(\.description).sorted(),
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
