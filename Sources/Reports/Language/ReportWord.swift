internal import Basics

/// The fixed words of a report.
enum ReportWord: String, CaseIterable {
  case contents
  case skip
  case figure
  case table
  case section
  case appendix
  case note
  case tip
  case important
  case warning
  case caution
  case description
  case descriptionAndData
  case drawing
  case missing
  case footnote
  case footnotes
  case backToFootnote
  case keyFindings
  case aboutReport
  case author
  case authors
  case and
  case data
  case date
  case version
  case licence
  case citeAs
  case allResults
  case tables
  case study
  case madeWith
  case numbersComeFrom
  case thisComesFrom
  case rises
  case falls
  case noClearTrend
  case noClearFall
  case noClearRise
  /// After "shows no clear trend", where one test alone would show one.
  case afterCorrection
  case untested
  case noTrend
  case to
  case setIn
  case total
  case value
  case published
  case recomputed
  case verdict
  case basis
  case source
  case all
  case values
  case match
  case differs
  case explained
  case transcribed
  case notComputable
  case unpublished
  case ledgerCaption
  case exceptionsCaption
  case everyNumber
  case itsAddress

  /// In English, German, French and Spanish.
  static let translations: [ReportWord: [String]] = [
    .contents: ["Contents", "Inhalt", "Sommaire", "Índice"],
    .skip: ["Skip to the report", "Zum Bericht springen", "Aller au rapport", "Ir al informe"],
    .figure: ["Figure", "Abbildung", "Figure", "Figura"],
    .table: ["Table", "Tabelle", "Tableau", "Tabla"],
    .section: ["Section", "Abschnitt", "Section", "Sección"],
    .appendix: ["Appendix", "Anhang", "Annexe", "Apéndice"],
    .note: ["Note", "Anmerkung", "Note", "Nota"],
    .tip: ["Tip", "Tipp", "Conseil", "Consejo"],
    .important: ["Important", "Wichtig", "Important", "Importante"],
    .warning: ["Warning", "Warnung", "Avertissement", "Advertencia"],
    .caution: ["Caution", "Vorsicht", "Attention", "Precaución"],
    .description: ["Description", "Beschreibung", "Description", "Descripción"],
    .descriptionAndData: [
      "Description and data", "Beschreibung und Daten", "Description et données",
      "Descripción y datos",
    ],
    .drawing: ["Drawing", "Zeichnung", "Dessin", "Dibujo"],
    .missing: ["missing", "fehlt", "manquant", "falta"],
    .footnote: ["Footnote", "Fußnote", "Note de bas de page", "Nota al pie"],
    .footnotes: ["Footnotes", "Fußnoten", "Notes de bas de page", "Notas al pie"],
    .backToFootnote: [
      "Back to the text of footnote", "Zurück zum Text der Fußnote", "Retour au texte de la note",
      "Volver al texto de la nota",
    ],
    .keyFindings: [
      "Key findings", "Wichtigste Ergebnisse", "Résultats clés", "Resultados principales",
    ],
    .aboutReport: [
      "About this report", "Zu diesem Bericht", "À propos de ce rapport", "Acerca de este informe",
    ],
    .author: ["Author", "Autorin oder Autor", "Auteur", "Autoría"],
    .authors: ["Authors", "Autorinnen und Autoren", "Auteurs", "Autoría"],
    .and: ["and", "und", "et", "y"],
    .data: ["Data", "Daten", "Données", "Datos"],
    .date: ["Date", "Datum", "Date", "Fecha"],
    .version: ["Version", "Version", "Version", "Versión"],
    .licence: ["Licence", "Lizenz", "Licence", "Licencia"],
    .citeAs: ["Cite as", "Zitierweise", "Pour citer", "Citar como"],
    .allResults: ["All results", "Alle Ergebnisse", "Tous les résultats", "Todos los resultados"],
    .tables: ["Tables", "Tabellen", "Tableaux", "Tablas"],
    .study: ["Study", "Studie", "Étude", "Estudio"],
    .madeWith: ["made with", "erstellt mit", "réalisée avec", "hecho con"],
    .numbersComeFrom: [
      "Where the numbers come from", "Woher die Zahlen kommen", "D’où viennent les nombres",
      "De dónde vienen los números",
    ],
    .thisComesFrom: [
      "Where this comes from", "Woher dies kommt", "D’où cela vient", "De dónde viene esto",
    ],
    .rises: ["rises", "steigt", "augmente", "aumenta"],
    .falls: ["falls", "fällt", "diminue", "disminuye"],
    .noClearTrend: [
      "shows no clear trend", "zeigt keinen klaren Trend", "ne montre pas de tendance nette",
      "no muestra una tendencia clara",
    ],
    .noClearFall: [
      "shows no clear fall", "zeigt keinen klaren Rückgang", "ne montre pas de baisse nette",
      "no muestra una disminución clara",
    ],
    .afterCorrection: [
      "after correction for the other tests", "nach Korrektur für die anderen Tests",
      "après correction pour les autres tests", "tras la corrección por las demás pruebas",
    ],
    .noClearRise: [
      "shows no clear rise", "zeigt keinen klaren Anstieg", "ne montre pas de hausse nette",
      "no muestra un aumento claro",
    ],
    .untested: [
      "was not tested for a trend", "wurde nicht auf einen Trend geprüft",
      "n’a pas été testée pour une tendance", "no se ha comprobado si tiene tendencia",
    ],
    .noTrend: [
      "gives no result for a trend", "ergibt kein Resultat für einen Trend",
      "ne donne pas de résultat pour une tendance", "no da resultado para una tendencia",
    ],
    .to: ["to", "bis", "à", "a"],
    .total: ["Total", "Summe", "Total", "Total"],
    .value: ["Value", "Wert", "Valeur", "Valor"],
    .published: ["Published", "Veröffentlicht", "Publié", "Publicado"],
    .recomputed: ["Recomputed", "Nachgerechnet", "Recalculé", "Recalculado"],
    .verdict: ["Verdict", "Urteil", "Verdict", "Veredicto"],
    .basis: ["Basis", "Grundlage", "Base", "Base"],
    .source: ["Source", "Quelle", "Source", "Fuente"],
    .all: ["All", "Alle", "Toutes les", "Todos los"],
    .values: ["values", "Werte", "valeurs", "valores"],
    .match: ["match", "stimmt überein", "concorde", "coincide"],
    .differs: ["differs", "weicht ab", "diffère", "difiere"],
    .explained: [
      "differs, explained", "weicht ab, erklärt", "diffère, expliqué", "difiere, explicado",
    ],
    .transcribed: ["transcribed", "abgelesen", "relevé", "transcrito"],
    .notComputable: ["not computable", "nicht berechenbar", "non calculable", "no calculable"],
    .unpublished: ["unpublished", "unveröffentlicht", "non publié", "no publicado"],
    .ledgerCaption: [
      "Published against recomputed values. Tolerances follow the printed digits.",
      "Veröffentlichte und nachgerechnete Werte. Die Toleranz folgt den gedruckten Stellen.",
      "Valeurs publiées et recalculées. La tolérance suit les chiffres imprimés.",
      "Valores publicados y recalculados. La tolerancia sigue las cifras impresas.",
    ],
    .exceptionsCaption: [
      "Values that differ, or that could not be recomputed, and why.",
      "Werte, die abweichen oder nicht nachgerechnet werden konnten, mit dem Grund.",
      "Valeurs qui diffèrent ou n’ont pu être recalculées, et pourquoi.",
      "Valores que difieren o que no se pudieron recalcular, y por qué.",
    ],
    .everyNumber: [
      "Every number in the text leads here.", "Jede Zahl im Text führt hierher.",
      "Chaque nombre du texte mène ici.", "Cada número del texto lleva aquí.",
    ],
    .itsAddress: [
      "This command takes its address", "Ihre Adresse nimmt dieser Befehl",
      "Cette commande prend son adresse", "Esta orden toma su dirección",
    ],
    .setIn: ["Set in", "Gesetzt in", "Composé en", "Compuesto en"],
  ]
}

extension ReportLanguage {
  /// A verdict as it is printed.
  subscript(verdict: Verdict) -> String {
    let word: ReportWord =
      switch verdict {
      case .match: .match
      case .differs: .differs
      case .explained: .explained
      case .transcribed: .transcribed
      case .notComputable: .notComputable
      case .unpublished: .unpublished
      }
    return self[word]
  }

  /// What is said beneath a table of which only the first rows are printed.
  func firstRows(_ shown: String, of total: String) -> String {
    switch self {
    case .english: "The first \(shown) of \(total) rows."
    case .german: "Die ersten \(shown) von \(total) Zeilen."
    case .french: "Les \(shown) premières lignes sur \(total)."
    case .spanish: "Las primeras \(shown) filas de \(total)."
    }
  }

  /// How many published values agree with what is computed, and what came of the others.
  func ledger(
    matches: Int, of comparable: Int, others: [(verdict: Verdict, count: Int)]
  ) -> String {
    func count(_ value: Int) -> String { number(NumberFormat.integer.text(Double(value))) }
    let head =
      switch self {
      case .english: "Values that agree"
      case .german: "Übereinstimmende Werte"
      case .french: "Valeurs concordantes"
      case .spanish: "Valores que coinciden"
      }
    let colon = self == .french ? "\u{A0}:" : ":"
    let rest = others.map { "; \(self[$0.verdict])\(colon) \(count($0.count))" }.joined()
    return "\(head)\(colon) \(count(matches)) / \(count(comparable))\(rest)."
  }
}

extension ReportWord {
  /// What is said of a trend.
  init(_ verdict: TrendVerdict, asked side: Claim.Side?) {
    switch verdict {
    case .rises: self = .rises
    case .falls: self = .falls
    case .untested: self = .untested
    case .unclear:
      switch side {
      case .less: self = .noClearFall
      case .greater: self = .noClearRise
      case nil: self = .noClearTrend
      }
    }
  }
}
