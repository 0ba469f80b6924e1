import HostData
import HostPlugins
import HostTenancy
import HostWeb

/// Tells open pages what was switched: the tenant whose plugin it is, and the operators.
struct ToggleNews: Sendable {
    let events: EventBus

    func follow(_ directory: TenantDirectory) {
        directory.onChange { [events] change in
            for edit in change.instances {
                guard let instance = edit.after ?? edit.before, let tenant = change.snapshot.tenant(id: instance.tenantId) else { continue }
                let wasOn = edit.before?.isEnabled == true
                let isOn = edit.after?.isEnabled == true
                guard wasOn != isOn else { continue }
                // Every host hears of the change by itself, so the news stays in this process.
                events.deliver(
                    tenantKey: tenant.key.rawValue, topic: isOn ? HostTopic.enabled : HostTopic.disabled,
                    json: "{\"plugin\":\"\(instance.plugin)\"}")
                events.deliver(
                    tenantKey: TenantKey.operator.rawValue, topic: HostTopic.toggled,
                    json: "{\"tenant\":\"\(tenant.id)\",\"plugin\":\"\(instance.plugin)\",\"enabled\":\(isOn)}")
            }
        }
    }
}

extension EventBus {
    fileprivate func deliver(tenantKey: Int64, topic: String, json: String) {
        publishHere(HostEvent(tenantKey: tenantKey, topic: topic, payloadJSON: Array(json.utf8)))
    }
}
