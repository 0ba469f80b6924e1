import Glibc
import WorkerProtocol

/// A thread of a worker's process, as the kernel tells of it.
struct WorkerThread: Sendable, Hashable {
    let id: Int32
    /// It runs, or would if there were a processor for it.
    let isRunning: Bool
    /// The question where it is would not reach it (HW_PLACE_SIGNAL).
    let isDeaf: Bool
    let cpuTicks: UInt64

    /// What one thread is asked: a signal with a number of HW_PLACE_ bits.
    struct Question: Sendable, Hashable {
        let thread: Int32
        let number: Int32
    }

    /// Threads that run and are asked at once: those that have computed longest.
    private static let runningAsked = 3
    /// Of those that wait the first ones, among which are those that calls came on.
    private static let waitingAsked = 32

    /// Reads /proc; empty if the process is gone. Blocks for as long as the kernel takes: not on a loop.
    static func read(process: Int32) -> [WorkerThread] {
        guard let folder = opendir("/proc/\(process)/task") else { return [] }
        defer { closedir(folder) }
        var threads: [WorkerThread] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard let id = Int32(name), let stat = WorkerUsage.text("/proc/\(process)/task/\(id)/stat") else { continue }
            if let thread = read(id: id, stat: stat) { threads.append(thread) }
        }
        return threads
    }

    /// Pure: from a line of /proc/<pid>/task/<tid>/stat. The name of a thread may hold spaces and parentheses.
    static func read(id: Int32, stat: String) -> WorkerThread? {
        guard let close = stat.lastIndex(of: ")") else { return nil }
        // From the third field of proc(5), `state`, on.
        let fields = stat[stat.index(after: close)...].split(whereSeparator: \.isWhitespace)
        guard fields.count > 29, let user = UInt64(fields[11]), let system = UInt64(fields[12]), let blocked = UInt64(fields[29]) else {
            return nil
        }
        return WorkerThread(
            id: id, isRunning: fields[0] == "R", isDeaf: blocked & 1 << (UInt64(HW_PLACE_SIGNAL) - 1) != 0, cpuTicks: user &+ system)
    }

    /// Whom to ask where they are. Pure.
    static func questions(_ threads: [WorkerThread]) -> [Question] {
        let hearing = threads.filter { !$0.isDeaf }
        let running = hearing.filter(\.isRunning).sorted { ($1.cpuTicks, $0.id) < ($0.cpuTicks, $1.id) }.prefix(runningAsked)
        let waiting = hearing.filter { !$0.isRunning }.sorted { $0.id < $1.id }.prefix(waitingAsked)
        let asked = running + waiting
        return asked.enumerated().map { turn, thread in
            Question(
                thread: thread.id,
                number: Int32(turn | asked.count << HW_PLACE_COUNT_SHIFT | (thread.isRunning ? 0 : HW_PLACE_ASLEEP)))
        }
    }
}
