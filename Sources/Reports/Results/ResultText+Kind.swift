internal import Statistics

extension ResultText {
  /// What a result of the method lets one say; `nil` where no method has this name.
  var kind: ClaimKind? { Methods[method]?.facts.claim }
}
