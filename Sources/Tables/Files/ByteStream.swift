internal import CZlib
internal import Foundation

/// The bytes of a file in pieces; a gzip file is unpacked on the way.
final class ByteStream {
  private let path: String
  private let file: gzFile
  private let size: Int
  private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)

  /// Opens `path`. zlib passes a file through that is not compressed.
  init(path: String) throws(ReadError) {
    guard let file = gzopen(path, "rb") else {
      throw ReadError(file: path, problem: "cannot be opened: \(String(cString: strerror(errno)))")
    }
    gzbuffer(file, 1 << 17)
    self.path = path
    self.file = file
    var status = stat()
    size = stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The bytes of the file that were read so far, packed where it is packed, and all of them.
  var bytesOfFile: (done: Int, total: Int) { (Int(gzoffset(file)), size) }

  deinit {
    gzclose(file)
    piece.deallocate()
  }

  /// Appends the next piece to `bytes`; false at the end.
  func read(into bytes: inout [UInt8]) throws(ReadError) -> Bool {
    let count = Int(gzread(file, piece.baseAddress, UInt32(piece.count)))
    if count > 0 { bytes.append(contentsOf: piece[..<count]) }
    var status: CInt = 0
    let message = gzerror(file, &status).map { String(cString: $0) } ?? ""
    guard count >= 0, status == Z_OK || status == Z_STREAM_END else {
      throw ReadError(file: path, problem: "the gzip data are damaged or cut off: \(message)")
    }
    return count > 0
  }
}
