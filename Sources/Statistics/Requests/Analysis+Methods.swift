extension Analysis {
  /// All methods, in the order of the documentation.
  static let entries: [Entry] = [
    Entry(
      name: "describe", input: .variable, method: Description.self, takesWeights: true,
      hasEstimate: false),
    Entry(name: "pearson", input: .pair, method: Pearson.self),
    Entry(name: "spearman", input: .pair, method: Spearman.self),
    Entry(name: "kendall", input: .pair, method: Kendall.self),
    Entry(
      name: "correlation-matrix", input: .columns, method: CorrelationMatrix.self,
      hasEstimate: false),
    Entry(name: "gini", input: .variable, method: GiniCoefficient.self),
    Entry(name: "t-test", input: .samples, method: TTest.self),
    Entry(name: "t-test-paired", input: .repeated, method: PairedTTestRequest.self),
    Entry(name: "t-test-1samp", input: .variable, method: OneSampleTTestRequest.self),
    Entry(name: "equivalence", input: .samples, method: EquivalenceTest.self),
    Entry(name: "mann-whitney", input: .samples, method: MannWhitneyTest.self),
    Entry(name: "wilcoxon", input: .differences, method: WilcoxonTest.self),
    Entry(name: "brunner-munzel", input: .samples, method: BrunnerMunzelTest.self),
    Entry(name: "kruskal-wallis", input: .samples, method: KruskalWallis.self, hasEstimate: false),
    Entry(name: "ks", input: .samples, method: KolmogorovSmirnovTest.self, hasEstimate: false),
    Entry(
      name: "anova", input: .samples, method: AnalysisOfVarianceRequest.self, hasEstimate: false),
    Entry(
      name: "welch-anova", input: .samples, method: WelchAnalysisOfVarianceRequest.self,
      hasEstimate: false),
    Entry(name: "bartlett", input: .samples, method: BartlettTest.self, hasEstimate: false),
    Entry(name: "fligner", input: .samples, method: FlignerTest.self, hasEstimate: false),
    Entry(name: "friedman", input: .blocks, method: FriedmanTest.self, hasEstimate: false),
    Entry(name: "dunn", input: .samples, method: DunnTest.self, hasEstimate: false),
    Entry(name: "tukey-hsd", input: .samples, method: TukeyHSD.self, hasEstimate: false),
    Entry(name: "levene", input: .samples, method: Levene.self, hasEstimate: false),
    Entry(name: "shapiro-wilk", input: .variable, method: ShapiroWilk.self, hasEstimate: false),
    Entry(
      name: "anderson-darling", input: .variable, method: AndersonDarling.self, hasEstimate: false),
    Entry(name: "partial-correlation", input: .partial, method: PartialCorrelation.self),
    Entry(name: "jarque-bera", input: .variable, method: JarqueBera.self, hasEstimate: false),
    Entry(name: "dagostino", input: .variable, method: DAgostino.self, hasEstimate: false),
    Entry(name: "chi-square", input: .counts, method: ChiSquareTest.self),
    Entry(name: "g-test", input: .counts, method: GTestRequest.self),
    Entry(name: "fisher", input: .counts, method: FisherTest.self),
    Entry(name: "mcnemar", input: .pairedCounts, method: McNemarTest.self),
    Entry(name: "proportion", input: .proportion, method: Proportion.self),
    Entry(name: "mann-kendall", input: .variable, method: MannKendall.self),
    Entry(name: "theil-sen", input: .pair, method: TheilSen.self),
    Entry(name: "runs", input: .variable, method: RunsTest.self, hasEstimate: false),
    Entry(
      name: "ols", input: .fit, method: LinearModelRequest.self, takesClusters: true,
      hasEstimate: false),
    Entry(
      name: "wls", input: .fit, method: LinearModelRequest.self, takesWeights: true,
      takesClusters: true, hasEstimate: false),
    Entry(name: "robust", input: .fit, method: RobustModel.self, hasEstimate: false),
    Entry(
      name: "quantile-regression", input: .fit, method: QuantileRegression.self, hasEstimate: false),
    Entry(name: "ridge", input: .fit, method: RidgeModel.self, hasEstimate: false),
    Entry(
      name: "logistic", input: .fit, method: GeneralizedLinearModelRequest.self, hasEstimate: false),
    Entry(
      name: "poisson", input: .fit, method: GeneralizedLinearModelRequest.self, hasEstimate: false),
    Entry(
      name: "negative-binomial", input: .fit, method: GeneralizedLinearModelRequest.self,
      hasEstimate: false),
    Entry(
      name: "quasi-binomial", input: .binomialFit, method: GeneralizedLinearModelRequest.self,
      takesWeights: true, hasEstimate: false),
    Entry(
      name: "nested-f", input: .fit, method: NestedFTestRequest.self, takesWeights: true,
      hasEstimate: false),
    Entry(
      name: "likelihood-ratio", input: .fit, method: LikelihoodRatioRequest.self,
      takesWeights: true, hasEstimate: false),
    Entry(name: "permutation", input: .samples, method: PermutationTest.self),
    Entry(name: "bootstrap", input: .oneOrTwo, method: Bootstrap.self, takesClusters: true),
    Entry(name: "nonlinear", input: .fit, method: NonlinearModelRequest.self, hasEstimate: false),
    Entry(name: "adjust", input: .pValues, method: PValueAdjustment.self, hasEstimate: false),
  ]
}
