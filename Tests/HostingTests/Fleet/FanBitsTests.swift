import Testing

@testable import Hosting

@Suite("Fans as a miner's state keeps them")
struct FanBitsTests {
    @Test("Each number is a bit, however often it comes; what has no bit is left out")
    func numbers() {
        #expect(FanBits([4, 0, 62, 4]).bits == 1 << 0 | 1 << 4 | 1 << 62)
        #expect(FanBits([-1, 63, 255]).bits == 0)
        #expect(FanBits([1, 2]) == FanBits([2, 1]) && FanBits([1, 2]).bits == 0b110)
        #expect(FanBits([]).bits == 0)
    }

    @Test("Sockets that tell 0 are kept apart from fans, of each firmware that lists them")
    func sockets() throws {
        // Eight sockets, of which the fifth and sixth have fans.
        let vnish = try Captures.reading("antminer_s9_vnish386/stats.json")
        #expect(vnish.fans.map(\.index) == [5, 6] && vnish.stillSockets == [1, 2, 3, 4, 7, 8])
        #expect(vnish.turningFans.bits == 0b0_0110_0000 && vnish.stillFans.bits == 0b1_1001_1110)
        for path in Captures.all {
            let reading = try? Captures.reading(path)
            #expect(reading?.stillSockets.isDisjoint(with: reading?.fans.map(\.index) ?? []) ?? true, "\(path)")
        }
    }
}
