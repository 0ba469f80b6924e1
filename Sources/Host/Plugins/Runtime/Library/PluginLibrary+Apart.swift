extension PluginLibrary {
    /// Loads on a thread of its own, since the disk and a library's constructors may take their time.
    package static func loadApart(path: String, copy: VerifiedCopy? = nil) async -> Result<PluginLibrary, PluginRuntimeError> {
        await withCheckedContinuation { continuation in
            let thread = PluginThread.start(name: "load", detached: true) {
                do throws(PluginRuntimeError) {
                    continuation.resume(returning: .success(try load(path: path, copy: copy)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if thread == nil {
                continuation.resume(
                    returning: .failure(
                        PluginRuntimeError(.libraryNotLoadable, "there is no thread to load \(path) on, expected a free one")))
            }
        }
    }
}
