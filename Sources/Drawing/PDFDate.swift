internal import Foundation

/// Cairo 1.16 writes `(20000101000000Z)` where PDF asks for `(D:...)`. The same number of bytes holds
/// the date with its prefix and without its seconds, so no offset in the file moves.
enum PDFDate {
  static func repaired(_ pdf: Data) -> Data {
    let key = Data("/CreationDate (".utf8)
    guard let found = pdf.range(of: key, options: .backwards) else { return pdf }
    let end = found.upperBound + 15
    guard end < pdf.endIndex, pdf[end] == UInt8(ascii: ")"),
      pdf[end - 1] == UInt8(ascii: "Z"),
      pdf[found.upperBound..<end - 1].allSatisfy({ (48...57).contains($0) })
    else { return pdf }
    var result = pdf
    result.replaceSubrange(
      found.upperBound..<end,
      with: Data("D:".utf8) + pdf[found.upperBound..<found.upperBound + 12] + Data("Z".utf8))
    return result
  }
}
