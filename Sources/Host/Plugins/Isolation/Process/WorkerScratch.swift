import Foundation
import Glibc

/// A worker's scratch folder: made for one process, for its owner alone, and removed after it.
struct WorkerScratch: Sendable {
    let path: String

    /// Makes the folder under `folder`. Blocks on disk.
    init(under folder: String) throws {
        var template = Array((folder + "/hashinsight-worker-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw WorkerProcess.SpawnError(message: "no scratch folder under \(folder): \(String(cString: strerror(errno)))")
        }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    /// Removes the folder and all that the plugin left in it. Blocks on disk.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
