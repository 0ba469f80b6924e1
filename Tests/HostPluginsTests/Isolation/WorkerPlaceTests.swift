import Glibc
import HostTenancy
import Testing
import WorkerProtocol

@testable import HostPlugins

@Suite("Where the threads of a worker are when it is ended", .timeLimit(.minutes(3)))
struct WorkerPlaceTests {
    @Test("A thread's line is read whatever its name is") func read() {
        func stat(_ name: String, _ state: String, blocked: UInt64) -> String {
            "77 (\(name)) \(state) 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 1 0 100 1000000 25 184467 1 1 0 0 0 0 \(blocked) 0 0 0 0 0 17 0 0 0 0 0 0"
        }
        #expect(
            WorkerThread.read(id: 7, stat: stat("a) R (b", "S", blocked: 0))
                == WorkerThread(id: 7, isRunning: false, isDeaf: false, cpuTicks: 200))
        let bit = UInt64(1) << UInt64(HW_PLACE_SIGNAL - 1)
        #expect(WorkerThread.read(id: 7, stat: stat("calls", "R", blocked: bit))?.isDeaf == true)
        #expect(WorkerThread.read(id: 7, stat: stat("calls", "R", blocked: ~bit & 0x7FFF_FFFF))?.isDeaf == false)
        #expect(WorkerThread.read(id: 7, stat: stat("calls", "R", blocked: 0))?.isRunning == true)
        #expect(WorkerThread.read(id: 7, stat: "77 (calls") == nil)
        #expect(WorkerThread.read(id: 7, stat: "77 (calls) S 1 2") == nil)
        #expect(WorkerThread.read(process: getpid()).contains { $0.id == getpid() })
        #expect(WorkerThread.read(process: 0).isEmpty)
    }

    @Test("Those that computed longest are asked first, then those that wait; none that would not hear it") func questions() {
        func thread(_ id: Int32, running: Bool = false, deaf: Bool = false, ticks: UInt64 = 0) -> WorkerThread {
            WorkerThread(id: id, isRunning: running, isDeaf: deaf, cpuTicks: ticks)
        }
        let asked = WorkerThread.questions(
            [thread(9), thread(3), thread(4, deaf: true), thread(5, running: true, ticks: 1), thread(6, running: true, ticks: 9)])
        #expect(asked.map(\.thread) == [6, 5, 3, 9])
        #expect(asked.map { Int($0.number) & HW_PLACE_TURN } == [0, 1, 2, 3])
        #expect(asked.allSatisfy { Int($0.number) >> HW_PLACE_COUNT_SHIFT & HW_PLACE_TURN == 4 })
        #expect(asked.map { Int($0.number) & HW_PLACE_ASLEEP != 0 } == [false, false, true, true])
        let many = WorkerThread.questions((1...2_000).map { thread($0, running: $0.isMultiple(of: 2)) })
        #expect(many.count <= HW_PLACE_TURN && many.prefix(3).map(\.thread) == [2, 4, 6] && many[3].thread == 1)
        #expect(WorkerThread.questions([]).isEmpty)
    }

    @Test("Where all threads of a plugin loop, three of them are told") func all() async throws {
        var told = 0
        // Of its second a busy machine may give the process so little that only the first comes to tell. It is not so again and again.
        for _ in 0..<5 where told < 3 {
            let report = try await ended("spin_beside")
            told = report.trace.split(separator: "\n").count { $0.contains(", which runs") }
            #expect((1...3).contains(told), "\(report.trace)")
            #expect(report.excerpt.contains("libTest.so("), "\(report.excerpt)")
            let trace = CrashTrace(report.trace)
            // Six threads are in the one, one in the other.
            #expect(trace.names("libTest.so", "spin_on") || (told == 1 && trace.names("libTest.so", "spin_here")), "\(report.trace)")
        }
        #expect(told == 3, "never all that were asked")
    }

    @Test("Whoever keeps the question from its threads is ended all the same", arguments: ["spin_deaf", "spin_untold"])
    func untold(_ way: String) async throws {
        let report = try await ended(way)
        #expect(!report.trace.contains("spin_here"), "\(report.trace)")
    }

    /// Has a plugin hang; its callers are told of that at once, and the instance is served again.
    private func ended(_ way: String) async throws -> WorkerReport {
        let pool = WorkerTests.pool()
        let instance = try await WorkerTests.instance(pool, inline: true)
        do throws(PluginCallError) {
            _ = try await instance.handle(TestPlugin.request(way), deadlineNanos: .max)
            Issue.record("it answered")
        } catch {
            #expect(error.status == .deadline)
        }
        await eventually { instance.workerReport != nil }
        let report = try #require(instance.workerReport)
        guard case .hung = report.end else { throw PluginCallError(.internal, "\(report.end)") }
        #expect(try await instance.handle(TestPlugin.request("echo", body: [65])).text == "A")
        #expect(await instance.close())
        await pool.close()
        return report
    }
}
