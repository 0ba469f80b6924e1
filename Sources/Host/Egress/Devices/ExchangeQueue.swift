/// The exchanges of a round that have not begun, those of one address and port in single file.
struct ExchangeQueue: Sendable {
    private struct Endpoint: Hashable {
        let address: IPAddress
        let port: UInt16
    }

    private static let none: Int32 = -1

    /// Indices that may begin now; taken from `head` on.
    private var ready: [Int32] = []
    private var head = 0
    /// Indices to try again, before the others.
    private var again: [Int32] = []
    /// The next index of the same endpoint, for indices that have one.
    private var successor: [Int32]
    /// Indices that have neither begun nor been dropped.
    private(set) var waitingCount: Int

    init(_ exchanges: [DeviceExchange]) {
        waitingCount = exchanges.count
        successor = [Int32](repeating: ExchangeQueue.none, count: exchanges.count)
        ready.reserveCapacity(exchanges.count)
        var last: [Endpoint: Int32] = [:]
        last.reserveCapacity(exchanges.count)
        for (index, exchange) in exchanges.enumerated() {
            if let address = exchange.address {
                let before = last.updateValue(Int32(index), forKey: Endpoint(address: address, port: exchange.port))
                if let before {
                    successor[Int(before)] = Int32(index)
                    continue
                }
            }
            ready.append(Int32(index))
        }
    }

    var hasReady: Bool { head < ready.count || !again.isEmpty }

    /// The next exchange that may begin.
    mutating func takeNext() -> Int? {
        if let index = again.popLast() {
            waitingCount -= 1
            return Int(index)
        }
        guard head < ready.count else { return nil }
        defer { head += 1 }
        waitingCount -= 1
        return Int(ready[head])
    }

    /// Puts back one that was taken and could not begin, or is to be tried again.
    mutating func putBack(_ index: Int) {
        again.append(Int32(index))
        waitingCount += 1
    }

    /// `index` has ended for good: the next of its endpoint may begin.
    mutating func ended(_ index: Int) {
        let following = successor[index]
        guard following != ExchangeQueue.none else { return }
        // Its device has just answered or failed; asking it on before others keeps a device's readings close together.
        again.append(following)
    }

    /// Takes all that have not begun, whatever they wait for. Those that wait behind one under way are among them.
    mutating func drain() -> [Int] {
        var drained: [Int] = []
        drained.reserveCapacity(waitingCount)
        var starts = again
        starts.append(contentsOf: ready[head...])
        for start in starts {
            var index = start
            while index != ExchangeQueue.none {
                drained.append(Int(index))
                let following = successor[Int(index)]
                successor[Int(index)] = ExchangeQueue.none
                index = following
            }
        }
        again.removeAll()
        head = ready.count
        waitingCount -= drained.count
        return drained
    }
}
