import HostData
import HostPlugins
import HostTenancy
import HostWeb

/// Tells open pages what was switched: the tenant whose plugin it is, and the operators. That one is on is told when it serves, so that a
/// page which loads itself anew then finds it. Every host hears of a change by itself, so the news stays in this process.
struct ToggleNews: Sendable {
    let events: EventBus

    func follow(_ directory: TenantDirectory, _ plugins: PluginHost) {
        directory.onChange { [self] change in
            for edit in change.instances {
                guard let instance = edit.after ?? edit.before, let tenant = change.snapshot.tenant(id: instance.tenantId) else { continue }
                let isOn = edit.after?.isEnabled == true
                guard (edit.before?.isEnabled == true) != isOn else { continue }
                if !isOn { deliver(HostTopic.disabled, tenant, instance.plugin) }
                tellOperators(tenant, instance.plugin, isOn: isOn)
            }
        }
        plugins.onStateChange { [self] tenantKey, plugin, state in
            guard let tenant = directory.snapshot.tenant(key: TenantKey(rawValue: tenantKey)) else { return }
            if state == .serving { deliver(HostTopic.enabled, tenant, plugin) }
            // Its cell said that it was being started, or why it does not run.
            tellOperators(tenant, plugin, isOn: true)
        }
    }

    private func deliver(_ topic: String, _ tenant: Tenant, _ plugin: String) {
        events.deliver(tenantKey: tenant.key.rawValue, topic: topic, json: "{\"plugin\":\"\(plugin)\"}")
    }

    private func tellOperators(_ tenant: Tenant, _ plugin: String, isOn: Bool) {
        events.deliver(
            tenantKey: TenantKey.operator.rawValue, topic: HostTopic.toggled,
            json: "{\"tenant\":\"\(tenant.id)\",\"plugin\":\"\(plugin)\",\"enabled\":\(isOn)}")
    }
}

extension EventBus {
    fileprivate func deliver(tenantKey: Int64, topic: String, json: String) {
        publishHere(HostEvent(tenantKey: tenantKey, topic: topic, payloadJSON: Array(json.utf8)))
    }
}
