import Basics
import Mathematics
import Reports
import Tables

extension StudyGraph {
  /// The recipes of nodes and of all that they rest on.
  ///
  /// - Parameter checksum: That of what comes from outside: a file, the reference tables, the theme, the fonts.
  func recipes(
    of names: [NodeName], checksum: (NodeName) throws -> String
  ) throws -> [NodeName: Recipe] {
    var recipes: [NodeName: Recipe] = [:]
    func visit(_ name: NodeName, _ path: [NodeName]) throws {
      guard recipes[name] == nil, !path.contains(name) else { return }
      let inputs = inputs(of: name)
      for input in inputs { try visit(input, path + [name]) }
      var ingredients =
        [Recipe.Ingredient(Recipe.program, shown: Self.program)] + own(name)
      switch name {
      case .references, .fonts, .theme, .file:
        ingredients.append(.init("content", ContentKey(of: try checksum(name))))
      default: break
      }
      ingredients += inputs.compactMap { input in
        recipes[input].map { Recipe.Ingredient(input.description, $0.key) }
      }
      recipes[name] = Recipe(name, ingredients)
    }
    for name in names { try visit(name, []) }
    return recipes
  }

  /// The program and the library that its numbers come from.
  private static let program = "almanac \(almanacVersion), GSL \(gslVersion)"

  /// What a node is made from besides its inputs.
  private func own(_ name: NodeName) -> [Recipe.Ingredient] {
    switch name {
    case .references, .fonts, .theme, .profile, .source, .corrected, .export, .record: return []
    case .file(let id): return definition(sources[id])
    case .domain(let call):
      return [.init("parameters", shown: call.parameters.text())]
        + (CarbonRunner.isRandom(call.step) ? [seed] : [])
    case .table(let id): return own(table: id)
    case .analysis(let id): return definition(analyses[id])
    case .family(let id): return definition(families[id])
    case .value(let id): return definition(values[id])
    case .repair(let id):
      return definition(repairs[id]) + (repairs[id].map { [state($0)] } ?? [])
    case .expected(let id):
      // What a repair was inferred from agrees with it by itself.
      return definition(expected[id])
        + study.repairs.filter { $0.fittedTo.contains { $0.value == id } }.map(state)
    case .figure(let id): return definition(figures[id]) + [formats]
    case .results:
      return [
        .init("title", ContentKey(of: study.title)), .init("study", shown: study.id), seed,
        settings,
      ]
    case .labels: return [settings]
    case .provenance(let id): return definition(families[id]) + definition(repairs[id])
    case .part(let part):
      return [.init("text", ContentKey(of: part.tag.text))]
        + Written.parameters(in: part.tag.text, parameters.inExpressions).map(ingredient)
        + (part.tag.name == "methods" ? [seed] : [])
    case .document:
      return [
        .init("study", shown: study.id),
        .init("title and description") {
          $0.add(study.title)
          $0.add(study.description ?? "")
        }, settings, .init("prose", report.text ?? ContentKey(of: "")),
        .init("bibliography", report.sources ?? ContentKey(of: "")),
        .init("authors, date, version and licence", study.imprint.written.key),
        .init("findings") { builder in
          for finding in study.findings { builder.add(finding.written.key) }
        },
        .init("images") { builder in
          for (path, file) in (report.prose?.imageFiles ?? [:]).sorted(by: { $0.key < $1.key }) {
            builder.add(path)
            builder.add(ContentKey(of: file.content.base64EncodedString()))
          }
        },
        .init("what figures show") { builder in
          for figure in study.figures where figure.heading != nil {
            builder.add(figure.written.key)
          }
        },
      ] + (report.day.map { [.init("day", shown: "\($0)")] } ?? [])
    case .page: return [.init("look", ContentKey(of: "\(report.house.description)"))]
    }
  }

  private func definition(_ definition: (some WrittenDefinition)?) -> [Recipe.Ingredient] {
    definition.map { ingredients(of: $0.written, "definition") } ?? []
  }

  private func ingredients(of written: Written, _ what: String) -> [Recipe.Ingredient] {
    [.init(what, written.key)] + written.parameters.map(ingredient)
  }

  private func ingredient(_ parameter: Written.Parameter) -> Recipe.Ingredient {
    .init("parameter \(parameter.name)", shown: parameter.value)
  }

  private func own(table id: String) -> [Recipe.Ingredient] {
    guard let table = tables[id] else { return [] }
    var result = definition(table)
    for repair in table.repairs.compactMap({ repairs[$0] }) {
      let used =
        ingredients(of: repair.written, "definition of repair \(repair.id)") + [state(repair)]
      for ingredient in used where !result.contains(ingredient) { result.append(ingredient) }
    }
    return result + (table.steps.contains { $0.value.usesSeed } ? [seed] : [])
  }

  private func state(_ repair: RepairDefinition) -> Recipe.Ingredient {
    .init("repair \(repair.id)", shown: isEnabled(repair) ? "on" : "off")
  }

  private var seed: Recipe.Ingredient { .init("seed", shown: "\(study.seed)") }

  /// All parameters: where their values are printed, also those that nothing names.
  private var settings: Recipe.Ingredient {
    .init("parameters") { builder in
      for (definition, parameter) in zip(study.parameters, parameters.values) {
        builder.add(parameter.name)
        builder.add(parameter.value.text(.canonical))
        builder.add(definition.defaultText)
      }
    }
  }

  /// Where a figure comes from, for one that is used outside of its report: the study, who made it, and when.
  var figureSource: String {
    let version = study.imprint.version.map { ["version \($0)"] } ?? []
    let parts =
      [study.title] + study.imprint.authors + version + (report.day.map { [$0.long] } ?? [])
    return "Source: \(parts.joined(separator: ", "))"
  }

  private var formats: Recipe.Ingredient {
    .init(
      "formats",
      shown: (report.figures.map(\.rawValue) + (report.isInline ? ["in the page"] : [])
        + (report.hasFigureTitles ? ["with titles", figureSource] : []))
        .joined(separator: ", "))
  }
}
