/// Numbers of fans as a miner's state keeps them: a bit for each from 0 to 62; others are left out.
struct FanBits: Sendable, Equatable {
    private(set) var bits: Int64 = 0

    init(_ numbers: some Sequence<Int>) {
        for number in numbers where (0..<63).contains(number) { bits |= 1 << number }
    }
}

extension MinerReading {
    /// The fans that turn.
    var turningFans: FanBits { FanBits(fans.filter { $0.rpm ?? 0 > 0 }.map(\.index)) }
    /// Sockets whose fan stands still, or that have none.
    var stillFans: FanBits { FanBits(stillSockets.union(fans.filter { $0.rpm == 0 }.map(\.index))) }
}
