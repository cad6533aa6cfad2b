internal import Basics
internal import Datasets
internal import Foundation
internal import Tables

/// A file of lines that appears whole or not at all, packed by gzip where its name says so.
enum LineFile {
  /// Writes what `body` gives, line by line; the answer are size and checksum of the file.
  static func write(
    to target: String,
    _ body: (_ line: (ArraySlice<UInt8>) throws(MiningError) -> Void) throws(MiningError) -> Void
  ) throws(MiningError) -> (bytes: Int, sha256: String) {
    var (size, hash) = (0, SHA256())
    var failure: MiningError?
    do throws(DatasetError) {
      try OutputFile.writePieces(to: target) { piece throws(DatasetError) in
        func put(_ bytes: UnsafeRawBufferPointer) throws(DatasetError) {
          size += bytes.count
          hash.update(bytes)
          try piece(bytes)
        }
        let packer = target.hasSuffix(".gz") ? GzipPacker() : nil
        guard packer != nil || !target.hasSuffix(".gz") else {
          throw DatasetError.system("write", target, ENOMEM)
        }
        var pending: [UInt8] = []
        func flush(isLast: Bool) throws(DatasetError) {
          let bytes = packer?.pack(pending, isLast: isLast) ?? pending
          let outcome = bytes.withUnsafeBytes { bytes in
            Result { () throws(DatasetError) in try put(bytes) }
          }
          try outcome.get()
          pending.removeAll(keepingCapacity: true)
        }
        do throws(MiningError) {
          try body { line throws(MiningError) in
            pending += line
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
