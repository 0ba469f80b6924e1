import Testing

@testable import HostCache

@Suite("Who serves while Redis comes and goes")
struct CacheSwitchTests {
    private let alpha = CachePartition(plugin: "test", tenantKey: 1)
    private let second: UInt64 = 1_000_000_000

    @Test("It is asked after a rest that grows, by one caller at a time") func rests() {
        var state = CacheSwitch()
        #expect(state.route(alpha, "a", nowNanos: 0) == .remote)
        let news = [state.failed(nowNanos: 0), state.failed(nowNanos: 1)]
        #expect(news == [true, false], "it goes away once")
        var now: UInt64 = 0
        var rests: [UInt64] = []
        for _ in 0..<8 {
            let began = now
            while state.route(alpha, "a", nowNanos: now) == .memory { now += second / 10 }
            rests.append((now - began) / (second / 10))
            #expect(state.route(alpha, "a", nowNanos: now) == .memory, "somebody asks already")
            state.probeFailed(nowNanos: now)
        }
        #expect(rests == [5, 10, 20, 40, 80, 150, 150, 150])
    }

    @Test("Back, it serves what was not changed meanwhile, and the rest once it has forgotten that") func returning() {
        var state = CacheSwitch()
        _ = state.failed(nowNanos: 0)
        state.note(alpha, "a")
        #expect(state.route(alpha, "a", nowNanos: second) == .memoryAndProbe)
        state.note(alpha, "b")
        state.probeSucceeded()
        #expect(state.returned(nowNanos: second) == nil)
        #expect(!state.isServing)
        #expect(state.route(alpha, "a", nowNanos: second) == .memory)
        #expect(state.route(alpha, "c", nowNanos: second) == .remote)
        #expect(state.toForget?.names == ["a", "b"])
        let isNews = state.failed(nowNanos: second)
        #expect(!isNews && state.toForget == nil, "it was not back yet")
        #expect(state.route(alpha, "c", nowNanos: second) == .memory)
        state.forgot(alpha)
        #expect(state.route(alpha, "c", nowNanos: 2 * second) == .memoryAndProbe)
        state.probeSucceeded()
        #expect(state.toForget?.names == ["a", "b"], "nothing is forgotten that Redis did not hear of")
        state.forgot(alpha)
        #expect(state.returned(nowNanos: 3 * second) == 3 * second)
        #expect(state.isServing)
        #expect(state.route(alpha, "a", nowNanos: 3 * second) == .remote)
    }

    @Test("Of a partition in which much was changed all is forgotten") func many() {
        var state = CacheSwitch()
        _ = state.failed(nowNanos: 0)
        for index in 0...CacheSwitch.mostNames { state.note(alpha, "\(index)") }
        _ = state.route(alpha, "a", nowNanos: second)
        state.probeSucceeded()
        let part = state.toForget
        #expect(part?.partition == alpha && part?.names == nil)
        #expect(state.route(alpha, "never named", nowNanos: second) == .memory)
        #expect(state.route(CachePartition(plugin: "test", tenantKey: 2), "a", nowNanos: second) == .remote)
    }

    @Test("A partition that was cleared while Redis was away is forgotten whole, whatever was put in it before or after") func cleared() {
        var state = CacheSwitch()
        _ = state.failed(nowNanos: 0)
        state.note(alpha, "a")
        state.note(alpha, nil)
        state.note(alpha, "b")
        #expect(state.route(alpha, nil, nowNanos: second) == .memoryAndProbe)
        state.probeSucceeded()
        #expect(state.route(alpha, nil, nowNanos: second) == .memory)
        #expect(state.route(alpha, "c", nowNanos: second) == .memory)
        #expect(state.toForget?.partition == alpha && state.toForget?.names == nil)
        state.forgot(alpha)
        #expect(state.returned(nowNanos: second) == second)
        #expect(state.route(alpha, nil, nowNanos: second) == .remote)
    }
}
