/// What may be laid over the candles. The raw values are words of the page's address.
enum ChartOverlay: String, CaseIterable, Sendable {
    case sma20, sma50, sma200, ema12, ema26, bollinger

    /// What a reader who has not chosen sees.
    static let usual: Set<ChartOverlay> = [.sma50, .ema12, .bollinger]

    /// Its lines: the name of their colour, and their values.
    func lines(_ analysis: TechnicalAnalysis) -> [(name: String, values: [Double])] {
        switch self {
        case .sma20: [(rawValue, analysis.bands.middle)]
        case .sma50: [(rawValue, analysis.sma50)]
        case .sma200: [(rawValue, analysis.sma200)]
        case .ema12: [(rawValue, analysis.ema12)]
        case .ema26: [(rawValue, analysis.ema26)]
        case .bollinger: [(rawValue, analysis.bands.upper), (rawValue, analysis.bands.lower)]
        }
    }
}
