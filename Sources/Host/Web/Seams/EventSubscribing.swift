/// The live events of this host and of its peers.
package protocol EventSubscribing: Sendable {
    /// Events that the filter lets pass, from now on. The stream must be bounded and drop the oldest; ending the iteration unsubscribes.
    func subscribe(_ filter: EventFilter) -> AsyncStream<LiveEvent>
}

/// Something that happened in a tenant.
package struct LiveEvent: Sendable, Equatable {
    /// `<plugin>.<topic>`, or one of `HostTopic`.
    package let topic: String
    package let tenantKey: Int64
    /// One JSON value.
    package let json: String

    package init(topic: String, tenantKey: Int64, json: String) {
        self.topic = topic
        self.tenantKey = tenantKey
        self.json = json
    }
}

/// The host's own topics.
package enum HostTopic {
    /// A plugin was switched off for the tenant of the event; `{"plugin": id}`. Reaches that tenant's own members alone.
    package static let disabled = "hashinsight.disabled"
    /// A plugin was switched on; `{"plugin": id}`.
    package static let enabled = "hashinsight.enabled"
    /// A cell of the operator's table changed; `{"tenant": id, "plugin": id, "enabled": bool}`. Reaches operators alone; tenant key 0.
    package static let toggled = "hashinsight.toggled"
    /// A plugin's upgrade went on, somewhere; `{"plugin": id}`. Reaches operators alone; tenant key 0.
    package static let rollout = "hashinsight.rollout"
    /// The notary went on or met trouble, on this host or another; `{}`. Reaches operators alone; tenant key 0.
    package static let notary = "hashinsight.notary"
    /// The last event of a stream: the session that it was opened with has ended, and the page is to log in again.
    package static let sessionEnded = "hashinsight.session_ended"
    /// A plugin under development is another one now: open pages load themselves again; `{}`.
    package static let reloaded = "hashinsight.reloaded"
}

/// Which events one stream gets. Pure.
package struct EventFilter: Sendable, Equatable {
    /// Exact topics, or `<plugin>.*`.
    package let topics: [String]
    package let tenantKey: Int64
    package let sight: ClosedRange<Int64>

    package init(topics: [String], tenantKey: Int64, sight: ClosedRange<Int64>) {
        self.topics = topics
        self.tenantKey = tenantKey
        self.sight = sight
    }

    /// Plugin events pass by sight and topic; the host's own only to their tenant, whatever the topics.
    package func passes(_ event: LiveEvent) -> Bool {
        if event.topic.hasPrefix("hashinsight.") { return event.tenantKey == tenantKey }
        guard sight.contains(event.tenantKey) else { return false }
        return topics.contains { topic in
            topic.hasSuffix(".*") ? event.topic.hasPrefix(topic.dropLast()) : event.topic == topic
        }
    }
}
