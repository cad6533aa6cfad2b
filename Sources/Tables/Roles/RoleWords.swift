/// What the names of columns mean, in the languages that files come in: English, German, French, Spanish, Italian,
/// Portuguese and Dutch. A word is here because it says the same wherever it stands.
package enum RoleWords {
  package static let identifier = Vocabulary(
    """
    id ids uuid guid key pk nr no num number numero nummer pid uid sid subjid usubjid patid oid hash sha bib isbn doi
    email mail url uri link handle username login account iban rownames rowname rownum index idx respondent participant
    matricule folio
    """, endings: "nummer")
  package static let code = Vocabulary(
    """
    zip zipcode postcode postal plz cap cp code codes sku ean upc gtin asin iban bic icd icd10 atc fips insee gkz ags nuts
    cas stratum strata cluster block set pair household plot replicate rep well bin shelf lot batch version release flight
    tail tailnum site siteid centre center zone extension phone telephone fax cedex kennziffer schluessel schlussel
    """, endings: "code postleitzahl schlussel kennziffer kennung")
  package static let postal = Vocabulary("zip zipcode postcode postal plz code codes icd ean isbn")
  package static let place = Vocabulary(
    """
    country countries nation nationality nationalities region province county city town village municipality district
    borough neighborhood neighbourhood place location continent territory constituency birthplace ort stadt land staat
    bundesland gemeinde kreis bezirk standort filiale pays ville commune departement canton pais ciudad provincia
    municipio comune citta regione paese cidade estado gemeente plaats provincie iso2 iso3 port airport origin dest
    destination iso
    """, endings: "stadt gemeinde wohnort")
  package static let coordinate = Vocabulary(
    "lat latitude breite breitengrad latitud lon lng long longitude laenge lange langengrad longitud easting northing"
  )
  package static let free = Vocabulary(
    """
    comment comments remark remarks note notes description summary review message text body title subject feedback
    reason abstract content details observation observations kommentar kommentare bemerkung bemerkungen beschreibung
    anmerkung notiz commentaire commentaires remarque remarques comentario comentarios observaciones opmerking
    opmerkingen toelichting verwendungszweck address adresse name names nombre nom
    """, endings: "kommentar bemerkung beschreibung")
  package static let year = Vocabulary(
    "year yr years jahr jahre annee an ano anno jaar fy", endings: "jahr jaar")
  package static let month = Vocabulary("month mo mon monat mois mes mese maand", endings: "monat")
  package static let day = Vocabulary("day dy tag jour dia giorno dag weekday dow wochentag")
  package static let hour = Vocabulary("hour hr stunde heure hora ora uur")
  package static let week = Vocabulary("week wk woche semaine semana settimana kw")
  package static let quarter = Vocabulary("quarter qtr quartal trimestre kwartaal")
  package static let moment = Vocabulary(
    """
    time timestamp ts epoch datetime date datum dates fecha data dt zeit zeitstempel heure created updated
    modified
    """, endings: "datum zeit date time")
  package static let birth = Vocabulary(
    "birth born dob birthday birthdate naissance nacimiento geburt geburtsdatum geburtsjahr nascita",
    endings: "geburt geburtsdatum geburtsjahr")
  package static let share = Vocabulary(
    """
    pct percent percentage perc share proportion fraction anteil prozent quote quota pourcentage proporcion porcentaje
    percentuale percentuel taux tasa
    """, endings: "quote anteil prozent percentage beteiligung")
  /// A rate of these is a share; a rate of anything else may be a quantity a unit.
  package static let shareOfRate = Vocabulary(
    """
    conversion bounce click clickthrough open response unemployment employment success error failure churn retention
    return hit default literacy participation vaccination turnout win completion approval dropout interest tax growth
    coverage attendance occupancy survival poverty
    """)
  package static let money = Vocabulary(
    """
    price cost costs fee fees salary salaries wage wages pay income revenue revenues sales turnover profit budget gross
    net amount total_amount payment payments spend spending spent expense expenses expenditure donation donations debt
    loan balance tax bonus fare rent value worth gdp betrag preis kosten umsatz gehalt lohn einkommen erlos erlose gewinn
    miete einnahmen ausgaben saldo chiffre prix montant cout couts salaire loyer recettes depenses precio coste
    costo importe ventas salario ingresos gastos alquiler monto prezzo ricavi fatturato preco custo receita bedrag prijs
    omzet kosten loon huur eur usd gbp chf jpy sek nok dkk cad aud inr brl pln euro euros dollar dollars pounds
    """, endings: "preis kosten umsatz gehalt betrag lohn miete prijs")
  package static let count = Vocabulary(
    """
    n count counts cnt nb num number anzahl qty quantity population einwohner bevolkerung inhabitants habitants
    habitantes people persons personen households haushalte votes stimmen stuck stueck units pieces nombre cantidad
    aantal total_count wahlberechtigte abgegebene gultige ungultige size
    """, endings: "anzahl zahl")
  /// Of money and things that do not add up over rows: prices each, averages, balances, rates.
  package static let notAdded = Vocabulary(
    """
    price per unit avg average mean median moyen moyenne durchschnitt balance saldo rate ratio index level score value m2
    capita head each stock population einwohner inhabitants max min peak limit threshold age size salary wage rent miete
    budget height rank
    """, endings: "preis saldo satz")
  /// Units that have several rows in studies.
  package static let subject = Vocabulary(
    """
    subject subjid usubjid patient patid participant respondent proband person animal chick rat mouse tree plant user
    customer client member household stratum cluster family pair set id
    """)
  /// Words that look like plurals and count nothing.
  package static let notPlural = Vocabulary(
    """
    status gas bus class mass loss stress press access process address success radius previous various axis basis analysis
    diabetes always plus gross glass series species status genus focus bonus is was has this pass less
    """)
  package static let unit = Vocabulary(
    """
    kg g mg ug lb lbs oz t ton tons tonnes gram grams m km cm mm mi mile miles ft feet inch inches yd s sec secs second
    seconds ms min mins minute minutes h hr hrs hours years yrs months weeks jahre minuten stunden uren heures horas
    minutes duree c f k celsius fahrenheit degrees deg l ml dl litre litres liter liters gal w kw mw wh kwh mwh j kj mj pa
    hpa kpa bar mbar psi v mv a ma hz khz mhz ghz kb mb gb tb gib bytes ha um nm mol mmol mm2 m2 km2 bpm rpm mph kmh dbm db
    """)
  package static let quantity = Vocabulary(
    """
    age alter edad eta idade leeftijd weight height length width depth area distance temperature temp speed velocity
    pressure duration time wind humidity density volume power energy voltage current concentration dose bmi sbp dbp
    latency delay elapsed size_mb altitude elevation gewicht grosse lange breite flache dauer temperatur poids taille
    hauteur surface peso altura longitud superficie
    """, endings: "gewicht dauer flache temperatur temperature")
  /// What people are asked to rate.
  package static let rating = Vocabulary(
    """
    rating rate rated satisfaction satisfied score likert scale csat nps quality qual recommend likelihood agreement
    importance difficulty severity pain grade mark rank level zufriedenheit bewertung note noten schulnote satisfaccion
    valoracion tevredenheid cijfer ecog asa nyha apgar stars
    """, endings: "zufriedenheit bewertung qual")
  /// Names of ordered steps.
  package static let step = Vocabulary(
    """
    grade level stage priority severity tier class phase rank step order band round quartile quintile decile wave visit
    week stadium estadio stade niveau niveel stufe klasse gruppe prioritat prioridad priorite impact urgency
    """, endings: "gruppe stufe klasse")
  package static let stage = Vocabulary(
    "stage grade phase level stadium estadio stade grad grado nyha class figo",
    endings: "stadium grad")
  /// Names of groups that whoever ran the study made.
  package static let treatment = Vocabulary(
    """
    arm treatment treat treated trt trtp trta trt01p group grp condition variant intervention randomised randomized
    allocation assignment exposure exposed gruppe behandlung tratamiento traitement bras grupo brazo groep arm supp
    supplement diet feed drug variety cultivar fertilizer control versuchsgruppe studiengruppe therapiegruppe
    """, endings: "behandlung behandlungsgruppe")
  /// Names of what is asked for in the end.
  package static let outcome = Vocabulary(
    """
    outcome outcomes result results response responder responded target label endpoint aval chg change event evento ereignis
    died death dead deceased survival survived relapse recurrence progression case cases churn churned converted
    conversion score total overall gesamt yield satisfaction zufriedenheit gesamtzufriedenheit rating saleprice price
    sales revenue amount umsatz betrag salary income gross cijfer note durchschnitt average mpg weight_gain
    emissions consumption verbrauch viability delay votes vote visits downloads stars after post nachher apres final end
    breaks chiffre resolve useful helpful satisfied recommend finish turnout
    """, endings: "zufriedenheit umsatz betrag note verbrauch beteiligung")
  /// Names of what was there before, or is asked of everybody.
  package static let covariate = Vocabulary(
    """
    age alter edad leeftijd sex gender geschlecht sexe sexo race ethnicity education bmi weight height size birth base
    baseline bl pre before vorher avant initial screening dose dosis smoking smoker parity duration tenure employed latitude
    longitude altitude elevation battery rssi lead threshold reorder unit budget runtime year fte rate ncontrols controls
    returning household
    """, endings: "zugehorigkeit")
  /// Groups that describe how data came about rather than what is compared.
  package static let design = Vocabulary(
    "site centre center batch block plate row column replicate plot net source operator version zentrum status"
  )

  package static let monthNames: [String: Int] = {
    let names = [
      "jan january januar janvier enero gennaio janeiro januari janv ene gen",
      "feb february februar fevrier febrero febbraio fevereiro februari fevr fev",
      "mar march marz mars marzo marco maart mrz maer mrt",
      "apr april avril abril aprile avr abr", "may mai mayo maggio maio mei mag",
      "jun june juni juin junio giugno junho giu",
      "jul july juli juillet julio luglio julho juil lug",
      "aug august aout agosto augustus ago",
      "sep sept september septembre septiembre settembre setembro set",
      "oct october oktober octobre octubre ottobre outubro okt ott out",
      "nov november novembre noviembre novembro",
      "dec december dezember decembre diciembre dicembre dezembro dez dic",
    ]
    var result: [String: Int] = [:]
    for (index, line) in names.enumerated() {
      for name in line.split(separator: " ") { result[String(name)] = index + 1 }
    }
    return result
  }()

  package static let noAnswer: Set<String> = [
    "", ".", "..", "-", "--", "?", "n/a", "na", "n.a.", "nd", "n.d.", "k.a.", "k. a.", "nsp",
    "ns/nr", "ns/nc", "nr",
    "unknown", "unbekannt", "inconnu", "desconocido", "onbekend", "null", "nan", "#n/a",
    "keine angabe", "weiss nicht",
    "prefer not to say", "prefer not to answer", "don't know", "dont know", "do not know",
    "no answer", "not stated",
    "not applicable", "declined", "refused", "missing", "no opinion", "ne sait pas", "sans reponse",
    "no sabe",
    "no contesta", "weet niet", "geen antwoord", "not available", "undisclosed", "not answered",
    "skipped",
  ]
}
