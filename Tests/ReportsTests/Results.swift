import Basics
import Reports
import Statistics
import Tables
import Testing

/// Results in the form of `almanac stat`, with numbers that R 4.2 gives for data sets of its own.
enum Results {
  /// t.test(extra ~ group, data = sleep), effect size by the pooled standard deviation.
  static let welch: JSON = [
    "method": "t-test", "statistic": ["name": "t", "value": -1.8608134674868526],
    "df": 17.776473516178495, "p_value": 0.07939414018735807, "p_method": "t",
    "alternative": "two-sided",
    "estimate": [
      "name": "difference of means", "value": -1.58, "ci": [-3.365483238, 0.205483238],
      "level": 0.95,
    ],
    "effect_sizes": [["name": "cohens-d", "value": -0.8321811, "ci": [-1.7436, 0.0989]]],
    "n": [10, 10], "n_missing": 0,
    "assumptions": [
      [
        "name": "first sample is normal", "verdict": "holds", "evidence": "Shapiro-Wilk, W = 0.926",
        "p_value": 0.4079,
      ],
      [
        "name": "values are independent", "verdict": "not checked", "evidence": "",
        "p_value": .null,
      ],
    ],
    "robust_alternative": [
      "method": "mann-whitney", "statistic": ["name": "U", "value": 25.5], "p_value": 0.06932757,
      "estimate": ["name": "hodges-lehmann", "value": -1.3464, "ci": [-3.4, 0.1], "level": 0.95],
    ],
    "title": "Welch's t test", "notes": [],
  ]

  /// cor.test(mtcars$mpg, mtcars$wt, method = "spearman"), t with n - 2.
  static let spearman: JSON = [
    "method": "spearman", "statistic": ["name": "rho", "value": -0.8864220332702978], "df": .null,
    "p_value": 1.4876e-11, "p_method": "t", "alternative": "two-sided",
    "estimate": [
      "name": "rho", "value": -0.8864220332702978, "ci": [-0.945, -0.774], "level": 0.95,
    ],
    "effect_sizes": [["name": "rho", "value": -0.886422, "ci": [-0.945, -0.774]]], "n": 32,
    "n_missing": 3, "assumptions": [], "title": "Spearman's rank correlation", "notes": [],
  ]

  /// kruskal.test(Ozone ~ Month, data = airquality).
  static let kruskal: JSON = [
    "method": "kruskal-wallis", "statistic": ["name": "H", "value": 29.266575], "df": 4,
    "p_value": 6.901e-06, "p_method": "chi-squared", "alternative": .null, "estimate": .null,
    "effect_sizes": [["name": "epsilon-squared", "value": 0.2544919, "ci": .null]],
    "n": [26, 9, 26, 26, 29], "n_missing": 37, "assumptions": [], "notes": [],
  ]

  /// A line through 17 months: b = -0.692, standard error 0.17044.
  static let trend: JSON = [
    "method": "ols",
    "coefficients": [
      [
        "term": "(Intercept)", "estimate": 12.27, "std_error": 1.7466, "statistic": 7.025,
        "p_value": 4.15e-06, "ci": [8.547, 15.993],
      ],
      [
        "term": "row_number()", "estimate": -0.692, "std_error": 0.17044, "statistic": -4.06,
        "p_value": 0.00103, "ci": [-1.05529, -0.32871],
      ],
    ],
    "r_squared": 0.5236, "adjusted_r_squared": 0.4918, "sigma": 3.44, "df_residual": 15,
    "f": ["value": 16.4836, "df1": 1, "df2": 15, "p_value": 0.00103],
    "diagnostics": ["durbin_watson": 1.62, "jarque_bera": ["statistic": 1.2, "p_value": 0.549]],
    "n": 17, "n_missing": 0, "assumptions": [], "title": "Ordinary least squares", "notes": [],
    "row_flow": [["step": "read", "rows": 1419], ["step": "months", "rows": 17]],
  ]

  /// chisq.test(table(mtcars$cyl, mtcars$gear)).
  static let chiSquare: JSON = [
    "method": "chi-square", "statistic": ["name": "chi-square", "value": 18.03636], "df": 4,
    "p_value": 0.001214066, "p_method": "chi-squared", "alternative": .null,
    "estimate": ["name": "cramers-v", "value": 0.5308655, "ci": [0.237, 0.81], "level": 0.95],
    "effect_sizes": [["name": "cramers-v", "value": 0.5308655, "ci": [0.237, 0.81]]], "n": 32,
    "n_missing": 0, "assumptions": [],
    "notes": ["the smallest expected count is below 5"],
  ]

  static let all: [(name: String, json: JSON)] = [
    ("welch", welch), ("spearman", spearman), ("kruskal", kruskal), ("trend", trend),
    ("chi-square", chiSquare),
  ]
}

extension AnalysisResult {
  /// A result as its JSON says it; what JSON lacks is absent.
  init(sample json: JSON) {
    do {
      try self.init(json: json)
    } catch {
      Issue.record("\(error)")
      self.init(method: "", title: "")
    }
  }
}

extension ResultText {
  init(_ json: JSON, context: ResultContext) {
    self.init(AnalysisResult(sample: json), context: context)
  }
}

extension TestBlock {
  init(_ json: JSON, context: ResultContext) {
    self.init(ResultText(json, context: context))
  }
}
