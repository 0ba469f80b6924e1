import HostData
import HostPlugins
import HostWeb

/// The event bus as the web server needs it.
struct EventAdapter: EventSubscribing {
    let bus: EventBus
    let plugins: PluginHost

    func subscribe(_ filter: EventFilter) -> AsyncStream<LiveEvent> {
        let subscription = bus.subscribe(sight: filter.sight)
        let (stream, continuation) = AsyncStream.makeStream(of: LiveEvent.self, bufferingPolicy: .bufferingNewest(64))
        let task = Task {
            for await element in subscription {
                switch element {
                case .event(let event):
                    let live = LiveEvent(
                        topic: event.topic, tenantKey: event.tenantKey, json: String(decoding: event.payloadJSON, as: UTF8.self))
                    if filter.passes(live), isEnabled(event, for: filter.tenantKey) { continuation.yield(live) }
                case .dropped(let count):
                    continuation.yield(LiveEvent(topic: "hashinsight.dropped", tenantKey: filter.tenantKey, json: "{\"count\":\(count)}"))
                }
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in
            subscription.end()
            task.cancel()
        }
        return stream
    }

    /// Whether the watcher's own tenant has the plugin on. A provider without it does not hear what its clients' instances tell; the
    /// operator, who runs no plugins, hears all.
    private func isEnabled(_ event: HostEvent, for tenantKey: Int64) -> Bool {
        guard tenantKey != TenantKey.operator.rawValue, !event.topic.hasPrefix("hashinsight.") else { return true }
        return plugins.routes.instance(tenantKey: tenantKey, plugin: String(event.topic.prefix { $0 != "." })) != nil
    }
}
