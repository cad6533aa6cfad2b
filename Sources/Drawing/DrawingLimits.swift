/// How large pictures, texts and coordinates may be, so that no library must reckon with more.
enum DrawingLimits {
  /// Pixels of one side of an image.
  static let side = 20_000.0
  /// Pixels of an image: 400 MB while it is drawn, as much again while it is packed.
  static let pixels = 100_000_000.0
  /// Points of one side of a PDF page: what the format allows.
  static let page = 14_400.0
  /// Points from the upper left corner; what lies further out is drawn there. Cairo counts in 256ths
  /// of a pixel with 32 bits, which at 2400 dots to the inch ends at 250,000 points.
  static let coordinate = 200_000.0
  /// Unicode scalars of one line of text: more than the largest sheet has room for.
  static let scalars = 2_000
  /// Points of a letter.
  static let letter = 0.1...1_000
}
