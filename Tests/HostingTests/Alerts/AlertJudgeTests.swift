import PluginKit
import Testing

@testable import Hosting

@Suite("When a rule is breached")
struct AlertJudgeTests {
    private func word(_ kind: AlertKind, _ threshold: Double, _ miner: MinerCondition) -> String {
        switch AlertStory.rule(1, kind, threshold: threshold).judge(miner) {
        case .breached: "breached"
        case .clear: "clear"
        case .unknown: "unknown"
        case .exempt: "exempt"
        }
    }

    @Test("each kind says of each state what can be known")
    func states() {
        let states = ["ok", "hashing_low", "paused", "unreachable", "refusing", "malformed", "stale", "never_seen"]
        let expected: [(AlertKind, Double, [String])] = [
            (.offline, 0, ["clear", "clear", "exempt", "breached", "breached", "breached", "unknown", "unknown"]),
            (.noData, 0, ["clear", "clear", "clear", "clear", "clear", "clear", "breached", "unknown"]),
            (.lowHashrate, 80, ["breached", "breached", "exempt", "unknown", "unknown", "unknown", "unknown", "unknown"]),
            (.belowOwnMean, 80, ["breached", "breached", "exempt", "unknown", "unknown", "unknown", "unknown", "unknown"]),
            (.temperature, 85, ["breached", "breached", "breached", "unknown", "unknown", "unknown", "unknown", "unknown"]),
            (.fan, 1_000, ["breached", "breached", "exempt", "unknown", "unknown", "unknown", "unknown", "unknown"]),
        ]
        for (kind, threshold, words) in expected {
            let told = states.map { word(kind, threshold, AlertStory.miner(1, $0, rate: 100, mean: 200, celsius: 90, fanRpm: 0)) }
            #expect(told == words, "\(kind)")
            #expect(word(kind, threshold, AlertStory.miner(1, "unreachable", status: "maintenance")) == "exempt")
        }
    }

    @Test("who goes from silence to refusing or to nonsense stays down; a curtailment excuses all three")
    func answersNonsense() {
        for state in ["unreachable", "refusing", "malformed"] {
            let miner = AlertStory.miner(1, state, since: AlertStory.start)
            #expect(AlertStory.rule().judge(miner) == .breached(value: nil, since: AlertStory.start), "\(state)")
            #expect(AlertStory.rule().judge(AlertStory.miner(1, state, isCurtailed: true)) == .exempt, "\(state)")
        }
        var story = AlertStory()
        let rule = AlertStory.rule(delayMinutes: 0)
        #expect(story.pass([rule], [AlertStory.miner(1, "unreachable")]).notices.count == 1)
        for state in ["refusing", "malformed", "refusing", "unreachable", "refusing", "malformed", "malformed"] {
            #expect(story.pass([rule], [AlertStory.miner(1, state)]).notices.isEmpty, "\(state) is no recovery")
        }
        #expect(story.pass([rule], [AlertStory.miner(1)]).notices.map(\.recovered.count) == [1])
    }

    @Test("who sleeps on long after it was told to wake is down since then and hashes nothing; its fans and heat are those of a sleeper")
    func overdue() {
        let miner = AlertStory.miner(1, "paused", rate: nil, mean: 200, celsius: 30, fanRpm: 0, overdueSince: AlertStory.start)
        #expect(AlertStory.rule().judge(miner) == .breached(value: nil, since: AlertStory.start))
        #expect(AlertStory.rule(1, .lowHashrate, threshold: 80).judge(miner) == .breached(value: 0, since: nil))
        #expect(AlertStory.rule(1, .belowOwnMean, threshold: 80).judge(miner) == .breached(value: 0, since: nil))
        #expect(AlertStory.rule(1, .fan, threshold: 1_000).judge(miner) == .exempt)
        #expect(AlertStory.rule(1, .temperature, threshold: 85).judge(miner) == .clear)
    }

    @Test("limits hold to the edge: below a rate or a fan's speed, at a temperature")
    func edges() {
        #expect(word(.lowHashrate, 80, AlertStory.miner(1, rate: 160)) == "clear")
        #expect(word(.lowHashrate, 80, AlertStory.miner(1, rate: 159.9)) == "breached")
        #expect(word(.lowHashrate, 80, AlertStory.miner(1, rate: 0, nameplate: 0)) == "clear")
        #expect(word(.lowHashrate, 80, AlertStory.miner(1, rate: nil)) == "unknown")
        #expect(word(.belowOwnMean, 80, AlertStory.miner(1, rate: 1, mean: nil)) == "clear")
        #expect(word(.temperature, 85, AlertStory.miner(1, celsius: 85)) == "breached")
        #expect(word(.temperature, 85, AlertStory.miner(1, celsius: 84.9)) == "clear")
        #expect(word(.temperature, 85, AlertStory.miner(1, celsius: nil)) == "unknown")
        #expect(word(.fan, 1_000, AlertStory.miner(1, fanRpm: 1_000)) == "clear")
        #expect(word(.fan, 1_000, AlertStory.miner(1, fanRpm: nil)) == "unknown")
        #expect(word(.fan, 1_000, AlertStory.miner(1, fanRpm: 0, hasFans: false)) == "exempt")
        #expect(AlertStory.rule(1, .lowHashrate, threshold: 80).judge(AlertStory.miner(1, rate: 50)) == .breached(value: 25, since: nil))
    }

    @Test("the database is asked with the widest limits of the rules")
    func limits() {
        let rules = [
            AlertStory.rule(1, .temperature, threshold: 90), AlertStory.rule(2, .temperature, threshold: 80),
            AlertStory.rule(3, .lowHashrate, threshold: 50), AlertStory.rule(4, .lowHashrate, threshold: 75), AlertStory.rule(5),
        ]
        let limits = CandidateLimits(rules)
        #expect(limits.temperatureCelsius == 80 && limits.nameplateShare == 0.75 && limits.meanShare == nil && limits.fanRpm == nil)
    }
}
