/// `logistic`.
struct LogisticModel: GeneralizedLinearMethod {
  static let facts = MethodFacts(
    "logistic", "logistic regression", .models,
    "A model of the odds of a response that is true or false, 1 or 0.",
    hypothesis: "each coefficient is zero", takes: .fit,
    claim: .model(of: .odds, isNormal: true), assumptions: ["observations are independent"],
    references: [
      .init("McCullagh and Nelder", 1989, in: "Generalized Linear Models"),
      .init("Albert and Anderson", 1984, doi: "10.1093/biomet/71.1.1"),
    ],
    agreesWith: ["statsmodels Logit", "R glm(family = binomial)"])

  static let family = GeneralizedLinearModel.Family.logistic

  let request: GeneralizedLinearModelRequest
}
