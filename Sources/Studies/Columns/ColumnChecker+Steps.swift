import Basics
import Carbon
import Tables

extension ColumnChecker {
  /// The columns after a step; `nil` where they are not known.
  func columns(
    after step: TableStep, _ before: KnownColumns?, of what: String
  ) -> KnownColumns? {
    func expect(_ names: [Located<String>]) {
      guard let before else { return }
      for name in names { self.expect(name, in: before.names, of: what) }
    }
    switch step.operation {
    case .filter(let condition):
      if let before { checkCondition(condition, before) }
      return before
    case .derive(let derivations):
      return derivations.reduce(before) { columns, derivation in
        derived(derivation, columns) { check($0, $1) }
      }
    case .summarise(let keys, let summaries):
      expect(keys)
      return summarised(keys.map(\.value), summaries, before)
    case .select(let names):
      expect(names)
      guard let before else { return nil }
      return before.filtered { entry in names.contains { $0.value == entry.name } }
    case .drop(let names):
      expect(names)
      return before?.filtered { entry in !names.contains { $0.value == entry.name } }
    case .rename(let names):
      expect(names.map(\.old))
      return before.map { renamed($0, names) }
    case .describe(let definitions):
      expect(definitions.map { Located($0.name, $0.position) })
      guard var result = before else { return nil }
      for definition in definitions {
        guard let entry = result[definition.name] else { continue }
        result.set(
          entry.name, type: entry.type, unit: definition.metadata.unit ?? entry.unit)
      }
      return result
    case .sort(let order):
      expect(order.map(\.name))
      return before
    case .distinct(let names):
      expect(names)
      return before
    case .limit, .split: return before
    case .join(let join): return joined(join, before, of: what)
    case .union(let names): return union([before] + names.map { columns(of: $0.value) })
    case .calendar(let calendar):
      expect([calendar.column] + calendar.fill.map(\.column))
      return before
    case .pivot(let names, let values):
      expect([names, values])
      return nil
    case .unpivot(let columns, let names, let values):
      expect(columns)
      guard
        var result = before?.filtered({ entry in
          !columns.contains { $0.value == entry.name }
        })
      else { return nil }
      result.set(names, type: .text)
      result.set(values)
      return result
    case .explode(let column):
      expect([column])
      guard var result = before else { return nil }
      result.set(column.value, type: .text)
      return result
    case .sample(let sample):
      expect(sample.strata)
      guard var result = before else { return nil }
      result.set("sampling_weight", type: .double)
      return result
    case .repair(let names):
      if let before { for name in names { check(repair: name.value, on: before) } }
      return before
    case .predict(_, let column):
      guard var result = before else { return nil }
      result.set(column, type: .double)
      return result
    case .carbon(let name, let parameters): return carbon(name, parameters, before)
    }
  }

  private func derived(
    _ derivation: TableStep.Derivation, _ before: KnownColumns?,
    _ check: (Located<Expression>, KnownColumns) -> KnownColumns.Outcome?
  ) -> KnownColumns? {
    guard var result = before else { return nil }
    var type: ColumnType?
    var unit: Unit?
    if case .fits(let types, let found)? = check(derivation.value, result) {
      type = types.count == 1 ? types.first ?? nil : nil
      unit = found
    }
    result.set(derivation.name, type: type, unit: derivation.metadata.unit ?? unit)
    return result
  }

  /// Keys and summaries are known by name even where the columns before are not.
  private func summarised(
    _ keys: [String], _ summaries: [TableStep.Derivation], _ before: KnownColumns?
  ) -> KnownColumns {
    var result = KnownColumns()
    for key in keys { result.set(key, type: before?[key]?.type, unit: before?[key]?.unit) }
    for summary in summaries {
      let after = derived(summary, before) { checkSummary($0, keys: keys, $1) }
      let entry = after?[summary.name]
      result.set(summary.name, type: entry?.type, unit: entry?.unit ?? summary.metadata.unit)
    }
    return result
  }

  private func renamed(
    _ before: KnownColumns, _ names: [(new: String, old: Located<String>)]
  ) -> KnownColumns {
    var result = KnownColumns()
    for entry in before.entries {
      let name = names.first { $0.old.value == entry.name }?.new ?? entry.name
      result.set(name, type: entry.type, unit: entry.unit)
    }
    return result
  }

  private func joined(
    _ join: TableStep.Join, _ before: KnownColumns?, of what: String
  ) -> KnownColumns? {
    let other = columns(of: join.table.value)
    for key in join.keys {
      if let before { expect(key.left, in: before.names, of: what) }
      if let other {
        expect(
          Located(key.right, key.left.position), in: other.names, of: "'\(join.table.value)'")
      }
    }
    guard var result = before else { return nil }
    guard join.kind != .anti else { return before }
    guard let other else { return nil }
    for entry in other.entries where !join.keys.contains(where: { $0.right == entry.name }) {
      let isTaken = before?[entry.name] != nil
      result.set(isTaken ? entry.name + "_right" : entry.name, type: entry.type, unit: entry.unit)
    }
    return result
  }

  /// The columns that a step of the domain gives, found by carrying it out on a table without rows.
  private func carbon(
    _ name: Located<String>, _ parameters: YAMLValue, _ before: KnownColumns?
  ) -> KnownColumns? {
    let step: CarbonStep
    do {
      step = try CarbonStep.named(name.value)
    } catch {
      report(at: name.position, "\(error)")
      return nil
    }
    // `$name` stands for a parameter, whose value may be of any type.
    let settings = parameters.json
    let hasReference = settings.members?.contains { $0.value.stringValue?.first == "$" } ?? false
    if !hasReference {
      for problem in step.problems(in: settings) {
        report(at: parameters.position, "\(problem)")
      }
    }
    guard let before, !hasReference else { return nil }
    do {
      let rows = try Table(
        before.entries.map { entry in
          let type = entry.type ?? (entry.unit == nil ? .text : .double)
          return (
            name: entry.name,
            column: Column.missing(type, count: 0, metadata: ColumnMetadata(unit: entry.unit))
          )
        }, rowCount: 0)
      guard let table = try carbon(name.value, settings, rows) else { return nil }
      var result = KnownColumns()
      for (name, column) in zip(table.names, table.columns) {
        // A type that was guessed before the step is still a guess after it.
        let type = before[name] != nil && before[name]?.type == nil ? nil : column.type
        result.set(name, type: type, unit: column.metadata.unit)
      }
      return result
    } catch let error as CarbonError {
      if case .missingColumn = error { report(at: parameters.position, "\(error)") }
      return nil
    } catch {
      return nil
    }
  }
}
