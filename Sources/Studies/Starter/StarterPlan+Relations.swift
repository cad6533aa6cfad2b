import Basics
import Tables

extension StarterPlan {
  // MARK: Questions with one scale

  /// Three or more columns with the same ordered answers.
  private var questions: [StarterColumn] {
    let ordinals = columns.filter { $0.kind == .ordinal && (3...11).contains($0.levels.count) }
    var best: [StarterColumn] = []
    for first in ordinals {
      let scale = Set(first.role.order.isEmpty ? first.levels : first.role.order)
      let group = ordinals.filter { other in
        other.isNumber == first.isNumber
          && (other.isNumber
            ? other.role.evidence.hasPrefix("one of several")
              && first.role.evidence.hasPrefix("one of several")
            : Set(other.levels).intersection(scale).count * 10 >= max(
              other.levels.count, scale.count) * 7)
      }
      if group.count > best.count { best = group }
    }
    return best.count >= 3 ? Array(best.prefix(20)) : []
  }

  mutating func addQuestions() {
    let items = questions
    guard let longest = items.max(by: { $0.levels.count < $1.levels.count }) else { return }
    var levels = longest.levels
    if longest.isNumber {
      levels = Set(items.flatMap(\.levels)).sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }
    }
    let high = levels.suffix(max(1, levels.count / 2))
    let top =
      longest.isNumber
      ? "\(names.answer) >= \(high.first ?? "0")"
      : "\(names.answer) in (\(high.map(StarterColumn.literal).joined(separator: ", ")))"
    let list = items.map(\.name.yaml).joined(separator: ", ")
    let edge = high.first ?? ""
    tables.append(
      """
      answers:
        from: data
        select: [\(list)]
        unpivot: { columns: [\(list)], names: \(names.question), values: \(names.answer) }
        where: \(names.answer) is not null
      by-question:
        from: answers
        group: \(names.question)
        summarise:
          \(names.count): { value: count(), label: Answers }
          \(names.share): { value: \("100 * share(\(top))".yaml), unit: "%", label: \("'\(edge)' or more".yaml) }
        sort: [-\(names.share)]
        display:
          caption: Answers by question.
          columns: { \(names.question): Question, \(names.count): Answers, \(names.share): { digits: 3 } }
      """)
    var shown = longest.isNumber ? "cast(\(names.answer) as text)" : names.answer
    var shownLevels = levels
    if levels.count > Self.colors {
      // Too many to tell apart by colour: the lower ones, the middle, the upper ones.
      let half = levels.count / 2
      let middle = levels.count % 2 == 1 ? 1 : 2
      let parts = [
        levels.prefix(levels.count % 2 == 1 ? half : half - 1),
        levels.dropFirst(levels.count % 2 == 1 ? half : half - 1).prefix(middle),
        levels.suffix(levels.count % 2 == 1 ? half : half - 1),
      ]
      shownLevels = parts.map {
        $0.count == 1 ? ($0.first ?? "") : "\($0.first ?? "") to \($0.last ?? "")"
      }
      shown =
        "case "
        + zip(parts, shownLevels).map { part, label in
          "when \(shown) in (\(part.map(StarterColumn.literal).joined(separator: ", "))) then \(StarterColumn.literal(label))"
        }.joined(separator: " ") + " end"
    }
    figure(
      "answers-figure", table: "answers", title: "Answers by question",
      layers: ["mark: bar, y: \(names.question), color: \(shown.yaml), position: fill"],
      scales: [
        "y: { title: \"\", order: [\(items.map(\.name.yaml).joined(separator: ", "))] }",
        "x: { title: Share of answers }",
        "color: { title: Answer, type: ordinal, order: [\(shownLevels.map(\.yaml).joined(separator: ", "))] }",
      ], caption: "Each bar is all answers to a question.")
    value(
      "most-agreed", title: "question with the highest answers", table: "by-question",
      "first(\(names.question))")
    value("most-agreed-share", title: "its share", table: "by-question", "first(\(names.share))")
    value(
      "least-agreed", title: "question with the lowest answers", table: "by-question",
      "last(\(names.question))")
    value("least-agreed-share", title: "its share", table: "by-question", "last(\(names.share))")
    find(
      "Of the \(items.count) questions with one scale, \u{201C}{{text(most-agreed)}}\u{201D} has the most answers of \u{201C}\(edge.markdown)\u{201D} or more ({{number(most-agreed-share, digits=2)}}), and \u{201C}{{text(least-agreed)}}\u{201D} the fewest ({{number(least-agreed-share, digits=2)}}).",
      see: "figure-answers-figure")
    appendix.append(Section(heading: "Answers by question", text: "{{table by-question}}\n\n"))
    sections.append(
      Section(
        heading: "Questions with one scale",
        text: "{{figure answers-figure}}\n\n"))
  }

  // MARK: Quantities with each other

  mutating func addAssociations() {
    let quantities = columns.filter { $0.isQuantity && $0.present * 2 >= rows && $0.distinct > 5 }
    var kept: [StarterColumn] = []
    for column in quantities where kept.count < 10 {
      if let twin = kept.first(where: { Self.areTwins($0, column) }) {
        untested.append(
          "\(column.label.markdown) with \(twin.lowered.markdown): one follows from the other almost exactly, which is no finding."
        )
      } else {
        kept.append(column)
      }
    }
    // Of two columns the outcome comes first.
    guard kept.count >= 2,
      let first = kept.first(where: { $0.name == outcome?.name }) ?? kept.first,
      let other = kept.first(where: { $0.name != first.name })
    else { return }
    var text = ""
    if kept.count >= 3 {
      figure(
        "correlations", table: "data", title: "Rank correlations of the quantities",
        layers: [
          "mark: correlation, columns: [\(kept.map(\.name.yaml).joined(separator: ", "))], correlation: spearman"
        ],
        scales: [],
        caption:
          "Spearman's correlation of each pair, over the rows that have both values. Strong ones may only say that two columns measure the same thing."
      )
      text += "{{figure correlations}}\n\n"
      if quantities.count > 10 {
        untested.append(
          "Correlations of \(quantities.count - 10) more quantities: the first ten are shown.")
      }
    }
    if kept.count == 2 {
      figure(
        "scatter", table: "data", title: "\(first) and \(other.lowered)",
        layers: [
          "mark: point, x: \(other.expression.yaml), y: \(first.expression.yaml), opacity: 0.6"
        ],
        scales: [
          scale("x", other, more: axisType(other)), scale("y", first, more: axisType(first)),
        ],
        caption: "One point for each row that has both values.")
      text += "{{figure scatter}}\n\n"
      if choice.unit == nil {
        test(
          "association", title: "\(first) and \(other.lowered)", method: "spearman",
          ["x: \(first.name.yaml)", "y: \(other.name.yaml)"])
        find("{{sentence(association)}}", see: "figure-scatter")
        text += "{{test association}}\n\n"
      }
    } else {
      untested.append(
        "The correlations: with \(kept.count * (kept.count - 1) / 2) pairs, some are large by chance. Choose the pair that you mean, and test that one."
      )
    }
    sections.append(
      Section(
        heading: kept.count == 2 ? "\(first) and \(other.lowered)" : "Quantities with each other",
        text: text))
  }

  /// Whether two columns are one in other words: their correlation is 1, as far as can be seen.
  private static func areTwins(_ a: StarterColumn, _ b: StarterColumn) -> Bool {
    guard let x = a.column.doublesOrNaN, let y = b.column.doublesOrNaN else { return false }
    let pairs = zip(x, y).filter { $0.isFinite && $1.isFinite }
    guard pairs.count >= 8 else { return false }
    let count = Double(pairs.count)
    let (mx, my) = (pairs.reduce(0) { $0 + $1.0 } / count, pairs.reduce(0) { $0 + $1.1 } / count)
    var (sxy, sxx, syy) = (0.0, 0.0, 0.0)
    for (u, v) in pairs {
      sxy += (u - mx) * (v - my)
      sxx += (u - mx) * (u - mx)
      syy += (v - my) * (v - my)
    }
    return sxx > 0 && syy > 0 && abs(sxy) >= 0.999 * (sxx * syy).squareRoot()
  }

  // MARK: Two groupings

  mutating func addCrossTable() {
    guard let by else { return }
    let questions = Set(questions.map(\.name))
    let others = columns.filter { column in
      [.category, .ordinal, .binary, .place].contains(column.kind)
        && (2...8).contains(column.distinct)
        && column.name != by.name && column.name != outcome?.name
        && !questions.contains(column.name) && column.present * 2 >= rows
        && !column.role.evidence.hasPrefix("a coordinate")
    }
    guard let other = others.first(where: { !Self.nests($0, by) }) else { return }
    crossTable("cross", by, other)
    var text = "{{table cross}}\n\n"
    if choice.unit == nil, !isTrial {
      test(
        "cross-test", title: "\(other) by \(by.lowered)",
        method: Self.isSparse(other, by) ? "fisher" : "chi-square",
        ["x: \(other.name.yaml)", "y: \(by.name.yaml)"])
      find("{{sentence(cross-test)}}", see: "table-cross")
      text += "{{test cross-test}}\n\n"
    } else if isTrial {
      untested.append(
        "\(other.label.markdown) by \(by.lowered.markdown): groups that were drawn by lot differ by chance only, and a test would only ask about chance."
      )
    }
    let section = Section(heading: "\(other) by \(by.lowered)", text: text)
    // A reader takes in about eight pictures and tables.
    if exhibits < 8 { sections.append(section) } else { appendix.insert(section, at: 0) }
  }

  /// How many figures and tables the main part has.
  private var exhibits: Int {
    sections.reduce(0) {
      $0 + $1.text.ranges(of: "{{figure").count + $1.text.ranges(of: "{{table").count
    }
  }

  /// Whether each group of one column lies in one group of the other.
  private static func nests(_ a: StarterColumn, _ b: StarterColumn) -> Bool {
    func isFunction(_ a: Column, _ b: Column) -> Bool {
      var seen: [Value: Value] = [:]
      for row in 0..<a.count where a.isValid(row) && b.isValid(row) {
        if let known = seen.updateValue(b.value(at: row), forKey: a.value(at: row)),
          known != b.value(at: row)
        {
          return false
        }
      }
      return true
    }
    return isFunction(a.column, b.column) || isFunction(b.column, a.column)
  }
}
