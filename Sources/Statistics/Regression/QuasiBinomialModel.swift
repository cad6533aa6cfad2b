/// `quasi-binomial`.
struct QuasiBinomialModel: Method {
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

  private let model: GeneralizedLinearModelRequest

  init(_ options: inout Options) throws(StatisticsError) {
    model = try GeneralizedLinearModelRequest(.quasiBinomial, &options)
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try model.answer(request)
  }
}
