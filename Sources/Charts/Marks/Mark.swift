/// The shape that stands for the data of a layer.
public enum Mark: String, Codable, Hashable, Sendable, CaseIterable {
  case line, step, point, bar, area, ribbon, rule, segment, text, tile, boxplot, violin, density
  case histogram, ecdf, hexbin, errorbar, pointrange, qq, smooth, fit, dumbbell, ridgeline
  case correlation, forest, residuals
  case missingMap = "missing-map"
  case slope, highlight, calendar
}

extension Mark {
  /// All that is known of the mark.
  var type: any MarkType {
    switch self {
    case .line: LineMark(isStep: false)
    case .step: LineMark(isStep: true)
    case .point: PointMark()
    case .bar: BarMark()
    case .area: AreaMark()
    case .ribbon: RibbonMark()
    case .rule: RuleMark()
    case .segment: SegmentMark()
    case .text: TextMark()
    case .tile: TileMark()
    case .boxplot: BoxMark(isViolin: false)
    case .violin: BoxMark(isViolin: true)
    case .density: DensityMark()
    case .histogram: HistogramMark()
    case .ecdf: CumulativeMark()
    case .hexbin: HexagonMark()
    case .errorbar: IntervalMark(isCapped: true)
    case .pointrange: IntervalMark(isCapped: false)
    case .qq: QuantileMark()
    case .smooth: SmoothMark()
    case .fit: FitMark()
    case .dumbbell: DumbbellMark()
    case .ridgeline: RidgelineMark()
    case .correlation: CorrelationMark()
    case .forest: ForestMark()
    case .residuals: ResidualsMark()
    case .missingMap: MissingMapMark()
    case .slope: SlopeMark()
    case .highlight: HighlightMark()
    case .calendar: CalendarMark()
    }
  }
}
