import Basics
import Tables

/// A column made by an expression.
struct Derivation: Hashable, Sendable {
  let name: String
  let value: Located<Expression>
  let metadata: ColumnMetadata
}

extension WrittenStep {
  /// The columns that the step's mapping makes.
  var derivations: [Derivation] {
    entries.compactMap { entry in
      guard entry.value.mapping != nil else {
        return parser.expression(entry.value).map {
          Derivation(name: entry.key, value: $0, metadata: ColumnMetadata())
        }
      }
      let known = ["value"] + StudyParser.metadataKeys
      guard
        let reader = MappingReader(
          entry.value, "column '\(entry.key)' of \(table)", known: known, problems),
        let value = parser.expression(reader.required("value"))
      else { return nil }
      return Derivation(name: entry.key, value: value, metadata: parser.metadata(reader))
    }
  }
}

extension KnownColumns {
  /// The columns with one made by an expression, whose type is `nil` where it is not known.
  func with(_ derivation: Derivation, _ type: ExpressionType?) -> KnownColumns {
    var result = self
    result.set(
      derivation.name, type: type?.type, unit: derivation.metadata.unit ?? type?.unit)
    return result
  }
}
