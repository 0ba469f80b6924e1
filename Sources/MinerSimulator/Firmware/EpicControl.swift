/// ePIC's PowerPlay: orders are posted with the password in the body. Shapes of replies: its published interface; captured are only
/// replies that read.
enum EpicControl {
    /// The answer to an order; nil for a request that only reads.
    static func answer(_ request: HTTPRequest, _ state: inout DeviceState, _ here: OrderSurroundings) -> HTTPAnswer? {
        guard request.method == "POST" else { return nil }
        // Pools have passwords of their own; the device's stands last.
        let place = request.body.ranges(of: "\"password\"").last?.lowerBound ?? request.body.startIndex
        guard JSONText.string("password", in: String(request.body[place...])) == state.password else {
            return HTTPAnswer(200, #"{"result":false,"error":"Incorrect password"}"#)
        }
        let number = JSONText.word("param", in: request.body).flatMap { Int($0) }
        switch (request.path, JSONText.string("param", in: request.body)) {
        case ("/miner", "Stop"): state.sleep(true, at: here.moment.nanos, here.options)
        case ("/miner", "Autostart"): state.sleep(false, at: here.moment.nanos, here.options)
        case ("/coin", _):
            let pools = SimulatedPool.list(in: request.body, url: "pool", user: "login", password: "password")
            guard JSONText.string("coin", in: request.body) == "BTC", (1...3).contains(pools.count) else {
                return HTTPAnswer(200, #"{"result":false,"error":"Invalid coin or pools"}"#)
            }
            state.mine(at: pools)
        case ("/softreboot", nil) where number != nil: state.restart(at: here.moment.nanos, here.options)
        case ("/power", nil) where (1...50_000).contains(number ?? 0): state.limit(watts: number ?? 0, at: here.moment.nanos, here.options)
        default: return HTTPAnswer(200, #"{"result":false,"error":"Unknown command"}"#)
        }
        return HTTPAnswer(200, #"{"result":true,"error":null}"#)
    }
}
