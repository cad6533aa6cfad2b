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
    guard case .result = try run.outcome(id).content else {
      // Data that give no result have no p-value, and count for nothing.
      address = Located(id + ".p_value", place)
      return
    }
    let json = try run.resultJSON(id)
    guard json["coefficients"] != nil || definition.familyTerm != nil else {
      guard json["p_value"]?.doubleValue != nil || json["statistic"]?["name"] != nil else {
        throw StudyError(
          at: place,
          "analysis '\(id)' (\(definition.method.value)) has no p-value, so it cannot belong to a family"
        )
      }
      address = Located(id + ".p_value", place)
      return
    }
    let slope = try located(definition.familyTerm?.position ?? place) {
      try ResultText(json, context: ResultContext(id: id)).slope(definition.familyTerm?.value)
    }
    // What a method tests and these data leave untested, as an exact fit, counts for nothing.
    guard
      slope["p_value"]?.doubleValue != nil
        || Methods[definition.method.value]?.facts.hypothesis != nil
    else {
      throw StudyError(
        at: place,
        "the model '\(id)' (\(definition.method.value)) tests no slope, so it cannot belong to a family"
      )
    }
    address = Located(id + "." + ResultText.field(of: slope) + ".p_value", place)
  }
}
