import Testing

@testable import Hosting

@Suite("The ranking of miners to switch off")
struct ShutdownRankingTests {
    /// Miners of some watts and TH/s, of clients in turn.
    private func miners(_ figures: [(watts: Double, rate: Double)]) -> [CurtailableMiner] {
        figures.enumerated().map { index, figure in
            CurtailableMiner.healthy { miner in
                miner.id = Int64(index + 1)
                miner.client = index % 2 == 0 ? "alpha" : "beta"
                (miner.powerWatts, miner.hashrateTHs) = (figure.watts, figure.rate)
            }
        }
    }

    private func ranking(_ miners: [CurtailableMiner], _ request: CurtailmentRequest) throws -> [ShutdownRanking.Entry] {
        ShutdownRanking(try PerformancePriority().plan(miners, request), miners, request).entries
    }

    @Test("begins with the one that needs most power for its hashing, and says why each is chosen")
    func order() throws {
        // 30, 50, 20, 40 J/TH.
        let fleet = miners([(3_000, 100), (5_000, 100), (2_000, 100), (4_000, 100)])
        let entries = try ranking(fleet, CurtailmentRequest(goal: .reduceBy(watts: 9_000)))
        #expect(entries.map(\.miner) == [1, 3])
        #expect(entries.map(\.joulesPerTerahash) == [50, 40])
        #expect(entries.allSatisfy { $0.reason == .leastEfficient })
    }

    @Test("a better miner that fits what is missing is told as such")
    func fits() throws {
        // 1 kW is enough: the small one loses 40 TH/s, the others 100, though they are worse.
        let fleet = miners([(5_000, 100), (1_000, 40), (4_500, 100)])
        let entries = try ranking(fleet, CurtailmentRequest(goal: .reduceBy(watts: 1_000)))
        #expect(entries == [.init(miner: 1, joulesPerTerahash: 25, reason: .fitsTheRest)])
    }

    @Test("where limits keep worse ones on, that is the reason; who may not be switched off does not count")
    func limits() throws {
        let fleet = miners([(5_000, 100), (4_000, 100), (4_900, 100), (3_900, 100)])
        var request = CurtailmentRequest(goal: .reduceBy(watts: 8_000))
        request.maximumPerClient = 1
        let entries = try ranking(fleet, request)
        #expect(entries.map(\.miner) == [0, 1])
        #expect(entries.map(\.reason) == [.leastEfficient, .withinLimits])
        request.rules.excluded = [3]
        #expect(try ranking(fleet, request).map(\.reason) == [.leastEfficient, .leastEfficient])
    }

    @Test("nothing to shed has nothing to rank")
    func empty() throws {
        #expect(try ranking(miners([(3_000, 100)]), CurtailmentRequest(goal: .reduceTo(watts: 4_000))).isEmpty)
    }
}
