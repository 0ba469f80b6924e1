import PluginKit
import Testing

@testable import Hosting

@Suite("What alert rules remember and tell")
struct AlertEvaluatorTests {
    private func down(_ ids: ClosedRange<Int64>, since: Timestamp = AlertStory.start) -> [MinerCondition] {
        ids.map { AlertStory.miner($0, "unreachable", since: since) }
    }

    @Test("a rule fires when its delay is over, to the minute, and tells once")
    func delay() {
        var story = AlertStory()
        let rule = AlertStory.rule(repeatMinutes: 0)
        for minute in 0..<120 {
            let outcome = story.pass([rule], down(1...1))
            #expect(outcome.notices.map(\.opened.count) == (minute == 10 ? [1] : []), "minute \(minute)")
        }
        #expect(story.memory.count == 1)
    }

    @Test("the delay counts from when the miner's state began, so an evaluation that comes late fires at once")
    func late() {
        var story = AlertStory()
        let outcome = story.pass([AlertStory.rule()], down(1...1, since: AlertStory.start.adding(seconds: -600)))
        #expect(outcome.notices.map(\.opened.count) == [1])
        #expect(outcome.added.first?.beganAt == AlertStory.start.adding(seconds: -600))
    }

    @Test("what ends before its delay is told to nobody and leaves nothing")
    func tooShort() {
        var story = AlertStory()
        for _ in 0..<9 { #expect(story.pass([AlertStory.rule()], down(1...1)).notices.isEmpty) }
        let outcome = story.pass([AlertStory.rule()], [AlertStory.miner(1)])
        #expect(outcome.removed == [1] && outcome.notices.isEmpty && story.memory.isEmpty)
    }

    @Test("an open alert is told again each repeat interval until somebody acknowledges it")
    func repeats() {
        var story = AlertStory()
        var told: [Int] = []
        for minute in 0..<300 {
            if minute == 140 { story.acknowledge() }
            if !story.pass([AlertStory.rule()], down(1...3)).notices.isEmpty { told.append(minute) }
        }
        #expect(told == [10, 70, 130])
    }

    @Test("an open alert is told again each repeat interval, however often other miners of the rule come and go", arguments: [true, false])
    func repeatsAmongNews(tellsRecovery: Bool) {
        var story = AlertStory()
        let rule = AlertStory.rule(delayMinutes: 0, tellsRecovery: tellsRecovery)
        var told: [(minute: Int64, standing: Set<Int64>)] = []
        var minutes: [Int64] = []
        while story.minute < 300 {
            let minute = story.minute
            let isDown = minute / 20 % 2 == 1
            let flapping = isDown ? AlertStory.miner(2, "unreachable", since: story.now) : AlertStory.miner(2)
            for notice in story.pass([rule], down(1...1) + [flapping]).notices {
                minutes.append(minute)
                if notice.isRepeat { told.append((minute, Set(notice.standing.map(\.miner.minerId)))) }
            }
        }
        #expect(told.map(\.minute) == [60, 120, 180, 240] && told.allSatisfy { $0.standing.contains(1) })
        #expect(minutes.count > told.count + 5, "there was other news")
        #expect(zip(minutes, minutes.dropFirst()).allSatisfy { $1 - $0 >= 5 })
    }

    @Test("quiet hours put off a repeat to their end, whatever was told before them; a delay puts off none")
    func repeatsAfterQuietHours() {
        var story = AlertStory()
        var told: [Int64] = []
        while story.minute < 400 {
            let minute = story.minute
            let rule = AlertStory.rule(delayMinutes: 10, quiet: QuietHours(from: 100, until: 220), localMinute: minute)
            // Down for 15 minutes of each 30: news of its own at 25, 40 and so on.
            let isDown = minute % 30 >= 15
            let since = AlertStory.start.adding(seconds: Double(minute / 30 * 30 + 15) * 60)
            let flapping = isDown ? AlertStory.miner(2, "unreachable", since: since) : AlertStory.miner(2)
            for notice in story.pass([rule], down(1...1) + [flapping]).notices where notice.isRepeat {
                told.append(minute)
                #expect(notice.standing.contains { $0.miner.minerId == 1 })
            }
        }
        #expect(told == [70, 220, 280, 340])
    }

    @Test("six thousand miners that go at once are one notice of bounded length; those that follow wait for the gap and come together")
    func storm() throws {
        var story = AlertStory()
        let rule = AlertStory.rule(delayMinutes: 0, repeatMinutes: 0, webhookURL: "https://example.org/hook")
        let first = story.pass([rule], down(1...6_000))
        let notice = try #require(first.notices.first)
        #expect(first.notices.count == 1 && notice.opened.count == 6_000 && notice.openCount == 6_000)
        #expect(notice.messages.map(\.channel) == [.mail, .webhook])
        #expect(notice.subject == "[critical] Rule 1: 6000 new, 6000 open")
        #expect(notice.text.utf8.count < 4_000 && notice.text.contains("Alpha · Hall 7: 6000") && notice.text.contains("and 5980 more"))
        let body = try JSONValue(parsing: notice.webhookBody)
        #expect(body["data"]?["opened"]?["total"]?.integer == 6_000)
        #expect(body["data"]?["opened"]?["miners"]?.array?.count == AlertNotice.bodyMiners)
        var later: [Int] = []
        for extra in 1...20 { later += story.pass([rule], down(1...(6_000 + Int64(extra)))).notices.map(\.opened.count) }
        #expect(later == [5, 5, 5, 5])
        #expect(first.calls([rule]).count == 4, "two inserts of 5,000 rows at most, the messages and the rule's time")
    }

    @Test("a recovery is told if its beginning was, and only where the rule wants it", arguments: [true, false])
    func recovery(isWanted: Bool) {
        var story = AlertStory()
        let rule = AlertStory.rule(delayMinutes: 0, repeatMinutes: 0, tellsRecovery: isWanted)
        #expect(story.pass([rule], down(1...2)).notices.count == 1)
        // Within the gap: remembered, told when it is over.
        var told: [(minute: Int64, recovered: Int, open: Int)] = []
        while story.minute < 12 {
            let minute = story.minute
            for notice in story.pass([rule], [AlertStory.miner(1)] + down(2...2)).notices {
                told.append((minute, notice.recovered.count, notice.openCount))
            }
        }
        #expect(told.map(\.minute) == (isWanted ? [5] : []) && told.map(\.recovered) == (isWanted ? [1] : []))
        #expect(told.allSatisfy { $0.open == 1 } && story.memory.map(\.miner.minerId) == [2])
    }

    @Test("in quiet hours nothing is told; at their end what is still open is, and what came and went never is")
    func quietHours() {
        var story = AlertStory()
        var told: [(minute: Int64, opened: [Int64], recovered: Int)] = []
        while story.minute < 600 {
            let minute = story.minute
            // Midnight is the start; quiet from 22:00 to 07:00.
            let rule = AlertStory.rule(quiet: QuietHours(from: 1_320, until: 420), localMinute: minute % 1_440)
            let brief = minute < 200 ? "unreachable" : "ok"
            let miners = [AlertStory.miner(1, "unreachable", since: AlertStory.start), AlertStory.miner(2, brief, since: AlertStory.start)]
            for notice in story.pass([rule], miners).notices {
                told.append((minute, notice.opened.map(\.miner.minerId), notice.recovered.count))
            }
        }
        #expect(told.map(\.minute) == [420, 480, 540] && told.map(\.opened) == [[1], [], []] && told.allSatisfy { $0.recovered == 0 })
    }

    @Test("a quiet span holds its first minute and not its last, over midnight too; a wrong time of day is none")
    func quietEdges() {
        let night = QuietHours(from: 1_320, until: 420)
        #expect([1_319, 1_320, 1_439, 0, 419, 420].map(night.contains) == [false, true, true, true, true, false])
        let noon = QuietHours(from: 720, until: 780)
        #expect([719, 720, 779, 780].map(noon.contains) == [false, true, true, false])
        #expect(
            ["22:00", "07:30", "24:00", "0:05", "24:01", "7", "12:60", "-1:00", "1:2:3", "", "１:00"].map(QuietHours.minute) == [
                1_320, 450, 0, 5, nil, nil, nil, nil, nil, nil, nil,
            ])
        #expect(QuietHours.text(65) == "01:05")
    }

    @Test("miners asleep by a plan, in maintenance, switched off or gone end their alerts in silence")
    func exempt() {
        let ends: [[MinerCondition]] = [
            [AlertStory.miner(1, "paused")], [AlertStory.miner(1, "unreachable", isCurtailed: true)],
            [AlertStory.miner(1, "unreachable", status: "maintenance")], [AlertStory.miner(1, "offline", status: "offline")], [],
        ]
        for end in ends {
            var story = AlertStory()
            let rule = AlertStory.rule(delayMinutes: 0, repeatMinutes: 5)
            #expect(story.pass([rule], down(1...1)).notices.count == 1)
            for _ in 0..<20 { #expect(story.pass([rule], end).notices.isEmpty) }
            #expect(story.memory.isEmpty)
        }
    }

    @Test("while nobody collects, what was stays: nothing begins, nothing ends, open alerts are told again")
    func stale() {
        var story = AlertStory()
        let rule = AlertStory.rule(delayMinutes: 0, repeatMinutes: 30)
        #expect(story.pass([rule], down(1...1)).notices.count == 1)
        var notices = 0
        for _ in 0..<60 { notices += story.pass([rule], [AlertStory.miner(1, "stale"), AlertStory.miner(2, "stale")]).notices.count }
        #expect(notices == 2 && story.memory.map(\.miner.minerId) == [1])
    }

    @Test("a rule that was deleted or switched off takes what it remembers with it")
    func ruleGone() {
        var story = AlertStory()
        let rules = [AlertStory.rule(1, delayMinutes: 0), AlertStory.rule(2, delayMinutes: 60)]
        _ = story.pass(rules, down(1...1))
        #expect(story.memory.count == 2)
        let outcome = story.pass([], down(1...1))
        #expect(outcome.removed == [2] && outcome.changed.map(\.isSettled) == [true] && outcome.notices.isEmpty && story.memory.isEmpty)
    }

    @Test("a rule covers its site and its model alone")
    func scope() {
        let rules = [
            AlertStory.rule(1, siteId: 7, delayMinutes: 0), AlertStory.rule(2, siteId: 8, delayMinutes: 0),
            AlertStory.rule(3, modelId: "s21", delayMinutes: 0), AlertStory.rule(4, modelId: "m60", delayMinutes: 0),
        ]
        var story = AlertStory()
        #expect(story.pass(rules, down(1...1)).notices.map(\.rule.id) == [1, 3])
    }
}
