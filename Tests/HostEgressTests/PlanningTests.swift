import TestSupport
import Testing

@testable import HostEgress

@Suite("Queues, turns, windows and wheels")
struct PlanningTests {
    private func exchange(_ key: Int64, _ address: String) -> DeviceExchange {
        DeviceExchange(key: key, address: IPAddress(address), port: 4028, request: [1])
    }

    @Test("Exchanges of one device run one after the other, in order; those of different devices do not wait")
    func singleFile() {
        var queue = ExchangeQueue([
            exchange(0, "10.0.0.1"), exchange(1, "10.0.0.1"), exchange(2, "10.0.0.2"), exchange(3, "::ffff:10.0.0.1"),
        ])
        #expect(queue.takeNext() == 0)
        #expect(queue.takeNext() == 2)
        #expect(queue.takeNext() == nil)
        queue.ended(0)
        #expect(queue.takeNext() == 1)
        queue.putBack(1)
        #expect(queue.takeNext() == 1)
        queue.ended(1)
        #expect(queue.takeNext() == 3)
        #expect(queue.waitingCount == 0)
    }

    @Test("Draining takes what waits, and later what waited behind the ones under way")
    func drain() {
        var queue = ExchangeQueue((0..<6).map { exchange(Int64($0), $0 < 3 ? "10.0.0.1" : "10.0.0.\($0)") })
        #expect(queue.takeNext() == 0)
        #expect(queue.drain().sorted() == [3, 4, 5])
        #expect(!queue.hasReady)
        queue.ended(0)
        #expect(queue.drain() == [1, 2])
        #expect(queue.waitingCount == 0)
    }

    @Test("Exchanges without an address do not wait for each other")
    func noAddress() {
        var queue = ExchangeQueue([exchange(0, "name"), exchange(1, "name")])
        #expect(queue.takeNext() == 0)
        #expect(queue.takeNext() == 1)
    }

    @Test("The next turn is the tenant's with the fewest connections, then the round's, then the one that waited longest")
    func turns() {
        let busy = RoundTurn(tenantOpenCount: 900, roundOpenCount: 1, lastTurn: 0)
        let idle = RoundTurn(tenantOpenCount: 2, roundOpenCount: 2, lastTurn: 9)
        let sibling = RoundTurn(tenantOpenCount: 2, roundOpenCount: 1, lastTurn: 10)
        let later = RoundTurn(tenantOpenCount: 2, roundOpenCount: 1, lastTurn: 11)
        #expect(idle.comes(before: busy) && !busy.comes(before: idle))
        #expect(sibling.comes(before: idle))
        #expect(sibling.comes(before: later))
    }

    @Test("A window is full above its limit, opens once, and survives too many acknowledgements")
    func window() {
        let window = ReplyWindow(limit: 10)
        window.handedOver(10)
        #expect(!window.isFull())
        window.handedOver(5)
        #expect(window.isFull())
        #expect(!window.acknowledged(4))
        #expect(window.acknowledged(1))
        #expect(!window.acknowledged(1_000))
        window.handedOver(11)
        #expect(window.isFull())
        #expect(window.acknowledged(.max))
        #expect(!window.isFull())
    }

    @Test("A wheel lets each entry go once, never early, and at most a tick late")
    func wheel() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        var now: UInt64 = 5_000_000_000
        var wheel = TimerWheel(nowNanos: now)
        var due: [Int32: UInt64] = [:]
        for _ in 0..<3_000 {
            let id = Int32.random(in: 0..<200, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                wheel.remove(id)
                due[id] = nil
            case 1:
                now += UInt64.random(in: 0..<(Bool.random(using: &random) ? 60_000_000 : 20_000_000_000), using: &random)
                var expired: [Int32] = []
                wheel.expire(nowNanos: now, into: &expired)
                #expect(Set(expired).count == expired.count, "seed \(seed)")
                for id in expired { #expect((due[id] ?? .max) <= now, "seed \(seed): early") }
                for id in expired { due[id] = nil }
                for (id, time) in due { #expect(time + TimerWheel.tickNanos * 2 > now, "seed \(seed): \(id) forgotten") }
            default:
                let time = now + UInt64.random(in: 0..<30_000_000_000, using: &random)
                wheel.add(id, dueNanos: time)
                due[id] = time
            }
            #expect(wheel.count == due.count, "seed \(seed)")
        }
    }
}
