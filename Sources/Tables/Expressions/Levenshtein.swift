/// The edit distance of two texts (Levenshtein 1966): the fewest characters to insert, delete or replace.
enum Levenshtein {
  /// Characters are code points. `nil` for texts of more than `longest` of them. O(a x b).
  static func distance(_ a: String, _ b: String) -> Int? {
    let (first, second) = (Array(a.unicodeScalars), Array(b.unicodeScalars))
    guard max(first.count, second.count) <= longest else { return nil }
    var row = Array(0...second.count)
    for (i, scalar) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let cost = scalar == other ? diagonal : 1 + min(diagonal, row[j], row[j + 1])
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[second.count]
  }

  static let longest = 5000
}
