/// `poisson`.
struct PoissonModel: GeneralizedLinearMethod {
  static let facts = MethodFacts(
    "poisson", "Poisson regression", .models,
    "A model of counts.",
    hypothesis: "each coefficient is zero", takes: .fit,
    claim: .model(isNormal: true),
    assumptions: ["variance equals the mean", "observations are independent"],
    references: [
      .init("McCullagh and Nelder", 1989, in: "Generalized Linear Models")
    ],
    agreesWith: ["statsmodels Poisson", "R glm(family = poisson)"])

  static let family = GeneralizedLinearModel.Family.poisson

  let request: GeneralizedLinearModelRequest
}
