package import HostTenancy
import Synchronization

extension PluginHost {
    /// First and longest pause before a failed instance is tried again.
    private static let firstPauseNanos: UInt64 = 2_000_000_000
    private static let longestPauseNanos: UInt64 = 60_000_000_000

    /// Follows the directory: applies its snapshot now and after each change, before the change's author is answered.
    package func follow(_ directory: TenantDirectory) {
        directory.onChange { [self] change in _ = begin(change.snapshot) }
        _ = begin(directory.snapshot)
    }

    /// Makes the running instances those of the snapshot. Returns when new ones serve or have failed; what was switched off is no longer
    /// served from the start, and drains in the background.
    package func apply(_ snapshot: DirectorySnapshot) async {
        for task in begin(snapshot) { await task.value }
    }

    /// Makes the instances of plugins that were loaded since the last snapshot. Returns when they serve or have failed.
    package func startLoaded() async {
        for task in begin(nil) { await task.value }
    }

    /// The part of applying that happens at once. Returns what goes on.
    ///
    /// - Parameter newer: Nil for the snapshot that is in force.
    private func begin(_ newer: DirectorySnapshot?) -> [Task<Void, Never>] {
        var ended: [LiveInstance] = []
        var started: [(RouteTable.Place, Attempt)] = []
        var told: [@Sendable () -> Void] = []
        state.withLock { state in
            guard !state.isClosed else { return }
            if let newer { state.snapshot = newer }
            let snapshot = state.snapshot
            let wanted = InstanceOrder.wanted(by: snapshot, loaded: Set(state.plugins.keys))
            for (place, running) in state.running where wanted[place] == nil {
                ended.append(running.instance)
                state.running[place] = nil
            }
            for place in state.states.keys where wanted[place] == nil {
                state.states[place] = nil
                state.attempts[place] = nil
            }
            for (place, order) in wanted {
                if let attempt = state.attempts[place], attempt.order == order { continue }
                if state.attempts[place] == nil, state.running[place]?.order == order { continue }
                state.lastAttempt += 1
                let attempt = Attempt(number: state.lastAttempt, order: order)
                state.attempts[place] = attempt
                if state.running[place] == nil { state.states[place] = .starting }
                started.append((place, attempt))
            }
            if !ended.isEmpty { state.table = nil }
            let states = state.states
            told = state.takeWaiting { states[$0] != .starting }
        }
        for tell in told { tell() }
        for instance in ended { drain(instance) }
        return started.map { place, attempt in Task { await self.start(place, attempt) } }
    }

    /// Creates an instance and lets it serve, in place of an older one if there is one. Tried again in the background if it fails.
    private func start(_ place: RouteTable.Place, _ attempt: Attempt, pauseNanos: UInt64 = PluginHost.firstPauseNanos) async {
        let outcome = await create(attempt.order)
        let replaced: (unwanted: LiveInstance?, mustRetry: Bool) = state.withLock { state in
            guard state.attempts[place]?.number == attempt.number, !state.isClosed else { return (try? outcome.get(), false) }
            switch outcome {
            case .success(let instance):
                let old = state.running[place]?.instance
                state.running[place] = Running(instance: instance, order: attempt.order)
                state.attempts[place] = nil
                state.states[place] = .serving
                state.table = nil
                return (old, false)
            case .failure(let error):
                // An instance with the settings of before goes on serving.
                state.states[place] = .failed(reason: error.message)
                return (nil, true)
            }
        }
        let told = state.withLock { state in
            // A newer attempt may be under way: then its end is waited for.
            state.states[place] == .starting ? [] : state.takeWaiting { $0 == place }
        }
        for tell in told { tell() }
        if let unwanted = replaced.unwanted { drain(unwanted) }
        guard replaced.mustRetry, case .failure(let error) = outcome else { return }
        logger.error("\(error)", metadata: ["plugin": "\(place.plugin)", "tenant": "\(attempt.order.tenant.tenantId)"])
        Task {
            try? await Task.sleep(nanoseconds: pauseNanos)
            guard self.state.withLock({ $0.attempts[place]?.number == attempt.number }) else { return }
            await self.start(place, attempt, pauseNanos: min(pauseNanos * 2, Self.longestPauseNanos))
        }
    }

    private func create(_ order: InstanceOrder) async -> Result<LiveInstance, PluginRuntimeError> {
        guard let plugin = state.withLock({ $0.plugins[order.plugin] }) else {
            return .failure(PluginRuntimeError(.notConfigured, "\(order.plugin) is not loaded on this host"))
        }
        guard order.isolation != .worker else {
            return .failure(
                PluginRuntimeError(
                    .notConfigured,
                    "\(order.plugin) for \(order.tenant.tenantId) asks for isolation: worker, which is not there yet; expected host or none"
                ))
        }
        do throws(PluginRuntimeError) {
            let settings = try Self.settings(order, plugin)
            return .success(
                try await LiveInstance.create(
                    plugin, for: order.tenant, kind: order.kind, settingsJSON: settings, services: try services(for: order, plugin)))
        } catch {
            return .failure(error)
        }
    }

    private static func settings(_ order: InstanceOrder, _ plugin: LoadedPlugin) throws(PluginRuntimeError) -> String {
        let schema = plugin.source.manifest.settings
        let value: JSONValue
        do { value = schema.withDefaults(try JSONValue.parse(order.settingsJSON.utf8)) } catch {
            throw PluginRuntimeError(
                .notConfigured, "the settings of \(order.plugin) for \(order.tenant.tenantId) are not JSON: \(error.message)")
        }
        if let issue = schema.validate(value).first {
            throw PluginRuntimeError(.notConfigured, "the settings of \(order.plugin) for \(order.tenant.tenantId): \(issue)")
        }
        return value.text
    }

    /// Lets an instance that is no longer served come to its end.
    private func drain(_ instance: LiveInstance) {
        let number = state.withLock { state in
            state.lastAttempt += 1
            return state.lastAttempt
        }
        let task = Task {
            await instance.close()
            _ = state.withLock { $0.draining.removeValue(forKey: number) }
        }
        // A drain that has ended already leaves a finished task behind, which the next close awaits at no cost.
        state.withLock { $0.draining[number] = task }
    }
}
