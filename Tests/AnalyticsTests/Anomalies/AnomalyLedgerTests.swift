import Testing

@testable import Analytics

@Suite("Findings from look to look") struct AnomalyLedgerTests {
    private func finding(_ kind: AnomalyKind, hoursAgo: Int = 5) -> Anomaly {
        Anomaly(subject: .miner(7), kind: kind, hoursAgo: hoursAgo, score: 8, observed: 70, expected: 100)
    }

    private let key = AnomalyLedger.Key(subject: .miner(7), kind: .hashrateLow)

    @Test("A finding opens once, keeps its beginning, and is over after three looks without it") func life() {
        var ledger = AnomalyLedger()
        #expect(ledger.take([finding(.hashrateLow)], atHour: 100).opened == [key])
        #expect(ledger.take([finding(.hashrateLow, hoursAgo: 2)], atHour: 101).opened.isEmpty)
        #expect(ledger.open[key]?.sinceHour == 95)
        #expect(ledger.take([], atHour: 102).gone.isEmpty)
        #expect(ledger.take([finding(.hashrateLow)], atHour: 103).opened.isEmpty)
        for hour in 104...105 { #expect(ledger.take([], atHour: hour).gone.isEmpty) }
        #expect(ledger.take([], atHour: 106).gone == [key])
        #expect(ledger.open.isEmpty)
    }

    @Test("What is open is kept out of what is usual until somebody acknowledges it") func held() {
        let entry = AnomalyLedger.Entry(sinceHour: 95, finding: finding(.hashrateLow))
        #expect(AnomalyLedger(open: [key: entry]).held(7, firstHour: 90)[.hashrate]?.since == 5)
        #expect(AnomalyLedger(open: [key: entry]).held(7, firstHour: 90)[.hashrate]?.expected == 100)
        #expect(AnomalyLedger(open: [key: entry]).held(8, firstHour: 90).isEmpty)
        let known = AnomalyLedger.Entry(sinceHour: 95, finding: finding(.hashrateLow), isAcknowledged: true)
        #expect(AnomalyLedger(open: [key: known]).held(7, firstHour: 90).isEmpty)
    }
}
