import PluginKit
import Testing

@testable import Hosting
@testable import MinerSimulator

/// Drives each captured device as the collector drives a miner, and compares what is stored with figures read off the captures by eye.
@Suite("Every captured model, collected")
struct CollectedModelTests {
    struct Expected {
        var state = ObservedState.ok
        /// In TH/s, or in the algorithm's own unit.
        var rate: Double?
        /// The hottest sensor of each board, and the hottest chip.
        var boards: [Double?] = []
        var chips: [Double?] = []
        var fans: [Int] = []
        var watts: Double?
        /// The requests of a known miner in each round.
        var requests = [joined]
        /// Of the whole device, where it tells no boards.
        var deviceCelsius: Double?
    }

    private static let joined = "version+summary+stats+pools"

    private static let antminers: [String: Expected] = [
        "antminer-s21": Expected(
            rate: 203.00701, fans: [6_000, 5_880, 5_040, 5_040], watts: 3_250, requests: ["summary", "stats", "pools", "devs"],
            deviceCelsius: 65),
        "antminer-s19pro-b": Expected(
            rate: 110.78679, boards: [22, 20, 21], chips: [27, 25, 26], fans: [5_520, 5_400, 5_040, 5_040], requests: ["stats"]),
        "antminer-s19xp-vnish": Expected(
            rate: 140.25858, boards: [60, 57, 59], chips: [75, 72, 74], fans: [2_790, 2_850, 2_940, 2_910]),
        "antminer-s19pro": Expected(
            state: .hashingLow, rate: 0, boards: [91, 85, 83], chips: [96, 90, 88], fans: [6_000, 5_880, 6_120, 6_120],
            requests: ["stats", "pools"]),
        "antminer-s19": Expected(
            state: .hashingLow, rate: 0, boards: [40, 40], chips: [40, 40], fans: [1_560, 1_560, 600, 720], requests: ["stats", "pools"]),
        "antminer-s17pro": Expected(
            rate: 54.99701, boards: [53, 53, 45], chips: [80, 75, 63], fans: [2_400, 3_000, 3_120, 2_400]),
        "antminer-s17plus": Expected(state: .hashingLow, rate: 0),
        "antminer-t15": Expected(rate: 21.61578, boards: [40, 35, 39], chips: [55, 50, 54], fans: [2_880, 2_880]),
        // One sensor is dead: -83.
        "antminer-s9": Expected(rate: 13.88381, boards: [75, nil, 73], chips: [62, nil, 62], fans: [3_720, 2_400]),
        "antminer-s9-asicseer": Expected(rate: 13.40214, boards: [57, 49, 56], chips: [87, 74, 86], fans: [2_880, 3_840]),
        "antminer-s9-vnish": Expected(
            rate: 12.79548, boards: [65, 56, 63], chips: [80, 71, 78], fans: [5_400, 5_880], watts: 1_485),
        "antminer-s9pro": Expected(
            state: .hashingLow, rate: 9.039731, boards: [37, 30, 33], chips: [52, 45, 48], fans: [5_280], watts: 967.5),
        // Its version ends in a stray quote, which spoils what is joined behind it.
        "antminer-s9k": Expected(
            rate: 14.35919, boards: [61, 60, 58], chips: [85, 84, 78], fans: [2_280, 3_720], requests: ["stats"]),
        "antminer-l3plus": Expected(rate: 504.56, boards: [46, 46, 46, 45], chips: [54, 56, 56, 53], fans: [3_840, 3_810]),
        "antminer-z11": Expected(rate: 141.54, boards: [63, 63, 63], chips: [90, 83, 90], fans: [5_640, 5_760]),
    ]

    private static let whatsminers: [String: Expected] = [
        "whatsminer-m30s": Expected(
            rate: 85.03843001, boards: [80, 72, 72.5], chips: [99.79, 89.14, 90.64], fans: [2_370, 2_430], watts: 3_230,
            requests: ["summary", "pools", "edevs"]),
        "whatsminer-m50s": Expected(
            rate: 124.5, boards: [65, 66, 67], chips: [80, 81, 81], fans: [5_400, 5_280], watts: 3_200,
            requests: ["summary", "pools", "devs"]),
        "whatsminer-m20s-2021": Expected(
            rate: 70.66811452, boards: [70, 69.5, 71.5], chips: [90, 90.11, 92.5], fans: [6_450, 6_480], watts: 3_417,
            requests: ["summary", "pools", "devs"]),
        "whatsminer-m20s-2020": Expected(
            rate: 64.14377795, boards: [71.5, 68.5, 72], chips: [87.7, 84.5, 87.2], fans: [4_950, 4_920], watts: 3_491,
            requests: ["summary", "devs"]),
        "whatsminer-m20s-2019": Expected(rate: 65.37130278, fans: [4_590, 4_560], deviceCelsius: 75),
        "whatsminer-m3": Expected(rate: 12.28681978, fans: [5_730, 5_880], deviceCelsius: 85.5),
        "whatsminer-m31s-asleep": Expected(state: .paused, requests: ["status"]),
    ]

    private static let avalons: [String: Expected] = [
        "avalon-1246": Expected(rate: 81.07268, chips: [77, 77, 76], fans: [5_344, 5_392, 5_349, 5_309], watts: 3_504),
        "avalon-1047": Expected(rate: 32.24741681, chips: [61, 64], fans: [2_896, 2_927]),
        "avalon-1047-b": Expected(rate: 37.23534, chips: [75, 70], fans: [2_984, 2_972], watts: 2_288),
        // Its rate of the last half minute is 0, its mean is nan.
        "avalon-1047-nan": Expected(state: .hashingLow, rate: 0, chips: [61, 64], fans: [2_896, 2_927]),
        // Chains of three and of ten modules; their rate is 493,487.43 and 654,967.45 shares a minute of difficulty 1. The ten have run
        // for two minutes and reach 64 % of ten nameplates in the mean since they started.
        "avalon-841": Expected(rate: 493_487.43 * 4_294_967_296 / 60 / 1e12, chips: [84, 85, 83], fans: [5_730, 5_850, 5_610]),
        "avalon-741": Expected(
            state: .hashingLow, rate: 654_967.45 * 4_294_967_296 / 60 / 1e12, chips: [89, 80, 92, 87, 88, 84, 89, 87, 90, 78],
            fans: [2_550, 1_440, 2_700, 2_580, 2_430, 4_440, 3_900, 3_150, 2_760, 3_810]),
        "avalon-q": Expected(state: .paused, rate: 0, fans: [0, 0, 0, 0], watts: 146),
    ]

    private static let others: [String: Expected] = [
        "braiins-s9-plus": Expected(
            rate: 15.740915842676325, boards: [75, 63, 70], fans: [2_820, 3_780], requests: [joined + "+devs+temps+fans"]),
        "braiins-s9": Expected(rate: 14.274425317759488, boards: [53, 46, 52], fans: [1_560, 1_560], requests: [joined + "+temps+fans"]),
        "auradine-teraflux": Expected(
            rate: 20.5997671774699, boards: [41.5, 43, 47.5], chips: [45.827271728515655, 48.220855712890625, 51.41230102539066],
            fans: [7_080, 7_020, 7_100, 7_020], watts: 58.94, requests: [joined + "+devs+temperature+fan+psu"]),
        "hammer-d10": Expected(rate: 4_885.0813, boards: [45, 42, 40], fans: [4_650, 4_500, 3_870, 3_930]),
        "honorknight": Expected(rate: 24.33024, chips: [85, 85, 85, 85], fans: [6_270, 6_810]),
        // Its summary ends in a stray quote.
        "strongu": Expected(
            rate: 6.41332918, boards: [65.88, 70.44, 68.19], fans: [3_300, 3_300], requests: ["summary", "pools", "devs"]),
    ]

    static let expected: [String: Expected] = [antminers, whatsminers, avalons, others].reduce(into: [:]) { $0.merge($1) { one, _ in one } }

    /// A miner that answers as the simulator's device of the model does, without drift, and the requests that came.
    private func miner(_ model: MinerModel) -> AskedMiner {
        let book = ReplyBook(model)
        return AskedMiner(terahashes: model.hashrateTHs, watts: Double(model.powerWatts)) { request in
            var reply: [UInt8] = []
            book.answer(
                CommandRequest(Array(request.utf8), acceptsShortKey: book.acceptsShortKey), readings: nil, unixSeconds: 1_800_000_000,
                into: &reply)
            if reply.last == 0 { reply.removeLast() }
            return (.replied, reply)
        }
    }

    @Test("is compared")
    func complete() {
        #expect(Set(CollectedModelTests.expected.keys) == Set(MinerModel.all.map(\.name)))
    }

    @Test("stands in the catalogue with the simulator's figures, where its name says that it computes SHA-256")
    func catalogued() throws {
        let lines = try HostingWorld.text("data/miner_models.csv").split(separator: "\n")
        let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for model in MinerModel.known where HashAlgorithm.ofModel(model.catalogueName) == .sha256 {
            let row = try #require(rows.first { $0[2] == model.catalogueName }, "\(model.catalogueName)")
            #expect(Double(row[3]) == model.hashrateTHs && Double(row[4]) == Double(model.powerWatts), "\(model.catalogueName)")
        }
    }

    @Test("is stored as its captures tell, in the first round and in those after it", arguments: MinerModel.all.map(\.name))
    func stored(name: String) throws {
        let model = try #require(MinerModel.all.first { $0.name == name })
        let expected = try #require(CollectedModelTests.expected[name])
        var miner = miner(model)
        let first = miner.ask()
        #expect(first.steps.count <= 3)
        #expect(first.steps.joined().count <= 12)
        compare(first.observation, expected, "first round")
        for round in 2...3 {
            let later = miner.ask()
            #expect(later.steps == [expected.requests], "round \(round)")
            #expect(later.observation.commands == nil, "round \(round)")
            compare(later.observation, expected, "round \(round)")
        }
    }

    private func compare(_ observation: Observation, _ expected: Expected, _ what: Comment) {
        #expect(observation.state == expected.state, what)
        guard let reading = observation.reading else {
            Issue.record("no reading, \(what)")
            return
        }
        if let rate = expected.rate {
            #expect(close(reading.primaryHashrate?.value, rate), what)
        } else {
            #expect(reading.hashrates.isEmpty)
        }
        let isStored = reading.algorithm == .sha256 && expected.state != .malformed
        #expect(observation.hashrateTHs == (isStored ? reading.primaryHashrate?.value : nil), what)
        let count = max(expected.boards.count, expected.chips.count)
        if count > 0 || expected.state != .paused { #expect(reading.boards.count == count, what) }
        if !expected.boards.isEmpty { #expect(reading.boards.map(\.boardTemperatureCelsius) == expected.boards, what) }
        if !expected.chips.isEmpty { #expect(reading.boards.map(\.chipTemperatureCelsius) == expected.chips, what) }
        let hottestBoard = expected.boards.compactMap(\.self).max() ?? expected.deviceCelsius
        if let hottestBoard { #expect(reading.boardTemperatureCelsius.map { $0 >= hottestBoard } == true, what) }
        if let hottestChip = expected.chips.compactMap(\.self).max() { #expect(reading.chipTemperatureCelsius == hottestChip, what) }
        #expect(reading.fans.map(\.rpm) == expected.fans, what)
        #expect(reading.powerWatts == expected.watts, what)
        // What a miner does not tell is estimated where its rate counts, and marked.
        #expect(observation.powerIsEstimated == (expected.watts == nil && observation.hashrateTHs != nil), what)
    }

    @Test("a chain of modules is held to the nameplate of all of them, and draws what all of them draw")
    func chain() throws {
        let model = try #require(MinerModel.all.first { $0.name == "avalon-741" })
        var miner = miner(model)
        let low = miner.ask().observation
        #expect(low.detail == "64 % of the nameplate rate.")
        #expect(close(low.powerWatts, Double(model.powerWatts) * 10 * (654_967.45 * 4_294_967_296 / 60 / 1e12) / 73))
        let reading = try #require(low.reading)
        #expect(MinerJudge(nameplateHashrateTHs: model.hashrateTHs, lowHashratePercent: 60).judge(reading).state == .ok)
        var alone = reading
        alone.modules = 1
        #expect(MinerJudge(nameplateHashrateTHs: model.hashrateTHs, lowHashratePercent: 60).judge(alone).state == .malformed)
    }
}
