import PluginKit

/// A plugin that does nothing, to measure what a call costs.
struct NullPlugin: Plugin {
    let context: PluginContext

    init(settings: NoSettings, context: PluginContext) { self.context = context }

    var routes: [Route] {
        Route.immediate("null") { _ in .empty() }
        Route.immediate("json") { request in .json(capacity: 2_304) { Self.write(&$0) } }
        Route("async") { _ in .empty() }
        Route("block") { _ in
            // A plugin that behaves badly: it burns its own thread for 200 ms.
            let end = context.clock.monotonicNanos + 200_000_000
            while context.clock.monotonicNanos < end {}
            return .empty()
        }
    }

    /// 2 KB: twenty rows of four fields.
    private static func write(_ json: inout JSONWriter) {
        json.object { json in
            json.array("items") { json in
                for row in 0..<20 {
                    json.object { json in
                        json.field("id", row)
                        json.field("serial_number", "SN-0123456789-ABCDEF")
                        json.field("hashrate_ths", 98.6)
                        json.field("status", "hashing")
                    }
                }
            }
        }
    }
}

/// The `get` of this plugin's entry.
@c(null_plugin_get) public func nullPluginGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
    PluginEntry<NullPlugin>.get(id)
}
