/// ePIC's PowerPlay: orders are posted with the password in the body. Shapes of replies: its published interface; captured are only
/// replies that read.
enum EpicControl {
    /// The answer to an order; nil for a request that only reads.
    static func answer(_ request: HTTPRequest, _ state: inout DeviceState, _ here: OrderSurroundings) -> HTTPAnswer? {
        guard request.method == "POST" else { return nil }
        guard JSONText.string("password", in: request.body) == state.password else {
            return HTTPAnswer(200, #"{"result":false,"error":"Incorrect password"}"#)
        }
        switch (request.path, JSONText.string("param", in: request.body)) {
        case ("/miner", "Stop"): state.sleep(true, at: here.moment.nanos, here.options)
        case ("/miner", "Autostart"): state.sleep(false, at: here.moment.nanos, here.options)
        case ("/softreboot", _): state.restart(at: here.moment.nanos, here.options)
        default: return HTTPAnswer(200, #"{"result":false,"error":"Unknown command"}"#)
        }
        return HTTPAnswer(200, #"{"result":true,"error":null}"#)
    }
}
