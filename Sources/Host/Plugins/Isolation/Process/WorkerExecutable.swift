import Foundation

/// Where the worker's executable is: beside the host's own.
enum WorkerExecutable {
    static let name = "hashinsight-worker"

    /// The path beside this process's executable; nil if there is none.
    static var beside: String? {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = own.deletingLastPathComponent().appendingPathComponent(name).path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }
}
