internal import Basics
internal import CZip
internal import Foundation

/// Writes a ZIP archive of files whose bytes follow from their names and contents alone.
package enum ZipWriter {
  /// Writes the files in this order to `path`; what libzip writes beforehand is in the same folder.
  ///
  /// All have one time, the first that an archive can have, and may be read by all.
  package static func write(
    _ files: [(name: String, path: String)], to path: String
  ) throws(ReadError) {
    guard let library = ZipLibrary.loaded else {
      throw ReadError(
        file: path,
        problem: "is packed by libzip, which is not installed; \(ZipLibrary.remedy)")
    }
    var code: CInt = 0
    guard let archive = library.open(path, CInt(ZIP_CREATE | ZIP_EXCL), &code) else {
      throw ReadError(file: path, problem: "cannot be written")
    }
    func failure(_ name: String) -> ReadError {
      let message = library.message(archive).map { String(cString: $0) } ?? "libzip fails"
      library.discard(archive)
      return ReadError(file: name, problem: "cannot be packed: \(message)")
    }
    for file in files {
      guard let source = library.sourceFile(archive, file.path, 0, -1) else {
        throw failure(file.path)
      }
      let index = library.add(archive, file.name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
      guard index >= 0 else {
        library.freeSource(source)
        throw failure(file.path)
      }
      let entry = zip_uint64_t(index)
      guard library.setTime(archive, entry, 0, firstDay, 0) == 0,
        library.setAttributes(archive, entry, 0, zip_uint8_t(ZIP_OPSYS_UNIX), readable) == 0
      else { throw failure(file.path) }
    }
    guard library.close(archive) == 0 else { throw failure(path) }
  }

  /// 1 January 1980, as archives write days.
  private static let firstDay: zip_uint16_t = 1 << 5 | 1
  /// A regular file that all may read.
  private static let readable: zip_uint32_t = 0o100644 << 16
}
