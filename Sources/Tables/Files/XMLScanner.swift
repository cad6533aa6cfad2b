internal import CExpat
internal import Foundation

/// What a scanner of XML tells: names of elements are C strings without their namespace's prefix.
protocol XMLHandler: AnyObject {
  func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes)
  func end(_ name: UnsafePointer<CChar>)
  func text(_ bytes: UnsafeBufferPointer<UInt8>)
}

/// The attributes of an element, as long as it is being told.
struct XMLAttributes {
  fileprivate let pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?

  /// The value of `name`, whatever its namespace's prefix.
  func bytes(_ name: StaticString) -> UnsafePointer<CChar>? {
    guard var pair = pairs else { return nil }
    while let key = pair[0] {
      if isNamed(local(key), name) { return pair[1] }
      pair += 2
    }
    return nil
  }

  func string(_ name: StaticString) -> String? { bytes(name).map { String(cString: $0) } }
}

/// The name after the prefix of a namespace.
@inline(__always)
private func local(_ name: UnsafePointer<CChar>) -> UnsafePointer<CChar> {
  strchr(name, 0x3A).map { UnsafePointer($0) + 1 } ?? name
}

/// Whether a C string is `name`.
@inline(__always)
func isNamed(_ text: UnsafePointer<CChar>, _ name: StaticString) -> Bool {
  strlen(text) == name.utf8CodeUnitCount
    && memcmp(text, name.utf8Start, name.utf8CodeUnitCount) == 0
}

/// Reads XML piece by piece with Expat, which follows no external entity and stops those that explode.
final class XMLScanner {
  private let parser: XML_Parser?
  private let handler: any XMLHandler

  init(_ handler: any XMLHandler) {
    self.handler = handler
    parser = XML_ParserCreate(nil)
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser,
      { context, name, attributes in
        guard let context, let name else { return }
        XMLScanner.of(context).handler.start(local(name), XMLAttributes(pairs: attributes))
      },
      { context, name in
        guard let context, let name else { return }
        XMLScanner.of(context).handler.end(local(name))
      })
    XML_SetCharacterDataHandler(parser) { context, text, count in
      guard let context, let text else { return }
      UnsafeRawPointer(text).withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
        XMLScanner.of(context).handler.text(UnsafeBufferPointer(start: $0, count: Int(count)))
      }
    }
  }

  deinit { XML_ParserFree(parser) }

  private static func of(_ context: UnsafeMutableRawPointer) -> XMLScanner {
    Unmanaged<XMLScanner>.fromOpaque(context).takeUnretainedValue()
  }

  /// Takes the next piece; the answer is what is wrong with it.
  func take(_ bytes: UnsafeRawBufferPointer, isLast: Bool) -> String? {
    let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    guard XML_Parse(parser, text, CInt(bytes.count), isLast ? 1 : 0) != XML_STATUS_OK else {
      return nil
    }
    return XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "it is not XML"
  }
}
