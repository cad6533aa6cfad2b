internal import CZlib

/// Packs bytes by gzip as they come. The same bytes in the same pieces give the same file: no time and no name is kept.
package final class GzipPacker {
  private let stream: UnsafeMutablePointer<z_stream>

  /// `nil` where there is no memory for it.
  package init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // A window of 32 KiB, and 16 for the head and tail of gzip.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard
      deflateInit2_(stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        == Z_OK
    else {
      stream.deallocate()
      return nil
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// The next bytes of the file; all that are left where `bytes` are the last.
  package func pack(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
    var input = bytes
    var packed: [UInt8] = []
    input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { room in
        repeat {
          stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
          stream.pointee.avail_out = UInt32(room.count)
          deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          let count = room.count - Int(stream.pointee.avail_out)
          packed.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[..<count]))
        } while stream.pointee.avail_out == 0
      }
    }
    return packed
  }
}
