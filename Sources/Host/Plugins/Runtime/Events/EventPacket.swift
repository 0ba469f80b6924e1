/// Events as the text of a notification: the sender's line, then a line for each event with key, topic and payload, parted by tabs.
/// Pure.
enum EventPacket {
    /// PostgreSQL takes payloads of less than 8,000 bytes.
    static let maximumBytes = 7_900

    /// As many texts as are needed. Of equal events that follow each other only one goes.
    static func texts(_ events: [HostEvent], origin: String) -> [String] {
        var texts: [String] = []
        var text = origin
        var previous: HostEvent?
        for event in events where event != previous {
            previous = event
            // Outside of strings a line's end or a tab means a space in JSON; inside they cannot stand.
            let payload = event.payloadJSON.map { $0 == 10 || $0 == 13 || $0 == 9 ? 32 : $0 }
            let line = "\n\(event.tenantKey)\t\(event.topic)\t" + String(decoding: payload, as: UTF8.self)
            guard origin.utf8.count + line.utf8.count <= maximumBytes else { continue }
            if text.utf8.count + line.utf8.count > maximumBytes {
                texts.append(text)
                text = origin
            }
            text += line
        }
        if text.utf8.count > origin.utf8.count { texts.append(text) }
        return texts
    }

    /// The events of a text, or nil if it is one's own. Lines that are not well formed are left out.
    static func events(_ text: String, except origin: String) -> [HostEvent]? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard let sender = lines.popFirst(), sender != origin else { return nil }
        return lines.compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, let key = Int64(parts[0]), !parts[1].isEmpty, JSONShape.isObject(parts[2].utf8) else { return nil }
            return HostEvent(tenantKey: key, topic: String(parts[1]), payloadJSON: Array(parts[2].utf8))
        }
    }
}
