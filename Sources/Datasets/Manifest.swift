package import Foundation

/// The list of a report's files with their sizes and hashes: `manifest.json`.
public struct Manifest: Codable, Hashable, Sendable {
  /// One file of the report.
  public struct File: Codable, Hashable, Sendable {
    /// The size in bytes.
    public let bytes: Int
    /// The path below the report's folder.
    public let path: String
    /// The SHA-256 hash in hexadecimal digits.
    public let sha256: String

    /// The file that is at `place`, called `path` in the list.
    package init(_ path: String, at place: String) throws(DatasetError) {
      let found = try Fingerprint(ofFile: place)
      self.init(bytes: found.bytes, path: path, sha256: found.sha256)
    }

    init(bytes: Int, path: String, sha256: String) {
      self.bytes = bytes
      self.path = path
      self.sha256 = sha256
    }
  }

  /// The name of the file that holds it.
  public static let name = "manifest.json"

  /// Every file but the manifest itself, sorted by the bytes of the path.
  public let files: [File]
  /// The version of this layout.
  public let schema: Int

  /// The manifest of these files, in any order.
  package init(files: [File]) {
    self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    schema = 1
  }

  /// Reads the bytes of such a file; `nil` where they are none.
  init?(json: Data) {
    guard let manifest = try? JSONDecoder().decode(Manifest.self, from: json) else { return nil }
    self = manifest
  }

  /// The manifest of an earlier report; `nil` if the folder has none that can be read.
  public init?(ofFolder folder: String) {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(Self.name)") else {
      return nil
    }
    self.init(json: data)
  }

  /// The bytes of the file, the same for the same files.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
