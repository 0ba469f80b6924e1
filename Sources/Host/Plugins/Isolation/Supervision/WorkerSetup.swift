import Foundation
import WorkerProtocol

/// What a worker is told first: what to load, and how far it may go.
struct WorkerSetup: Sendable {
    let pluginId: String
    /// Empty for a worker that only says what protects it.
    let libraryPath: String
    var memoryBytes: UInt64
    let isInline: Bool
    /// Looked at before each start; nil for a library that comes from no bundle.
    var copy: VerifiedCopy?
    var descriptors: UInt32 = 64
    var threads: UInt32 = 64
    /// Threads for calls; 0: the usual number.
    var callThreads: UInt32 = 0

    /// Bytes that one file in the scratch folder may have.
    private static let fileBytes: UInt64 = 64 << 20
    /// What the scratch folder may hold in all.
    static let scratchBytes: UInt64 = 64 << 20
    static let scratchFiles: UInt32 = 4_096
    private static let niceness: UInt32 = 5

    func send(_ channel: WorkerChannel, scratch: String) {
        var setup = hw_setup()
        setup.memory_bytes = memoryBytes
        setup.file_bytes = Self.fileBytes
        setup.descriptors = descriptors
        setup.threads = threads
        setup.calls_inline = isInline ? 1 : 0
        setup.call_threads = callThreads
        setup.niceness = Self.niceness
        setup.scratch_bytes = Self.scratchBytes
        setup.scratch_files = Self.scratchFiles
        let folder = libraryPath.isEmpty ? "" : URL(fileURLWithPath: libraryPath).deletingLastPathComponent().path
        let texts = WorkerTexts.bytes([libraryPath, folder, scratch, pluginId])
        withUnsafeBytes(of: setup) { setup in
            texts.withUnsafeBytes { texts in _ = channel.send(WorkerFrame.Head(kind: .setup), setup, texts) }
        }
    }
}
