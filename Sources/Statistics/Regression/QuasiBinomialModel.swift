/// `quasi-binomial`.
struct QuasiBinomialModel: GeneralizedLinearMethod {
  static let facts = MethodFacts(
    "quasi-binomial", "quasi-binomial regression", .models,
    "A model of shares, successes of trials, that vary more than binomial ones.",
    hypothesis: "each coefficient is zero", takes: .binomialFit,
    weights: .taken("the trials"),
    claim: .model(of: .odds), assumptions: ["variance is a multiple of the binomial one"],
    references: [
      .init("McCullagh and Nelder", 1989, in: "Generalized Linear Models")
    ],
    agreesWith: ["R glm(family = quasibinomial)"])

  static let family = GeneralizedLinearModel.Family.quasiBinomial

  let request: GeneralizedLinearModelRequest
}
