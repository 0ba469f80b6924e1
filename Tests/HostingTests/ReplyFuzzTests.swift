import TestSupport
import Testing

@testable import Hosting

@Suite("Hostile bytes")
struct ReplyFuzzTests {
    private static let seed = UInt64.random(in: 0...UInt64.max)

    private func check(_ reply: [UInt8], _ what: @autoclosure () -> String) {
        if case .success(let reading) = MinerReadingBuilder.read(reply) { expectPlausible(reading, what()) }
    }

    @Test("any prefix of any capture gives a plausible reading or a reason")
    func prefixes() {
        var generator = SeededRandom(Self.seed)
        print("seed \(Self.seed)")
        for path in Captures.all {
            let reply = Captures.bytes(path)
            guard !reply.isEmpty else { continue }
            for _ in 0..<24 {
                let length = Int.random(in: 0...reply.count, using: &generator)
                check(Array(reply.prefix(length)), "\(path) cut at \(length), seed \(Self.seed)")
            }
        }
    }

    @Test("any changed byte in any capture gives a plausible reading or a reason")
    func corruptions() {
        var generator = SeededRandom(Self.seed)
        print("seed \(Self.seed)")
        for path in Captures.all {
            let reply = Captures.bytes(path)
            guard !reply.isEmpty else { continue }
            for _ in 0..<24 {
                var changed = reply
                let position = Int.random(in: 0..<reply.count, using: &generator)
                changed[position] = UInt8.random(in: 0...255, using: &generator)
                check(changed, "\(path) with \(changed[position]) at \(position), seed \(Self.seed)")
            }
        }
    }

    @Test("bytes of any kind between brackets give a plausible reading or a reason")
    func noise() {
        var generator = SeededRandom(Self.seed)
        print("seed \(Self.seed)")
        let alphabet = Array("{}[]\",:\\0123456789.eE+-naif \u{0}|=STATUSPOOLSGHS 5stemp2_6chain_rate1Fan[]".utf8) + [0xE9, 0xFF, 0x80]
        for round in 0..<4_000 {
            let count = Int.random(in: 0...300, using: &generator)
            let reply = [UInt8(ascii: "{")] + (0..<count).map { _ in alphabet.randomElement(using: &generator)! }
            check(reply, "noise round \(round), seed \(Self.seed)")
        }
    }

    @Test("reply upon reply into one builder keeps its memory bounded")
    func bounded() {
        var builder = MinerReadingBuilder()
        for _ in 0..<400 {
            for path in ["antminer_s9_v1358/stats.json", "avalon_741/stats.json", "avalon_1047/pools+summary+stats.json"] {
                _ = builder.add(Captures.bytes(path))
            }
        }
        let reading = builder.finish()
        #expect(reading.boards.count <= 256)
        #expect(reading.pools.count <= 16)
        #expect(reading.fans.count <= 64)
        #expect(reading.warnings.count <= 16)
    }
}
