import Testing

@testable import Analytics

@Suite("Findings in words") struct AnomalyTextTests {
    @Test("A sentence has what was found, what is usual, the neighbours and the model") func figures() {
        var finding = Anomaly(subject: .miner(1), kind: .hashrateLow, hoursAgo: 6, score: 9, observed: 69.96, expected: 105)
        finding.neighbours = -0.25
        finding.model = 104.2
        #expect(
            AnomalyText.explanation(finding)
                == "Hashes 70.0 TH/s where 105.0 TH/s are usual (-33.4 %). Its neighbours changed by -0.3 % in the same time. "
                + "The median of its model is 104.2 TH/s.")
    }

    @Test("Every kind has a sentence of its own", arguments: AnomalyKind.allCases) func all(kind: AnomalyKind) {
        let finding = Anomaly(
            subject: kind.isOfSite ? .site(1) : .miner(1), kind: kind, hoursAgo: 1, score: 1, observed: 2, expected: 0, detail: "a → b")
        let text = AnomalyText.explanation(finding)
        #expect(text.hasSuffix(".") && !text.contains("nan") && text.count > 20)
    }
}
