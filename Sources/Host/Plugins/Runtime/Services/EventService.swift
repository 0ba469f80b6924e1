/// `hashinsight.events/1` for one instance.
package final class EventService: Sendable {
    static let maximumPayloadBytes = 4_096

    private let bus: EventBus
    private let plugin: String
    /// What was granted of the manifest's.
    let topics: Set<String>
    private let tenantKey: Int64
    private let meter: UsageMeter

    package init(bus: EventBus, plugin: String, topics: Set<String>, tenantKey: Int64, meter: UsageMeter = UsageMeter()) {
        self.bus = bus
        self.plugin = plugin
        self.topics = topics
        self.tenantKey = tenantKey
        self.meter = meter
    }

    func publish(topic: String, payload: UnsafeRawBufferPointer) throws(PluginCallError) {
        guard topics.contains(topic) else {
            throw PluginCallError(.denied, "the topic \"\(topic)\" was not granted: the manifest must list it and the operator consent")
        }
        guard payload.count <= Self.maximumPayloadBytes, String(validating: payload, as: UTF8.self) != nil, JSONShape.isObject(payload)
        else {
            throw PluginCallError(.invalidArgument, "the payload is not a JSON object of at most \(Self.maximumPayloadBytes) bytes")
        }
        try meter.take(.eventsPerSecond)
        try meter.take(.events)
        bus.publish(HostEvent(tenantKey: tenantKey, topic: "\(plugin).\(topic)", payloadJSON: [UInt8](payload)))
    }
}
