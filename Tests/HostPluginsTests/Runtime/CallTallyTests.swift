import Glibc
import Synchronization
import Testing

@testable import HostPlugins

@Suite("The count of a plugin's calls") struct CallTallyTests {
    /// Where threads wait for each other.
    private final class Meeting: Sendable {
        let begun = Atomic<Int>(0)
        let withoutPlace = Atomic<Int>(0)
    }

    @Test("loses none of many threads, of which some have a place of their own and some share one") func many() async {
        let tally = CallTally()
        let meeting = Meeting()
        let threads = CallPlace.count + 16
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<threads {
                group.addTask { await Self.onThread { Self.count(10_000, tally, meeting, threads) } }
            }
        }
        #expect(tally.calls == threads * 10_001)
        // Other suites' threads have places too.
        #expect(meeting.withoutPlace.load(ordering: .relaxed) >= 16)
    }

    @Test("goes on where the thread before left a place") func again() {
        let tally = CallTally()
        for _ in 0..<3 {
            let place = CallPlace()
            for _ in 0..<100 { tally.add(at: place) }
        }
        #expect(tally.calls == 300)
    }

    /// All begin at once, so that none can take the place of one that has ended.
    private static func count(_ calls: Int, _ tally: CallTally, _ meeting: Meeting, _ threads: Int) {
        let place = CallPlace()
        if place.index == CallPlace.count { meeting.withoutPlace.add(1, ordering: .relaxed) }
        meeting.begun.add(1, ordering: .relaxed)
        while meeting.begun.load(ordering: .relaxed) < threads { usleep(100) }
        for _ in 0..<calls { tally.add(at: place) }
        tally.add()
    }

    private static func onThread(_ work: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            let started = PluginThread.start(name: "tally", detached: true) {
                work()
                continuation.resume()
            }
            #expect(started != nil)
        }
    }
}
