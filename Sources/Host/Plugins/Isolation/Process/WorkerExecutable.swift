import Foundation

/// Where the worker's executable is: beside the host's own.
package enum WorkerExecutable {
    package static let name = "hashinsight-worker"

    /// The path beside this process's executable; nil if there is none.
    static var beside: String? {
        beside("/proc/self/exe")
    }

    /// The path beside another executable; nil if there is none.
    package static func beside(_ executable: String) -> String? {
        let own = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
        let path = own.deletingLastPathComponent().appendingPathComponent(name).path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }
}
