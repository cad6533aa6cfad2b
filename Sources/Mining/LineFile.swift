internal import Basics
internal import Datasets
internal import Foundation
internal import Tables

/// A file of lines that appears whole or not at all, packed by gzip where its name says so.
enum LineFile {
  /// Writes the lines of `part` but those at the places `superseded`; the answer are size and checksum of the file.
  static func write(
    _ part: Part, without superseded: Set<Int> = [], to target: String
  ) throws(MiningError) -> (bytes: Int, sha256: String) {
    let isPacked = target.hasSuffix(".gz")
    let packer = isPacked ? GzipPacker() : nil
    guard packer != nil || !isPacked else {
      throw .system("write", target, String(cString: strerror(ENOMEM)))
    }
    var (size, hash) = (0, SHA256())
    var failure: MiningError?
    do throws(DatasetError) {
      try OutputFile.writePieces(to: target) { piece throws(DatasetError) in
        var (pending, line) = ([UInt8](), 0)
        func flush(isLast: Bool) throws(DatasetError) {
          let bytes = packer?.pack(pending, isLast: isLast) ?? pending
          let outcome = bytes.withUnsafeBytes { bytes in
            size += bytes.count
            hash.update(bytes)
            return Result { () throws(DatasetError) in try piece(bytes) }
          }
          try outcome.get()
          pending.removeAll(keepingCapacity: true)
        }
        do throws(MiningError) {
          try part.forEachLine { bytes throws(MiningError) in
            defer { line += 1 }
            if superseded.contains(line) { return }
            pending += bytes
            pending.append(0x0A)
            guard pending.count >= 1 << 18 else { return }
            do throws(DatasetError) { try flush(isLast: false) } catch {
              throw MiningError.system("write", target, "\(error)")
            }
          }
        } catch {
          failure = error
          throw DatasetError.badTarget(target, "cannot be written")
        }
        try flush(isLast: true)
      }
    } catch {
      throw failure ?? .system("write", target, "\(error)")
    }
    return (size, hash.hexDigest())
  }
}
