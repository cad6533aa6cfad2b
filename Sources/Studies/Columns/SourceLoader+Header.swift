import Basics
import Carbon
import Datasets
import Tables

extension SourceLoader {
  /// The names of the columns of a source, from the head of its file; `nil` where the file is not at
  /// hand, or where it cannot be read, which is noted.
  func header(of definition: SourceDefinition, _ problems: ProblemCollector) -> [String]? {
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
    do {
      return try TableFile.columnNames(part.map { "\(path):\($0)" } ?? path)
    } catch {
      problems.error(at: definition.position, "source '\(definition.id)': \(error)")
      return nil
    }
  }
}

extension ColumnChecker {
  /// A check of a study's columns against the files that a loader finds.
  convenience init(_ study: StudyDefinition, _ problems: ProblemCollector, _ loader: SourceLoader) {
    self.init(
      study: study, problems: problems, header: { loader.header(of: $0, problems) },
      carbon: { name, settings, table in
        let references = try ReferenceTables(folder: loader.referencesFolder)
        let own = JSON.object(
          (settings.members ?? []).filter { $0.key != "step" && $0.key != "table" })
        return try CarbonStep.named(name).run(table, parameters: own, references: references)
          .table(settings["table"]?.stringValue)
      })
  }
}
