import Basics
import Foundation

/// A number of a manuscript, and the values that are printed so.
struct ManuscriptNumber: Sendable {
  /// As it is written.
  let text: String
  /// Its place in the passage, in UTF-8 units.
  let offset: Int
  let end: Int
  let value: Double
  /// Half a unit of the last digit.
  let halfUnit: Double
  let isPercent: Bool
  let isWhole: Bool
  /// What stands before and after it.
  let before: String
  let after: String

  /// The values that round to it, whichever way halves are rounded.
  var range: ClosedRange<Double> {
    let slack = 1e-9 * max(abs(value), halfUnit)
    return value - halfUnit - slack...value + halfUnit + slack
  }
}

extension ManuscriptNumber {
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let rough =
    #/(?:about|around|approximately|approx\.|roughly|nearly|almost|some|over|under|more than|less than|fewer than|circa|ca\.|[~≈])\s*$/#
    .ignoresCase()
  nonisolated(unsafe) private static let percent =
    #/^\s?(?:%|per ?cent\b|percentage points?\b|pp\b)/#
  nonisolated(unsafe) private static let word = #/^\s(thousand|million|billion|trillion)\b/#
  nonisolated(unsafe) private static let exponent =
    #/^\s?(?:[×x·*]\s?10\s?\^?\s?\(?([-+]?\d{1,3})\)?|[eE]([-+]?\d{1,3})(?![\p{L}\d]))/#
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let unit =
    #/^(?:kg|mg|g|t|ha|h|s|ms|min|km|mm|cm|m|[kMGT]?Wh?|[kMGT]B|x|pp)(?![\p{L}\d])/#
  private static let scales: [Substring: Double] = [
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
  ]

  /// The numbers of a passage that may be results.
  static func all(in passage: String) -> [ManuscriptNumber] {
    let text = ManuscriptMask.masked(passage)
    let bytes = Array(text.utf8)
    let original = Array(passage.utf8)
    var found: [ManuscriptNumber] = []
    var at = 0
    while at < bytes.count {
      let isStart =
        isDigit(bytes[at]) || (bytes[at] == 0x2E && at + 1 < bytes.count && isDigit(bytes[at + 1]))
      guard isStart else {
        at += 1
        continue
      }
      let (end, decimals) = digits(bytes, at)
      let before = text.utf8.prefix(at)
      guard !joins(String(Substring(before))),
        let number = number(text, bytes, original, at, end, decimals)
      else {
        at = end
        continue
      }
      found.append(number)
      at = max(number.end, end)
    }
    return found
  }

  /// Where the digits from `start` end, and how many follow the point.
  private static func digits(_ bytes: [UInt8], _ start: Int) -> (end: Int, decimals: Int) {
    var at = start
    func run(_ from: Int) -> Int {
      var end = from
      while end < bytes.count, isDigit(bytes[end]) { end += 1 }
      return end
    }
    at = run(at)
    if at - start <= 3 {
      while at + 3 < bytes.count, bytes[at] == 0x2C, run(at + 1) == at + 4 { at += 4 }
    }
    guard at + 1 < bytes.count, bytes[at] == 0x2E, isDigit(bytes[at + 1]) else { return (at, 0) }
    let end = run(at + 1)
    return (end, end - at - 1)
  }

  /// Whether what stands before makes the digits part of a name.
  private static func joins(_ before: String) -> Bool {
    guard let last = before.last else { return false }
    if last == "_" || last == "#" || last == "." || last == "^" || last == "\u{1}" { return true }
    if last.isLetter || last.isNumber { return true }
    guard last == "-" || last == "/" else { return false }
    // GPT-2, A/4
    return before.dropLast().last.map { $0.isLetter } ?? false
  }

  private static func number(
    _ text: String, _ bytes: [UInt8], _ original: [UInt8], _ start: Int, _ end: Int, _ decimals: Int
  ) -> ManuscriptNumber? {
    let plain = String(decoding: bytes[start..<end], as: UTF8.self).replacing(",", with: "")
    guard var value = Double(plain.hasPrefix(".") ? "0" + plain : plain) else { return nil }
    let before = String(decoding: bytes[max(0, start - 60)..<start], as: UTF8.self)
    var finish = end
    func rest() -> String {
      String(decoding: bytes[finish..<min(bytes.count, finish + 40)], as: UTF8.self)
    }
    var scale = 1.0
    if let match = rest().firstMatch(of: exponent),
      let power = Int((match.output.1 ?? match.output.2 ?? "").replacing("+", with: "")),
      abs(power) < 400
    {
      scale = pow(10, Double(power))
      finish += match.output.0.utf8.count
    } else if let match = rest().firstMatch(of: word), let factor = scales[match.output.1] {
      scale = factor
      finish += match.output.0.utf8.count
    }
    var half = 0.5 * pow(10, Double(-decimals))
    // About 170,000 is rounded to what is not zero.
    if decimals == 0, value >= 100, before.contains(rough) {
      let zeros = plain.reversed().prefix { $0 == "0" }.count
      half = 0.5 * pow(10, Double(min(zeros, plain.count - 1)))
    }
    var first = start
    if isNegative(before) {
      value = -value
      first -= before.hasSuffix("–") ? 3 : 1
    }
    let after = rest()
    if let next = after.first, next.isLetter, !after.contains(unit) { return nil }
    if after.hasPrefix("_") { return nil }
    let isPercent = after.contains(percent)
    let written = String(decoding: original[first..<finish], as: UTF8.self)
    guard (value * scale).isFinite else { return nil }
    return ManuscriptNumber(
      text: written, offset: first, end: finish, value: value * scale, halfUnit: half * scale,
      isPercent: isPercent, isWhole: decimals == 0 && scale == 1,
      before: first == start ? before : String(before.dropLast()), after: after)
  }

  /// Whether a hyphen before a number is a minus.
  private static func isNegative(_ before: String) -> Bool {
    guard let sign = before.last, sign == "-" || sign == "–" else { return false }
    let rest = before.dropLast()
    guard let last = rest.last else { return true }
    if sign == "-" {
      return !(last.isLetter || last.isNumber || last == ")" || last == "%" || last == "]")
    }
    guard last == "[" || last == "(" || last.isWhitespace else { return false }
    return rest.last { !$0.isWhitespace }.map { "[(=<>,≈".contains($0) } ?? false
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}

/// Recognises digits that are no results: dates, versions, numbers of sections and figures, citations, levels.
enum ManuscriptMask {
  // Kept, and matched with on any thread.
  nonisolated(unsafe) private static let patterns: [Regex<Substring>] = [
    #/https?:\/\/\S+|www\.\S+|\b10\.\d{4,9}\/\S+|[\w.+\-]+@[\w\-]+\.[\w.\-]+|arXiv:\s?\d+\.\d+\S*/#,
    #/\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b|\b\d{4}-\d{3}[\dX]\b|\b97[89][\d\-]{10,}/#,
    #/\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b|\b\d{1,2}[.\/]\d{1,2}[.\/](?:19|20)?\d\d\b|\b\d{1,2}:\d\d(?::\d\d)?\b/#,
    #/\b(?:19|20)\d\d\s?[\-–\/]\s?(?:(?:19|20)?\d\d)\b/#,
    #/\b(?:\d{1,2}(?:st|nd|rd|th)?\.?\s)?(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\.?\s\d{1,2}(?:st|nd|rd|th)?\b(?:,?\s(?:19|20)\d\d)?/#,
    #/\b(?:\d{1,2}(?:st|nd|rd|th)?\.?\s)?(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\.?,?(?:\s(?:19|20)\d\d)?\b/#,
    #/\b[vV]?\d+\.\d+\.\d+(?:\.\d+)*\b/#,
    #/\b(?:[Vv]ersions?|[Rr]elease|v\.|Python|R|SPSS|Stata|SAS|Swift|CUDA|PyTorch|TensorFlow|Excel|Windows|Ubuntu|Debian|macOS|JASP|jamovi|Julia|MATLAB|GSL|LaTeX|Typst|Almanac|Node|Java|NumPy|SciPy|pandas|GPT|Llama|BERT|Mistral|Chrome|GPower|Power)[\-\s]v?\d+(?:\.\d+)*\b/#,
    #/(?:\b(?:Sections?|Secs?\.|Sect\.|Figures?|Figs?\.|figures?|fig\.|Tables?|tables?|Tab\.|Equations?|Eqs?\.|Chapters?|Ch\.|Appendix|Appendices|App\.|Studies|Study|Experiments?|Exp\.|Models?|Steps?|Hypothesis|Hypotheses|Questions?|Parts?|Panels?|Lines?|Algorithms?|Theorems?|Lemmas?|Propositions?|Definitions?|Notes?|Footnotes?|Items?|Phases?|Stages?|Tiers?|Scope|Article|Issue|Volume|Vol\.|No\.|Nos\.|pp?\.|pages?|Wave|Round|Chapter|chapter|section|sections|appendix|equation|Grants?|Type|Class|Category|Level|Group|Cohort|Sample|Condition|Day|Week|Month|Year|Quarter|Supplement)|§+)\s?\(?S?\d+(?:\.\d+)*[a-z]?\)?(?:,\s\d+(?=,\s\d|,?\s(?:and|&)\s\d))*(?:,?\s?(?:and|&|to|or|-|–)\s?\(?S?\d+(?:\.\d+)*[a-z]?\)?)*(?![\d.]*\d)/#,
    #/\b\d+(?:\.\d+)?\s?(?:%|percent|per cent)[\s\-]?(?:CIs?\b|CrIs?\b|HDIs?\b|HPD|confidence|credible|prediction|compatibility|interval)/#,
    #/\bCIs?\s?\(?(?:80|90|95|99)\s?%\)?/#,
    #/(?:α|\balpha)\s?(?:=|of|level of|was|set to|set at)?\s?0?\.\d+|\bsignificance (?:level|threshold)s? ?(?:of|=|was|at)?\s?(?:\d+\s?%|0?\.\d+)|\b0?\.0\d+ (?:significance )?level\b|\b\d\s?% (?:significance )?level\b/#,
    #/\b\d+(?:\.\d+)?[\-–](?:point|fold|way|item|dimensional|year|month|week|day|hour|minute|bit|core|layer|shot|step|sided|tailed|level|tier|parameter|factor)s?\b/#,
    #/\b\d+\s?[×x]\s?\d+(?:\s?[×x]\s?\d+)*(?=\s(?:design|factorial|ANOVA|table|mixed|between|within|pixels?|px))/#,
    #/\b\d+(?:st|nd|rd|th)\b/#,
    #/^\s*(?:[\-*+]\s)?\(?\d{1,3}[.)]\s/#,
    #/(?:^|\s)\(\d\)/#,
    #/\bseeds?\s?(?:=|of|was|is|:)?\s?\d+/#,
    #/\b[A-Z]{2,}[\s\-]?\d+(?:[\-\/]\d+)+\b/#,
  ]
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let brackets = #/\[\d{1,3}(?:\s?[,–\-]\s?\d{1,3})*\]/#
  nonisolated(unsafe) private static let interval =
    #/(?:CI|interval|range|IQR|HDI|CrI|=|between|%|:)[\s\)]*$/#
  nonisolated(unsafe) private static let year = #/\b(?:19|20)\d\d[a-z]?\b/#
  nonisolated(unsafe) private static let counted =
    #/^\s(?!(?:and|or|to|the|was|were|is|are|we|in|on|at|by|with|for|from|as|it|had|has|a|an|this|that|report|study|paper|survey|release|edition|version|data|dataset)\b)[a-z]/#
  nonisolated(unsafe) private static let dated =
    #/(?:\b(?:in|since|from|of|until|till|by|during|between|before|after|to|year|years|for|late|early|mid|through|and|spring|summer|autumn|fall|winter)|[\-–(\/,;&])\s?$/#
    .ignoresCase()

  /// The text with such digits taken out; every offset stays.
  static func masked(_ text: String) -> String {
    var bytes = Array(text.utf8)
    func hide(_ range: Range<String.Index>) {
      let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
      let end = text.utf8.distance(from: text.startIndex, to: range.upperBound)
      for index in start..<end where (0x30...0x39).contains(bytes[index]) || bytes[index] == 0x2E {
        bytes[index] = 1
      }
    }
    guard bytes.contains(where: { (0x30...0x39).contains($0) }) else { return text }
    for pattern in patterns {
      for range in text.ranges(of: pattern) { hide(range) }
    }
    for range in text.ranges(of: brackets)
    where !text[..<range.lowerBound].suffix(20).contains(interval) {
      hide(range)
    }
    for range in text.ranges(of: year) {
      let before = text[..<range.lowerBound]
      // A number of things, not a year: "found 2013 models".
      let isCount =
        text[range.upperBound...].prefix(20).contains(counted) && !before.suffix(20).contains(dated)
      let isDecimal =
        before.last == "." || before.last == "," && before.dropLast().last?.isNumber == true
        || text[range.upperBound...].first == "."
          && text[range.upperBound...].dropFirst().first?.isNumber == true
      if !isCount, !isDecimal { hide(range) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The sentences of a passage.
enum Sentences {
  private static let abbreviations = [
    "e.g", "i.e", "vs", "al", "Fig", "Figs", "Eq", "Sect", "Sec", "Tab", "approx", "cf", "No", "p",
    "pp", "etc", "resp", "Dr", "Vol", "ca", "St",
  ]

  /// Their ranges in UTF-8 units, in order.
  static func ranges(_ text: String) -> [Range<Int>] {
    let bytes = Array(text.utf8)
    var ranges: [Range<Int>] = []
    var start = 0
    for index in bytes.indices where [0x2E, 0x21, 0x3F].contains(bytes[index]) {
      guard index + 2 < bytes.count, bytes[index + 1] == 0x20 else { continue }
      let next = bytes[index + 2]
      guard
        (0x41...0x5A).contains(next) || next >= 0xC3 || next == 0x5B || next == 0x28 || next == 0x22
      else { continue }
      let sentence = String(decoding: bytes[start..<index], as: UTF8.self)
      let last = sentence.split { $0 == " " || $0 == "(" }.last.map(String.init) ?? ""
      if abbreviations.contains(last) { continue }
      ranges.append(start..<index + 1)
      start = index + 2
    }
    if start < bytes.count { ranges.append(start..<bytes.count) }
    return ranges
  }
}
