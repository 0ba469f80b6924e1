import Synchronization
import TestSupport
import Testing

@testable import HostPlugins

@Suite("Database operations over the quota wait in line", .timeLimit(.minutes(5)))
struct StatementGateTests {
    @Test("Places are given in the order of coming, whoever leaves the line", arguments: [1, 2, 3] as [UInt64])
    func order(seed: UInt64) {
        var random = SeededRandom(seed)
        var line = WaitingLine<Int>(places: 3, maximumWaiting: 20, maximumWaitingBytes: 1_000)
        // What the line should be, kept the plain way.
        var running = 0
        var waiting: [(ticket: UInt64, element: Int, bytes: Int)] = []
        for element in 0..<5_000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let bytes = Int.random(in: 0...200, using: &random)
                switch line.enter(element, bytes: bytes) {
                case .admitted:
                    #expect(running < 3)
                    running += 1
                case .waiting(let ticket):
                    #expect(running == 3)
                    waiting.append((ticket, element, bytes))
                    #expect(waiting.count <= 20 && (waiting.count == 1 || waiting.reduce(0) { $0 + $1.bytes } <= 1_000))
                case .refused:
                    #expect(running == 3 && (waiting.count == 20 || waiting.reduce(bytes) { $0 + $1.bytes } > 1_000))
                }
            case 5..<8 where running > 0:
                let next = line.leave()
                #expect(next == waiting.first?.element)
                if waiting.isEmpty { running -= 1 } else { waiting.removeFirst() }
            case 8 where !waiting.isEmpty:
                let gone = waiting.remove(at: Int.random(in: 0..<waiting.count, using: &random))
                #expect(line.remove(gone.ticket) == gone.element)
                #expect(line.remove(gone.ticket) == nil)
            case 9 where element % 7 == 0:
                #expect(line.remove { $0.isMultiple(of: 3) } == waiting.map(\.element).filter { $0.isMultiple(of: 3) })
                waiting.removeAll { $0.element.isMultiple(of: 3) }
            default: break
            }
            #expect(line.taken == running && line.waitingCount == waiting.count)
            #expect(line.waitingBytes == waiting.reduce(0) { $0 + $1.bytes })
        }
    }

    /// Notes what the gate does, by number.
    private final class Notes: Sendable {
        let begun = Mutex<[Int]>([])
        let givenUp = Mutex<[Int: PluginStatus]>([:])

        func enter(_ number: Int, _ gate: StatementGate, deadlineNanos: UInt64) throws(PluginCallError) -> (@Sendable () -> Void)? {
            try gate.enter(bytes: 10, deadlineNanos: deadlineNanos) {
                self.begun.withLock { $0.append(number) }
            } giveUp: { error in
                self.givenUp.withLock { $0[number] = error.status }
            }
        }
    }

    private let farNanos = monotonicNanos() + 3_600_000_000_000

    @Test("The 33rd of 32 begins when one has ended; a line that is full refuses and says so") func bounds() throws {
        let gate = StatementGate(meter: UsageMeter(Quotas([.statementsInFlight: 32])), maximumWaiting: 3)
        let notes = Notes()
        for number in 0..<35 { _ = try notes.enter(number, gate, deadlineNanos: farNanos) }
        #expect(notes.begun.withLock { $0 } == Array(0..<32))
        let error = #expect(throws: PluginCallError.self) { _ = try notes.enter(35, gate, deadlineNanos: farNanos) }
        #expect(error?.status == .overQuota)
        #expect(error?.quota == QuotaRefusal(quota: .statementsInFlight, limit: 32, used: 36, retryAfterSeconds: 1))
        gate.leave()
        #expect(notes.begun.withLock { $0.last } == 32)
        _ = try notes.enter(36, gate, deadlineNanos: farNanos)
        for _ in 0..<35 { gate.leave() }
        #expect(notes.begun.withLock { $0 } == Array(0..<35) + [36])
        #expect(gate.counts == (0, 0))
    }

    @Test("Who is cancelled in line never begins, and his cancellation later does nothing") func cancel() throws {
        let gate = StatementGate(meter: UsageMeter(Quotas([.statementsInFlight: 1])))
        let notes = Notes()
        #expect(try notes.enter(0, gate, deadlineNanos: farNanos) == nil)
        let cancelFirst = try #require(try notes.enter(1, gate, deadlineNanos: farNanos))
        let cancelSecond = try #require(try notes.enter(2, gate, deadlineNanos: farNanos))
        cancelFirst()
        cancelFirst()
        gate.leave()
        cancelSecond()
        #expect(notes.begun.withLock { $0 } == [0, 2])
        #expect(notes.givenUp.withLock { $0 } == [1: .cancelled])
        gate.leave()
        #expect(gate.counts == (0, 0))
    }

    @Test("A deadline ends the wait, also one that is earlier than those before it") func deadlines() async throws {
        let gate = StatementGate(meter: UsageMeter(Quotas([.statementsInFlight: 1])))
        let notes = Notes()
        _ = try notes.enter(0, gate, deadlineNanos: farNanos)
        _ = try notes.enter(1, gate, deadlineNanos: farNanos)
        _ = try notes.enter(2, gate, deadlineNanos: monotonicNanos() + 60_000_000)
        _ = try notes.enter(3, gate, deadlineNanos: monotonicNanos() + 20_000_000)
        _ = try notes.enter(4, gate, deadlineNanos: 0)
        await eventually { notes.givenUp.withLock { $0.count } == 3 }
        #expect(notes.givenUp.withLock { $0 } == [2: .deadline, 3: .deadline, 4: .deadline])
        gate.leave()
        #expect(notes.begun.withLock { $0 } == [0, 1])
    }
}
