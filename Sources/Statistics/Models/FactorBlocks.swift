internal import Basics
internal import Mathematics
internal import Tables
internal import Foundation

/// The columns of each term of a model with sum contrasts: 1 for a level, -1 for the last.
///
/// What the columns of several terms span together does not depend on the contrasts where a product comes with its parts; of tests of type III it
/// does, and sum contrasts are those that weight all cells alike.
struct FactorBlocks {
  let terms: [ModelTerm]
  /// The columns of each term.
  let columns: [[[Double]]]
  let rows: Int

  init(_ data: ModelData, _ table: Table, _ method: String) throws(StatisticsError) {
    let recipe = data.recipe
    terms = recipe.formula.terms
    rows = data.rows.count
    let sets = terms.map { Set($0.variables) }
    for (term, set) in zip(terms, sets) where set.count > 1 {
      for variable in term.variables where !sets.contains(set.subtracting([variable])) {
        let lacking = term.variables.filter { $0 != variable }.map(\.label)
        throw StatisticsError(
          .badRequest,
          "\(method): '\(term.label)' comes without '\(TermName.of(product: lacking))'; write products with *"
        )
      }
    }
    guard recipe.formula.hasIntercept else {
      throw StatisticsError(.badRequest, "\(method) needs a model with an intercept")
    }
    var main: [[[Double]]] = []
    for (variable, levels) in zip(recipe.variables, recipe.levels) {
      let values = try VariableValues(variable, in: table).matched(to: levels)
      switch values.storage {
      case .numeric(let numbers, _): main.append([data.rows.map { numbers[$0] }])
      case .categorical(let codes, let names):
        main.append(
          names.indices.dropLast().map { level in
            data.rows.map { codes[$0] == level ? 1 : codes[$0] == names.count - 1 ? -1 : 0 }
          })
      }
    }
    columns = terms.map { term in
      var products = [[Double](repeating: 1, count: data.rows.count)]
      for variable in term.variables {
        guard let index = recipe.variables.firstIndex(of: variable) else { continue }
        products = products.flatMap { left in
          main[index].map { right in zip(left, right).map { $0 * $1 } }
        }
      }
      return products
    }
  }

  /// The intercept and the columns of some terms.
  func design(_ chosen: [Int]) -> [[Double]] {
    [[Double](repeating: 1, count: rows)] + chosen.flatMap { columns[$0] }
  }

  /// The terms of the smaller and of the larger model that test each term.
  func pairs(type: Int) -> [(small: [Int], large: [Int])] {
    let sets = terms.map { Set($0.variables) }
    let all = Array(terms.indices)
    return all.map { index in
      switch type {
      case 1: (Array(0..<index), Array(0...index))
      case 2:
        {
          let base = all.filter { !sets[index].isSubset(of: sets[$0]) }
          return (base, (base + [index]).sorted())
        }()
      default: (all.filter { $0 != index }, all)
      }
    }
  }
}
