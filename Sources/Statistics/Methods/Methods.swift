internal import Basics

/// All methods of the program.
public enum Methods {
  /// The one list of methods, in the order of the documentation.
  private static let types: [any Method.Type] = [
    Description.self, Pearson.self, Spearman.self, Kendall.self, CorrelationMatrix.self,
    GiniCoefficient.self, Concentration.self, SimulationInterval.self, FitDistribution.self,
    TTest.self, PairedTTest.self,
    OneSampleTTest.self,
    EquivalenceTest.self, MannWhitneyTest.self, VarghaDelaney.self, WilcoxonTest.self,
    BrunnerMunzelTest.self,
    KruskalWallis.self, KolmogorovSmirnovTest.self, AnalysisOfVariance.self,
    WelchAnalysisOfVariance.self, BartlettTest.self, FlignerTest.self, FriedmanTest.self,
    JonckheereTerpstra.self, CochranQ.self, CochranMantelHaenszel.self,
    DunnTest.self, TukeyHSD.self, GamesHowellTest.self, DunnettTest.self, Levene.self,
    ShapiroWilk.self, AndersonDarling.self,
    PartialCorrelation.self, JarqueBera.self, DAgostino.self, ChiSquareTest.self, GTest.self,
    FisherTest.self, McNemarTest.self, Proportion.self, MannKendall.self, TheilSen.self,
    RunsTest.self, Autocorrelations.self, LjungBoxTest.self, DickeyFullerTest.self, KPSSTest.self,
    PettittTest.self, SeasonalMannKendall.self, ChangePoints.self, InterruptedSeries.self,
    SeasonalTrend.self, Forecast.self, GrowthRate.self, KaplanMeier.self, LogRankTest.self,
    CoxModel.self, OrdinaryLeastSquares.self, WeightedLeastSquares.self, RobustModel.self,
    QuantileRegression.self, RidgeModel.self, LogisticModel.self, PoissonModel.self,
    NegativeBinomialModel.self, QuasiBinomialModel.self, NestedFTest.self,
    LikelihoodRatioTest.self, GeneralizedModel.self, AnovaTable.self, MarginalMeans.self,
    PermutationTest.self, Bootstrap.self, NonlinearModel.self,
    PValueAdjustment.self,
  ]

  /// All methods, in the order of the documentation.
  public static let all: [MethodDescriptor] = types.map { MethodDescriptor($0) }

  /// Their names.
  public static let names: [String] = all.map(\.facts.name)

  private static let byName: [String: MethodDescriptor] = Dictionary(
    all.map { ($0.facts.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The method of this name; `nil` where there is none.
  public static subscript(name: String) -> MethodDescriptor? { byName[name] }

  /// The method of this name, or an error that names the nearest.
  public static func named(_ name: String) throws(StatisticsError) -> MethodDescriptor {
    if let method = byName[name] { return method }
    let nearest = name.nearest(in: names)
    throw StatisticsError(
      .unknownMethod,
      "no method is called '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
  }
}
