internal import Basics
internal import Tables

/// Widths of the offsets of texts and lists.
protocol ArrowOffset: FixedWidthInteger, BitwiseCopyable {}
extension Int32: ArrowOffset {}
extension Int64: ArrowOffset {}

/// Texts that come one after the other: codes of a dictionary, or, once the first rows have shown that they hardly
/// repeat, plain.
final class TextBuilder {
  private var codes: [UInt32] = []
  private var interner = TextInterner()
  private var plain: PlainTextBuilder?
  private(set) var rows = 0
  private var plainBytes = 0

  /// After so many rows it is decided.
  private static let sample = 1 << 16

  func append(_ text: UnsafeBufferPointer<UInt8>?) {
    rows += 1
    if let plain {
      if let text {
        plain.append(text)
        plainBytes += text.count
      } else {
        plain.appendMissing()
      }
      return
    }
    codes.append(text.map { interner.code($0) } ?? 0)
    if rows == Self.sample, interner.count * 2 > rows { becomePlain() }
  }

  func append(_ text: String?) {
    guard var text else {
      append(nil as UnsafeBufferPointer<UInt8>?)
      return
    }
    text.withUTF8 { append($0) }
  }

  /// Rows that are missing are told by `missing`: their code means nothing.
  private func becomePlain() {
    let builder = PlainTextBuilder()
    builder.reserve(rows: rows, bytes: interner.byteCount)
    let dictionary = interner.dictionary()
    for code in codes where dictionary.count > 0 { dictionary.withUTF8(code, builder.append) }
    // Without room for plain text the codes stay.
    interner = TextInterner()
    guard builder.refused == nil, dictionary.count > 0 else {
      for code in 0..<UInt32(dictionary.count) {
        dictionary.withUTF8(code) { _ = interner.code($0) }
      }
      return
    }
    plain = builder
    plainBytes = dictionary.count
    codes = []
  }

  /// Bytes that the system had no memory for.
  var refused: Int? { plain?.refused }

  var byteCount: Int {
    4 * codes.count + interner.byteCount + 40 * interner.count + plainBytes + 8
      * (plain == nil ? 0 : rows)
  }

  func finished(_ present: PresentRows) -> Column {
    if let plain { return plain.column(validity: present.validity) }
    return Column(
      .text(TextValues(codes: codes, dictionary: interner.dictionary())),
      validity: present.validity)
  }
}

/// What texts of an array must be.
enum ArrowText {
  /// Fails where the bytes are not UTF-8, or too many for one text.
  static func check(_ text: UnsafeBufferPointer<UInt8>) throws(ArrowFault) {
    guard text.count <= Limits.recordBytes else {
      throw ArrowFault("has a text of \(text.count) bytes; at most \(Limits.recordBytes) are read")
    }
    var isASCII = true
    for byte in text where byte >= 0x80 {
      isASCII = false
      break
    }
    if !isASCII, String(validating: text, as: UTF8.self) == nil {
      throw ArrowFault("has a text that is not UTF-8")
    }
  }

  /// Calls `body` with the text of each row, `nil` where there is none.
  static func forEach<Offset: ArrowOffset>(
    _ slice: ArrowSlice, _ type: Offset.Type,
    _ body: (UnsafeBufferPointer<UInt8>?) throws(ArrowFault) -> Void
  ) throws(ArrowFault) {
    let bits = slice.validity
    let bytes = try slice.texts()
    try slice.with(1, Offset.self, more: 1) { offsets throws(ArrowFault) in
      for row in 0..<slice.rows {
        if let bits, !bits[row] {
          try body(nil)
          continue
        }
        let (start, end) = (Int(offsets[row]), Int(offsets[row + 1]))
        guard start >= 0, end >= start, end == start || bytes != nil else {
          throw ArrowFault("has texts whose places are not in order")
        }
        let text = UnsafeBufferPointer(
          start: bytes.map { ($0 + start).assumingMemoryBound(to: UInt8.self) },
          count: end - start)
        try check(text)
        try body(text)
      }
    }
  }
}

/// Texts with offsets.
final class TextColumn<Offset: ArrowOffset>: ArrowColumn {
  private let texts = TextBuilder()
  private var present = PresentRows()

  func append(_ slice: ArrowSlice) throws(ArrowFault) {
    try ArrowText.forEach(slice, Offset.self) { texts.append($0) }
    present.append(slice)
    if let refused = texts.refused {
      throw ArrowFault("needs \(Memory.text(refused)) of memory that the system does not have")
    }
  }

  func finished() -> Column { texts.finished(present) }
  var byteCount: Int { texts.byteCount }
}

/// Texts of up to 12 bytes in place, and longer ones in pieces.
final class TextViewColumn: ArrowColumn {
  private let texts = TextBuilder()
  private var present = PresentRows()

  /// The length, and the text or its first four bytes, piece and place.
  private struct View: BitwiseCopyable {
    let length: Int32
    let words: (UInt32, UInt32, UInt32)
  }

  func append(_ slice: ArrowSlice) throws(ArrowFault) {
    let bits = slice.validity
    let pieces = try slice.pieces()
    try slice.with(1, View.self) { views throws(ArrowFault) in
      for row in 0..<slice.rows {
        if let bits, !bits[row] {
          texts.append(nil as UnsafeBufferPointer<UInt8>?)
          continue
        }
        let view = views[row]
        let length = Int(view.length)
        guard length > 12 else {
          guard length >= 0 else { throw ArrowFault("has a text of a negative length") }
          let inside = withUnsafeBytes(of: view.words) { Array($0.prefix(length)) }
          try inside.withUnsafeBufferPointer { bytes throws(ArrowFault) in
            try ArrowText.check(bytes)
            texts.append(bytes)
          }
          continue
        }
        let (piece, start) = (Int(view.words.1), Int(view.words.2))
        guard piece < pieces.count, start + length <= pieces[piece].count else {
          throw ArrowFault("has texts outside of their bytes")
        }
        let text = UnsafeRawBufferPointer(rebasing: pieces[piece][start..<start + length])
          .assumingMemoryBound(to: UInt8.self)
        try ArrowText.check(text)
        texts.append(text)
      }
    }
    present.append(slice)
  }

  func finished() -> Column { texts.finished(present) }
  var byteCount: Int { texts.byteCount }
}

/// Indices of a dictionary of texts, which each batch brings along.
final class DictionaryColumn<Index: FixedWidthInteger & BitwiseCopyable, Offset: ArrowOffset>:
  ArrowColumn
{
  private let texts = TextBuilder()
  private var present = PresentRows()

  func append(_ slice: ArrowSlice) throws(ArrowFault) {
    let first = present.count
    present.append(slice)
    var known: [UnsafeBufferPointer<UInt8>?] = []
    try ArrowText.forEach(slice.dictionary(), Offset.self) { known.append($0) }
    try slice.with(1, Index.self) { indices throws(ArrowFault) in
      for (place, index) in indices.enumerated() {
        guard present[first + place] else {
          texts.append(nil as UnsafeBufferPointer<UInt8>?)
          continue
        }
        guard let code = Int(exactly: index), known.indices.contains(code) else {
          throw ArrowFault("has an index outside of its dictionary")
        }
        // A dictionary may hold what is missing.
        if known[code] == nil { present.clear(first + place) }
        texts.append(known[code])
      }
    }
  }

  func finished() -> Column { texts.finished(present) }
  var byteCount: Int { texts.byteCount }
}

/// Lists of texts; entries without a value are left out, as of lists in files.
final class TextListColumn<ListOffset: ArrowOffset, Offset: ArrowOffset>: ArrowColumn {
  private var offsets = [0]
  private var codes: [UInt32] = []
  private var interner = TextInterner()
  private var present = PresentRows()

  func append(_ slice: ArrowSlice) throws(ArrowFault) {
    let bits = slice.validity
    try slice.with(1, ListOffset.self, more: 1) { places throws(ArrowFault) in
      for row in 0..<slice.rows {
        if bits?[row] ?? true {
          let (start, end) = (Int(places[row]), Int(places[row + 1]))
          guard start >= 0, end >= start else {
            throw ArrowFault("has lists whose places are not in order")
          }
          try ArrowText.forEach(slice.child(from: start, rows: end - start), Offset.self) { text in
            if let text { codes.append(interner.code(text)) }
          }
        }
        offsets.append(codes.count)
      }
    }
    present.append(slice)
  }

  func finished() -> Column {
    Column(
      .textList(
        TextListValues(offsets: offsets, codes: codes, dictionary: interner.dictionary())),
      validity: present.validity)
  }

  var byteCount: Int { 8 * offsets.count + 4 * codes.count + interner.byteCount }
}

/// A time of day as text, which is how a file has it: `14:05:00`.
final class TimeOfDayColumn<Number: FixedWidthInteger & BitwiseCopyable>: ArrowColumn {
  private let unit: ArrowType.TimeUnit
  private let texts = TextBuilder()
  private var present = PresentRows()

  init(_ unit: ArrowType.TimeUnit) { self.unit = unit }

  func append(_ slice: ArrowSlice) throws(ArrowFault) {
    let first = present.count
    present.append(slice)
    let convert = unit.microseconds
    try slice.with(1, Number.self) { numbers throws(ArrowFault) in
      for (place, number) in numbers.enumerated() {
        guard present[first + place] else {
          texts.append(nil as String?)
          continue
        }
        guard let time = convert(Int64(truncatingIfNeeded: number)),
          (0...86_400_000_000).contains(time)
        else { throw ArrowFault("has a time outside of the day") }
        texts.append(Self.text(time))
      }
    }
  }

  private static func text(_ microseconds: Int64) -> String {
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let seconds = microseconds / 1_000_000
    var text = "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    let rest = microseconds % 1_000_000
    if rest > 0 {
      var decimals = String("\(1_000_000 + rest)".dropFirst())
      while decimals.last == "0" { decimals.removeLast() }
      text += "." + decimals
    }
    return text
  }

  func finished() -> Column { texts.finished(present) }
  var byteCount: Int { texts.byteCount }
}

/// Decimals as texts, as PostgreSQL's driver has them: whole numbers where all of them are and fit 64 bits, texts where
/// all are whole and some do not, else doubles.
final class NumericTextColumn<Offset: ArrowOffset>: ArrowColumn {
  private var doubles: [Double] = []
  private let texts = TextBuilder()
  private var whole: [Int64]? = []
  private var isWhole = true
  private var present = PresentRows()

  func append(_ slice: ArrowSlice) throws(ArrowFault) {
    var row = present.count
    present.append(slice)
    try ArrowText.forEach(slice, Offset.self) { text throws(ArrowFault) in
      defer { row += 1 }
      guard let text else {
        doubles.append(0)
        whole?.append(0)
        texts.append(nil as UnsafeBufferPointer<UInt8>?)
        return
      }
      let string = String(decoding: text, as: UTF8.self)
      guard let number = Double(string) else {
        throw ArrowFault("has the number '\(string.prefix(40))', which is not understood")
      }
      texts.append(text)
      doubles.append(number.isNaN ? 0 : number)
      if number.isNaN { present.clear(row) }
      if number.isNaN || number.isInfinite || text.contains(UInt8(ascii: ".")) {
        isWhole = isWhole && number.isNaN
      }
      if let value = Int64(string) {
        whole?.append(value)
      } else if number.isNaN {
        whole?.append(0)
      } else {
        whole = nil
      }
    }
  }

  func finished() -> Column {
    guard isWhole else { return Column(.double(doubles), validity: present.validity) }
    return whole.map { Column(.int($0), validity: present.validity) } ?? texts.finished(present)
  }

  var byteCount: Int { 16 * doubles.count + texts.byteCount }
}
