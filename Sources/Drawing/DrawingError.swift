/// A picture could not be made or written.
public enum DrawingError: Error, Hashable, Sendable {
  /// Cairo refused; the message is its own.
  case cairo(code: UInt32, message: String)
  /// libpng could not write an image of this many pixels.
  case png(width: Int, height: Int)
  /// The picture is empty, not finite, or larger than 20,000 pixels on a side or 100 million in all.
  case size(width: Double, height: Double)
  /// The page is empty, not finite, or longer than 14,400 points.
  case page(width: Double, height: Double)
}

extension DrawingError: CustomStringConvertible {
  /// One sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .cairo(let code, let message):
      "Cairo could not draw (status \(code)): \(message)"
    case .png(let width, let height):
      "an image of \(width) × \(height) pixels could not be written as PNG; there may be too little memory"
    case .size(let width, let height):
      "a picture of \(width) × \(height) pixels cannot be drawn: at most 20,000 on a side and "
        + "100 million in all; use fewer dots per inch, or a smaller size"
    case .page(let width, let height):
      "a page of \(width) × \(height) points cannot be written: at most 14,400 on a side; give a "
        + "smaller size"
    }
  }
}
