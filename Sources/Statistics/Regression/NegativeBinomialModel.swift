/// `negative-binomial`.
struct NegativeBinomialModel: GeneralizedLinearMethod {
  static let facts = MethodFacts(
    "negative-binomial", "negative binomial regression", .models,
    "A model of counts that vary more than Poisson's (NB2).",
    hypothesis: "each coefficient is zero", takes: .fit,
    claim: .model(isNormal: true), assumptions: ["observations are independent"],
    references: [
      .init("McCullagh and Nelder", 1989, in: "Generalized Linear Models"),
      .init("Cameron and Trivedi", 1986, doi: "10.1002/jae.3950010104"),
    ],
    agreesWith: ["statsmodels NegativeBinomial", "R MASS::glm.nb"])

  static let family = GeneralizedLinearModel.Family.negativeBinomial

  let request: GeneralizedLinearModelRequest
}
