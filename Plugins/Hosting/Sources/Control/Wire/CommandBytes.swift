import PluginKit

/// Requests of the CGMiner API.
enum CommandBytes {
    /// One JSON object.
    static func object(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.object(body)
        return json.bytes
    }

    /// `{"command":"ascset","parameter":"0,softoff,1:1753434821"}`
    static func json(_ command: String, _ parameter: String? = nil) -> [UInt8] {
        object { json in
            json.field("command", command)
            if let parameter { json.field("parameter", parameter) }
        }
    }
}
