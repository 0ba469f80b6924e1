import Glibc

/// A finding in a sentence, with its figures. Pure.
enum AnomalyText {
    /// How far the observed lies from the expected, in percent; nil where there is nothing to compare with.
    static func changePercent(_ observed: Double, _ expected: Double) -> Double? {
        expected > 0 && observed.isFinite ? (observed / expected - 1) * 100 : nil
    }

    /// What was found, against what, in English.
    static func explanation(_ finding: Anomaly) -> String {
        let observed = figure(finding.observed, finding.kind)
        let expected = figure(finding.expected, finding.kind)
        let change = changePercent(finding.observed, finding.expected).map { signed($0, 1) + " %" } ?? ""
        return sentence(finding, observed, expected, change) + comparisons(finding)
    }

    private static func sentence(_ finding: Anomaly, _ observed: String, _ expected: String, _ change: String) -> String {
        switch finding.kind {
        case .hashrateLow: "Hashes \(observed) where \(expected) are usual (\(change))."
        case .hashrateUnsteady: "Was down or slow in \(observed) of the last 24, again and again, while its neighbours ran."
        case .efficiencyWorse: "Needs \(observed) where \(expected) are usual (\(change))."
        case .efficiencyDrift: "Needs more energy from day to day: \(observed) now, \(expected) at first (\(change))."
        case .temperatureHigh: "Is at \(observed) where \(expected) are usual (\(signed(finding.observed - finding.expected, 1)) °C)."
        case .fanSpeed: "Its fans turn at \(observed) where \(expected) are usual (\(change))."
        case .sensorStuck: "Its temperature has stood at \(observed) without a change."
        case .rejectsHigh: "The pool refuses \(observed) of its shares; \(expected) are expected."
        case .poolChanged: "Works for another pool or account than before: \(finding.detail ?? "")."
        case .phantomLoad: "Draws \(observed) without hashing."
        case .rackSilent: "\(finding.miners) miners, \(observed) of rack \(finding.rack ?? ""), give no telemetry."
        case .rackSlow: "Rack \(finding.rack ?? "") as a whole hashes \(observed) of what is expected of its \(finding.miners) miners."
        case .rackHot:
            "Rack \(finding.rack ?? "") as a whole is \(DisplayNumber.text(finding.observed - finding.expected, 1)) °C hotter than expected: "
                + "\(observed) where its \(finding.miners) miners should have \(expected)."
        case .siteSilent: "\(finding.miners) miners, \(observed) of the site, give no telemetry."
        case .siteStopped: "\(finding.miners) miners, \(observed) of the site, do not hash."
        case .siteSlow: "The site as a whole hashes \(observed) of its usual rate."
        case .siteHot: "The site as a whole is at \(observed) where \(expected) are usual at this hour."
        case .siteRejects: "Pools refuse \(observed) of the shares of half the site's miners and more."
        }
    }

    private static func comparisons(_ finding: Anomaly) -> String {
        var text = ""
        if let neighbours = finding.neighbours {
            let others = finding.neighboursRack.map { "The other miners of its rack \($0)" } ?? "Its neighbours"
            switch finding.kind {
            case .hashrateLow, .efficiencyWorse, .efficiencyDrift, .fanSpeed:
                text += " \(others) changed by \(signed(neighbours, 1)) % in the same time."
            case .temperatureHigh: text += " \(others) changed by \(signed(neighbours, 1)) °C in the same time."
            case .sensorStuck: text += " \(others) moved by \(DisplayNumber.text(neighbours, 1)) °C."
            case .rejectsHigh: text += " \(others) have \(DisplayNumber.text(neighbours, 2)) %."
            case .rackSlow: text += " The rest of its site changed by \(signed(neighbours, 1)) % in the same time."
            case .rackHot: text += " The rest of its site changed by \(signed(neighbours, 1)) °C in the same time."
            default: break
            }
        }
        if let model = finding.model {
            text += " The median of \(finding.subject.word == "rack" ? "its models" : "its model") is \(figure(model, finding.kind))."
        }
        return text
    }

    /// A value with the decimals and the unit of its kind.
    static func figure(_ value: Double, _ kind: AnomalyKind) -> String {
        "\(DisplayNumber.text(value, decimals(kind))) \(kind.unit)"
    }

    /// Digits behind the point that mean something.
    static func decimals(_ kind: AnomalyKind) -> Int {
        switch kind {
        case .fanSpeed, .phantomLoad, .hashrateUnsteady, .siteStopped, .siteSilent, .rackSilent, .sensorStuck: 0
        case .efficiencyWorse, .efficiencyDrift, .rejectsHigh, .siteRejects: 2
        default: 1
        }
    }

    /// A change with its sign.
    static func signed(_ value: Double, _ decimals: Int) -> String { (value > 0 ? "+" : "") + DisplayNumber.text(value, decimals) }
}
