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
    func begin(_ newer: DirectorySnapshot?) -> [Task<Void, Never>] {
        var ended: [(RouteTable.Place, LiveInstance)] = []
        var left: [(RouteTable.Place, LiveInstance)] = []
        var started: [(RouteTable.Place, Attempt)] = []
        var told: [@Sendable () -> Void] = []
        state.withLock { state in
            guard !state.isClosed else { return }
            if let newer {
                state.snapshot = newer
                state.hasSnapshot = true
            }
            let snapshot = state.snapshot
            var decided: [ObjectIdentifier: GrantDecision] = [:]
            var wanted = InstanceOrder.wanted(by: snapshot, state.plugins).mapValues { granting($0, state, decided: &decided) }
            standIn(&wanted, state, decided: &decided)
            state.applyDemotions(to: &wanted)
            for (place, running) in state.running { running.instance.meter.apply(quotas(at: place, running.instance.plugin, state)) }
            for (place, running) in state.running where wanted[place] == nil {
                ended.append((place, running.instance))
                state.running[place] = nil
            }
            for place in state.states.keys where wanted[place] == nil {
                state.states[place] = nil
                state.attempts[place] = nil
                if let instance = state.superseded.removeValue(forKey: place) { left.append((place, instance)) }
            }
            for (place, order) in wanted {
                if let attempt = state.attempts[place], attempt.order == order { continue }
                if state.running[place]?.order == order {
                    // An attempt at something else is not wanted any more, such as at a version that was rolled back.
                    state.attempts[place] = nil
                    state.states[place] = .serving
                    continue
                }
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
        for (place, instance) in ended { drain(instance, at: place) }
        for (place, instance) in left { Task { await forgetKept(by: instance, at: place) } }
        return started.map { place, attempt in Task { await self.start(place, attempt) } }
    }

    /// Creates an instance and lets it serve, in place of an older one if there is one. Tried again in the background if it fails.
    private func start(_ place: RouteTable.Place, _ attempt: Attempt, pauseNanos: UInt64 = PluginHost.firstPauseNanos) async {
        let outcome = await create(attempt.order, isFresh: pauseNanos == Self.firstPauseNanos)
        var before: InstanceState?
        let replaced: (unwanted: LiveInstance?, mustRetry: Bool) = state.withLock { state in
            before = state.states[place]
            guard state.attempts[place]?.number == attempt.number, !state.isClosed else { return (try? outcome.get(), false) }
            switch outcome {
            case .success(let instance):
                let old = state.running[place]?.instance
                // They may have changed while it was made.
                instance.meter.apply(quotas(at: place, instance.plugin, state))
                instance.meter.apply(hosts: state.liveHosts)
                state.running[place] = Running(instance: instance, order: attempt.order)
                state.attempts[place] = nil
                state.superseded[place] = nil
                state.states[place] = .serving
                state.table = nil
                return (old, false)
            case .failure(let error):
                if !error.code.isWaiting { state.attempts[place]?.failures += 1 }
                // An instance with the settings, or of the version, of before goes on serving, unless it holds what was withdrawn.
                let forbidden = state.running[place].flatMap { isWithinGrants($0, state) ? nil : $0.instance }
                let reason =
                    forbidden == nil ? error.message : "\(error.message); what ran before was stopped, since a grant of it was withdrawn"
                state.attempts[place]?.reason = reason
                state.states[place] = .failed(reason: reason)
                if forbidden != nil {
                    state.running[place] = nil
                    state.table = nil
                }
                return (forbidden, true)
            }
        }
        let (now, told, listener) = state.withLock { state in
            // A newer attempt may be under way: then its end is waited for.
            let told = state.states[place] == .starting ? [] : state.takeWaiting { $0 == place }
            return (state.states[place], told, state.onStateChange)
        }
        for tell in told { tell() }
        if let now, now != before { listener?(place.tenantKey, place.plugin, now) }
        if case .success = outcome, state.withLock({ isStandIn(place, $0) }) { _ = begin(nil) }
        if let unwanted = replaced.unwanted { drain(unwanted, at: place, isReplaced: !replaced.mustRetry) }
        guard replaced.mustRetry, case .failure(let error) = outcome else { return }
        logger.error("\(error)", metadata: ["plugin": "\(place.plugin)", "tenant": "\(attempt.order.tenant.tenantId)"])
        Task {
            try? await Task.sleep(nanoseconds: pauseNanos)
            guard self.state.withLock({ $0.attempts[place]?.number == attempt.number }) else { return }
            await self.start(place, attempt, pauseNanos: min(pauseNanos * 2, Self.longestPauseNanos))
        }
    }

    private func create(_ order: InstanceOrder, isFresh: Bool) async -> Result<LiveInstance, PluginRuntimeError> {
        guard let plugin = state.withLock({ $0.plugins[order.plugin]?.loaded[order.version] }) else {
            return .failure(PluginRuntimeError(.notConfigured, "\(order.plugin) is not loaded on this host"))
        }
        if let waiting = order.waiting {
            return .failure(PluginRuntimeError(.waitsForConsent, "\(order.plugin) \(plugin.source.manifest.version) \(waiting)"))
        }
        if !order.missingSecrets.isEmpty {
            return .failure(Self.waitsForSecrets(order.missingSecrets, plugin.source.manifest, tenant: order.tenant))
        }
        do throws(PluginRuntimeError) {
            try await warm(plugin)
            let settings = try Self.settings(order, plugin)
            return .success(try await make(order, plugin, settingsJSON: settings, isFresh: isFresh))
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
    ///
    /// - Parameter isReplaced: Another one serves in its place: what is under way, jobs too, finishes where it began.
    private func drain(_ instance: LiveInstance, at place: RouteTable.Place, isReplaced: Bool = false) {
        let number = state.withLock { state in
            state.lastAttempt += 1
            state.draining[state.lastAttempt] = Draining(instance: instance)
            return state.lastAttempt
        }
        let limitNanos = Self.drainLimitNanos(instance, isReplaced: isReplaced)
        let task = Task {
            await instance.close(limitNanos: limitNanos, isReplaced: isReplaced)
            if !isReplaced { await forgetKept(by: instance, at: place) }
            _ = state.withLock { $0.draining.removeValue(forKey: number) }
        }
        state.withLock { $0.draining[number]?.task = task }
    }

    /// A tenant's series and cached values go with its instance, unless it was switched on again while that one ended: then they are the next
    /// one's, and go with it.
    private func forgetKept(by instance: LiveInstance, at place: RouteTable.Place) async {
        let isForgotten = state.withLock { state in
            guard state.running[place] == nil else { return false }
            // One that is being made may keep something already; one that could not be made has nothing.
            if let attempt = state.attempts[place], attempt.reason == nil {
                state.superseded[place] = instance
                return false
            }
            instance.plugin.metrics.forget(tenantId: instance.tenant.tenantId)
            return true
        }
        if isForgotten { await instance.services.cache?.clear() }
    }

    /// Calls end within their own limit; a job that may finish has its deadline.
    private static func drainLimitNanos(_ instance: LiveInstance, isReplaced: Bool) -> UInt64 {
        let calls: UInt64 = 35_000_000_000
        guard isReplaced else { return calls }
        let seconds = instance.plugin.source.manifest.jobs.map(\.deadlineSeconds).max() ?? 0
        return calls + UInt64(max(seconds, 0)) * 1_000_000_000
    }
}
