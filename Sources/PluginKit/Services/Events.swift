import PluginABI

/// News for whoever watches a page or listens on the API. Not stored; who is away misses them.
public struct Events: Sendable {
    let host: HostHandle

    /// Publishes a JSON object (at most 4,096 bytes) under a topic of the manifest, to watchers of this tenant and of its provider.
    ///
    /// Throws `.denied` for a topic that the manifest does not list, `.invalidArgument` if it is too long, `.overQuota`. Never waits.
    public func publish(_ topic: String, _ fields: (inout JSONWriter) throws -> Void) throws {
        var payload = JSONWriter(capacity: 256)
        try payload.object(fields)
        guard let publish = host.services.events?.publish else {
            throw PluginError(.denied, "Events were not granted: the manifest must list \(HI_EVENTS_1) under services.")
        }
        try host.use { pointer throws(PluginError) in
            var error = hi_error()
            error.size = UInt32(MemoryLayout<hi_error>.size)
            let status = topic.withABIBytes { topic in payload.bytes.withABIBytes { publish(pointer, topic, $0, &error) } }
            guard status == HI_OK else { throw PluginError(status: status, error) }
        }
    }
}
