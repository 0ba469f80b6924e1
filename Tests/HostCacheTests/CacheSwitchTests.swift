import Testing

@testable import HostCache

@Suite("Who serves while Redis comes and goes")
struct CacheSwitchTests {
    private let alpha = CachePartition(plugin: "test", tenantKey: 1)
    private let second: UInt64 = 1_000_000_000

    private func key(_ name: String) -> CacheKey { CacheKey(alpha, name) }

    @Test("It is asked after a rest that grows, by one caller at a time") func rests() {
        var state = CacheSwitch()
        #expect(state.route(key("a"), nowNanos: 0) == .remote)
        let news = [state.failed(nowNanos: 0), state.failed(nowNanos: 1)]
        #expect(news == [true, false], "it goes away once")
        var now: UInt64 = 0
        var rests: [UInt64] = []
        for _ in 0..<8 {
            let began = now
            while state.route(key("a"), nowNanos: now) == .memory { now += second / 10 }
            rests.append((now - began) / (second / 10))
            #expect(state.route(key("a"), nowNanos: now) == .memory, "somebody asks already")
            state.probeFailed(nowNanos: now)
        }
        #expect(rests == [5, 10, 20, 40, 80, 150, 150, 150])
    }

    @Test("Back, it serves what was not changed meanwhile, and the rest once it has forgotten that") func returning() {
        var state = CacheSwitch()
        _ = state.failed(nowNanos: 0)
        state.note(key("a"))
        #expect(state.route(key("a"), nowNanos: second) == .memoryAndProbe)
        state.note(key("b"))
        state.probeSucceeded()
        #expect(state.returned(nowNanos: second) == nil)
        #expect(!state.isServing)
        #expect(state.route(key("a"), nowNanos: second) == .memory)
        #expect(state.route(key("c"), nowNanos: second) == .remote)
        #expect(state.toForget?.names == ["a", "b"])
        let isNews = state.failed(nowNanos: second)
        #expect(!isNews && state.toForget == nil, "it was not back yet")
        #expect(state.route(key("c"), nowNanos: second) == .memory)
        state.forgot(alpha)
        #expect(state.route(key("c"), nowNanos: 2 * second) == .memoryAndProbe)
        state.probeSucceeded()
        #expect(state.toForget?.names == ["a", "b"], "nothing is forgotten that Redis did not hear of")
        state.forgot(alpha)
        #expect(state.returned(nowNanos: 3 * second) == 3 * second)
        #expect(state.isServing)
        #expect(state.route(key("a"), nowNanos: 3 * second) == .remote)
    }

    @Test("Of a partition in which much was changed all is forgotten") func many() {
        var state = CacheSwitch()
        _ = state.failed(nowNanos: 0)
        for index in 0...CacheSwitch.mostNames { state.note(key("\(index)")) }
        _ = state.route(key("a"), nowNanos: second)
        state.probeSucceeded()
        let part = state.toForget
        #expect(part?.partition == alpha && part?.names == nil)
        #expect(state.route(key("never named"), nowNanos: second) == .memory)
        #expect(state.route(CacheKey(CachePartition(plugin: "test", tenantKey: 2), "a"), nowNanos: second) == .remote)
    }
}
