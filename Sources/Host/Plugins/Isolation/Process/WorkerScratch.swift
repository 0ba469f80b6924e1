import Glibc

/// A worker's scratch folder: made for one process, for its owner alone, and removed after it.
struct WorkerScratch: Sendable {
    let path: String

    /// Makes the folder under `folder`. Blocks on disk.
    init(under folder: String) throws(WorkerProcess.SpawnError) {
        var template = Array((folder + "/hashinsight-worker-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw WorkerProcess.SpawnError(message: "no scratch folder under \(folder): \(String(cString: strerror(errno)))")
        }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    /// Why the worker is to be ended: what the folder holds is beyond its limits, or cannot be known; nil if it is not. Blocks on disk.
    func excess(maximumBytes: UInt64 = WorkerSetup.scratchBytes, maximumFiles: Int = Int(WorkerSetup.scratchFiles)) -> String? {
        let size = ScratchTree.measure(path, maximumBytes: maximumBytes, maximumFiles: maximumFiles)
        if size.bytes > maximumBytes { return "its scratch folder holds more than \(maximumBytes) bytes" }
        if size.files > maximumFiles { return "its scratch folder holds more than \(maximumFiles) files and folders" }
        return size.isUnknown
            ? "its scratch folder cannot be measured: a folder in it cannot be read, or lies deeper than \(ScratchTree.maximumDepth)" : nil
    }

    /// Removes the folder and all that the plugin left in it. Blocks on disk.
    func remove() { ScratchTree.remove(path) }
}
