internal import Basics
public import Tables

/// A table or a query of an engine, as a source of rows.
public struct EngineSource: Sendable {
  /// Where the rows are.
  public enum Relation: Hashable, Sendable {
    /// A table or view: `schema.table`, a part in double quotes where it has a dot of its own.
    case table(String)
    /// A query of one's own, which can only read.
    case query(String)
  }

  /// The engine.
  public let engine: Engine
  /// Where the rows are.
  public let relation: Relation

  /// A table or a query of an engine; fails where the query is not one statement.
  public init(_ engine: Engine, _ relation: Relation) throws(EngineError) {
    self.engine = engine
    self.relation = relation
    if case .query(let text) = relation, let problem = engine.dialect.problem(ofQuery: text) {
      throw EngineError(.query, engine.settings.name, "the query cannot be asked: \(problem)")
    }
    if case .table(let name) = relation,
      SQLDialect.parts(ofTable: name).contains(where: \.isEmpty)
    {
      throw EngineError(
        .settings, engine.settings.name,
        "'\(name)' is no name of a table; write table or schema.table")
    }
  }

  /// What stands behind `FROM`: the engine takes nothing but a query between parentheses.
  var sql: String {
    switch relation {
    case .table(let name): engine.dialect.table(name)
    // A comment at the end must not take the parenthesis along.
    case .query(let text): "(\n\(text)\n) AS almanac_source"
    }
  }

  /// What errors call it.
  var title: String {
    switch relation {
    case .table(let name): "\(engine.settings.name):\(name)"
    case .query: "the query"
    }
  }

  /// The names and types of the columns, without a row; a type is `nil` where only the rows tell it.
  public func columns() throws(EngineError) -> [Schema.Entry] {
    try EngineSession(self).fields.map { Schema.Entry(name: $0.name, type: $0.type.columnType) }
  }
}
