import Glibc

/// What a worker's process uses, as the kernel tells it.
package struct WorkerUsage: Sendable, Hashable {
    package let residentBytes: Int
    package let cpuSeconds: Double

    /// Reads /proc; nil if the process is gone.
    static func read(process: Int32) -> WorkerUsage? {
        guard let stat = text("/proc/\(process)/stat") else { return nil }
        return read(stat: stat, pageBytes: sysconf(Int32(_SC_PAGESIZE)), ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Pure: from a line of /proc/<pid>/stat. The name of the process may hold spaces and parentheses.
    static func read(stat: String, pageBytes: Int, ticksPerSecond: Int) -> WorkerUsage? {
        guard let close = stat.lastIndex(of: ")"), ticksPerSecond > 0 else { return nil }
        // From the third field of proc(5), `state`, on.
        let fields = stat[stat.index(after: close)...].split(whereSeparator: \.isWhitespace)
        guard fields.count > 21, let user = Int(fields[11]), let system = Int(fields[12]), let pages = Int(fields[21]) else { return nil }
        return WorkerUsage(residentBytes: pages * pageBytes, cpuSeconds: Double(user + system) / Double(ticksPerSecond))
    }

    /// A small file of /proc.
    static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: 2_048, alignment: 8) { buffer in
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            return count > 0 ? String(decoding: buffer[0..<count], as: UTF8.self) : nil
        }
    }
}
