internal import Foundation

/// Why a data set, a bundled file or an output folder cannot be had.
public enum DatasetError: Error, Hashable, Sendable {
  /// Neither `$ALMANAC_HOME` nor a place near the executable holds the bundled files.
  case bundledFilesNotFound(executable: String)
  /// `$ALMANAC_HOME` is set but does not hold the bundled files.
  case notAHome(path: String)
  /// The registry says something that it should not.
  case registry(path: String, line: Int, message: String)
  /// No data set of that name is registered, and no given folder holds it.
  case unknownDataset(name: String, nearest: String?)
  /// A data set has no file of that name.
  case unknownFile(dataset: String, file: String, nearest: String?)
  /// What should be the name of a data set cannot be one.
  case noDatasetName(String)
  /// A name leads out of the folders of data, or to something that is not a file.
  case path(String)
  /// A path given with `--data` does not exist.
  case noSuchPath(path: String)
  /// The file is nowhere, and may not be downloaded.
  case absent(dataset: String, file: String, looked: [String], remedy: String)
  /// The bytes are not those that the registry names.
  case checksum(path: String, expected: Fingerprint, found: Fingerprint)
  /// A download did not succeed.
  case download(url: String, message: String)
  /// The output folder holds a file that no build wrote.
  case foreignFile(folder: String, file: String)
  /// The output folder holds a file that was changed after a build wrote it.
  case changedFile(folder: String, file: String)
  /// The output folder is where a file system begins.
  case mountPoint(String)
  /// What is to be written cannot have that name.
  case badTarget(String, String)
  /// The operating system refused.
  case system(_ verb: String, _ path: String, _ code: Int32)
}

extension DatasetError: CustomStringConvertible {
  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .bundledFilesNotFound(let executable):
      "the templates and data sets that belong to \(executable) are not beside it; "
        + "set ALMANAC_HOME to the folder that holds templates/ and datasets/registry.yml"
    case .notAHome(let path):
      "ALMANAC_HOME is \(path), which does not contain datasets/registry.yml; "
        + "correct it or unset it"
    case .registry(let path, let line, let message):
      "\(path):\(line): \(message)"
    case .unknownDataset(let name, let nearest):
      "no data set is called '\(name)'"
        + (nearest.map { "; did you mean '\($0)'?" }
          ?? "; 'almanac datasets list' shows all of them")
    case .unknownFile(let dataset, let file, let nearest):
      "data set '\(dataset)' has no file '\(file)'"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .noDatasetName(let name):
      "'\(name)' cannot be the name of a data set, which is one word; "
        + "'almanac datasets list' shows all of them"
    case .path(let message): message
    case .noSuchPath(let path):
      "\(path): no such file or folder; --data takes a folder of data sets or a file"
    case .absent(let dataset, let file, let looked, let remedy):
      "\(dataset)/\(file) is not in \(looked.joined(separator: ", ")); \(remedy)"
    case .checksum(let path, let expected, let found):
      "\(path): \(found.bytes) bytes with SHA-256 \(found.sha256) "
        + "where \(expected.bytes) bytes with \(expected.sha256) were expected"
    case .download(let url, let message):
      "cannot download \(url): \(message)"
    case .foreignFile(let folder, let file):
      "\(folder) contains \(file), which no build wrote; move it away, choose another folder with "
        + "--out, or give --force, which keeps it unless the report has a file of that name"
    case .changedFile(let folder, let file):
      "\(folder) contains \(file), which was changed after it was built; move it away, choose another "
        + "folder with --out, or give --force, which replaces it"
    case .mountPoint(let folder):
      "\(folder) is a mount point, and cannot be replaced as a whole; "
        + "choose a folder inside it"
    case .badTarget(let target, let problem):
      "'\(target)' \(problem); choose another name"
    case .system(let verb, let path, let code):
      "cannot \(verb) \(path): \(String(cString: strerror(code)))"
    }
  }
}
