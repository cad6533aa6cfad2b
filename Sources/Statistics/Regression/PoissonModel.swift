/// `poisson`.
struct PoissonModel: Method {
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

  private let model: GeneralizedLinearModelRequest

  init(_ options: inout Options) throws(StatisticsError) {
    model = try GeneralizedLinearModelRequest(.poisson, &options)
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try model.answer(request)
  }
}
