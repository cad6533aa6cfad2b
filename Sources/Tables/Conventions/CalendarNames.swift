/// Words of dates, in lower case.
enum CalendarNames {
  /// Names of days in English, German, French, Spanish and Italian, and how they are cut.
  static let weekdays: Set<String> = [
    "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday",
    "mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag", "mittwoch", "donnerstag",
    "freitag", "samstag", "sonnabend", "sonntag",
    "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "lundi", "mardi", "mercredi", "jeudi",
    "vendredi", "samedi", "dimanche",
    "mié", "jue", "vie", "sáb", "dom", "lunes", "martes", "miércoles", "jueves", "viernes",
    "sábado",
    "domingo", "gio", "sab", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato",
    "domenica",
  ]

  /// Names of months in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Czech, Hungarian, Romanian,
  /// Turkish, Russian and the languages of Scandinavia, and how they are cut.
  static let months: [String: Int] = {
    let names = [
      "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia ledna január ianuarie ocak января",
      "february feb februar february février févr fév febrero febbraio fevereiro fev februari lutego února február februarie şubat февраля",
      "march mar märz mär mrz mars marzo março maart mrt marts marca března március martie mart марта",
      "april apr avril avr abril abr aprile kwietnia dubna április aprilie nisan апреля",
      "may mai mayo maggio mag maio mei maj maja května május mayıs мая",
      "june jun juni juin junio giugno giu junho czerwca června június iunie haziran июня",
      "july jul juli juillet juil julio luglio lug julho lipca července július iulie temmuz июля",
      "august aug août agosto ago augustus augusti sierpnia srpna augusztus ağustos августа",
      "september sep sept septembre septiembre settembre set setembro września září szeptember septembrie eylül сентября",
      "october oct oktober okt octobre octubre ottobre ott outubro out października října október octombrie ekim октября",
      "november nov novembre noviembre novembro listopada listopadu noiembrie kasım ноября",
      "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember des grudnia prosince decembrie aralık декабря",
    ]
    var known: [String: Int] = [:]
    for (index, words) in names.enumerated() {
      for word in words.split(separator: " ") { known[String(word)] = index + 1 }
    }
    return known
  }()

  /// Minutes ahead of UTC by name: those of RFC 822, and others that mean one zone.
  static let zones: [String: Int] = [
    "z": 0, "utc": 0, "ut": 0, "gmt": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "wet": 0, "west": 60, "cet": 60,
    "cest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180, "bst": 60, "jst": 540,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "hkt": 480, "sgt": 480, "msk": 180,
    "sast": 120, "akst": -540, "akdt": -480, "hst": -600,
  ]
}
