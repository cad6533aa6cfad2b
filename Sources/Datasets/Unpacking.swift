internal import Basics
internal import Foundation
internal import Tables

/// Unpacks an archive that lists its files: into a new folder, which appears whole or not at all.
public enum Unpacking {
  /// The most bytes that are unpacked where nobody says otherwise.
  public static let usualLimit = 4_000_000_000
  /// The most files that an archive may have.
  static let mostFiles = 100_000
  private static let mostListed = 64 << 20

  /// A file of an archive that may be unpacked.
  private struct Member {
    let index: Int
    let path: String
    let bytes: Int
  }

  /// Unpacks `archive` into `folder`, which must be empty or not be there.
  ///
  /// Refused, before a byte is written, are archives with paths that lead out, links and devices, two files of one path
  /// (whether or not the case of letters counts), encrypted files, and more than `limit` bytes in all. Each file must be
  /// the one that the archive's `manifest.json` lists.
  public static func unpack(
    _ archive: String, to folder: String, limit: Int = usualLimit
  ) throws {
    let zip = try ZipArchive(path: archive)
    let members = try members(of: zip, archive, limit)
    guard let list = members.first(where: { $0.path == Manifest.name }),
      let manifest = Manifest(json: try bytes(of: list, in: zip))
    else {
      throw ReadError(
        file: archive, problem: "is no archive of 'almanac pack': it has no \(Manifest.name)")
    }
    try expectNew(folder)
    let files = members.filter { $0.path != Manifest.name }
    let listed = Dictionary(manifest.files.map { ($0.path, $0) }) { first, _ in first }
    guard Set(files.map(\.path)) == Set(listed.keys), listed.count == manifest.files.count else {
      throw damaged(archive, "its files are not those that it lists")
    }
    try OutputFolder.replacing(folder) { output in
      for file in files {
        let print = try write(file, of: zip, to: output)
        guard let known = listed[file.path],
          print == Fingerprint(bytes: known.bytes, sha256: known.sha256)
        else {
          throw damaged(archive, "'\(file.path)' is not the file that it lists")
        }
      }
    }
  }

  private static func write(
    _ file: Member, of zip: ZipArchive, to output: OutputFolder
  ) throws -> Fingerprint {
    var hash = SHA256()
    var total = 0
    try output.writePieces(to: file.path) { piece in
      var problem: DatasetError?
      try zip.forEachPiece(ofEntry: file.index, called: file.path, limit: file.bytes) { bytes in
        guard problem == nil else { return }
        hash.update(bytes)
        total += bytes.count
        do throws(DatasetError) { try piece(bytes) } catch { problem = error }
      }
      if let problem { throw problem }
    }
    return Fingerprint(bytes: total, sha256: hash.hexDigest())
  }

  private static func bytes(of file: Member, in zip: ZipArchive) throws -> Data {
    var content = Data()
    try zip.forEachPiece(
      ofEntry: file.index, called: file.path, limit: min(file.bytes, mostListed)
    ) { content.append(contentsOf: $0) }
    return content
  }

  /// The files of an archive; throws where one may not be unpacked.
  private static func members(
    of zip: ZipArchive, _ archive: String, _ limit: Int
  ) throws -> [Member] {
    let entries = try zip.entries()
    guard entries.count <= mostFiles else {
      throw ReadError(
        file: archive,
        problem: "holds \(entries.count) files; at most \(mostFiles) are unpacked")
    }
    var members: [Member] = []
    var taken: Set<String> = []
    var folders: Set<String> = []
    var total = 0
    for (index, entry) in entries.enumerated() {
      let name = entry.isFolder ? Array(entry.name.dropLast()) : entry.name
      guard let path = String(validating: name, as: UTF8.self) else {
        throw refused(archive, String(decoding: name, as: UTF8.self), "is not UTF-8")
      }
      if let problem = ArchivePath.problem(of: path) { throw refused(archive, path, problem) }
      if entry.isSpecial { throw refused(archive, path, "is a link or a device") }
      if entry.isEncrypted { throw refused(archive, path, "is encrypted") }
      let parts = ArchivePath.folded(path).split(separator: "/")
      for count in 1..<max(parts.count, 1) {
        folders.insert(parts.prefix(count).joined(separator: "/"))
      }
      if entry.isFolder { continue }
      guard taken.insert(parts.joined(separator: "/")).inserted else {
        throw refused(archive, path, "is in it twice")
      }
      let (sum, isTooMuch) = total.addingReportingOverflow(entry.bytes)
      guard !isTooMuch, sum <= limit else {
        throw ReadError(
          file: archive,
          problem:
            "unpacks to more than \(Memory.text(limit)); if you trust it, give --limit with a larger size"
        )
      }
      total = sum
      members.append(Member(index: index, path: path, bytes: entry.bytes))
    }
    if let path = taken.intersection(folders).min() {
      throw refused(archive, path, "is both a file and a folder")
    }
    return members
  }

  private static func expectNew(_ folder: String) throws {
    guard exists(folder) else { return }
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    guard isFolder(folder), names?.isEmpty == true else {
      throw ReadError(
        file: folder, problem: "is there already; move it away, or name another folder")
    }
  }

  private static func refused(_ archive: String, _ path: String, _ problem: String) -> ReadError {
    let shown = path.count > 80 ? path.prefix(79) + "…" : path[...]
    return ReadError(
      file: archive,
      problem: "'\(shown)' \(problem); nothing of the archive was unpacked")
  }

  private static func damaged(_ archive: String, _ problem: String) -> ReadError {
    ReadError(file: archive, problem: "the archive is damaged: \(problem); get it again")
  }
}
