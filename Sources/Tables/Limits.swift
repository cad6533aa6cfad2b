/// How much of something is read, before it is refused with the number that was met.
///
/// Generous beyond what people write by hand: they stand between a file made to hurt and the memory
/// and the stack of this program. `docs/security.md` lists them.
package enum Limits {
  /// Bytes of a text that a person writes: a study, prose, a list of sources, a chart, a card; also of
  /// what its repetitions (YAML's aliases) write out to.
  package static let textBytes = 16 << 20
  /// Bytes of one line of a batch, which may carry its data.
  package static let requestBytes = 64 << 20
  /// Levels of lists and mappings within each other in YAML.
  package static let yamlDepth = 64
  /// Values in a YAML file, those that aliases repeat counted each time.
  package static let yamlValues = 200_000
  /// Lines of a YAML file that begin with `%`: each `%TAG` is compared with all before.
  package static let yamlDirectives = 100
  /// Bytes of one part of a path, as file systems have it.
  package static let nameBytes = 255
  /// Characters of the id of a figure, table or result, which becomes the name of a file.
  package static let idCharacters = 100
}
