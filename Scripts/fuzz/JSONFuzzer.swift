import Foundation

// What is read as JSON must be the same when it is written, in either layout, and read again.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start,
    let value = try? JSON.parse(Array(UnsafeBufferPointer(start: start, count: count)))
  else {
    return 0
  }
  let plain = try? JSON.parse(value.text())
  let canonical = try? JSON.parse(value.text(.canonical))
  // Members of the canonical layout are sorted: written again, it is the same text.
  if plain != value || canonical?.text(.canonical) != value.text(.canonical) {
    FileHandle.standardError.write(Data((value.text() + "\n" + value.text(.canonical)).utf8))
    abort()
  }
  return 0
}
