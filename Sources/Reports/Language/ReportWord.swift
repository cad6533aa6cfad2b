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
    .setIn: ["Set in", "Gesetzt in", "Composé en", "Compuesto en"],
  ]
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
