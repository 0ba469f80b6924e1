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
        let subject: Anomaly.Subject =
            kind.rawValue.hasPrefix("site") ? .site(1) : kind.rawValue.hasPrefix("rack") ? .rack(site: 1, name: "R3") : .miner(1)
        let finding = Anomaly(
            subject: subject, kind: kind, hoursAgo: 1, score: 1, observed: 2, expected: 0, detail: "a → b")
        let text = AnomalyText.explanation(finding)
        #expect(text.hasSuffix(".") && !text.contains("nan") && text.count > 20)
    }

    @Test("Who is compared with its rack is told which one it is, and a rack's finding names it") func racks() {
        var finding = Anomaly(subject: .miner(1), kind: .temperatureHigh, hoursAgo: 6, score: 9, observed: 75, expected: 66)
        finding.neighbours = 0.4
        finding.neighboursRack = "R3"
        #expect(AnomalyText.explanation(finding).hasSuffix(" The other miners of its rack R3 changed by +0.4 °C in the same time."))
        var hot = Anomaly(subject: .rack(site: 2, name: "R3"), kind: .rackHot, hoursAgo: 6, score: 2, observed: 75, expected: 66)
        (hot.miners, hot.neighbours) = (24, 0.2)
        #expect(
            AnomalyText.explanation(hot)
                == "Rack R3 as a whole is 9.0 °C hotter than expected: 75.0 °C where its 24 miners should have 66.0 °C. "
                + "The rest of its site changed by +0.2 °C in the same time.")
    }

    @Test("A subject reads back as it is stored, and a rack's number tells it from other racks and sites' racks") func subjects() {
        for subject in [Anomaly.Subject.miner(7), .site(7), .rack(site: 7, name: "R3")] {
            #expect(Anomaly.Subject(word: subject.word, id: subject.id, site: 7, rack: "R3") == subject)
        }
        #expect(Anomaly.Subject(word: "rack", id: 7, site: nil, rack: "R3") == nil)
        #expect(Anomaly.Subject(word: "rack", id: 7, site: 7, rack: nil) == nil)
        #expect(Anomaly.Subject(word: "aisle", id: 7, site: 7, rack: "R3") == nil)
        let ids = (1...20).flatMap { site in (1...50).map { Anomaly.Subject.rack(site: site, name: "R\($0)").id } }
        #expect(Set(ids).count == 1_000 && ids.allSatisfy { $0 >= 0 })
    }
}
