import CLinux
import Foundation
import Glibc
import PluginABI
import Testing
import WorkerProtocol

@Suite("A worker that is asked where its threads are")
struct PlaceTests {
    private static let call: UInt64 = 9 << 32

    @Test("Names the function that loops, its call and its thread, and ends by itself", arguments: [true, false])
    func loop(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("crasher"), inline: inline)
        try worker.createInstance()
        worker.start("spin", id: Self.call)
        #expect(try worker.receive(HW_COMPLETE).answerText == "begun")
        let told = try Self.ask(worker)
        #expect(told.contains("\nplace: ") && told.contains("which runs, in start for call 0x900000000:"), "\(told)")
        #expect(told.contains("libcrasher.so(loop_here+0x"), "\(told)")
        #expect(try worker.receive() == nil, "it is no crash")
    }

    @Test("Names what it waits in, if nothing runs") func waits() throws {
        let worker = try TestWorker(PluginBuild.library("crasher"), inline: false)
        try worker.createInstance()
        worker.start("wait", id: Self.call)
        #expect(try worker.receive(HW_COMPLETE).answerText == "begun")
        let told = try Self.ask(worker, whenAllWait: true)
        #expect(told.contains("which waits, in start for call 0x900000000:"), "\(told)")
        #expect(told.contains("libcrasher.so(loop_here+0x"), "\(told)")
        #expect(told.components(separatedBy: "thread ").count == 2, "no thread that only waits for work tells: \(told)")
    }

    @Test("Says so where no thread of the plugin is at anything") func nothing() throws {
        let worker = try TestWorker(PluginBuild.library("crasher"), inline: false)
        try worker.createInstance()
        #expect(try worker.ask("fine") == "fine")
        let told = try Self.ask(worker, whenAllWait: true)
        #expect(told.contains("\nplace: no thread of the plugin") && !told.contains("libcrasher.so"), "\(told)")
    }

    @Test("Tells of few of many threads that wait") func many() throws {
        let worker = try TestWorker(PluginBuild.library("crasher"), inline: false)
        try worker.createInstance()
        #expect(try worker.ask("leave-waiting") == "left")
        let told = try Self.ask(worker, whenAllWait: true)
        #expect(told.components(separatedBy: ", which waits:\n").count == 5, "four of eight: \(told)")
    }

    @Test("Names what a thread of libdispatch does, which blocks nearly all signals: Swift's tasks run there") func dispatch() throws {
        let worker = try TestWorker(PluginBuild.library("dispatcher", with: "dispatch"), inline: false)
        try worker.createInstance()
        worker.start("spin", id: Self.call)
        #expect(try worker.receive(HW_COMPLETE).answerText == "begun")
        let told = try Self.ask(worker)
        #expect(told.contains("libdispatcher.so(spin_here+0x"), "\(told)")
    }

    /// Asks as the host does, and waits for the worker's own end.
    ///
    /// - Returns: What it wrote.
    private static func ask(_ worker: TestWorker, whenAllWait: Bool = false) throws -> String {
        var threads = try hearing(worker.process)
        let patience = ContinuousClock.now + .seconds(60)
        while whenAllWait, !threads.allSatisfy(\.isWaiting), ContinuousClock.now < patience {
            sched_yield()
            threads = try hearing(worker.process)
        }
        threads.sort { !$0.isWaiting && $1.isWaiting }
        for (turn, thread) in threads.enumerated() {
            let number = turn | threads.count << HW_PLACE_COUNT_SHIFT | (thread.isWaiting ? HW_PLACE_ASLEEP : 0)
            #expect(linux_queue_signal(worker.process, thread.id, HW_PLACE_SIGNAL, Int32(number)) == 0)
        }
        #expect(worker.wait() == .status(128 + HW_PLACE_SIGNAL))
        return try worker.traces()
    }

    /// Its threads that do not block the signal.
    private static func hearing(_ process: pid_t) throws -> [(id: Int32, isWaiting: Bool)] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").compactMap { name in
            guard let id = Int32(name),
                let file = FileHandle(forReadingAtPath: "/proc/\(process)/task/\(id)/status"), let bytes = try file.readToEnd()
            else { return nil }
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { $0.split(separator: "\t") }
            func value(_ key: String) -> Substring { lines.first { $0.first == key[...] }?.last ?? "" }
            let blocked = UInt64(value("SigBlk:"), radix: 16) ?? 0
            return blocked & 1 << UInt64(HW_PLACE_SIGNAL - 1) == 0 ? (id, !value("State:").hasPrefix("R")) : nil
        }
    }
}
