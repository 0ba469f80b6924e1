/// One piece of news for whoever watches.
package struct HostEvent: Sendable, Hashable {
    /// Whose news it is.
    package let tenantKey: Int64
    /// `<plugin>.<topic>`, or a topic of the host's own.
    package let topic: String
    /// A JSON object, UTF-8.
    package let payloadJSON: [UInt8]

    package init(tenantKey: Int64, topic: String, payloadJSON: [UInt8]) {
        self.tenantKey = tenantKey
        self.topic = topic
        self.payloadJSON = payloadJSON
    }
}
