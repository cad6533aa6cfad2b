internal import Foundation

/// Words that stand in an order: agreement, frequency, quality, bands of numbers, sizes, numbered grades.
package enum OrderedWords {
  /// The values in their order; `nil` where they have none that is known.
  ///
  /// - Parameter hasStepName: whether the name of the column speaks of steps (grade, priority), so that numbers behind
  ///   words are an order.
  static func order(of values: [String], stepName: Bool, stageName: Bool) -> [String]? {
    guard (3...60).contains(values.count) else { return nil }
    return scale(values) ?? weekdays(values) ?? bands(values) ?? leading(values)
      ?? numbered(values, stepName: stepName) ?? (stageName ? roman(values) : nil)
  }

  // MARK: Scales of words

  /// Scales from low to high; words that mean the same are parted by bars.
  private static let scales: [[String: Int]] = [
    "strongly disagree|completely disagree|totally disagree|fully disagree; disagree|mostly disagree; somewhat disagree|slightly disagree|tend to disagree|rather disagree; neither agree nor disagree|neutral|undecided|neither|unsure; somewhat agree|slightly agree|tend to agree|rather agree; agree|mostly agree; strongly agree|completely agree|totally agree|fully agree",
    "very dissatisfied|extremely dissatisfied|very unsatisfied; dissatisfied|unsatisfied; somewhat dissatisfied|slightly dissatisfied; neutral|neither satisfied nor dissatisfied; somewhat satisfied|slightly satisfied; satisfied; very satisfied|extremely satisfied",
    "terrible|awful|very poor|very bad; poor|bad; below average; fair|ok|okay|acceptable|sufficient; average|typical|medium|satisfactory; above average; good; very good; excellent|outstanding|great|superb",
    "never|not at all; almost never|very rarely|hardly ever|once a year or less|less than once a year; rarely|seldom|once a year|yearly|annually; occasionally|a few times a year|quarterly|several times a year; sometimes|several days; once a month|monthly|1-3 times a month|a few times a month|several times a month; often|frequently|more than half the days; once a week|weekly|1-3 times a week; usually|very often|several times a week|a few times a week|most of the time; every day|daily|once a day|nearly every day; almost always|several times a day|multiple times a day; always|constantly|all the time",
    "none|no|absent|nil; minimal|trace|slight|very mild|negligible; mild|minor|light; moderate|medium; moderately severe|serious; severe|major|strong|heavy; very severe|critical|extreme|life-threatening; fatal",
    "very low|lowest; low|lower; medium|middle|moderate|normal|mid|intermediate; high|higher; very high|highest|urgent; critical|blocker|extreme|immediate",
    "trivial; minor; normal; major; critical; blocker", "low; normal; high; urgent",
    "xxs; xs|extra small|x-small; s|small; m|medium; l|large; xl|extra large|x-large; xxl|2xl; xxxl|3xl",
    "tiny|micro; small; medium|mid-size|mid; large|big; very large|huge|enterprise",
    "l|lo; m|med; h|hi", "low; mid; high",
    "very unlikely|extremely unlikely; unlikely|somewhat unlikely; neutral|neither likely nor unlikely|possible; likely|somewhat likely; very likely|extremely likely|certain",
    "not at all important|not important|unimportant; slightly important|of little importance; somewhat important|moderately important; important; very important; extremely important|essential",
    "very easy; easy; neutral|medium|moderate|intermediate|normal; hard|difficult; very hard|very difficult",
    "beginner|novice|basic; elementary; intermediate; advanced; expert|proficient",
    "intern|trainee; junior; mid|intermediate|regular; senior; lead|staff; principal",
    "none|no education|no schooling|uneducated; primary|primary school|elementary|basic; lower secondary|middle school|some high school; secondary|secondary school|high school|upper secondary; vocational|some college|associate|post-secondary|associate's degree; bachelor|bachelor's|bachelors|undergraduate|bachelor's degree|college|university|tertiary|degree|higher; master|master's|masters|graduate|postgraduate|master's degree; doctorate|phd|doctoral",
    "low income|lower income; lower middle income|lower-middle income; middle income; upper middle income|upper-middle income; high income|higher income",
    "never; former|ex; current", "detractor; passive; promoter", "g; pg; pg-13|pg13; r; nc-17",
    "bronze; silver; gold; platinum; diamond",
    "infant|baby; child; teen|teenager|adolescent; young adult|youth; adult; middle-aged; senior|elderly|old",
    "worse|much worse; same|unchanged|about the same; better|improved; much better",
    "screening; baseline; follow-up|followup|end of treatment",
    "stimme gar nicht zu|stimme uberhaupt nicht zu|trifft gar nicht zu|trifft uberhaupt nicht zu; stimme nicht zu|trifft nicht zu; stimme eher nicht zu|trifft eher nicht zu; teils/teils|teils teils|teils-teils|weder noch|neutral|unentschieden; stimme eher zu|trifft eher zu; stimme zu|trifft zu; stimme voll zu|stimme voll und ganz zu|trifft voll zu|trifft voll und ganz zu|stimme vollig zu",
    "sehr unzufrieden; unzufrieden; eher unzufrieden; neutral|teils/teils|weder noch; eher zufrieden; zufrieden; sehr zufrieden",
    "sehr schlecht; schlecht|mangelhaft|ungenugend; massig|mittelmassig|ausreichend|geht so; mittel|befriedigend|durchschnittlich; gut; sehr gut; ausgezeichnet|hervorragend",
    "nie|niemals; fast nie|sehr selten; selten; manchmal|gelegentlich|ab und zu; oft|haufig|regelmassig; sehr oft|meistens; fast immer|taglich; immer|stets",
    "keine|kein|ohne; sehr gering|sehr leicht; gering|leicht|niedrig|klein; mittel|massig|mittelschwer|normal; schwer|stark|hoch|gross; sehr schwer|sehr stark|sehr hoch|sehr gross",
    "pas du tout d'accord; pas d'accord|plutot pas d'accord; ni d'accord ni pas d'accord|neutre|sans avis; plutot d'accord; d'accord; tout a fait d'accord",
    "jamais; rarement|presque jamais|moins d'une fois par mois; parfois|1 a 3 fois par mois|une fois par mois|quelques fois par mois; souvent|1 a 3 fois par semaine|une fois par semaine|plusieurs fois par semaine|1 a 2 fois par semaine|regulierement; tres souvent|presque tous les jours|4 a 6 fois par semaine; toujours|tous les jours|chaque jour|quotidiennement",
    "tres mauvais|tres mal; mauvais|mal; passable|moyen|assez bien; bon|bien; tres bon|tres bien; excellent",
    "pas du tout satisfait|tres insatisfait; insatisfait|plutot pas satisfait|peu satisfait; neutre; plutot satisfait|assez satisfait; satisfait; tres satisfait",
    "aucun|aucune; faible|leger|legere|bas|petit; moyen|modere|moderee; fort|eleve|grave|severe|haut|grand; tres fort|tres eleve|tres grave",
    "totalmente en desacuerdo|muy en desacuerdo; en desacuerdo; neutral|indiferente|ni de acuerdo ni en desacuerdo; de acuerdo; totalmente de acuerdo|muy de acuerdo",
    "nunca; casi nunca|rara vez|raramente; a veces|algunas veces|as vezes; a menudo|frecuentemente|frequentemente|muitas vezes|casi siempre; siempre|sempre",
    "muy malo|muy mala; malo|mala; regular; bueno|buena; muy bueno|muy buena; excelente",
    "ninguno|ninguna|nulo; bajo|baja|leve|baixo|baixa; medio|media|moderado|moderada; alto|alta|grave|severo; muy alto|muy alta|muito alto",
    "discordo totalmente; discordo; neutro|nem concordo nem discordo; concordo; concordo totalmente",
    "zeer oneens|helemaal mee oneens|volledig mee oneens|helemaal oneens; oneens|mee oneens; neutraal|niet eens, niet oneens|niet mee eens/niet mee oneens; eens|mee eens; zeer eens|helemaal mee eens|volledig mee eens|helemaal eens",
    "nooit; zelden; soms|af en toe; vaak|regelmatig; altijd",
    "zeer slecht; slecht|onvoldoende; matig; voldoende; goed; zeer goed; uitstekend",
    "geen; laag|licht|klein; gemiddeld|midden|matig; hoog|ernstig|groot",
    "per niente d'accordo|fortemente in disaccordo; in disaccordo|poco d'accordo; neutrale|ne d'accordo ne in disaccordo; d'accordo|abbastanza d'accordo; molto d'accordo|completamente d'accordo",
    "mai; raramente|quasi mai; a volte|qualche volta; spesso; sempre", "basso; medio; alto",
    "pessimo; scarso; sufficiente|discreto; buono; ottimo",
  ].map { line in
    var ranks: [String: Int] = [:]
    for (rank, step) in line.components(separatedBy: "; ").enumerated() {
      for word in step.split(separator: "|") { ranks[String(word)] = rank }
    }
    return ranks
  }

  private static func scale(_ values: [String]) -> [String]? {
    let folded = values.map(NameWords.folded)
    for ranks in scales {
      let known = folded.indices.filter { ranks[folded[$0]] != nil }
      let steps = Set(known.compactMap { ranks[folded[$0]] })
      // One word beyond the scale may be among five.
      guard steps.count >= 3, values.count - known.count <= values.count / 5 else { continue }
      return sorted(values, by: folded.map { ranks[$0].map(Double.init) })
    }
    return nil
  }

  private static func weekdays(_ values: [String]) -> [String]? {
    let days = [
      "mon monday mo montag lundi lun lunes maandag ma lunedi",
      "tue tuesday di dienstag mardi mar martes dinsdag martedi",
      "wed wednesday mi mittwoch mercredi mer miercoles woensdag mercoledi",
      "thu thursday do donnerstag jeudi jeu jueves donderdag giovedi",
      "fri friday fr freitag vendredi ven viernes vrijdag venerdi",
      "sat saturday sa samstag samedi sam sabado zaterdag sabato",
      "sun sunday so sonntag dimanche dim domingo zondag domenica",
    ].map { Set($0.split(separator: " ").map(String.init)) }
    let ranks = values.map { value in
      days.firstIndex { $0.contains(NameWords.folded(value)) }.map(Double.init)
    }
    return ranks.allSatisfy { $0 != nil } ? sorted(values, by: ranks) : nil
  }

  // MARK: Bands of numbers

  /// Reads bands: `18-24`, `under 5`, `65+`, `> 80k`.
  private struct BandReader {
    /// `nonisolated(unsafe)`: patterns that nothing changes.
    nonisolated(unsafe) static let shared = BandReader()

    private let below =
      /(?:<|<=|≤|under|below|less than|fewer than|up to|bis|bis zu|unter|weniger als|moins de|menos de|minder dan|hasta|meno di)\s*[$€£]?([0-9][0-9.,']*)\s?(k|m)?(?![a-z0-9]).*/
    private let range =
      /[$€£]?([0-9][0-9.,']*)\s?(k|m)?[^0-9]{0,8}?\s?(?:-|to|bis|a|und|and|tot|,|\.\.)\s?[$€£]?([0-9][0-9.,']*)\s?(k|m)?(?:[^0-9].*)?/
    private let above =
      /(?:>|>=|≥|over|above|more than|at least|ab|uber|mehr als|plus de|mas de|meer dan|from)\s*[$€£]?([0-9][0-9.,']*)\s?(k|m)?(?![a-z0-9]).*/
    private let open =
      /[$€£]?([0-9][0-9.,']*)\s?(k|m)?[^0-9]{0,8}?(?:\+|and over|and older|or more|and more|or over|plus|und mehr|und alter|et plus|y mas|en ouder|of meer)[^0-9]*/
    private let single = /([0-9]+)\s?[a-z\/]{0,8}/

    private func number(_ digits: Substring, _ factor: Substring?) -> Double? {
      let groups = /[, '](?=[0-9]{3}(?:[^0-9]|$))/
      let plain = digits.replacing(groups, with: "").replacing(",", with: ".")
      return Double(plain).map { $0 * (factor == "k" ? 1000 : factor == "m" ? 1e6 : 1) }
    }

    /// The lower end of a band; of a plain number with a unit the number, which is no band; `nil` for what is neither.
    func read(_ text: String) -> (low: Double, isBand: Bool)? {
      var text = NameWords.folded(text)
      if text.hasPrefix("(") || text.hasPrefix("["), text.hasSuffix("]") || text.hasSuffix(")") {
        text = String(text.dropFirst().dropLast())
      }
      if let match = text.wholeMatch(of: below), let value = number(match.1, match.2) {
        return (value - 0.5 - abs(value) * 1e-6 - 1e6, true)
      }
      if let match = text.wholeMatch(of: range), let high = number(match.3, match.4),
        // `50-80k`: the factor is of both.
        let low = number(match.1, match.2 ?? match.4), low < high
      {
        return (low, true)
      }
      if let match = text.wholeMatch(of: above), let value = number(match.1, match.2) {
        return (value + 0.5, true)
      }
      if let match = text.wholeMatch(of: open), let value = number(match.1, match.2) {
        return (value + 0.25, true)
      }
      guard let match = text.wholeMatch(of: single), let value = Double(match.1) else { return nil }
      return (value, false)
    }
  }

  private static func bands(_ values: [String]) -> [String]? {
    guard values.count(where: { $0.contains(where: \.isNumber) }) * 2 >= values.count else {
      return nil
    }
    let found = values.map(BandReader.shared.read)
    let isBand = found.count { $0?.isBand == true }
    guard isBand * 2 >= values.count, isBand >= 2,
      found.count(where: { $0 == nil }) <= values.count / 5
    else { return nil }
    return sorted(values, by: found.map { $0?.low })
  }

  /// `1 - very bad`, `2 = bad`.
  private static func leading(_ values: [String]) -> [String]? {
    guard values.allSatisfy({ $0.contains(where: \.isNumber) }) else { return nil }
    let numbers = values.map { value in
      value.wholeMatch(of: /\s*([0-9]{1,2})\s*[-=:.)–]\s*[^0-9].*/).flatMap { Double($0.1) }
    }
    guard numbers.allSatisfy({ $0 != nil }), Set(numbers.compactMap(\.self)).count == values.count
    else { return nil }
    return sorted(values, by: numbers)
  }

  /// `Grade 1`, `P2`, `Week 4`: words with a number behind, under a name that speaks of steps.
  private static func numbered(_ values: [String], stepName: Bool) -> [String]? {
    var prefixes: [String: Int] = [:]
    let ends = values.count { $0.utf8.last { $0 != 0x20 && $0 != 0x09 }.map(isDigit) ?? false }
    guard values.count - ends <= 2 else { return nil }
    let found = values.map { value -> (prefix: String, number: Double)? in
      guard let match = NameWords.folded(value).wholeMatch(of: /([^0-9]*?)[ _-]?([0-9]{1,3})/),
        let number = Double(match.2)
      else { return nil }
      prefixes[String(match.1), default: 0] += 1
      return (String(match.1), number)
    }
    guard let (prefix, count) = prefixes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      count >= 2,
      values.count - count <= 2
    else { return nil }
    let moves = [
      "week", "day", "visit", "month", "year", "round", "wave", "level", "grade", "stage", "phase",
      "step",
    ]
    guard stepName && count == values.count || moves.contains(prefix) else { return nil }
    // What is before the first number, such as a screening, stands first.
    return sorted(values, by: found.map { $0?.prefix == prefix ? $0?.number : -1 })
  }

  private static func roman(_ values: [String]) -> [String]? {
    let numerals = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
    let ranks = values.map { value in
      var text = NameWords.folded(value)
      if let last = text.last, "abc".contains(last), text.count > 1 { text.removeLast() }
      return numerals.firstIndex(of: text).map(Double.init)
    }
    return ranks.allSatisfy { $0 != nil } ? sorted(values, by: ranks) : nil
  }

  /// The values by rank; those without one come last.
  private static func sorted(_ values: [String], by ranks: [Double?]) -> [String] {
    values.indices.sorted {
      (ranks[$0] ?? .infinity, values[$0]) < (ranks[$1] ?? .infinity, values[$1])
    }.map { values[$0] }
  }
}
