import HostData
package import HostTenancy
import Synchronization

/// What instances may use: the manifest asks, the operator's file and consents decide.
extension PluginHost: ConsentChecking {
    /// Puts the operator's policies into force, by plugin: limits at once, in the instances that run; other grants make new instances.
    /// Returns when these serve or have failed.
    ///
    /// - Returns: Whether they differ from those before.
    @discardableResult
    package func setPolicies(_ policies: [String: PluginPolicy]) async -> Bool {
        let hasChanged = state.withLock { state in
            defer { state.policies = policies }
            return state.policies != policies
        }
        await startLoaded()
        return hasChanged
    }

    /// What the operator has consented to of what the manifest asks for.
    package func grantDecision(for manifest: Manifest) -> GrantDecision { state.withLock { decision(manifest, $0) } }

    /// As ``grantDecision(for:)``, by consents that this host may not have heard of yet.
    package func grantDecision(for manifest: Manifest, consents: [GrantConsent]) -> GrantDecision {
        state.withLock { decision(manifest, $0, consents) }
    }

    /// What a version asks for and gets once it is consented to, and what of that the operator's file names one by one.
    package func listedGrants(for manifest: Manifest) -> (items: [String], named: [String]) {
        let restriction = state.withLock { $0.policies[manifest.id]?.grants }
        let asked = GrantRequest(manifest)
        return (asked.restricted(by: restriction).texts, asked.named(in: restriction).texts)
    }

    /// An order with what its version may use.
    ///
    /// - Parameter decided: What was decided for other tenants in the same pass: a decision is a version's, and its texts are read once.
    func granting(_ order: InstanceOrder, _ state: borrowing State, decided: inout [ObjectIdentifier: GrantDecision]) -> InstanceOrder {
        guard let plugin = state.plugins[order.plugin]?.loaded[order.version] else { return order }
        let grants = decided[ObjectIdentifier(plugin)] ?? decision(plugin.source.manifest, state)
        decided[ObjectIdentifier(plugin)] = grants
        var order = order
        order.grants = grants
        order.held = state.held[plugin.digest]
        order.missingSecrets = missingSecrets(plugin.source.manifest, tenant: order.tenant.key, in: state.snapshot)
        return order
    }

    /// Whether a running instance has nothing but what its version may use now.
    func isWithinGrants(_ running: borrowing Running, _ state: borrowing State) -> Bool {
        let usable = decision(running.instance.plugin.source.manifest, state).usable
        return running.order.grants.granted.exceeding(usable).isEmpty
    }

    /// The limits that a tenant's instance has, or would have; nil if this host does not have the plugin.
    package func limits(tenant: Tenant, plugin: String) -> Quotas? {
        guard let version = version(of: plugin, for: tenant) else { return nil }
        return state.withLock { quotas(at: RouteTable.Place(tenantKey: tenant.key.rawValue, plugin: plugin), version, $0) }
    }

    /// The limits of an instance: the tenant's, else the plugin's entry, else the manifest's.
    func quotas(at place: RouteTable.Place, _ plugin: LoadedPlugin, _ state: borrowing State) -> Quotas {
        let tenant = state.snapshot.tenant(key: TenantKey(rawValue: place.tenantKey))
        let own = tenant.flatMap { state.snapshot.instance(tenant: $0.id, plugin: place.plugin) }?.quotas ?? [:]
        let limits = plugin.source.quotas.limited(by: state.policies[place.plugin]?.quotas ?? [:]).limited(by: own)
        return tenant.map { limits.within(slots: $0.slots) } ?? limits
    }

    /// A meter with the limits of now, which goes on where that of the instance that serves now stands.
    func meter(for order: InstanceOrder, _ plugin: LoadedPlugin) -> UsageMeter {
        let place = RouteTable.Place(tenantKey: order.tenant.key.rawValue, plugin: order.plugin)
        return state.withLock { state in
            let limits = quotas(at: place, plugin, state)
            let totals = state.quotaTotals[order.plugin] ?? QuotaTotals()
            state.quotaTotals[order.plugin] = totals
            let meter = state.running[place]?.instance.meter.successor() ?? UsageMeter(limits, totals: totals)
            meter.apply(limits)
            meter.apply(hosts: state.liveHosts)
            return meter
        }
    }

    private func decision(_ manifest: Manifest, _ state: borrowing State, _ consents: [GrantConsent]? = nil) -> GrantDecision {
        GrantDecision(
            asked: GrantRequest(manifest), version: "\(manifest.version)", restriction: state.policies[manifest.id]?.grants,
            consents: consents ?? state.snapshot.consents(plugin: manifest.id), requiresConsent: requiresConsent)
    }
}
