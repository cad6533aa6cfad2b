import Foundation

// The first line is the pattern, the rest the text. A match lies in the text, and what matches with letters as they
// stand matches without regard to them.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start else { return 0 }
  let input = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  let parts = input.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
  guard parts.count == 2, let expression = try? RegularExpression(String(parts[0])) else {
    return 0
  }
  let text = String(parts[1].unicodeScalars.prefix(200))
  guard let match = expression.firstMatch(in: text) else { return 0 }
  for group in match {
    if let group, !group.isEmpty,
      !text.unicodeScalars.map(\.value).contains(group.unicodeScalars.map(\.value))
    {
      abort()
    }
  }
  return 0
}
