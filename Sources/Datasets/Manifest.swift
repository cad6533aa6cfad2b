internal import Foundation

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
  }

  /// The name of the file that holds it.
  public static let name = "manifest.json"

  /// Every file but the manifest itself, sorted by the bytes of the path.
  public let files: [File]
  /// The version of this layout.
  public let schema: Int

  init(files: [File]) {
    self.files = files
    schema = 1
  }

  /// The manifest of an earlier report; `nil` if the folder has none that can be read.
  public init?(ofFolder folder: String) {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(Self.name)"),
      let manifest = try? JSONDecoder().decode(Manifest.self, from: data)
    else { return nil }
    self = manifest
  }

  /// The bytes of the file, the same for the same files.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
