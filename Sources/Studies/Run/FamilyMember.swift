import Basics
import Reports
import Statistics
import Tables

/// The p-value by which an analysis belongs to its family: its own, or that of one slope of a model.
struct FamilyMember {
  let address: Located<String>

  /// Throws where a model does not say which slope is meant, or where a method tests nothing: neither may
  /// drop out of the correction unseen.
  init(_ definition: AnalysisDefinition, in run: StudyRun) throws {
    let id = definition.id
    let place = definition.family?.position ?? definition.position
    let own = Address(id: id, path: [.field(.pValue)])
    guard let result = try run.outcome(id).result else {
      // Data that give no result have no p-value, and count for nothing.
      address = Located(own.description, place)
      return
    }
    guard result.coefficients != nil || definition.familyTerm != nil else {
      guard result.pValue != nil || result.statistic != nil else {
        throw StudyError(
          at: place,
          "analysis '\(id)' (\(definition.method.value)) has no p-value, so it cannot belong to a family"
        )
      }
      address = Located(own.description, place)
      return
    }
    let text = ResultText(result, context: ResultContext(id: id))
    let slope = try located(definition.familyTerm?.position ?? place) {
      try text.slope(definition.familyTerm?.value)
    }
    // What a method tests and these data leave untested, as an exact fit, counts for nothing.
    guard slope.pValue != nil || Methods[definition.method.value]?.facts.hypothesis != nil else {
      throw StudyError(
        at: place,
        "the model '\(id)' (\(definition.method.value)) tests no slope, so it cannot belong to a family"
      )
    }
    address = Located(text.address(of: slope, .pValue).description, place)
  }
}
