extension PluginHost {
    /// At the host's start, when the plugins are loaded: tidies up after killed hosts, and says what this kernel lacks to protect workers if
    /// any plugin or instance can come to run in one.
    package func prepareWorkers() async {
        await workers.sweep()
        // Whatever its instances say now: one may be moved to a worker at any time.
        let canBeIn = state.withLock { state in
            state.plugins.values.contains { $0.loaded.values.contains { $0.source.manifest.isWorkerSafe } }
        }
        if canBeIn { await workers.announce() }
    }
}
