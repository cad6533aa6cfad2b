import Basics
import Carbon
import Datasets
import Tables

/// How much of a file the types of its columns are taken from.
enum TypeEvidence {
  /// The first rows: later ones may make a column of numbers one of text.
  case firstRows
  /// All rows.
  case allRows
}

extension SourceLoader {
  /// So many rows are read for the types of columns.
  private static let sampledRows = 1000

  /// The names of the columns of a source, and their types as far as its rows show them; `nil` where
  /// the file is not at hand, or where it cannot be read, which is noted.
  func header(
    of definition: SourceDefinition, _ evidence: TypeEvidence, _ problems: ProblemCollector
  ) -> [Schema.Entry]? {
    if let place = engines.place(of: definition) {
      guard engines.areAsked else { return nil }
      do {
        return try engines.source(place).columns()
      } catch {
        problems.error(at: definition.place, "source '\(definition.id)': \(error)")
        return nil
      }
    }
    let path: String
    do {
      path = try find(definition).path
    } catch DatasetError.absent, DatasetError.unknownDataset, DatasetError.unknownFile {
      // What must be fetched may be missing while a study is written.
      return nil
    } catch  where definition.mustBeGiven {
      return nil
    } catch {
      problems.error(at: definition.place, (error as? StudyError)?.message ?? "\(error)")
      return nil
    }
    let part = definition.table ?? definition.query
    let location = part.map { "\(path):\($0)" } ?? path
    do {
      var options = options(definition, "", without: [])
      // A type that is declared may not fit; the file's own names and types are asked for.
      (options.types, options.metadata) = ([:], [:])
      return try TableFile.schema(
        location, rows: evidence == .firstRows ? Self.sampledRows : nil, options: options
      ).entries
    } catch {
      problems.error(at: definition.position, "source '\(definition.id)': \(error)")
      return nil
    }
  }
}

extension ColumnChecker {
  /// Notes what is wrong with a study's columns, by the files that a loader finds. Types are those of
  /// the first rows; where they do not fit, all rows are asked before a problem is reported.
  static func check(_ study: StudyDefinition, _ problems: ProblemCollector, _ loader: SourceLoader)
  {
    func found(by evidence: TypeEvidence) -> ProblemCollector {
      let found = ProblemCollector()
      let checker = ColumnChecker(
        study: study, problems: found, header: { loader.header(of: $0, evidence, found) },
        carbon: { name, settings, table in
          try CarbonStep.named(name).run(
            table, parameters: settings, references: loader.references.tables()
          ).tables
        })
      checker.check()
      return found
    }
    let first = found(by: .firstRows)
    let all = first.diagnostics.isEmpty ? first : found(by: .allRows)
    for problem in all.diagnostics { problems.error(at: problem.position, problem.message) }
  }
}
