import Basics
import Reports
import Statistics
import Tables

extension StudyGraph {
  /// What the nodes of the report may read.
  func inputsOfReport(_ name: NodeName) -> [NodeName] {
    switch name {
    case .labels: return study.sources.map { .source($0.id) } + study.tables.map { .table($0.id) }
    case .provenance(let id): return inputs(ofProvenance: id)
    case .part(let part): return inputs(of: part.tag)
    case .document:
      return study.sources.map { .source($0.id) } + study.tables.map { .table($0.id) } + parts
        + report.sourced.map { .provenance($0) }
    case .page(let format): return [.document] + (format == .html || format == .typ ? [.theme] : [])
    case .export(let id): return rows(id)
    default: return []
    }
  }

  /// The tags of the prose that the study's results stand for.
  var parts: [NodeName] {
    (report.prose?.tags ?? []).filter { !Tag.ofProse.contains($0.name) && !$0.isOfRow }.map {
      .part(ReportPart(tag: $0))
    }
  }

  private func inputs(ofProvenance id: String) -> [NodeName] {
    var table: String?
    var own: [NodeName] = []
    if let analysis = analyses[id] {
      (table, own) = (analysis.table.value, [.analysis(id)])
    } else if let value = values[id] {
      own = [.value(id)]
      switch value.content {
      case .aggregate(let name, _, _), .rows(let name, _, _, _):
        table = name.value
        own += rows(name.value)
      case .formula: break
      }
    } else {
      (table, own) = (id, rows(id))
    }
    return own + (table.map { sources(of: $0).map { .source($0) } } ?? [])
  }

  private func inputs(of tag: Tag) -> [NodeName] {
    let names = tag.arguments
    switch tag.name {
    case "if", "rank":
      let condition = try? Expression.parse(tag.body, parameters: parameters.inExpressions)
      return (condition?.columns ?? []).flatMap(at)
    case "figure": return names.prefix(1).map { .figure($0) }
    case "table": return names.prefix(1).flatMap(rows)
    case "trend", "sentence", "test": return names.prefix(1).flatMap(words)
    case "ledger":
      return study.expected.map { .expected($0.id) } + study.sources.map { .source($0.id) }
    case "row-flow":
      let ids = names.isEmpty ? study.analyses.map(\.id) : names
      return ids.filter { analyses[$0] != nil }.map { .analysis($0) } + [.labels]
    case "methods":
      return study.analyses.map { .analysis($0.id) } + families(of: study)
        + study.repairs.map { .repair($0.id) } + study.tables.map { .table($0.id) }
        + study.values.map { .value($0.id) } + study.sources.map { .source($0.id) } + [.labels]
    case "repairs": return study.repairs.map { .repair($0.id) }
    case "sources": return study.sources.map { .source($0.id) }
    case "families":
      return families(of: study)
        + study.families.flatMap { members(of: $0) }.map(\.name)
        .filter { analyses[$0] != nil }.map { .analysis($0) }
    case "data-quality":
      return names.prefix(1).filter { sources[$0] != nil }.flatMap {
        [.source($0), .profile($0)]
      }
    default: return names.flatMap(at)
    }
  }

  private func families(of study: StudyDefinition) -> [NodeName] {
    study.families.map { .family($0.id) }
  }

  /// What is read to print what stands at an address, with its unit and what is wrong with it.
  private func at(_ address: String) -> [NodeName] {
    let id = Address(address)?.id ?? address
    let own: [NodeName] =
      analyses[id].map { [.analysis(id)] + rows($0.table.value) }
      ?? (values[id] == nil ? [] : [.value(id)])
    return nodes(address) + own
  }

  /// What is read to put an analysis in words.
  private func words(of id: String) -> [NodeName] {
    guard let analysis = analyses[id] else { return [] }
    return [.corrected(id)] + rows(analysis.table.value)
      + (family(of: id).map { [.family($0)] } ?? []) + [.labels, .provenance(id)]
  }
}

extension Tag {
  /// The tags that the prose itself understands.
  static let ofProse: Set<String> = [
    "ref", "cite", "findings", "appendix", "bibliography", "for", "else", "end",
  ]
}
