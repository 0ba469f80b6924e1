/// Runs work that waits for the disk on a thread of its own, away from the cooperative pool.
enum DiskThread {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = PluginThread.start(name: "bundles", detached: true) { continuation.resume(with: Result { try body() }) }
            if thread == nil {
                continuation.resume(throwing: BundleStoreError(.disk, "there is no thread to read bundles on, expected a free one"))
            }
        }
    }
}
